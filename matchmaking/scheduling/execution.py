"""Use case of the worker: compute a plan for a run that was asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError

from matchmaking import engine
from matchmaking.db import session, transaction
from matchmaking.events.models import Event
from matchmaking.scheduling import queries
from matchmaking.scheduling.claims import TakenOver, claim, record_run, write
from matchmaking.scheduling.instances import instance_of, row_id
from matchmaking.scheduling.models import (
    Plan,
    PlannedMeeting,
    PlanState,
    Problem,
    RunState,
    ScheduleRun,
    UnplacedRequest,
)
from matchmaking.scheduling.pulse import Clock, Pulse

log = structlog.get_logger(__name__)

FOUND = {engine.Status.OPTIMAL, engine.Status.FEASIBLE}
MOST_MEMORY = engine.Limits().memory
"""Bytes that each searching process may take; up to as many of them as there are workers."""
WHOLE_TIME = 0.8
"""Of its seconds: a search that ends sooner without a plan and without a proof has broken."""


class TooLarge(Exception):
    """The engine would need more memory than it may take."""


def execute_run(run_id: int, *, clock: Clock, workers: int, memory: int = MOST_MEMORY) -> None:
    """Compute the plan of run `run_id`, if it waits for a worker; else do nothing.

    Up to `workers` processes search, and each may take `memory` bytes.

    No transaction is open while the engine works. The independent checker must find no violation, or
    the run fails. The plan becomes the event's draft; nobody is told.
    """
    began = clock()
    attempt = claim(run_id, began)
    if attempt is None:
        return
    try:
        limits = engine.Limits(workers=workers, memory=memory)
        instance, plan, points = _compute(run_id, attempt, began, clock, limits)
        violations = engine.check(instance, plan)
        if violations:
            listed = "; ".join(f"{found.rule}: {found.detail}" for found in violations[:3])
            raise RuntimeError(f"the checker refuses the engine's plan: {listed}")  # noqa: TRY301 -- one way to fail
        _finish(run_id, attempt, plan, points, clock())
    except TakenOver:
        log.warning("run_taken_over", run=run_id, attempt=attempt)
    except TooLarge as refusal:
        log.warning("run_too_large", run=run_id, attempt=attempt, reason=str(refusal))
        _fail(run_id, attempt, Problem.TOO_LARGE, clock())
    except Exception as error:
        log.exception("run_failed", run=run_id, attempt=attempt)
        session().rollback()
        # A slot, a table or a request that the plan uses was taken away while it was computed.
        changed = isinstance(error, IntegrityError)
        _fail(run_id, attempt, Problem.EVENT_CHANGED if changed else Problem.CRASHED, clock())


def _compute(
    run_id: int, attempt: int, began: datetime, clock: Clock, limits: engine.Limits
) -> tuple[engine.Instance, engine.Plan, list[dict[str, Any]]]:
    run = session().get_one(ScheduleRun, run_id)
    instance = instance_of(run.event, now=began, kind=run.kind)
    limits = replace(limits, time_limit=run.time_limit)
    session().rollback()  # the instance is complete: nothing is held while the engine works
    with transaction():
        write(run_id, attempt, possible=len(instance.meetings))
    pulse = Pulse(run_id, attempt, clock)
    try:
        plan = engine.solve(instance, limits, pulse)
    except engine.InstanceError as refusal:  # the instance itself made sense: it is too large
        raise TooLarge(refusal.sentence) from refusal
    return instance, plan, pulse.points


def _finish(run_id: int, attempt: int, plan: engine.Plan, points: list[dict[str, Any]], now: datetime) -> None:
    """Store the outcome: a draft where there is a plan, and the run's last state, in one transaction."""
    with transaction():
        run = session().get_one(ScheduleRun, run_id, populate_existing=True)
        session().get_one(Event, run.event_id, with_for_update={"key_share": True})
        write(run_id, attempt, finished_at=now, heartbeat_at=now, progress=[*points, *_last_point(plan)])
        session().refresh(run)
        stopped = run.stop_requested_at is not None and plan.status is not engine.Status.OPTIMAL
        run.state, run.problem = outcome_of(plan, run.time_limit, stopped=stopped)
        if plan.status in FOUND:
            _store_draft(run, plan, now)
        record_run(
            f"run.{run.state.value}",
            run,
            now=now,
            placed=len(plan.meetings),
            unplaced=len(plan.unplaced),
            seconds=plan.seconds,
        )


def outcome_of(plan: engine.Plan, time_limit: float, *, stopped: bool) -> tuple[RunState, str]:
    """The last state of a run of so many seconds that came to `plan`, and what the problem is."""
    if plan.status is engine.Status.INFEASIBLE:
        return RunState.INFEASIBLE, " ".join(plan.conflict)
    found = plan.status in FOUND
    if stopped:
        return RunState.STOPPED, "" if found else Problem.STOPPED_EARLY
    if found:
        return RunState.DONE, ""
    broken = plan.seconds < WHOLE_TIME * time_limit
    return RunState.FAILED, Problem.CRASHED if broken else Problem.TIME_RAN_OUT


def _last_point(plan: engine.Plan) -> list[dict[str, Any]]:
    if plan.status not in FOUND or not plan.objective:
        return []
    first = plan.objective[0]
    return [
        {
            "seconds": round(plan.seconds, 2),
            "state": plan.status.value,
            "objective": first.name.value,
            "best": first.value,
            "bound": first.bound,
            "placed": len(plan.meetings),
        }
    ]


def _store_draft(run: ScheduleRun, plan: engine.Plan, now: datetime) -> None:
    session().execute(
        sa.update(Plan)
        .where(Plan.event_id == run.event_id, Plan.state == PlanState.DRAFT)
        .values(state=PlanState.SUPERSEDED)
    )
    draft = Plan(
        event_id=run.event_id,
        number=queries.next_plan_number(run.event_id),
        state=PlanState.DRAFT,
        run_id=run.id,
        status=plan.status.value,
        objective=[{"name": item.name.value, "value": item.value, "bound": item.bound} for item in plan.objective],
        seconds=plan.seconds,
        created_at=now,
    )
    draft.placed = [
        PlannedMeeting(
            request_id=row_id(at.meeting),
            slot_id=row_id(at.slot),
            table_id=row_id(at.table) if at.table is not None else None,
        )
        for at in plan.meetings
    ]
    draft.unplaced = [
        UnplacedRequest(request_id=row_id(left.id), reason=left.reason.value, detail=left.detail, remedy=left.remedy)
        for left in plan.unplaced
    ]
    session().add(draft)
    session().flush()


def _fail(run_id: int, attempt: int, problem: Problem, now: datetime) -> None:
    try:
        with transaction():
            write(run_id, attempt, state=RunState.FAILED, problem=problem, finished_at=now)
            run = session().get_one(ScheduleRun, run_id, populate_existing=True)
            record_run("run.failed", run, now=now, problem=problem)
    except TakenOver:
        log.warning("run_taken_over", run=run_id, attempt=attempt)
