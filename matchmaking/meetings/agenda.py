"""Somebody's meetings as days: what happens when, with gaps as time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import contains_eager, joinedload

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.errors import NotFound
from matchmaking.events.models import Event, EventState
from matchmaking.events.words import spelling
from matchmaking.meetings.invitations import counterpart
from matchmaking.meetings.models import Attendance, Meeting, MeetingState
from matchmaking.meetings.queries import whole_meeting
from matchmaking.registrations.models import Registration, RegistrationState

SHORTEST_GAP = timedelta(minutes=15)
"""A shorter pause between two meetings is the walk to the next table."""
MOST_MEETINGS = 500
MOST_EVENTS = 20


@dataclass(frozen=True, slots=True)
class Item:
    """A meeting, or the free time before the next one (`meeting` is None)."""

    starts_at: datetime
    ends_at: datetime
    meeting: Meeting | None
    other: Registration | None

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one event, on that event's clock. `strip` is what the macro `day_strip` draws."""

    event: Event
    day: date
    name: str
    items: Sequence[Item]
    strip: Sequence[dict[str, Any]]
    is_past: bool


def meetings_of(
    person: Person,
    *,
    event: Event | None = None,
    states: Collection[MeetingState] = (MeetingState.SCHEDULED,),
    most: int = MOST_MEETINGS,
) -> Sequence[tuple[Meeting, Registration]]:
    """The person's meetings with their own registration in each, in order of time; the latest `most`."""
    query = (
        sa.select(Attendance.registration_id, Meeting)
        .join(Attendance.meeting)
        .where(Attendance.person_id == person.id, Meeting.state.in_(states))
        .options(*whole_meeting())
        .order_by(sa.func.lower(Meeting.during).desc(), Meeting.id.desc())
        .limit(most)
    )
    if event is not None:
        query = query.where(Meeting.event_id == event.id)
    rows = session().execute(query).unique().all()
    return [(meeting, _side(meeting, registration_id)) for registration_id, meeting in reversed(rows)]


def meeting_of(person: Person, uid: Any) -> tuple[Meeting, Registration]:
    """One meeting of the person, with their own registration in it. Raises NotFound for anybody else's."""
    row = (
        session()
        .execute(
            sa.select(Attendance.registration_id, Meeting)
            .join(Attendance.meeting)
            .where(Attendance.person_id == person.id, Meeting.uid == uid)
            .options(*whole_meeting())
        )
        .unique()
        .first()
    )
    if row is None:
        raise NotFound("no such meeting of this person")
    return row.Meeting, _side(row.Meeting, row.registration_id)


def days_of(
    meetings: Sequence[tuple[Meeting, Registration]], *, now: datetime, closed: Sequence[tuple[datetime, datetime]] = ()
) -> Sequence[Day]:
    """The days on which there are meetings, in order. `closed`: times at which the person is not free."""
    grouped: dict[tuple[date, int], list[tuple[Meeting, Registration]]] = {}
    for meeting, own in meetings:
        day = meeting.slot.starts_at.astimezone(ZoneInfo(meeting.event.time_zone)).date()
        grouped.setdefault((day, meeting.event_id), []).append((meeting, own))
    return [_day(day, rows, now, closed) for (day, _event_id), rows in sorted(grouped.items(), key=lambda one: one[0])]


def next_of(meetings: Sequence[tuple[Meeting, Registration]], *, now: datetime) -> Item | None:
    """The meeting that goes on now or comes next."""
    for meeting, own in meetings:
        if meeting.slot.ends_at > now:
            return Item(meeting.slot.starts_at, meeting.slot.ends_at, meeting, counterpart(meeting, own))
    return None


def events_of(person: Person, *, now: datetime) -> Sequence[Registration]:
    """The person's registrations for events that are not over, the next event first; at most `MOST_EVENTS`."""
    return (
        session()
        .scalars(
            sa.select(Registration)
            .join(Registration.event)
            .where(
                Registration.person_id == person.id,
                Registration.state != RegistrationState.CANCELLED,
                sa.func.coalesce(Event.ends_at, Event.starts_at) > now,
                Event.state == EventState.PUBLISHED,
            )
            .options(contains_eager(Registration.event), joinedload(Registration.organisation))
            .order_by(Event.starts_at, Event.id)
            .limit(MOST_EVENTS)
        )
        .all()
    )


def _day(
    day: date,
    rows: Sequence[tuple[Meeting, Registration]],
    now: datetime,
    closed: Sequence[tuple[datetime, datetime]],
) -> Day:
    event = rows[0][0].event
    zone = ZoneInfo(event.time_zone)
    items: list[Item] = []
    for meeting, own in rows:
        slot = meeting.slot
        if items and slot.starts_at - items[-1].ends_at >= SHORTEST_GAP:
            items.append(Item(items[-1].ends_at, slot.starts_at, None, None))
        items.append(Item(slot.starts_at, slot.ends_at, meeting, counterpart(meeting, own)))
    shown = [(item.starts_at, item.ends_at, *_drawn(item)) for item in items]
    shown += [(start, end, "away", _("not free")) for start, end in closed if start.astimezone(zone).date() == day]
    strip = [
        {
            "start": _minute(start, zone),
            "end": _minute(start, zone) + round((end - start).total_seconds() / 60),
            "kind": kind,
            "label": label,
        }
        for start, end, kind, label in sorted(shown, key=lambda one: (one[0], one[2]))
    ]
    name = format_date(day, "EEEE d MMMM y", locale=spelling())
    return Day(event, day, name, items, strip, is_past=items[-1].ends_at <= now)


def _drawn(item: Item) -> tuple[str, str]:
    if item.other is None:
        return "gap", ngettext("%(num)s minute free", "%(num)s minutes free", item.minutes)
    return "meeting", item.other.organisation.name


def _minute(moment: datetime, zone: ZoneInfo) -> int:
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute


def _side(meeting: Meeting, registration_id: int) -> Registration:
    request = meeting.request
    return request.sender if request.from_id == registration_id else request.recipient
