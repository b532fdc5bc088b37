"""Reading one event, and the events that a person runs. The public listing is in `listing`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.errors import NotFound
from matchmaking.events.models import Event, EventState, event_organiser
from matchmaking.organisations.models import Sector


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


def event_visible_to(slug: str, person: Person | None) -> Event:
    """The event that everybody may see, or that `person` runs. Raises NotFound: a draft is its organisers' alone."""
    event = session().scalar(sa.select(Event).where(Event.slug == slug))
    if event is None or (event.state is EventState.DRAFT and not roles(event, person).is_organiser):
        raise NotFound(f"no event {slug!r}")
    return event


def event_run_by(slug: str, person: Person) -> Event:
    """The event, where `person` organises it or is an administrator. Raises NotFound for anybody else."""
    event = session().scalar(sa.select(Event).where(Event.slug == slug))
    if event is None or not _runs(event, person):
        raise NotFound(f"no event {slug!r} that this person runs")
    return event


def sectors() -> Sequence[Sector]:
    """The whole taxonomy, in the order of the English names."""
    return session().scalars(sa.select(Sector).order_by(Sector.name_en)).all()
