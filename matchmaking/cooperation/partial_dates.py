"""Dates of which only the year or the month may be known: "2007", "2013-05", "2017-01-31"."""

from __future__ import annotations

import re
from datetime import date

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_EARLIEST = 1000


class BadDate(ValueError):
    """What was written is no day, month or year in ISO 8601."""


def checked(text: str) -> str:
    """`text` where it is a partial date or empty; BadDate else, for the 31st of February too."""
    text = text.strip()
    if not text:
        return ""
    found = _PARTIAL.fullmatch(text)
    if found is None or not text.isascii() or int(found[1]) < _EARLIEST:
        raise BadDate(text)
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError as error:
        raise BadDate(text) from error
    return text


def is_before(one: str, other: str) -> bool:
    """True when `one` is surely before `other`, as far as both are known. An empty date is before nothing."""
    known = min(len(one), len(other))
    return one[:known] < other[:known]
