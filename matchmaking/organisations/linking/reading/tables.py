"""A file's rows as plain text by column, and why a file cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from matchmaking.organisations.linking.columns import NEEDED, column_of

MOST_ROWS = 5_000
"""Of a file that somebody sends, and waits for; a worker takes more."""
MOST_FETCHED_ROWS = 20_000
LONGEST_CELL = 10_000
MOST_COLUMNS = 100

Problem = tuple[str, str, dict[str, Any]]
"""Column, code (see `words.ROW_PROBLEMS`) and the values for its sentence."""


class Unreadable(Exception):
    """Nothing can be taken from the file. `code` is a key of `words.FILE_PROBLEMS`, `values` are for its sentence."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Row:
    """Row `number` of the file, counted as a spreadsheet does, and what was wrong already when it was read."""

    number: int
    cells: dict[str, str]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a file, the columns of ours that it has, and those that are passed over."""

    columns: list[str]
    rows: list[Row]
    unknown: list[str] = field(default_factory=list)
    encoding: str = ""


def heads(cells: Sequence[str]) -> tuple[dict[int, str], list[str]]:
    """Which column stands where, and the heads that mean none of ours. Raises Unreadable."""
    places: dict[int, str] = {}
    unknown = []
    for place, text in enumerate(cells[:MOST_COLUMNS]):
        name = column_of(text)
        if name is None:
            if text.strip():
                unknown.append(storable(text.strip())[:100])
        elif name in places.values():
            raise Unreadable("head_twice", column=name)
        else:
            places[place] = name
    missing = [name for name in NEEDED if name not in places.values()]
    if missing:
        raise Unreadable("head_missing", columns=", ".join(missing))
    return places, unknown


def table_of(
    lines: Iterable[tuple[int, Sequence[str], tuple[Problem, ...]]], *, most_rows: int, encoding: str = ""
) -> Table:
    """The table whose first line that is not empty holds the heads. Raises Unreadable."""
    places: dict[int, str] | None = None
    unknown: list[str] = []
    rows: list[Row] = []
    for number, cells, problems in lines:
        if not any(cell.strip() for cell in cells) and not problems:
            continue
        if places is None:
            places, unknown = heads(cells)
            continue
        if len(rows) >= most_rows:
            raise Unreadable("too_many_rows", most=most_rows)
        named = {name: storable(cells[place]) for place, name in places.items() if place < len(cells)}
        known = tuple(problem for problem in problems if not problem[0] or problem[0] in places.values())
        rows.append(Row(number, {name: text for name, text in named.items() if text}, known))
    if places is None:
        raise Unreadable("empty")
    if not rows:
        raise Unreadable("no_rows")
    return Table(list(places.values()), rows, unknown, encoding)


def storable(text: str) -> str:
    """`text` as a database can keep it: what it cannot keep becomes the sign for an unreadable character.

    An apostrophe that only keeps a spreadsheet from computing ("'=1+1") is not part of the text.
    """
    text = text.strip().replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    if len(text) > 1 and text[0] == "'" and text[1] in "=+-@\t":
        text = text[1:]
    return text[:LONGEST_CELL]
