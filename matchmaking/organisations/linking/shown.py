"""Rows of an import as a page shows them: sentences beside cells, what changes from what to what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matchmaking.organisations.linking import fields, queries, words
from matchmaking.organisations.linking.columns import BY_NAME, Shape
from matchmaking.organisations.linking.models import ImportBatch, ImportRow
from matchmaking.organisations.models import Organisation, OrganisationKind, SizeBand
from matchmaking.organisations.queries import sectors
from matchmaking.organisations.words import KINDS, SIZES
from matchmaking.web.locale import countries, country_name, current_language


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell to correct: its column, what stands there, what is wrong with it, and the choices where there are some."""

    column: str
    label: str
    text: str
    sentences: list[str]
    choices: list[tuple[str, str]]
    meaning: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What a field holds and what the source says."""

    label: str
    now: str
    then: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One row with all that its part of the page needs."""

    row: ImportRow
    cells: list[Cell]
    candidates: list[Organisation]
    changes: list[Difference]
    kept: list[Difference]


def shown(batch: ImportBatch, rows: Sequence[ImportRow], typed: Mapping[int, Mapping[str, str]]) -> list[Shown]:
    """The rows of a page; `typed`: what somebody wrote into a row that could not be saved."""
    ids = {row.organisation_id for row in rows if row.organisation_id is not None}
    found = queries.whole(ids | {candidate for row in rows for candidate in row.candidates})
    speaking = _Speaking()
    taxonomy = queries.taxonomy(queries.allowed_countries(batch)) if found else None
    made = []
    for row in rows:
        organisation = found.get(row.organisation_id or 0)
        changes: list[Difference] = []
        kept: list[Difference] = []
        if organisation is not None and taxonomy is not None and row.applied_at is None:
            values = queries.values_of(row, taxonomy)
            changes = [speaking.difference(name, organisation, values) for name in row.changes]
            kept = [speaking.difference(name, organisation, values, reason) for name, reason in row.kept]
        elif row.applied_at is not None:
            changes = [Difference(words.field_name(name), "", "") for name in row.changes]
            kept = [Difference(words.field_name(name), "", "", reason) for name, reason in row.kept]
        made.append(
            Shown(
                row,
                _cells(row, typed.get(row.id, {})),
                [found[one] for one in row.candidates if one in found],
                changes,
                kept,
            )
        )
    return made


def _cells(row: ImportRow, typed: Mapping[str, str]) -> list[Cell]:
    """The cells with problems, and those that somebody was just writing in."""
    sentences: dict[str, list[str]] = {name: [] for name in typed}
    for column, code, values in row.problems:
        sentences.setdefault(column, []).append(words.row_sentence(code, values))
    order = [*BY_NAME, ""]
    return [
        Cell(
            name,
            words.field_name(name),
            typed.get(name, row.cells.get(name, "")),
            sentences[name],
            _choices(name, row.cells.get(name, "")),
            str(BY_NAME[name].meaning) if name in BY_NAME else "",
            name in BY_NAME and BY_NAME[name].shape in {Shape.TEXT, Shape.TITLES},
        )
        for name in sorted(sentences, key=order.index)
    ]


def _choices(column: str, text: str) -> list[tuple[str, str]]:
    options: list[tuple[str, str]] = []
    if column == "kind":
        options = [(kind.value, str(word)) for kind, word in KINDS.items()]
    elif column == "country":
        options = list(countries(current_language()).items())
    if not options or text in dict(options):
        return options
    return [(text, text or "-"), *options]


class _Speaking:
    """Values as people read them."""

    def __init__(self) -> None:
        named = {sector.code: sector.name(current_language()) for sector in sectors()}
        self._sayers: dict[str, Callable[[Any], object]] = {
            "country": country_name,
            "target_countries": lambda codes: ", ".join(map(country_name, codes)),
            "sectors": lambda codes: ", ".join(named.get(code, code) for code in codes),
            "size": lambda size: SIZES[SizeBand(size)],
            "kind": lambda kind: KINDS[OrganisationKind(kind)],
        }

    def difference(
        self, column: str, organisation: Organisation, values: Mapping[str, Any], reason: str = ""
    ) -> Difference:
        now = None if column == "member_of" else fields.current(organisation, column)
        return Difference(words.field_name(column), self.say(column, now), self.say(column, values.get(column)), reason)

    def say(self, column: str, value: Any) -> str:
        if fields.is_empty(value):
            return ""
        if column in self._sayers:
            return str(self._sayers[column](value))
        return "; ".join(value) if isinstance(value, list) else str(value)
