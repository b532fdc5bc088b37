"""Where everything stands in the picture of who is linked with whom: plain numbers for a template to draw.

The Americas stand on the left and everybody else on the right, as on a map, each country's organisations together;
the agreements stand in between, each with a line to every party. The order in a column follows from what it is
linked with, so that few lines cross, and is the same for the same agreements every time.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

_AMERICAS = (
    "AG AI AR AW BB BL BM BO BQ BR BS BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GT GY HN HT JM KN KY LC MF MQ MS MX"
    " NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI"
)
_EUROPE = (
    "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK"
    " MT NL NO PL PT RO RS SE SI SJ SK SM TR UA VA"
)
AMERICAS = frozenset(_AMERICAS.split())
EUROPE = frozenset(_EUROPE.split())
_SWEEPS = 6

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Organisation:
    """An end of the lines: `key` is what agreements name it by."""

    key: str
    name: str
    country: str
    """ISO code."""


@dataclass(frozen=True, slots=True)
class Tie:
    """An agreement to draw, with the keys of its parties."""

    key: str
    kind: str
    note: str
    """A few words to stand below its mark."""
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """How large the picture is, and how many letters fit on a line beside an organisation."""

    width: int
    name_width: int
    letters: int
    line_height: int
    row_gap: int
    tie_pitch: int
    has_notes: bool


WIDE = Paper(width=1040, name_width=330, letters=40, line_height=19, row_gap=9, tie_pitch=50, has_notes=True)
NARROW = Paper(width=360, name_width=132, letters=16, line_height=16, row_gap=12, tie_pitch=34, has_notes=False)
_HEAD = 30
_COUNTRY_SPACE = 16
_COUNTRY_HEIGHT = 22
_MARGIN = 12
_LOOSEST = 1.6
"""How many times their least distance agreements may stand apart where the columns leave room."""
_WIDEST_GAP = 34


@dataclass(slots=True)
class OrganisationMark:
    """An organisation on the paper: its dot, and the lines of its name with the height of each."""

    key: str
    country: str
    side: Side
    x: float
    y: float
    lines: list[tuple[float, str]] = field(default_factory=list)
    text_x: float = 0
    top: float = 0
    height: float = 0


@dataclass(frozen=True, slots=True)
class CountryMark:
    """A country's name above its organisations."""

    code: str
    side: Side
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class TieMark:
    """An agreement on the paper."""

    key: str
    kind: str
    note: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """From a party to its agreement, as an SVG path."""

    organisation: str
    tie: str
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture."""

    width: int
    height: int
    name_width: int
    has_notes: bool
    right_is_europe: bool
    """True where nobody on the right is from elsewhere."""
    organisations: list[OrganisationMark]
    countries: list[CountryMark]
    ties: list[TieMark]
    lines: list[Line]


def draw(organisations: Iterable[Organisation], ties: Iterable[Tie], paper: Paper) -> Drawing:
    """The picture of these organisations and agreements; a party that is none of the organisations is left out."""
    known = {one.key: one for one in sorted(organisations, key=lambda one: (one.name, one.key))}
    drawn = sorted(
        (Tie(tie.key, tie.kind, tie.note, tuple(key for key in tie.parties if key in known)) for tie in ties),
        key=lambda tie: tie.key,
    )
    left, right, order = _ordered(known, drawn)
    columns = [_column(left, "left", known, paper), _column(right, "right", known, paper)]
    height = max([len(order) * paper.tie_pitch, *(column.height for column in columns)])
    for column in columns:
        column.spread(height)
        column.move(_HEAD + (height - column.height) / 2)
    pitch = max(paper.tie_pitch, min(_LOOSEST * paper.tie_pitch, height / max(len(order), 1)))
    first = _HEAD + (height - len(order) * pitch) / 2 + pitch / 2 - (8 if paper.has_notes else 0)
    marks = [
        TieMark(tie.key, tie.kind, tie.note, paper.width / 2, round(first + pitch * place, 1))
        for place, tie in enumerate(order)
    ]
    places = {mark.key: mark for column in columns for mark in column.marks}
    lines = [
        Line(party, tie.key, tie.kind, _path(places[party], mark))
        for tie, mark in zip(order, marks, strict=True)
        for party in tie.parties
    ]
    return Drawing(
        paper.width,
        round(height + _HEAD + _MARGIN),
        paper.name_width,
        paper.has_notes,
        all(known[key].country in EUROPE for key in right),
        [mark for column in columns for mark in column.marks],
        [country for column in columns for country in column.countries],
        marks,
        lines,
    )


def side_of(country: str) -> Side:
    """Where a country's organisations stand."""
    return "left" if country in AMERICAS else "right"


@dataclass(slots=True)
class _Column:
    marks: list[OrganisationMark] = field(default_factory=list)
    countries: list[CountryMark] = field(default_factory=list)
    height: float = 0

    def spread(self, height: float) -> None:
        """Let a column that is much shorter than the picture breathe: more room between its organisations."""
        gaps = len(self.marks) - 1
        if gaps < 1:
            return
        more = min(_WIDEST_GAP, (height - self.height) / 2 / gaps)
        countries = {country.code: country for country in self.countries}
        for place, mark in enumerate(self.marks):
            self._shift(mark, more * place)
            if mark.country in countries:
                found = countries.pop(mark.country)
                self.countries[self.countries.index(found)] = replace(found, y=found.y + more * place)
        self.height += more * gaps

    @staticmethod
    def _shift(mark: OrganisationMark, down: float) -> None:
        mark.y = round(mark.y + down, 1)
        mark.top = round(mark.top + down, 1)
        mark.lines = [(round(y + down, 1), words) for y, words in mark.lines]

    def move(self, down: float) -> None:
        for mark in self.marks:
            self._shift(mark, down)
        self.countries = [replace(country, y=round(country.y + down, 1)) for country in self.countries]


def _column(keys: Sequence[str], side: Side, known: Mapping[str, Organisation], paper: Paper) -> _Column:
    column = _Column()
    dot = paper.name_width if side == "left" else paper.width - paper.name_width
    text = dot - 14 if side == "left" else dot + 14
    down: float = 0
    country = ""
    for key in keys:
        one = known[key]
        if one.country != country:
            down += _COUNTRY_SPACE if country else 0
            country = one.country
            column.countries.append(CountryMark(country, side, text, down + _COUNTRY_HEIGHT / 2 + 2))
            down += _COUNTRY_HEIGHT
        words = _wrapped(one.name, paper.letters)
        height = len(words) * paper.line_height
        mark = OrganisationMark(key, country, side, dot, down + height / 2, text_x=text, top=down, height=height)
        mark.lines = [(down + paper.line_height * (place + 0.72), line) for place, line in enumerate(words)]
        column.marks.append(mark)
        down += height + paper.row_gap
    column.height = down
    return column


def _wrapped(name: str, letters: int) -> list[str]:
    """The name in at most three lines; a word longer than a line is broken."""
    return textwrap.wrap(name, letters, max_lines=3, placeholder="…", break_on_hyphens=True) or [name[:letters] or "?"]


def _path(one: OrganisationMark, tie: TieMark) -> str:
    middle = round((one.x + tie.x) / 2, 1)
    return f"M{one.x:g} {one.y:g}C{middle:g} {one.y:g} {middle:g} {tie.y:g} {tie.x:g} {tie.y:g}"


def _ordered(known: Mapping[str, Organisation], ties: Sequence[Tie]) -> tuple[list[str], list[str], list[Tie]]:
    """Both columns and the agreements, each sorted by the middle of what it is linked with, a few times over."""
    of_party: dict[str, list[str]] = {key: [tie.key for tie in ties if key in tie.parties] for key in known}
    columns = [[key for key, one in known.items() if side_of(one.country) == side] for side in ("left", "right")]
    columns = [sorted(column, key=lambda key: (known[key].country, known[key].name, key)) for column in columns]
    order = list(ties)
    for _sweep in range(_SWEEPS):
        place = {key: (at + 0.5) / len(column) for column in columns for at, key in enumerate(column)}
        order.sort(key=lambda tie: (_mean([place[key] for key in tie.parties]), tie.key))
        heights = {tie.key: (at + 0.5) / len(order) for at, tie in enumerate(order)}
        columns = [_sorted_column(column, known, of_party, heights) for column in columns]
    return columns[0], columns[1], order


def _sorted_column(
    column: Sequence[str],
    known: Mapping[str, Organisation],
    of_party: Mapping[str, Sequence[str]],
    heights: Mapping[str, float],
) -> list[str]:
    """Countries by the middle of their organisations' agreements, and the organisations of each country likewise."""
    own = {key: _mean([heights[tie] for tie in of_party[key]]) for key in column}
    by_country: dict[str, list[float]] = {}
    for key in column:
        by_country.setdefault(known[key].country, []).append(own[key])
    return sorted(
        column,
        key=lambda key: (
            _mean(by_country[known[key].country]),
            known[key].country,
            own[key],
            known[key].name,
            key,
        ),
    )


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 9) if values else 0.5
