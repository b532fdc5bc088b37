"""The list of countries: who has anything to show, how much, searched and sorted. There are some 250 at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matchmaking.web.folding import fold, words
from matchmaking.web.locale import LANGUAGES, countries
from matchmaking.web.paging import LAST_PAGE, Page

PAGE_SIZE = 25
NAME = "name"


@dataclass(frozen=True, slots=True)
class Row:
    """A country with how many it has of each thing that is counted."""

    code: str
    name: str
    counts: Mapping[str, int]


def page_of(rows: Sequence[Row], number: int) -> Page:
    """One page of `rows`, with all that `lists.pagination` shows."""
    number = min(max(number, 1), LAST_PAGE)
    start = (number - 1) * PAGE_SIZE
    return Page(items=rows[start : start + PAGE_SIZE], page=number, total=len(rows), size=PAGE_SIZE)


def rows(counts: Mapping[str, Mapping[str, int]], also: set[str], language: str) -> list[Row]:
    """The countries of which anything is counted in `counts` (what -> code -> how many), and those in `also`, by name.

    Codes that are no country are left out.
    """
    shown = also | {code for counted in counts.values() for code, count in counted.items() if count > 0}
    return [
        Row(code, name, {what: counted.get(code, 0) for what, counted in counts.items()})
        for code, name in countries(language).items()
        if code in shown
    ]


def matching(found: Sequence[Row], text: str) -> list[Row]:
    """Those that every word of `text` begins a word of: of the name in any language, or of the code."""
    asked = words(text)
    return [row for row in found if all(any(word.startswith(one) for word in _words_of(row)) for one in asked)]


def _words_of(row: Row) -> list[str]:
    names = [countries(language)[row.code] for language in LANGUAGES]
    return [fold(row.code), *(word for name in names for word in words(name))]


def arranged(found: Sequence[Row], sort: str, direction: str) -> list[Row]:
    """By name, or by what is counted; countries with as many stay in the order of their names."""
    if sort == NAME:
        return list(reversed(found)) if direction == "desc" else list(found)
    sign = -1 if direction == "desc" else 1
    return sorted(found, key=lambda row: sign * row.counts[sort])
