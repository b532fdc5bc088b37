"""How many events each choice of the filter would show, kept in Redis until an event changes.

Each dimension is counted with all *other* filters applied, so that a count tells what ticking the box gives.
Counting reads every event that fits; keeping it makes the listing as quick at 100,000 events as at 100.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, cast

import redis
import sqlalchemy as sa
import structlog

from matchmaking.db import after_commit, session
from matchmaking.events.filters import DIMENSIONS, EventFilter, When
from matchmaking.events.listing import DIMENSION_COLUMNS, base_conditions, dimension_conditions
from matchmaking.events.models import Event
from matchmaking.web.settings import settings

log = structlog.get_logger(__name__)

VERSION_KEY = "matchmaking:events:version"
COUNTS_KEY = "matchmaking:events:counts"
KEPT_SECONDS = 60
"""Events come to be past by the clock alone, so no count is kept for long."""


@dataclass(frozen=True, slots=True)
class Counts:
    """`total`: events that fit. `facets`: dimension -> value -> count; values without events are missing."""

    total: int
    facets: Mapping[str, Mapping[str, int]]

    def of(self, dimension: str, value: str) -> int:
        return self.facets.get(dimension, {}).get(value, 0)


def counts_of(wanted: EventFilter, *, now: datetime) -> Counts:
    """The counts for `wanted`, from Redis where they are kept, else computed."""
    key = _key(wanted)
    kept = _read(key)
    if kept is not None:
        return kept
    counted = compute(wanted, now=now)
    _keep(key, counted)
    return counted


def forget_after_commit() -> None:
    """An event changes in the transaction in progress: once it is committed, every kept count is out of date."""
    after_commit(_forget)


def compute(wanted: EventFilter, *, now: datetime) -> Counts:
    """Count in the database: one statement that reads the events that fit once, for all dimensions together."""
    chosen = dimension_conditions(wanted)
    hit = (
        sa.select(
            *(column.label(name) for name, column in DIMENSION_COLUMNS.items()),
            *(condition.label(f"fits_{name}") for name, condition in chosen.items()),
        )
        .where(*base_conditions(wanted), *_side(wanted.when, now), *_at_most_one_fails(chosen))
        .subquery("hit")
    )

    def count(*, but: str | None = None) -> sa.ColumnElement[int]:
        others = [hit.c[f"fits_{name}"] for name in chosen if name != but]
        return sa.func.count().filter(sa.and_(*others)) if others else sa.func.count()

    # One pass with one group per value (of an array: per array, taken apart below), dimension and for the total.
    columns = [hit.c[name] for name in DIMENSIONS]
    found = session().execute(
        sa.select(sa.func.grouping(*columns), *columns, *(count(but=name) for name in DIMENSIONS), count()).group_by(
            sa.func.grouping_sets(*(sa.tuple_(column) for column in columns), sa.text("()"))
        )
    )
    facets: dict[str, dict[str, int]] = {name: {} for name in DIMENSIONS}
    total = 0
    width = len(DIMENSIONS)
    for which, *values in found:
        grouped = [place for place in range(width) if not which >> (width - 1 - place) & 1]
        if not grouped:
            total = values[-1]
            continue
        place = grouped[0]
        counted = facets[DIMENSIONS[place]]
        value = values[place]
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                counted[str(one)] = counted.get(str(one), 0) + values[width + place]
    facets = {name: {value: number for value, number in counted.items() if number} for name, counted in facets.items()}
    return Counts(total=total, facets={**facets, "when": _sides(wanted, now)})


def _side(when: When, now: datetime) -> list[sa.ColumnElement[bool]]:
    return {When.UPCOMING: [Event.over_at > now], When.PAST: [Event.over_at <= now], When.ALL: []}[when]


def _sides(wanted: EventFilter, now: datetime) -> dict[str, int]:
    """How many events that otherwise fit lie on each side of now."""
    upcoming = Event.over_at > now
    conditions = [*base_conditions(wanted), *dimension_conditions(wanted).values()]
    counted = sa.select(sa.func.count().filter(upcoming), sa.func.count()).where(*conditions)
    coming, every = session().execute(counted).one()
    return {When.UPCOMING.value: coming, When.PAST.value: every - coming, When.ALL.value: every}


def _at_most_one_fails(chosen: Mapping[str, sa.ColumnElement[bool]]) -> list[sa.ColumnElement[bool]]:
    """A row counts for a dimension only when all the others fit."""
    if len(chosen) <= 1:
        return []
    failing = [sa.case((condition, 0), else_=1) for condition in chosen.values()]
    total: Any = failing[0]
    for one in failing[1:]:
        total = total + one
    return [total <= 1]


def _key(wanted: EventFilter) -> str | None:
    """Where the counts of `wanted` are kept; None while Redis is away. The order does not matter to counts."""
    try:
        version = cast("bytes | None", _redis().get(VERSION_KEY)) or b"0"
    except redis.RedisError as error:
        log.warning("counts_not_kept", error=str(error))
        return None
    asked = [sorted(wanted.chosen.items()), wanted.when, str(wanted.first), str(wanted.last), wanted.words]
    digest = sha256(json.dumps(asked).encode()).hexdigest()[:32]
    return f"{COUNTS_KEY}:{version.decode()}:{digest}"


def _read(key: str | None) -> Counts | None:
    if key is None:
        return None
    try:
        kept = cast("bytes | None", _redis().get(key))
        return Counts(**json.loads(kept)) if kept else None
    except (redis.RedisError, ValueError, TypeError) as error:
        log.warning("counts_not_read", error=str(error))
        return None


def _keep(key: str | None, counted: Counts) -> None:
    if key is None:
        return
    try:
        _redis().set(key, json.dumps(asdict(counted)), ex=KEPT_SECONDS)
    except redis.RedisError as error:
        log.warning("counts_not_kept", error=str(error))


def _forget() -> None:
    try:
        _redis().incr(VERSION_KEY)
    except redis.RedisError as error:
        log.warning("counts_not_forgotten", error=str(error))


def _redis() -> redis.Redis:
    return _client(settings().redis_url)


@lru_cache(maxsize=4)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_connect_timeout=0.2, socket_timeout=0.5)
