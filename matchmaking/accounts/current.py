"""The person who is signed in. For views; services take the person as an argument."""

from __future__ import annotations

from typing import cast

from flask_login import current_user
from werkzeug.exceptions import NotFound

from matchmaking.accounts.models import Person


def current_person() -> Person:
    """The signed-in person; NotFound where there is none (a view behind a guard has one)."""
    if not current_user.is_authenticated:
        raise NotFound
    return cast("Person", current_user._get_current_object())  # noqa: SLF001 -- the way that Flask-Login documents


def current_person_or_none() -> Person | None:
    """The signed-in person, or None for a visitor."""
    return current_person() if current_user.is_authenticated else None


def is_administrator() -> bool:
    """True where an administrator is signed in."""
    person = current_person_or_none()
    return person is not None and person.is_administrator
