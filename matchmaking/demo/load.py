"""Filling the database: the public facts, and the demonstration's event with its people and requests.

Both may be called again: what is there already is left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_security.utils import hash_password

from matchmaking.accounts.models import Person, Role, RoleName
from matchmaking.audit.services import record
from matchmaking.cooperation.models import Partnership
from matchmaking.cooperation.services.contact_point_loading import load_contact_points
from matchmaking.cooperation.services.country_loading import load_countries
from matchmaking.cooperation.services.entry_loading import load_agreements, load_stories
from matchmaking.cooperation.services.news_loading import load_news
from matchmaking.cooperation.services.partnership_loading import load_partnerships
from matchmaking.db import session, transaction
from matchmaking.demo.records import records
from matchmaking.events.grid import GridSpec, grid
from matchmaking.events.models import Event, EventMode, EventState, EventType, MeetingTable, Slot
from matchmaking.events.services import import_listed as import_events
from matchmaking.events.services import refresh
from matchmaking.meetings.models import MeetingRequest, Priority, RequestState
from matchmaking.organisations.models import (
    Affiliation,
    AffiliationRole,
    AffiliationState,
    Organisation,
    Sector,
)
from matchmaking.organisations.services import import_listed, load_sectors
from matchmaking.registrations.models import Registration, RegistrationState

PASSWORD = "matchmaking-demo"  # noqa: S105 -- of people who do not exist, on a site that only this machine reaches
ADMINISTRATOR = "administrator@matchmaking.example"
ORGANISER = "organiser@matchmaking.example"
WEDNESDAY = 2
REGISTERED_BEFORE = timedelta(days=20)
ASKED_BEFORE = timedelta(days=6)


def load_public_facts(*, now: datetime) -> dict[str, int]:
    """Load the sectors, and the events and organisations of the public documents; how many there are now."""
    load_sectors(records("sectors")["sectors"])
    import_listed(records("organisations")["organisations"], now=now)
    load_partnerships(records("partnerships")["partnerships"], now=now)
    load_agreements(records("agreements")["agreements"], now=now)
    load_stories(records("stories")["stories"], now=now)
    import_events(records("events")["events"], now=now)
    load_countries(records("countries")["countries"], now=now)
    load_contact_points(records("contact_points")["contact_points"], now=now)
    load_news(records("news")["news"], now=now)
    return {
        "sectors": _count(Sector),
        "organisations": _count(Organisation),
        "partnerships": _count(Partnership),
        "events": _count(Event),
    }


def load_demo(*, now: datetime) -> None:
    """Load the demonstration: its SMEs, its event with slots and tables, its people and their requests."""
    import_listed(records("demo_smes")["organisations"], now=now, is_demo=True)
    data = records("demo_event")
    if session().scalar(sa.select(Event.id).where(Event.slug == data["event"]["slug"])) is not None:
        session().rollback()
        return
    with transaction():
        secret = hash_password(PASSWORD)
        _person(ADMINISTRATOR, "Administrator of the demonstration", secret, now, RoleName.ADMINISTRATOR)
        organiser = _person(ORGANISER, "Organiser of the demonstration", secret, now, RoleName.ORGANISER)
        event = _event(data["event"], organiser, now)
        registrations = _registrations(data["participants"], event, secret, now)
        _requests(data["requests"], event, registrations, now)
        record(
            "event.load",
            event,
            actor=None,
            now=now,
            event_id=event.id,
            after={"participants": len(registrations), "requests": len(data["requests"])},
        )


def _count(model: type[Any]) -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(model)) or 0


def _person(email: str, name: str, secret: str, now: datetime, role: RoleName | None = None, **values: str) -> Person:
    found = session().scalar(sa.select(Person).where(sa.func.lower(Person.email) == email))
    if found is not None:
        return found
    person = Person(
        email=email, name=name, password=secret, fs_uniquifier=f"demo:{email}", confirmed_at=now, active=True, **values
    )
    if role is not None:
        held = session().scalar(sa.select(Role).where(Role.name == role)) or Role(name=role)
        person.roles = [held]
    session().add(person)
    return person


def _event(data: dict[str, Any], organiser: Person, now: datetime) -> Event:
    first = _first_day(now.astimezone(ZoneInfo(data["time_zone"])).date() + timedelta(days=data["days_from_today"]))
    made = grid(
        GridSpec(
            first_day=first,
            days=data["days"],
            day_start=time.fromisoformat(data["day_start"]),
            day_end=time.fromisoformat(data["day_end"]),
            slot_minutes=data["slot_minutes"],
            gap_minutes=data["gap_minutes"],
            lunch_start=time.fromisoformat(data["lunch_start"]),
            lunch_end=time.fromisoformat(data["lunch_end"]),
            time_zone=data["time_zone"],
        )
    )
    event = Event(
        slug=data["slug"],
        name=data["name"],
        summary=data["summary"],
        programme=data["programme"],
        type=EventType(data["type"]),
        audiences=data["audiences"],
        mode=EventMode(data["mode"]),
        starts_at=made[0].starts_at,
        ends_at=made[-1].ends_at,
        time_zone=data["time_zone"],
        venue=data["venue"],
        city=data["city"],
        country_code=data["country"],
        countries=data["countries"],
        state=EventState.PUBLISHED,
        has_meetings=True,
        registration_open=True,
        is_demo=True,
        created_at=now - REGISTERED_BEFORE,
        changed_at=now,
        sectors=list(session().scalars(sa.select(Sector).where(Sector.code.in_(data["sectors"])))),
        organisers=[organiser],
        slots=[Slot(starts_at=slot.starts_at, ends_at=slot.ends_at, session=slot.session) for slot in made],
        tables=[MeetingTable(number=number) for number in range(1, data["tables"] + 1)],
    )
    refresh(event)
    session().add(event)
    session().flush()
    return event


def _first_day(earliest: date) -> date:
    """The first Wednesday from `earliest` on."""
    return earliest + timedelta(days=(WEDNESDAY - earliest.weekday()) % 7)


def _registrations(
    participants: list[dict[str, Any]], event: Event, secret: str, now: datetime
) -> dict[str, Registration]:
    organisations = {found.slug: found for found in session().scalars(sa.select(Organisation))}
    made = {}
    for one in participants:
        organisation = organisations[one["organisation"]]
        person = _person(
            one["email"],
            f"{one['role']}, {organisation.name}",  # a role stands for the person, so none is named twice
            secret,
            now,
            locale=one["language"],
            time_zone=one["time_zone"],
        )
        registration = Registration(
            event=event,
            person=person,
            organisation=organisation,
            state=RegistrationState.APPROVED,
            created_at=now - REGISTERED_BEFORE,
            changed_at=now - REGISTERED_BEFORE,
        )
        blocked = [_blocks(pattern, event) for pattern in one["unavailable"]]
        if blocked:
            registration.availability_set_at = now - ASKED_BEFORE
            registration.available_slots = [slot for slot in event.slots if not any(is_in(slot) for is_in in blocked)]
        session().add(registration)
        session().add(_affiliation(person, organisation, one["role"], now))
        made[one["organisation"]] = registration
    session().flush()
    return made


def _affiliation(person: Person, organisation: Organisation, position: str, now: datetime) -> Affiliation:
    """A confirmed one, so that partner search and registration are there to be tried.

    Only invented organisations are managed by their demo person. Of a real one the demo person is a mere member: it
    stays listed and unclaimed, nobody edits what its source says of it, and whoever it really is may claim it.
    """
    if organisation.is_demo:
        organisation.claimed_at = now
    return Affiliation(
        person=person,
        organisation=organisation,
        role=AffiliationRole.MANAGER if organisation.is_demo else AffiliationRole.MEMBER,
        state=AffiliationState.CONFIRMED,
        position=position,
        requested_at=now,
        answered_at=now,
    )


def _blocks(pattern: str, event: Event) -> Callable[[Slot], bool]:
    """Whether a slot falls into `pattern`: dayN, dayN-morning, dayN-afternoon, dayN-before-HH:MM, dayN-after-HH:MM."""
    day, _, part = pattern.partition("-")
    zone = ZoneInfo(event.time_zone)
    number = int(day.removeprefix("day"))
    noon = time(12, 30)

    def blocks(slot: Slot) -> bool:
        start, end = slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
        if (start.date() - event.starts_at.astimezone(zone).date()).days + 1 != number:
            return False
        kind, _, clock = part.partition("-")
        at = time.fromisoformat(clock) if clock else noon
        before = kind in {"morning", "before"}
        return not kind or (start.time() < at if before else end.time() > at)

    return blocks


def _requests(
    requests: list[dict[str, Any]], event: Event, registrations: dict[str, Registration], now: datetime
) -> None:
    for number, one in enumerate(requests):
        state = RequestState(one["answer"])
        asked = now - ASKED_BEFORE + timedelta(minutes=7 * number)
        session().add(
            MeetingRequest(
                event=event,
                sender=registrations[one["from"]],
                recipient=registrations[one["to"]],
                message=one["message"],
                priority=Priority(one["priority"]),
                state=state,
                created_at=asked,
                answered_at=None if state is RequestState.PENDING else asked + timedelta(hours=20),
            )
        )
