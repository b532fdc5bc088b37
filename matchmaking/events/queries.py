"""Reading one event, and the events that a person runs. The public listing is in `listing`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from matchmaking.accounts.models import Person
from matchmaking.audit.models import AuditEntry
from matchmaking.db import db, session
from matchmaking.errors import NotFound
from matchmaking.events.models import Event, EventState, MeetingTable, Slot, event_organiser
from matchmaking.organisations.models import Sector

PAGE_SIZE = 25
REMOVED = "event.remove_organiser"
"""The audit's word for somebody taken off the organisers."""


@dataclass(frozen=True, slots=True)
class EventRoles:
    """What a person is in an event, as far as this room knows."""

    is_organiser: bool


def roles(event: Event, person: Person | None) -> EventRoles:
    """What `person` (None: a visitor) is in `event`. An administrator may run every event."""
    return EventRoles(is_organiser=person is not None and _runs(event, person))


def _runs(event: Event, person: Person) -> bool:
    if person.is_administrator:
        return True
    found = sa.exists().where(event_organiser.c.event_id == event.id, event_organiser.c.person_id == person.id)
    return bool(session().scalar(sa.select(found)))


def organises_any(person: Person) -> bool:
    """True where `person` is among the organisers of some event."""
    found = sa.exists().where(event_organiser.c.person_id == person.id)
    return bool(session().scalar(sa.select(found)))


def _find(slug: str) -> Event | None:
    if "\0" in slug:  # PostgreSQL has no such text, so there is no such event
        return None
    return session().scalar(sa.select(Event).where(Event.slug == slug))


def event_visible_to(slug: str, person: Person | None) -> Event:
    """The event that everybody may see, or that `person` runs. Raises NotFound: a draft is its organisers' alone."""
    event = _find(slug)
    if event is None or (event.state is EventState.DRAFT and not roles(event, person).is_organiser):
        raise NotFound(f"no event {slug!r}")
    return event


def event_by_slug(slug: str) -> Event:
    """The event in any state, for a caller that has its own proof of right. Raises NotFound."""
    event = _find(slug)
    if event is None:
        raise NotFound(f"no event {slug!r}")
    return event


def event_run_by(slug: str, person: Person) -> Event:
    """The event, where `person` organises it or is an administrator. Raises NotFound for anybody else."""
    event = _find(slug)
    if event is None or not _runs(event, person):
        raise NotFound(f"no event {slug!r} that this person runs")
    return event


def sectors() -> Sequence[Sector]:
    """The whole taxonomy, in the order of the English names."""
    return session().scalars(sa.select(Sector).order_by(Sector.name_en)).all()


def removed_since(event: Event, person: Person, moment: datetime) -> bool:
    """True where `person` was taken off the organisers of `event` after `moment`."""
    found = sa.exists().where(
        AuditEntry.event_id == event.id,
        AuditEntry.action == REMOVED,
        AuditEntry.before["id"].as_integer() == person.id,
        AuditEntry.at > moment,
    )
    return bool(session().scalar(sa.select(found)))


@dataclass(frozen=True, slots=True)
class Organised:
    """One of a person's events, with how far its set-up is."""

    event: Event
    slots: int
    tables: int


def organised_by(person: Person, *, page: int, now: datetime) -> tuple[Pagination, list[Organised]]:
    """A page of the events that `person` organises (an administrator: all), those to come first, the nearest first."""
    query = sa.select(Event)
    if not person.is_administrator:
        query = query.join(event_organiser).where(event_organiser.c.person_id == person.id)
    over = Event.over_at <= now
    nearness = sa.func.abs(sa.extract("epoch", Event.starts_at - now))
    query = query.order_by(over, nearness, Event.id)
    found = db.paginate(query, page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)
    ids = [event.id for event in found.items]
    slots, tables = _per_event(Slot.event_id, ids), _per_event(MeetingTable.event_id, ids)
    return found, [Organised(event, slots.get(event.id, 0), tables.get(event.id, 0)) for event in found.items]


def _per_event(column: Any, ids: list[int]) -> dict[int, int]:
    rows = session().execute(sa.select(column, sa.func.count()).where(column.in_(ids)).group_by(column))
    return {event_id: number for event_id, number in rows}  # noqa: C416 -- a Row is no tuple to mypy
