"""What the rooms above lose and tell when slots or the event go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from flask.testing import FlaskClient
from psycopg.types.range import TimestamptzRange

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.events import dependants, services
from matchmaking.events.models import Event
from matchmaking.mail.models import OutboxMail
from matchmaking.meetings.models import Attendance, Meeting, MeetingState
from matchmaking.registrations.models import Registration, RegistrationState
from tests import factories

NOW = datetime(2030, 1, 1, tzinfo=UTC)
START = datetime(2031, 3, 12, 13, 0, tzinfo=UTC)


@pytest.fixture
def alice(client: FlaskClient) -> Person:
    return factories.person("Alice")


@pytest.fixture
def event(alice: Person) -> Event:
    return factories.event("Forum", organiser=alice, starts_at=START, ends_at=START + timedelta(hours=8))


def test_people_who_ticked_slots_that_go_are_counted_once_and_only_while_they_take_part(event: Event) -> None:
    slots = factories.slots(event, 3)
    for name, state, ticked in (
        ("Bob", RegistrationState.APPROVED, slots),
        ("Dana", RegistrationState.PENDING, slots[:1]),
        ("Eve", RegistrationState.APPROVED, slots[2:]),
        ("Fay", RegistrationState.CANCELLED, slots),
    ):
        factories.registration(
            event, factories.person(name), state=state, availability_set_at=NOW, available_slots=ticked
        )

    assert [
        dependants.lost_with(event, slots=[slot.id for slot in going])
        for going in (slots[:2], slots[1:2], [])
    ] == [
        ["2 people have ticked slots that go; for those, availability starts anew."],
        ["1 person has ticked slots that go; for those, availability starts anew."],
        [],
    ]  # fmt: skip


def scheduled(event: Event) -> tuple[Registration, Registration, Meeting]:
    """Bob and Dana, who meet in the first slot."""
    bob, dana = (factories.registration(event, factories.person(name)) for name in ("Bob", "Dana"))
    slot = factories.slots(event, 1)[0]
    during = TimestamptzRange(slot.starts_at, slot.ends_at)
    meeting = Meeting(
        event=event, request=factories.request(bob, dana), slot=slot, during=during, state=MeetingState.SCHEDULED,
        created_at=NOW, changed_at=NOW,
        attendances=[
            Attendance(registration=one, person_id=one.person_id, during=during) for one in (bob, dana)
        ],
    )  # fmt: skip
    return bob, dana, factories.store(meeting)


def test_cancelling_an_event_tells_everybody_and_takes_the_meetings_out_of_their_calendars(
    alice: Person, event: Event
) -> None:
    bob, dana, meeting = scheduled(event)
    factories.registration(event, factories.person("Gone"), state=RegistrationState.CANCELLED)

    consequence = sorted(dependants.lost_by_cancelling(event))
    services.cancel(event.slug, actor=alice, now=NOW)
    mails = session().query(OutboxMail).order_by(OutboxMail.id).all()

    assert consequence == [
        "1 meeting is cancelled, by mail, in the calendars of both sides.",
        "2 people who have registered are told by mail.",
    ]
    assert sorted((mail.to_address, mail.calendar_method or "") for mail in mails) == sorted(
        (one.person.email, method) for one in (bob, dana) for method in ("", "CANCEL")
    )
    assert {mail.subject for mail in mails if mail.calendar is None} == {"Cancelled: Forum"}
    calendars = [icalendar.Calendar.from_ical(mail.calendar) for mail in mails if mail.calendar]
    assert [(str(one.walk("VEVENT")[0]["STATUS"]), one.walk("VEVENT")[0]["SEQUENCE"]) for one in calendars] == [
        ("CANCELLED", 1)
    ] * 2
    assert (meeting.state, [one.active for one in meeting.attendances]) == (MeetingState.CANCELLED, [False, False])
