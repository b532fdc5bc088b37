"""Giving an accepted request its slot at once, where a plan is in force already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.db import broken_constraint, session
from matchmaking.events.models import Event, EventMode, MeetingTable, Slot
from matchmaking.meetings.invitations import invite
from matchmaking.meetings.models import Attendance, Meeting, MeetingRequest, MeetingState
from matchmaking.registrations.models import Registration
from matchmaking.registrations.queries import available_slot_ids

OVERLAPS = {"ex_attendance_person", "ex_meeting_table"}
"""The constraints that forbid two meetings of one person, or at one table, at the same time."""


def place_at_once(request: MeetingRequest, *, actor: Person, now: datetime) -> Meeting | None:
    """The earliest meeting that fits both sides of the accepted `request`, with invitations queued to both.

    None where no common free slot with a free table is left; the request then waits for the next plan.
    Runs inside the caller's transaction, which holds the event's row. What others take in the meantime is
    found by the database's own constraints: the next slot is tried then.
    """
    sides = (request.sender, request.recipient)
    lock_persons({side.person_id for side in sides})
    if any(_is_full(side) for side in sides):
        return None
    for slot, table in _candidates(request.event, sides, now):
        try:
            with session().begin_nested():
                meeting = new_meeting(request, slot, table, now=now)
        except IntegrityError as error:
            if broken_constraint(error) in OVERLAPS:
                continue
            raise
        record_meeting("meeting.schedule", meeting, actor=actor, now=now)
        for side in sides:
            invite(meeting, side, now=now, batch=f"request:{request.id}")
        return meeting
    return None


def new_meeting(request: MeetingRequest, slot: Slot, table: MeetingTable | None, *, now: datetime) -> Meeting:
    """A scheduled meeting of both sides of `request`, flushed. May break one of `OVERLAPS`."""
    during = Range(slot.starts_at, slot.ends_at)
    meeting = Meeting(
        event_id=request.event_id,
        request_id=request.id,
        slot_id=slot.id,
        table_id=table.id if table else None,
        during=during,
        state=MeetingState.SCHEDULED,
        created_at=now,
        changed_at=now,
    )
    # Always in the order of the persons, so that two transactions never wait for each other in a ring.
    for side in sorted((request.sender, request.recipient), key=lambda side: side.person_id):
        meeting.attendances.append(
            Attendance(registration_id=side.id, person_id=side.person_id, during=during, active=True)
        )
    session().add(meeting)
    session().flush()
    return meeting


def record_meeting(action: str, meeting: Meeting, *, actor: Person | None, now: datetime, **before: object) -> None:
    """An audit entry for `meeting` as it stands now."""
    request = meeting.request
    record(
        action,
        meeting,
        actor=actor,
        now=now,
        name=f"{request.sender.organisation.name} - {request.recipient.organisation.name}",
        event_id=meeting.event_id,
        before=before,
        after={"slot": meeting.slot_id, "table": meeting.table_id, "state": meeting.state.value},
    )


def lock_persons(person_ids: set[int]) -> None:
    """Hold these people's calendars until the transaction ends, across events, in the order of their ids."""
    session().execute(
        sa.select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id).with_for_update(key_share=True)
    )


def _is_full(registration: Registration) -> bool:
    if registration.max_meetings is None:
        return False
    held = session().scalar(
        sa.select(sa.func.count())
        .select_from(Attendance)
        .where(Attendance.registration_id == registration.id, Attendance.active)
    )
    return (held or 0) >= registration.max_meetings


def _candidates(
    event: Event, sides: Sequence[Registration], now: datetime
) -> Iterator[tuple[Slot, MeetingTable | None]]:
    """The coming slots in which both are free, earliest first, each with its free tables (online: none needed)."""
    available = available_slot_ids(event, sides)
    common = frozenset.intersection(*(available[side.id] for side in sides))
    engaged = session().scalars(
        sa.select(Attendance.during).where(
            Attendance.person_id.in_([side.person_id for side in sides]), Attendance.active
        )
    )
    taken_times = engaged.all()
    taken = session().execute(
        sa.select(Meeting.slot_id, Meeting.table_id).where(
            Meeting.event_id == event.id, Meeting.state == MeetingState.SCHEDULED
        )
    )
    taken_tables = {(slot_id, table_id) for slot_id, table_id in taken}
    for slot in event.slots:
        if slot.starts_at <= now or slot.id not in common:
            continue
        if any(busy.overlaps(Range(slot.starts_at, slot.ends_at)) for busy in taken_times):
            continue
        if event.mode is EventMode.ONLINE:
            yield slot, None
            continue
        for table in event.tables:
            if (slot.id, table.id) not in taken_tables:
                yield slot, table
