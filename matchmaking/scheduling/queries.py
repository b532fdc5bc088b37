"""Reading runs, plans, and the instance that the engine is to solve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.db import session
from matchmaking.errors import NotFound
from matchmaking.events.models import Event
from matchmaking.meetings.models import Meeting, MeetingRequest, MeetingState, RequestState
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
    return session().scalar(sa.select(Plan).where(Plan.event_id == event.id, Plan.state == state))


def plan_of(event: Event, number: int) -> Plan:
    """Plan `number` of `event` with all that its page shows, in a fixed number of queries. Raises NotFound."""
    people = (joinedload(Registration.organisation), joinedload(Registration.person))
    plan = session().scalar(
        sa.select(Plan)
        .where(Plan.event_id == event.id, Plan.number == number)
        .options(
            selectinload(Plan.placed).options(
                joinedload(PlannedMeeting.slot),
                joinedload(PlannedMeeting.table),
                joinedload(PlannedMeeting.request).options(
                    joinedload(MeetingRequest.sender).options(*people),
                    joinedload(MeetingRequest.recipient).options(*people),
                ),
            ),
            selectinload(Plan.unplaced).options(
                joinedload(UnplacedRequest.request).options(
                    joinedload(MeetingRequest.sender).options(*people),
                    joinedload(MeetingRequest.recipient).options(*people),
                ),
            ),
        )
    )
    if plan is None:
        raise NotFound("There is no such plan.")
    return plan


def plans(event: Event) -> Sequence[Plan]:
    """Every plan of `event`, newest first."""
    return session().scalars(sa.select(Plan).where(Plan.event_id == event.id).order_by(Plan.number.desc())).all()


def next_plan_number(event_id: int) -> int:
    """The number after the event's highest. The caller holds the event's row."""
    return (session().scalar(sa.select(sa.func.max(Plan.number)).where(Plan.event_id == event_id)) or 0) + 1


def counts(plan_id: int) -> tuple[int, int]:
    """How many requests the plan places, and how many it leaves out."""
    placed = session().scalar(
        sa.select(sa.func.count()).select_from(PlannedMeeting).where(PlannedMeeting.plan_id == plan_id)
    )
    unplaced = session().scalar(
        sa.select(sa.func.count()).select_from(UnplacedRequest).where(UnplacedRequest.plan_id == plan_id)
    )
    return placed or 0, unplaced or 0


def accepted_ids(event_id: int) -> set[int]:
    """The ids of the requests of the event that are accepted now."""
    return set(
        session().scalars(
            sa.select(MeetingRequest.id).where(
                MeetingRequest.event_id == event_id, MeetingRequest.state == RequestState.ACCEPTED
            )
        )
    )


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
