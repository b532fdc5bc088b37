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
from matchmaking.meetings.plan_application import Changes, apply_plan, preview_plan
from matchmaking.scheduling import queries
from matchmaking.scheduling.models import Plan, PlanState, RunState, ScheduleRun


def request_run(event: Event, *, actor: Person, now: datetime, time_limit: float) -> ScheduleRun:
    """Ask for a plan of `event`; a worker computes it for at most `time_limit` seconds.

    Raises Invalid where something is missing, Conflict where a run is already in progress.
    """
    if not event.slots:
        raise Invalid(_("There are no slots yet. Make the slot grid on the set-up page first."))
    if not event.tables:
        raise Invalid(_("There are no tables yet. Set their number on the set-up page first."))
    if not queries.accepted_ids(event.id):
        raise Invalid(_("No request has been accepted yet, so there is nothing to plan."))
    try:
        with transaction():
            run = ScheduleRun(
                event_id=event.id,
                state=RunState.QUEUED,
                requested_by_id=actor.id,
                requested_at=now,
                time_limit=time_limit,
            )
            session().add(run)
            record("run.request", run, actor=actor, now=now, name=f"run of {event.name}", event_id=event.id)
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
        if locked.stop_requested_at is None:
            locked.stop_requested_at = now
            record("run.stop", locked, actor=actor, now=now, name=f"run {locked.id}", event_id=locked.event_id)
        if locked.state is RunState.QUEUED:
            locked.state = RunState.STOPPED
            locked.finished_at = now


@dataclass(frozen=True, slots=True)
class Consequence:
    """What the release of a plan would do, told before it is done."""

    changes: Changes
    outdated: int
    """Meetings of the plan whose request is no longer accepted; they are left out."""
    missing: int
    """Meetings that people have been told of and that the plan does not know; while there are any, no release."""


def consequence(event: Event, plan: Plan) -> Consequence:
    """What releasing `plan` would change for the people concerned."""
    placements, outdated = _placements(event, plan)
    known = {item.request_id for item in plan.placed} | {item.request_id for item in plan.unplaced}
    told = {meeting.request_id for meeting in queries.scheduled(event.id)}
    return Consequence(
        changes=preview_plan(event, placements),
        outdated=outdated,
        missing=len((told & queries.accepted_ids(event.id)) - known),
    )


def release(event: Event, number: int, *, actor: Person, now: datetime) -> Changes:
    """Put draft `number` in force and tell everybody concerned, in one transaction.

    Raises Conflict where it is no longer the draft, or where meetings were made since it was computed.
    """
    with transaction():
        locked = session().get_one(Event, event.id, with_for_update=True, populate_existing=True)
        plan = queries.plan_of(locked, number)
        session().refresh(plan, attribute_names=["state"])
        if plan.state is not PlanState.DRAFT:
            raise Conflict(_("Plan %(number)s is not a draft any more. Look at the newest plan.", number=number))
        if consequence(locked, plan).missing:
            raise Conflict(_("Meetings were added after this plan was computed. Compute it again, then release."))
        placements, outdated = _placements(locked, plan)
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
        changes = apply_plan(locked, placements, actor=actor, now=now, batch=batch_of(plan))
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
                "left_out": outdated,
            },
        )
    return changes


def batch_of(plan: Plan) -> str:
    """The outbox's name for the mails of this plan's release."""
    return f"plan:{plan.id}"


def _placements(event: Event, plan: Plan) -> tuple[list[tuple[int, int, int | None]], int]:
    accepted = queries.accepted_ids(event.id)
    kept = [(item.request_id, item.slot_id, item.table_id) for item in plan.placed if item.request_id in accepted]
    return kept, len(plan.placed) - len(kept)
