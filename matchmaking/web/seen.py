"""What somebody had before them when they began to write, so that two who edit at once hear of each other.

A hidden field carries it: the row's `version`, or the moment at which the row was changed last.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField

from matchmaking.web.numbers import MOST_DIGITS


class SeenForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A button that says what its reader saw."""

    seen = HiddenField()


def seen_version(form: Any) -> int | None:
    """The version that the form's `seen` carries; None, which equals none, for nonsense."""
    written = form.seen.data or ""
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= MOST_DIGITS else None


def seen_moment(form: Any) -> datetime | None:
    """The moment that the form's `seen` carries; None, which equals none, for nonsense."""
    try:
        return datetime.fromisoformat(form.seen.data or "")
    except ValueError:
        return None
