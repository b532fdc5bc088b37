"""How many rows each value of each filter would show, read in one pass.

Each dimension is counted with all *other* filters applied, so that a count tells what ticking the box gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from matchmaking.db import session


@dataclass(frozen=True, slots=True)
class Counts:
    """`total`: rows that fit. `facets`: dimension -> value -> count; values without rows are missing."""

    total: int
    facets: Mapping[str, Mapping[str, int]]

    def of(self, dimension: str, value: str) -> int:
        return self.facets.get(dimension, {}).get(value, 0)


def count(
    columns: Mapping[str, Any],
    chosen: Mapping[str, sa.ColumnElement[bool]],
    base: Sequence[sa.ColumnElement[bool]],
) -> Counts:
    """Count in the database: one statement that reads the rows that fit once, for all dimensions together.

    `columns`: the column of each dimension, an array where a row has several values. `chosen`: the condition of
    each dimension for which values were chosen. `base`: what holds whichever values are chosen.
    """
    hit = (
        sa.select(
            *(column.label(name) for name, column in columns.items()),
            *(condition.label(f"fits_{name}") for name, condition in chosen.items()),
        )
        .where(*base, *_at_most_one_fails(chosen))
        .subquery("hit")
    )

    def fitting(*, but: str | None = None) -> sa.ColumnElement[int]:
        others = [hit.c[f"fits_{name}"] for name in chosen if name != but]
        return sa.func.count().filter(sa.and_(*others)) if others else sa.func.count()

    # One pass with one group per value (of an array: per array, taken apart below), dimension and for the total.
    names = list(columns)
    grouped = [hit.c[name] for name in names]
    found = session().execute(
        sa.select(sa.func.grouping(*grouped), *grouped, *(fitting(but=name) for name in names), fitting()).group_by(
            sa.func.grouping_sets(*(sa.tuple_(column) for column in grouped), sa.text("()"))
        )
    )
    return _taken_apart(names, found)


def _taken_apart(names: Sequence[str], found: Any) -> Counts:
    facets: dict[str, dict[str, int]] = {name: {} for name in names}
    total = 0
    width = len(names)
    for which, *values in found:
        places = [place for place in range(width) if not which >> (width - 1 - place) & 1]
        if not places:
            total = values[-1]
            continue
        place = places[0]
        counted = facets[names[place]]
        value, number = values[place], values[width + place]
        for one in value if isinstance(value, list) else [value]:
            if one is not None and number:
                counted[str(one)] = counted.get(str(one), 0) + number
    return Counts(total=total, facets=facets)


def _at_most_one_fails(chosen: Mapping[str, sa.ColumnElement[bool]]) -> list[sa.ColumnElement[bool]]:
    """A row counts for a dimension only when all the others fit."""
    if len(chosen) <= 1:
        return []
    failing = [sa.case((condition, 0), else_=1) for condition in chosen.values()]
    total: Any = failing[0]
    for one in failing[1:]:
        total = total + one
    return [total <= 1]
