"""The public listing: a filter's events, a page at a time or all of them.

Everything here shows what everybody may see: published and cancelled events, never drafts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import load_only, selectinload

from matchmaking.db import session
from matchmaking.events.filters import EventFilter, Sort, When
from matchmaking.events.models import Event

PAGE_SIZE = 25
LATEST_PAST = 10
FEED_SIZE = 1_000
CHUNK = 500

# Literally as in the indexes: a bound parameter would keep PostgreSQL from using them.
LISTED = sa.text("event.state <> 'draft'")

DIMENSION_COLUMNS: dict[str, Any] = {
    "type": Event.type, "audience": Event.audiences, "sector": Event.sector_codes, "country": Event.countries,
    "mode": Event.mode,
}  # fmt: skip
_ORDERS: dict[Sort, tuple[Any, ...]] = {
    Sort.DATE: (Event.starts_at, Event.id),
    Sort.NAME: (Event.sort_name, Event.id),
    Sort.TARGET: (Event.audiences, Event.starts_at, Event.id),
    Sort.TYPE: (Event.type, Event.starts_at, Event.id),
    Sort.PLACE: (Event.sort_place, Event.starts_at, Event.id),
}
_SHOWN = (
    Event.slug, Event.name, Event.type, Event.audiences, Event.mode, Event.starts_at, Event.ends_at, Event.over_at,
    Event.time_zone, Event.city, Event.country_code, Event.state, Event.is_demo, Event.source_document,
)  # fmt: skip


def dimension_conditions(wanted: EventFilter) -> dict[str, sa.ColumnElement[bool]]:
    """The condition of each dimension for which values were chosen."""
    conditions: dict[str, sa.ColumnElement[bool]] = {}
    for name, values in wanted.chosen.items():
        column = DIMENSION_COLUMNS[name]
        if name in ("type", "mode"):
            conditions[name] = column.in_(values)
        else:
            conditions[name] = column.overlap(sa.cast(list(values), ARRAY(sa.Text())))
    return conditions


def base_conditions(wanted: EventFilter) -> list[sa.ColumnElement[bool]]:
    """What holds whichever values are chosen: listed, the free text, the days."""
    conditions: list[Any] = [LISTED]
    if wanted.words:
        document: Any = sa.literal_column("to_tsvector('simple', event.search_text)")
        conditions.append(document.op("@@")(sa.func.to_tsquery("simple", wanted.words)))
    # The days are the event's own, in its own zone. The bounds in UTC say the same more widely, for the index.
    if wanted.last:
        local = sa.cast(sa.func.timezone(Event.time_zone, Event.starts_at), sa.Date)
        end = datetime.combine(wanted.last, datetime.min.time(), tzinfo=UTC) + timedelta(days=2)
        conditions += [local <= wanted.last, Event.starts_at < end]
    if wanted.first:
        local = sa.cast(sa.func.timezone(Event.time_zone, Event.over_at), sa.Date)
        begin = datetime.combine(wanted.first, datetime.min.time(), tzinfo=UTC) - timedelta(days=1)
        conditions += [local >= wanted.first, *_not_over(begin)]
    return conditions


def when_conditions(when: When, now: datetime) -> list[sa.ColumnElement[bool]]:
    """On which side of `now`."""
    if when is When.UPCOMING:
        return _not_over(now)
    if when is When.PAST:
        return [Event.over_at <= now, Event.starts_at <= now]
    return []


def _not_over(moment: datetime) -> list[sa.ColumnElement[bool]]:
    """Running at `moment` or later. What starts before the earliest of those is over: the index skips it."""
    running = sa.func.tstzrange(Event.starts_at, Event.over_at).op("@>")(sa.cast(moment, sa.DateTime(timezone=True)))
    earliest = sa.select(sa.func.min(Event.starts_at)).where(LISTED, running).scalar_subquery()
    return [Event.over_at > moment, Event.starts_at >= sa.func.coalesce(earliest, moment)]


def matching(wanted: EventFilter, now: datetime) -> list[sa.ColumnElement[bool]]:
    """What an event must be like to be shown."""
    return [
        *base_conditions(wanted),
        *when_conditions(wanted.when, now),
        *dimension_conditions(wanted).values(),
    ]


def _order(wanted: EventFilter) -> list[sa.ColumnElement[Any]]:
    columns = _ORDERS[wanted.sort]
    return [column.desc() if wanted.descending else column.asc() for column in columns]


def _rows(wanted: EventFilter, now: datetime, *, limit: int, offset: int = 0) -> sa.Select[Any]:
    """Only the ids are sought in order, by an index alone where it can be; the rows are read for one page."""
    ids = sa.select(Event.id).where(*matching(wanted, now)).order_by(*_order(wanted)).limit(limit).offset(offset)
    found = ids.subquery()
    return sa.select(Event).join(found, found.c.id == Event.id).order_by(*_order(wanted))


def page_of(wanted: EventFilter, *, page: int, now: datetime, size: int = PAGE_SIZE) -> list[Event]:
    """The events of page `page` (from 1), with what the listing shows of them."""
    query = _rows(wanted, now, limit=size, offset=(page - 1) * size)
    return list(session().scalars(query.options(load_only(*_SHOWN))))


def latest_past(wanted: EventFilter, *, now: datetime) -> list[Event]:
    """The latest past events of the filter, for where none is coming."""
    past = replace(wanted, when=When.PAST, sort=Sort.DATE, descending=True)
    return page_of(past, page=1, now=now, size=LATEST_PAST)


def for_calendar(wanted: EventFilter, *, now: datetime) -> list[Event]:
    """The first `FEED_SIZE` events of the filter, for a calendar that subscribes to it."""
    return list(session().scalars(_rows(wanted, now, limit=FEED_SIZE)))


def all_of(wanted: EventFilter, *, now: datetime) -> Iterator[Event]:
    """All events of the filter in its order, read in chunks as they are taken."""
    query = sa.select(Event).where(*matching(wanted, now)).order_by(*_order(wanted))
    query = query.options(selectinload(Event.sectors)).execution_options(yield_per=CHUNK)
    yield from session().scalars(query)
