"""What a form says when a service has refused what was written in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matchmaking.errors import AppError, Invalid


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else has written otherwise than what stands in the form."""

    label: str
    theirs: str


def differences(form: Any, theirs: Mapping[str, Any], spoken: Callable[[str, Any], str]) -> list[Difference]:
    """What the other person saved (field -> value), as people read it (`spoken`), of the fields that the form has."""
    return [
        Difference(str(form[name].label.text), spoken(name, value)) for name, value in theirs.items() if name in form
    ]


def show_refusal(problem: AppError, form: Any, *, otherwise: str = "") -> None:
    """Show what a service refused beside the field it belongs to.

    Where it belongs to none of the form's, beside the field named `otherwise`; with no such name, above the form.
    """
    named = problem.field if isinstance(problem, Invalid) else None
    name = named if named and named in form else otherwise
    if name:
        form[name].errors = [*form[name].errors, str(problem)]
    else:
        form.form_errors = [*form.form_errors, str(problem)]
