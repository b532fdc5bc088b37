"""Making an event's meetings equal to a plan, and telling everybody concerned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from matchmaking.accounts.models import Person
from matchmaking.db import broken_constraint, session
from matchmaking.errors import Conflict
from matchmaking.events.models import Event, MeetingTable, Slot
from matchmaking.meetings.invitations import cancel, invite
from matchmaking.meetings.models import Attendance, Meeting, MeetingRequest, MeetingState, RequestState
from matchmaking.meetings.placing import OVERLAPS, lock_persons, new_meeting, record_meeting
from matchmaking.meetings.queries import both_sides, whole_meeting

Placement = tuple[int, int, int | None]
"""(request id, slot id, table id); the table is None for an online meeting."""
OVER = {MeetingState.HELD, MeetingState.MISSED}


@dataclass(frozen=True, slots=True)
class Changes:
    """What a plan changes for the people of an event: numbers of meetings, and of people told.

    `new` counts those of which both were never told; one that had been cancelled and rises again counts
    as `moved`.
    """

    new: int
    moved: int
    cancelled: int
    unchanged: int
    people: int


@dataclass
class _Difference:
    new: list[tuple[MeetingRequest, Slot, MeetingTable | None]] = field(default_factory=list)
    moved: list[tuple[Meeting, Slot, MeetingTable | None]] = field(default_factory=list)
    cancelled: list[Meeting] = field(default_factory=list)
    unchanged: int = 0

    def changes(self) -> Changes:
        requests = [
            *(request for request, _slot, _table in self.new),
            *(meeting.request for meeting, _slot, _table in self.moved),
            *(meeting.request for meeting in self.cancelled),
        ]
        people = {side.person_id for request in requests for side in (request.sender, request.recipient)}
        return Changes(len(self.new), len(self.moved), len(self.cancelled), self.unchanged, len(people))


def preview_plan(event: Event, placements: Iterable[Placement], *, now: datetime) -> Changes:
    """What `apply_plan` would do at `now`; nothing is changed."""
    return _difference(event, placements, now).changes()


def apply_plan(event: Event, placements: Iterable[Placement], *, actor: Person, now: datetime, batch: str) -> Changes:
    """Make the scheduled meetings of `event` equal to `placements`, and queue a mail for every change.

    It opens no transaction of its own: the caller's use case (a release) has one, and holds the event's
    row in it. A meeting that stays as it is keeps its sequence and nobody is written to. A moved one, or a
    cancelled one that rises again, gets sequence + 1 and an updated invitation; one that the plan leaves
    out is cancelled with sequence + 1 and a cancellation. Meetings that have begun are left alone.

    Raises Conflict where a placement names a request that is no longer accepted, a slot or table of another
    event, or a slot that has begun, and where somebody would be in two places at once, naming the person and
    the other event.
    """
    difference = _difference(event, placements, now)
    people = {
        side.person_id
        for request in (
            *(request for request, _slot, _table in difference.new),
            *(meeting.request for meeting, _slot, _table in difference.moved),
        )
        for side in (request.sender, request.recipient)
    }
    lock_persons(people)
    _refuse_double_bookings(event, difference)
    try:
        with session().begin_nested():
            # Meetings change places with each other: only the end of it has to hold.
            session().execute(sa.text("SET CONSTRAINTS ex_attendance_person, ex_meeting_table DEFERRED"))
            told = list(_write(difference, actor=actor, now=now))
            session().flush()
            session().execute(sa.text("SET CONSTRAINTS ex_attendance_person, ex_meeting_table IMMEDIATE"))
    except IntegrityError as error:
        if broken_constraint(error) not in OVERLAPS:
            raise
        raise Conflict(
            _("The plan would put two meetings of one person, or at one table, at the same time. Compute it again.")
        ) from None
    for meeting in told:
        for side in (meeting.request.sender, meeting.request.recipient):
            tell = cancel if meeting.state is MeetingState.CANCELLED else invite
            tell(meeting, side, now=now, batch=batch)
    return difference.changes()


def _difference(event: Event, placements: Iterable[Placement], now: datetime) -> _Difference:
    slots = {slot.id: slot for slot in event.slots}
    tables: dict[int | None, MeetingTable | None] = {table.id: table for table in event.tables}
    tables[None] = None
    wanted = {request_id: (slot_id, table_id) for request_id, slot_id, table_id in placements}
    requests = _requests(event, wanted)
    standing = {meeting.request_id: meeting for meeting in _meetings(event)}
    found = _Difference()
    for request_id, (slot_id, table_id) in wanted.items():
        if slot_id not in slots or table_id not in tables or request_id not in requests:
            raise Conflict(_("The event has changed since this plan was computed. Compute it again."))
        slot, table = slots[slot_id], tables[table_id]
        meeting = standing.get(request_id)
        if meeting is None:
            found.new.append((requests[request_id], slot, table))
        elif _has_begun(meeting, now) or (
            meeting.state is MeetingState.SCHEDULED and (meeting.slot_id, meeting.table_id) == (slot_id, table_id)
        ):
            found.unchanged += 1
        else:
            found.moved.append((meeting, slot, table))
    if any(slot.starts_at <= now for _row, slot, _table in (*found.new, *found.moved)):
        raise Conflict(_("The plan uses times that have passed meanwhile. Compute it again."))
    found.cancelled = [
        meeting
        for request_id, meeting in standing.items()
        if meeting.state is MeetingState.SCHEDULED and not _has_begun(meeting, now) and request_id not in wanted
    ]
    return found


def _has_begun(meeting: Meeting, now: datetime) -> bool:
    return meeting.state in OVER or (meeting.state is MeetingState.SCHEDULED and meeting.slot.starts_at <= now)


def _requests(event: Event, ids: Iterable[int]) -> dict[int, MeetingRequest]:
    rows = session().scalars(
        sa.select(MeetingRequest)
        .where(
            MeetingRequest.id.in_(list(ids)),
            MeetingRequest.event_id == event.id,
            MeetingRequest.state == RequestState.ACCEPTED,
        )
        .options(*both_sides())
    )
    return {request.id: request for request in rows}


def _meetings(event: Event) -> Sequence[Meeting]:
    return (
        session()
        .scalars(
            sa.select(Meeting)
            .where(Meeting.event_id == event.id)
            .options(*whole_meeting())
            .order_by(Meeting.id)
            .execution_options(populate_existing=True)
        )
        .all()
    )


def _write(difference: _Difference, *, actor: Person, now: datetime) -> Iterator[Meeting]:
    """Change the rows; gives every meeting of which people are to be told."""
    for meeting in difference.cancelled:
        cancel_meeting(meeting, actor=actor, now=now)
        yield meeting
    for meeting, slot, table in difference.moved:
        before = {"slot": meeting.slot_id, "table": meeting.table_id, "state": meeting.state.value}
        meeting.slot, meeting.table = slot, table
        meeting.slot_id, meeting.table_id = slot.id, table.id if table else None
        meeting.during = Range(slot.starts_at, slot.ends_at)
        meeting.state = MeetingState.SCHEDULED
        meeting.sequence += 1
        meeting.changed_at = now
        for attendance in meeting.attendances:
            attendance.during = meeting.during
            attendance.active = True
        record_meeting("meeting.move", meeting, actor=actor, now=now, **before)
        yield meeting
    for request, slot, table in difference.new:
        made = new_meeting(request, slot, table, now=now)
        record_meeting("meeting.schedule", made, actor=actor, now=now)
        yield made


def cancel_meeting(meeting: Meeting, *, actor: Person, now: datetime) -> None:
    """The meeting is off: its slot and table are free again. Tell its people with `invitations.cancel`."""
    meeting.state = MeetingState.CANCELLED
    meeting.sequence += 1
    meeting.changed_at = now
    for attendance in meeting.attendances:
        attendance.active = False
    record_meeting("meeting.cancel", meeting, actor=actor, now=now, state=MeetingState.SCHEDULED.value)


def _refuse_double_bookings(event: Event, difference: _Difference) -> None:
    """Nobody may be elsewhere, at another event, when the plan wants them here."""
    wanted = [
        (side.person_id, Range(slot.starts_at, slot.ends_at))
        for request, slot in (
            *((request, slot) for request, slot, _table in difference.new),
            *((meeting.request, slot) for meeting, slot, _table in difference.moved),
        )
        for side in (request.sender, request.recipient)
    ]
    elsewhere = aliased(Meeting)
    rows = (
        session()
        .execute(
            sa.select(Attendance.person_id, Attendance.during, Person.name, Event.name)
            .join(elsewhere, Attendance.meeting_id == elsewhere.id)
            .join(Event, elsewhere.event_id == Event.id)
            .join(Person, Attendance.person_id == Person.id)
            .where(
                Attendance.active,
                elsewhere.event_id != event.id,
                Attendance.person_id.in_({person_id for person_id, _during in wanted}),
            )
        )
        .all()
    )
    for person_id, during in wanted:
        for busy_id, busy, person, other in rows:
            if busy_id == person_id and busy.overlaps(during):
                raise Conflict(
                    _(
                        "%(person)s has a meeting at %(event)s at that time. Compute the plan again.",
                        person=person,
                        event=other,
                    )
                )
