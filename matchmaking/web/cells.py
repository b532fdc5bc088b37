"""Texts as files for other programs may hold them: nothing that a spreadsheet runs, nothing that XML refuses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

SEPARATOR = " | "
"""Between several values in one cell."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def harmless(cell: str) -> str:
    """`cell` such that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def printable(text: str) -> str:
    """`text` without the characters that neither XML nor a terminal takes; line ends and tabs stay."""
    return text if text.isprintable() else _UNPRINTABLE.sub("", text)


def as_text(value: Any) -> str:
    """A value as a file writes it, the same whoever asks: ISO dates in UTC, true and false, lists with bars between."""
    if isinstance(value, str):  # most are, in files of a hundred thousand rows
        return printable(str(value))
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return SEPARATOR.join(as_text(one).replace("|", "/") for one in value)
    return printable(str(value).lower() if isinstance(value, bool) else str(value))


def cell_of(value: Any) -> str:
    """A value as a cell of a text table: a number stays one, and no text is taken for a formula."""
    text = as_text(value)
    return text if isinstance(value, int | float) else harmless(text)
