"""Rows -> the engine's instance, and the ids that lead back.

Slots are `s<id>`, tables `t<id>`, participants `p<registration id>`, meetings `m<request id>`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from matchmaking import engine
from matchmaking.db import session
from matchmaking.engine.partners import Weighed
from matchmaking.events.models import Event, EventMode, Slot
from matchmaking.meetings.models import Attendance, Meeting, MeetingRequest, Priority
from matchmaking.meetings.profiles import fit_of, weighed
from matchmaking.meetings.queries import accepted_requests
from matchmaking.organisations.models import Organisation
from matchmaking.registrations.models import Registration, RegistrationState
from matchmaking.registrations.queries import available_slot_ids
from matchmaking.scheduling import queries
from matchmaking.scheduling.models import RunKind

STRONGEST_FIRST = tuple(Priority)
REPAIR = (
    engine.Objective.CHANGES,
    engine.Objective.WEIGHT,
    engine.Objective.FAIRNESS,
    engine.Objective.BREAKS,
    engine.Objective.MOVES,
)
"""What people have been told stays as far as it can; only then are gaps filled."""


def instance_of(event: Event, *, now: datetime, kind: RunKind = RunKind.PLAN) -> engine.Instance:
    """The scheduling problem of `event` as it stands: its accepted requests, weighed by priority and fit.

    Somebody who already meets elsewhere at a time is not available then. Where a plan is in force, it is
    given as `previous`: a repair changes as little of what has been told to people as it can, and a new plan no
    more than is good for it. What has begun by `now` is fixed, and nothing else gets a slot that has begun. An
    online event needs no tables.
    """
    requests = accepted_requests(event)
    people = sorted({side.id: side for request in requests for side in (request.sender, request.recipient)}.items())
    closed = closed_slot_ids(event, [person for _, person in people])
    known = {request.id for request in requests}
    online = event.mode is EventMode.ONLINE
    standing = {
        meeting.request_id: meeting
        for meeting in queries.scheduled(event.id)
        if meeting.request_id in known and (meeting.table_id is None) == online
    }
    begun = {slot.id for slot in event.slots if slot.starts_at <= now}
    held = {request_id for request_id, meeting in standing.items() if meeting.slot_id in begun}
    for request in requests:
        if request.id in held:
            for side in (request.from_id, request.to_id):
                closed[side].discard(standing[request.id].slot_id)
    coming = tuple(f"s{slot.id}" for slot in event.slots if slot.id not in begun) if begun else None
    profiles = _profiles(event, requests)
    return engine.Instance(
        name=event.slug,
        slots=tuple(
            engine.Slot(f"s{slot.id}", slot.starts_at, slot.ends_at, slot.session or None) for slot in event.slots
        ),
        tables=() if online else tuple(engine.Table(f"t{table.id}") for table in event.tables),
        participants=tuple(
            engine.Participant(
                f"p{person.id}",
                unavailable=tuple(f"s{slot.id}" for slot in event.slots if slot.id in closed[person.id]),
                max_meetings=person.max_meetings,
            )
            for _, person in people
        ),
        meetings=tuple(
            engine.Meeting(
                f"m{request.id}",
                (f"p{request.from_id}", f"p{request.to_id}"),
                weight=_weight(request, profiles),
                required=request.id in held,
                slots=None if request.id in held else coming,
                fixed=_fixed(standing[request.id]) if request.id in held else None,
                online=online,
            )
            for request in requests
        ),
        previous=tuple(
            engine.Placement(f"m{meeting.request_id}", f"s{meeting.slot_id}", _table_id(meeting))
            for meeting in standing.values()
        ),
        objective=REPAIR if kind is RunKind.REPAIR else (),
    )


def _fixed(meeting: Meeting) -> engine.Fixed:
    return engine.Fixed(f"s{meeting.slot_id}", _table_id(meeting))


def _table_id(meeting: Meeting) -> str | None:
    return f"t{meeting.table_id}" if meeting.table_id is not None else None


def row_id(engine_id: str) -> int:
    """The row that an id of the instance stands for."""
    return int(engine_id[1:])


def closed_slot_ids(event: Event, registrations: Sequence[Registration]) -> dict[int, set[int]]:
    """By registration id, the slots in which it cannot meet: not ticked, or taken by another event's meeting."""
    every = {slot.id for slot in event.slots}
    available = available_slot_ids(event, registrations)
    closed = {registration.id: every - available[registration.id] for registration in registrations}
    for registration_id, slot_id in engaged_elsewhere(event, closed):
        closed[registration_id].add(slot_id)
    return closed


def engaged_elsewhere(event: Event, registration_ids: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of a registration and a slot of `event` in which its person has a meeting of another event."""
    rows = session().execute(
        sa.select(Registration.id, Slot.id)
        .join(Attendance, Attendance.person_id == Registration.person_id)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .join(Slot, Attendance.during.op("&&")(sa.func.tstzrange(Slot.starts_at, Slot.ends_at)))
        .where(
            Registration.id.in_(registration_ids),
            Slot.event_id == event.id,
            Meeting.event_id != event.id,
            Attendance.active,
        )
    )
    return {(registration_id, slot_id) for registration_id, slot_id in rows}


def _profiles(event: Event, requests: Sequence[MeetingRequest]) -> Mapping[int, Weighed]:
    """Fetch at once what of all participants matters for fit."""
    concerned = {side.organisation_id for request in requests for side in (request.sender, request.recipient)}
    taking_part = sa.select(Registration.organisation_id).where(
        Registration.event_id == event.id, Registration.state == RegistrationState.APPROVED
    )
    organisations = session().scalars(
        sa.select(Organisation)
        .where(sa.or_(Organisation.id.in_(taking_part), Organisation.id.in_(concerned)))
        .options(
            selectinload(Organisation.sectors),
            selectinload(Organisation.listings),
            joinedload(Organisation.cluster),
        )
    )
    return weighed(organisations)


def _weight(request: MeetingRequest, profiles: Mapping[int, Weighed]) -> int:
    """Where both asked, the stronger of their priorities counts."""
    asked = [request.priority] if request.return_priority is None else [request.priority, request.return_priority]
    priority = min(asked, key=STRONGEST_FIRST.index)
    suits = fit_of(profiles[request.sender.organisation_id], profiles[request.recipient.organisation_id])
    return engine.request_weight(priority.value, mutual=request.is_mutual, score=suits.points)
