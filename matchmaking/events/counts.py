"""How many events each choice of the filter would show, kept in Redis until an event changes.

Counting reads every event that fits; keeping it makes the listing as quick at 100,000 events as at 100.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from matchmaking.db import after_commit, session
from matchmaking.events.filters import EventFilter, When
from matchmaking.events.listing import DIMENSION_COLUMNS, base_conditions, dimension_conditions
from matchmaking.events.models import Event
from matchmaking.web.facets import Counts, count
from matchmaking.web.kept import Kept

KEPT_SECONDS = 60
"""Events come to be past by the clock alone, so no count is kept for long."""

_kept = Kept("matchmaking:events", KEPT_SECONDS)
COUNTS_KEY = f"{_kept.prefix}:counts"


def counts_of(wanted: EventFilter, *, now: datetime) -> Counts:
    """The counts for `wanted`, from Redis where they are kept, else computed."""
    # The order does not matter to counts.
    key = _kept.key_of(sorted(wanted.chosen.items()), wanted.when, wanted.first, wanted.last, wanted.words)
    found = _kept.read(key)
    if found is not None:
        return Counts(**found)
    counted = compute(wanted, now=now)
    _kept.keep(key, asdict(counted))
    return counted


def forget_after_commit() -> None:
    """An event changes in the transaction in progress: once it is committed, every kept count is out of date."""
    after_commit(_kept.forget)


def compute(wanted: EventFilter, *, now: datetime) -> Counts:
    """Count in the database."""
    counted = count(
        DIMENSION_COLUMNS, dimension_conditions(wanted), [*base_conditions(wanted), *_side(wanted.when, now)]
    )
    return Counts(total=counted.total, facets={**counted.facets, "when": _sides(wanted, now)})


def _side(when: When, now: datetime) -> list[sa.ColumnElement[bool]]:
    return {When.UPCOMING: [Event.over_at > now], When.PAST: [Event.over_at <= now], When.ALL: []}[when]


def _sides(wanted: EventFilter, now: datetime) -> dict[str, int]:
    """How many events that otherwise fit lie on each side of now."""
    upcoming = Event.over_at > now
    conditions = [*base_conditions(wanted), *dimension_conditions(wanted).values()]
    counted = sa.select(sa.func.count().filter(upcoming), sa.func.count()).where(*conditions)
    coming, every = session().execute(counted).one()
    return {When.UPCOMING.value: coming, When.PAST.value: every - coming, When.ALL.value: every}
