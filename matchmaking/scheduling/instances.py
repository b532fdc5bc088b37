"""Rows -> the engine's instance, and the ids that lead back.

Slots are `s<id>`, tables `t<id>`, participants `p<registration id>`, meetings `m<request id>`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from matchmaking import engine
from matchmaking.db import session
from matchmaking.events.models import Event, Slot
from matchmaking.meetings.models import Attendance, Meeting, MeetingRequest, RequestState
from matchmaking.meetings.profiles import profile
from matchmaking.organisations.models import Organisation
from matchmaking.registrations.models import Registration, availability
from matchmaking.scheduling import queries


def instance_of(event: Event) -> engine.Instance:
    """The scheduling problem of `event` as it stands: its accepted requests, weighed by priority and fit.

    Somebody who already meets elsewhere at a time is not available then. Where a plan is in force, it is
    given as `previous`, so that what has been told to people changes as little as it can.
    """
    requests = _requests(event)
    people = {side.id: side for request in requests for side in (request.sender, request.recipient)}
    closed = _unavailable(event, people)
    known = {request.id for request in requests}
    return engine.Instance(
        name=f"{event.slug}",
        slots=tuple(
            engine.Slot(f"s{slot.id}", slot.starts_at, slot.ends_at, slot.session or None) for slot in event.slots
        ),
        tables=tuple(engine.Table(f"t{table.id}") for table in event.tables),
        participants=tuple(
            engine.Participant(
                f"p{person.id}",
                unavailable=tuple(f"s{slot.id}" for slot in event.slots if slot.id in closed[person.id]),
                max_meetings=person.max_meetings,
            )
            for _, person in sorted(people.items())
        ),
        meetings=tuple(
            engine.Meeting(f"m{request.id}", (f"p{request.from_id}", f"p{request.to_id}"), weight=_weight(request))
            for request in requests
        ),
        previous=tuple(
            engine.Placement(f"m{meeting.request_id}", f"s{meeting.slot_id}", f"t{meeting.table_id}")
            for meeting in queries.scheduled(event.id)
            if meeting.request_id in known and meeting.table_id is not None
        ),
    )


def row_id(engine_id: str | None) -> int | None:
    """The row that an id of the instance stands for."""
    return int(engine_id[1:]) if engine_id is not None else None


def _requests(event: Event) -> list[MeetingRequest]:
    organisation = joinedload(Registration.organisation).options(
        selectinload(Organisation.sectors), selectinload(Organisation.listings)
    )
    return list(
        session().scalars(
            sa.select(MeetingRequest)
            .where(MeetingRequest.event_id == event.id, MeetingRequest.state == RequestState.ACCEPTED)
            .order_by(MeetingRequest.id)
            .options(
                joinedload(MeetingRequest.sender).options(organisation),
                joinedload(MeetingRequest.recipient).options(organisation),
            )
        )
    )


def _weight(request: MeetingRequest) -> int:
    suits = engine.fit(profile(request.sender.organisation), profile(request.recipient.organisation))
    return engine.request_weight(request.priority.value, mutual=False, score=suits.score)


def _unavailable(event: Event, people: Mapping[int, Registration]) -> dict[int, set[int]]:
    """Per registration the slots in which it cannot meet: not ticked, or taken by another event's meeting."""
    every = {slot.id for slot in event.slots}
    open_slots: dict[int, set[int]] = defaultdict(set)
    rows = session().execute(
        sa.select(availability.c.registration_id, availability.c.slot_id).where(
            availability.c.registration_id.in_(people)
        )
    )
    for registration_id, slot_id in rows:
        open_slots[registration_id].add(slot_id)
    closed = {
        registration_id: every - open_slots[registration_id] if person.availability_set_at else set()
        for registration_id, person in people.items()
    }
    elsewhere = session().execute(
        sa.select(Registration.id, Slot.id)
        .join(Attendance, Attendance.person_id == Registration.person_id)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .join(Slot, Attendance.during.op("&&")(sa.func.tstzrange(Slot.starts_at, Slot.ends_at)))
        .where(
            Registration.id.in_(people),
            Slot.event_id == event.id,
            Meeting.event_id != event.id,
            Attendance.active,
        )
    )
    for registration_id, slot_id in elsewhere:
        closed[registration_id].add(slot_id)
    return closed
