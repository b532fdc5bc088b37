"""Use cases of the organiser: ask for a plan, stop the computation, release what it found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.db import broken_constraint, session, transaction
from matchmaking.errors import Conflict, Invalid
from matchmaking.events.models import Event
from matchmaking.jobs import enqueue
from matchmaking.meetings.plan_application import Changes, Placement, apply_plan, preview_plan
from matchmaking.meetings.queries import accepted_request_ids
from matchmaking.scheduling import queries
from matchmaking.scheduling.dependence import mark_stopped
from matchmaking.scheduling.instances import closed_slot_ids
from matchmaking.scheduling.models import Plan, PlannedMeeting, PlanState, RunKind, RunState, ScheduleRun
from matchmaking.scheduling.readiness import ended, readiness

LEAST_SECONDS = 1
MOST_SECONDS = 600
"""Well below the broker's visibility timeout, so that a run's message is not handed out twice."""
ASKED = {RunKind.PLAN: "run.request", RunKind.REPAIR: "run.repair"}
"""The audit log's name for asking."""


def request_run(
    event: Event, *, actor: Person, now: datetime, time_limit: float, kind: RunKind = RunKind.PLAN
) -> ScheduleRun:
    """Ask for a plan of `event`, or for a repair of the one in force; a worker takes at most `time_limit` seconds.

    Raises Invalid where something is missing (for a repair a plan in force, too), Conflict where a run is already
    in progress.
    """
    if not LEAST_SECONDS <= time_limit <= MOST_SECONDS:
        raise Invalid(
            _("Choose from %(least)s to %(most)s seconds.", least=LEAST_SECONDS, most=MOST_SECONDS), field="seconds"
        )
    missing = readiness(event, now=now).missing
    if missing:
        raise Invalid(missing)
    if kind is RunKind.REPAIR and queries.plan_in(event, PlanState.RELEASED) is None:
        raise Invalid(_("No plan is in force yet, so there is nothing to repair."))
    try:
        with transaction():
            run = ScheduleRun(
                event_id=event.id,
                kind=kind,
                state=RunState.QUEUED,
                requested_by_id=actor.id,
                requested_at=now,
                time_limit=time_limit,
            )
            session().add(run)
            record(
                ASKED[kind],
                run,
                actor=actor,
                now=now,
                name=f"run of {event.name}",
                event_id=event.id,
                after={"seconds": time_limit},
            )
            enqueue("scheduling.execute_run", run.id)
    except IntegrityError as error:
        if broken_constraint(error) != "uq_schedule_run_active":
            raise
        raise Conflict(_("A run is already in progress.")) from error
    return run


def stop_run(run: ScheduleRun, *, actor: Person, now: datetime) -> None:
    """Ask the worker to stop; the best plan so far becomes the draft. A run that nobody has begun ends at once.

    Raises Conflict for a run that is over.
    """
    with transaction():
        locked = session().get_one(ScheduleRun, run.id, with_for_update=True, populate_existing=True)
        if not locked.is_active:
            raise Conflict(_("This run is over already."))
        mark_stopped(locked, actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What the release of a plan would do, told before it is done."""

    changes: Changes
    outdated: int
    """Meetings of the plan whose request is no longer accepted; they are left out."""
    waiting: int
    """Accepted requests that the plan does not know: accepted since, or their slot or table was taken away."""
    missing: int
    """Those of `waiting` of which people have been told a time already; while there are any, no release."""
    clashes: tuple[PlannedMeeting, ...]
    """Meetings at a time at which one of the two can no longer meet."""


def consequence(event: Event, plan: Plan, *, now: datetime) -> Consequence:
    """What releasing `plan` at `now` would change for the people concerned.

    Raises Conflict where the event has changed so much that the plan cannot be applied at all.
    """
    accepted = accepted_request_ids(event)
    kept = [item for item in plan.placed if item.request_id in accepted]
    unknown = accepted - {item.request_id for item in plan.placed} - {item.request_id for item in plan.unplaced}
    told = {meeting.request_id for meeting in queries.scheduled(event.id)}
    sides = {side.id: side for item in kept for side in (item.request.sender, item.request.recipient)}
    closed = closed_slot_ids(event, list(sides.values()))
    return Consequence(
        changes=preview_plan(event, _placements(kept), now=now),
        outdated=len(plan.placed) - len(kept),
        waiting=len(unknown),
        missing=len(told & unknown),
        clashes=tuple(
            item
            for item in kept
            if item.slot_id in closed[item.request.from_id] or item.slot_id in closed[item.request.to_id]
        ),
    )


def release(event: Event, number: int, *, actor: Person, now: datetime) -> Changes:
    """Put draft `number` in force and tell everybody concerned, in one transaction.

    Raises Conflict where it is no longer the draft, where people were told of meetings that it does not
    know, where somebody would be in two places at once, and where the event is over or cancelled.
    """
    with transaction():
        # Whoever accepts a request, or leaves the event, waits for this row; so do other releases.
        locked = session().get_one(Event, event.id, with_for_update={"key_share": True}, populate_existing=True)
        plan = queries.plan_of(locked, number)
        session().refresh(plan, attribute_names=["state"])
        if plan.state is not PlanState.DRAFT:
            raise Conflict(_("Plan %(number)s is not a draft any more. Look at the newest plan.", number=number))
        refusal = ended(locked, now=now)
        if refusal:
            raise Conflict(refusal)
        found = consequence(locked, plan, now=now)
        if found.missing:
            raise Conflict(_("Meetings were added after this plan was computed. Compute it again, then release."))
        accepted = accepted_request_ids(locked)
        session().execute(
            sa.update(Plan)
            .where(Plan.event_id == locked.id, Plan.state == PlanState.RELEASED)
            .values(state=PlanState.SUPERSEDED)
        )
        plan.state = PlanState.RELEASED
        plan.released_at = now
        plan.released_by_id = actor.id
        before = locked.released_plan_number
        locked.released_plan_number = number
        changes = apply_plan(
            locked,
            _placements([item for item in plan.placed if item.request_id in accepted]),
            actor=actor,
            now=now,
            batch=batch_of(plan),
        )
        record(
            "plan.release",
            plan,
            actor=actor,
            now=now,
            name=f"plan {number} of {locked.name}",
            event_id=locked.id,
            before={"released_plan_number": before},
            after={
                "released_plan_number": number,
                "new": changes.new,
                "moved": changes.moved,
                "cancelled": changes.cancelled,
                "left_out": found.outdated,
            },
        )
    return changes


def batch_of(plan: Plan) -> str:
    """The outbox's name for the mails of this plan's release."""
    return f"plan:{plan.id}"


def _placements(items: list[PlannedMeeting]) -> list[Placement]:
    return [(item.request_id, item.slot_id, item.table_id) for item in items]
