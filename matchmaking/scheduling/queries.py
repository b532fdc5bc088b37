"""Reading runs and plans."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from matchmaking.db import db, session
from matchmaking.errors import NotFound
from matchmaking.events.models import Event
from matchmaking.meetings.models import Meeting, MeetingState
from matchmaking.meetings.queries import both_sides
from matchmaking.registrations.models import Registration
from matchmaking.scheduling.models import (
    Plan,
    PlannedMeeting,
    PlanState,
    RunState,
    ScheduleRun,
    UnplacedRequest,
)

WITHOUT_A_BEAT = timedelta(seconds=30)
"""A running run whose worker has not been heard of for this long is taken for dead."""
UNCLAIMED = timedelta(seconds=15)
"""A queued run that nobody has claimed for this long has lost its message."""

ACTIVE = (RunState.QUEUED, RunState.RUNNING)
PAGE_SIZE = 20


def active_run(event: Event) -> ScheduleRun | None:
    """The run of `event` that is queued or running."""
    return session().scalar(
        sa.select(ScheduleRun).where(ScheduleRun.event_id == event.id, ScheduleRun.state.in_(ACTIVE))
    )


def latest_run(event: Event) -> ScheduleRun | None:
    """The run of `event` that was asked for last."""
    return session().scalar(
        sa.select(ScheduleRun)
        .where(ScheduleRun.event_id == event.id)
        .order_by(ScheduleRun.id.desc())
        .limit(1)
        .options(joinedload(ScheduleRun.plan), joinedload(ScheduleRun.requested_by))
    )


def run_of(event: Event, run_id: int) -> ScheduleRun:
    """A run of `event`. Raises NotFound for one of another event."""
    run = session().scalar(
        sa.select(ScheduleRun)
        .where(ScheduleRun.id == run_id, ScheduleRun.event_id == event.id)
        .options(joinedload(ScheduleRun.plan), joinedload(ScheduleRun.requested_by))
    )
    if run is None:
        raise NotFound("There is no such run.")
    return run


def plan_in(event: Event, state: PlanState) -> Plan | None:
    """The draft, or the released plan, of `event`."""
    return session().scalar(
        sa.select(Plan).where(Plan.event_id == event.id, Plan.state == state).options(joinedload(Plan.run))
    )


def plan_of(event: Event, number: int) -> Plan:
    """Plan `number` of `event` with all that its page shows, in a fixed number of queries. Raises NotFound."""
    plan = session().scalar(
        sa.select(Plan)
        .where(Plan.event_id == event.id, Plan.number == number)
        .options(
            joinedload(Plan.run),
            selectinload(Plan.placed).options(
                joinedload(PlannedMeeting.slot),
                joinedload(PlannedMeeting.table),
                joinedload(PlannedMeeting.request).options(*both_sides()),
            ),
            selectinload(Plan.unplaced).options(joinedload(UnplacedRequest.request).options(*both_sides())),
        )
    )
    if plan is None:
        raise NotFound("There is no such plan.")
    return plan


def plans(event: Event, *, page: int) -> Pagination:
    """A page of the plans of `event`, newest first."""
    query = (
        sa.select(Plan)
        .where(Plan.event_id == event.id)
        .order_by(Plan.number.desc())
        .options(joinedload(Plan.released_by), joinedload(Plan.run))
    )
    return db.paginate(query, page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)


def next_plan_number(event_id: int) -> int:
    """The number after the event's highest. The caller holds the event's row."""
    return (session().scalar(sa.select(sa.func.max(Plan.number)).where(Plan.event_id == event_id)) or 0) + 1


def counts(plan_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """By plan id, how many requests it places and how many it leaves out; two queries, however many plans."""
    wanted = list(plan_ids)
    placed = _count(PlannedMeeting.plan_id, wanted)
    unplaced = _count(UnplacedRequest.plan_id, wanted)
    return {plan_id: (placed.get(plan_id, 0), unplaced.get(plan_id, 0)) for plan_id in wanted}


def _count(plan_id: InstrumentedAttribute[int], wanted: Sequence[int]) -> dict[int, int]:
    rows = session().execute(sa.select(plan_id, sa.func.count()).where(plan_id.in_(wanted)).group_by(plan_id))
    return {found: count for found, count in rows}  # noqa: C416 -- dict() of rows is not typed


def people(registration_ids: Collection[int]) -> dict[int, Registration]:
    """By id, these registrations with their person and organisation; one query."""
    found = session().scalars(
        sa.select(Registration)
        .where(Registration.id.in_(registration_ids))
        .options(joinedload(Registration.person), joinedload(Registration.organisation))
    )
    return {registration.id: registration for registration in found}


def scheduled(event_id: int) -> Sequence[Meeting]:
    """The meetings of the event that people have been told of."""
    return (
        session()
        .scalars(
            sa.select(Meeting)
            .where(Meeting.event_id == event_id, Meeting.state == MeetingState.SCHEDULED)
            .order_by(Meeting.id)
        )
        .all()
    )


def left_alone(now: datetime) -> Sequence[ScheduleRun]:
    """Runs whose worker is dead or whose message was lost, locked; those that others hold are skipped."""
    return (
        session()
        .scalars(
            sa.select(ScheduleRun)
            .where(
                sa.or_(
                    sa.and_(ScheduleRun.state == RunState.RUNNING, ScheduleRun.heartbeat_at < now - WITHOUT_A_BEAT),
                    sa.and_(
                        ScheduleRun.state == RunState.QUEUED,
                        sa.func.coalesce(ScheduleRun.heartbeat_at, ScheduleRun.requested_at) < now - UNCLAIMED,
                    ),
                )
            )
            .with_for_update(skip_locked=True)
        )
        .all()
    )
