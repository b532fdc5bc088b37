"""Use case of the worker: compute a plan for a run that was asked for.

A run may be delivered twice, and its worker may die half-way. The run is claimed by a conditional UPDATE
that counts the attempt; every later write of the worker names its attempt, so that one who was given up
for dead and comes back changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog

from matchmaking import engine
from matchmaking.audit.services import record
from matchmaking.db import session, transaction
from matchmaking.events.models import Event
from matchmaking.jobs import enqueue
from matchmaking.scheduling import queries
from matchmaking.scheduling.instances import instance_of, row_id
from matchmaking.scheduling.models import (
    Plan,
    PlannedMeeting,
    PlanState,
    RunState,
    ScheduleRun,
    UnplacedRequest,
)

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3
BEAT_EVERY = 1.0
"""Seconds between two signs of life of a worker, which also carry the progress."""
MOST_POINTS = 600

Clock = Callable[[], datetime]


class _TakenOver(Exception):
    """The run is no longer this worker's."""


def execute_run(run_id: int, *, clock: Clock, workers: int) -> None:
    """Compute the plan of run `run_id`, if it waits for a worker; else do nothing.

    No transaction is open while the engine works. The independent checker must find no violation, or
    the run fails. The plan becomes the event's draft; nobody is told.
    """
    attempt = _claim(run_id, clock())
    if attempt is None:
        return
    try:
        plan, instance = _compute(run_id, attempt, clock, workers)
        violations = engine.check(instance, plan) if plan.meetings else []
        if violations:
            listed = "; ".join(f"{found.rule}: {found.detail}" for found in violations[:3])
            raise RuntimeError(f"the checker refuses the engine's plan: {listed}")  # noqa: TRY301 -- one way to fail
        _finish(run_id, attempt, plan, clock())
    except _TakenOver:
        log.warning("run_taken_over", run=run_id, attempt=attempt)
    except Exception:
        log.exception("run_failed", run=run_id, attempt=attempt)
        session().rollback()
        _fail(run_id, attempt, "The computation failed; the log says why. Nothing has changed.", clock())


def recover_runs(*, now: datetime) -> int:
    """Hand out again the runs whose worker died or whose message was lost; give up after three attempts."""
    with transaction():
        found = queries.left_alone(now)
        for run in found:
            if run.state is RunState.RUNNING and run.attempt >= MOST_ATTEMPTS:
                run.state = RunState.FAILED
                run.finished_at = now
                run.problem = "The worker stopped three times while it computed. Ask for fewer seconds, or for help."
                record("run.fail", run, actor=None, now=now, name=f"run {run.id}", event_id=run.event_id)
                continue
            if run.state is RunState.RUNNING:
                log.warning("run_recovered", run=run.id, attempt=run.attempt)
            run.state = RunState.QUEUED
            run.heartbeat_at = now
            enqueue("scheduling.execute_run", run.id)
    return len(found)


def _claim(run_id: int, now: datetime) -> int | None:
    with transaction():
        return session().scalar(
            sa.update(ScheduleRun)
            .where(ScheduleRun.id == run_id, ScheduleRun.state == RunState.QUEUED)
            .values(
                state=RunState.RUNNING,
                attempt=ScheduleRun.attempt + 1,
                started_at=now,
                heartbeat_at=now,
                progress=[],
            )
            .returning(ScheduleRun.attempt)
        )


def _compute(run_id: int, attempt: int, clock: Clock, workers: int) -> tuple[engine.Plan, engine.Instance]:
    run = session().get_one(ScheduleRun, run_id)
    instance = instance_of(run.event)
    limits = engine.Limits(time_limit=run.time_limit, workers=workers)
    session().rollback()  # the instance is complete: nothing is held while the engine works
    with transaction():
        _write(run_id, attempt, possible=len(instance.meetings))
    reporter = _Reporter(run_id, attempt, clock)
    plan = engine.solve(instance, limits, reporter)
    return plan, instance


class _Reporter:
    """Writes the engine's progress to the run, about once a second, and tells the engine to stop."""

    def __init__(self, run_id: int, attempt: int, clock: Clock) -> None:
        self._run_id = run_id
        self._attempt = attempt
        self._clock = clock
        self._points: list[dict[str, Any]] = []
        self._written = -BEAT_EVERY
        self._go_on = True

    def __call__(self, progress: engine.Progress) -> bool:
        point = {
            "seconds": round(progress.seconds, 2),
            "state": progress.state,
            "objective": progress.objective,
            "best": progress.best,
            "bound": progress.bound,
            "placed": progress.placed,
        }
        if not self._points or _differs(self._points[-1], point):
            self._points = [*self._points, point][-MOST_POINTS:]
        else:
            self._points[-1] = point
        if time.monotonic() - self._written >= BEAT_EVERY:
            self._written = time.monotonic()
            with transaction():
                _write(self._run_id, self._attempt, heartbeat_at=self._clock(), progress=self._points)
                stop = session().scalar(sa.select(ScheduleRun.stop_requested_at).where(ScheduleRun.id == self._run_id))
            self._go_on = stop is None
        return self._go_on


def _differs(last: dict[str, Any], point: dict[str, Any]) -> bool:
    return any(last[key] != point[key] for key in ("objective", "best", "bound", "placed"))


def _write(run_id: int, attempt: int, **values: Any) -> None:
    """Change the run, if it is still this attempt's. Raises _TakenOver."""
    written = session().scalar(
        sa.update(ScheduleRun)
        .where(ScheduleRun.id == run_id, ScheduleRun.attempt == attempt, ScheduleRun.state == RunState.RUNNING)
        .values(**values)
        .returning(ScheduleRun.id)
    )
    if written is None:
        raise _TakenOver


def _finish(run_id: int, attempt: int, plan: engine.Plan, now: datetime) -> None:
    """Store the outcome: a draft where there is a plan, and the run's last state, in one transaction."""
    with transaction():
        run = session().get_one(ScheduleRun, run_id)
        session().get_one(Event, run.event_id, with_for_update=True)
        session().refresh(run)
        stopped = run.stop_requested_at is not None and plan.status is not engine.Status.OPTIMAL
        state, problem = _outcome(plan, stopped=stopped)
        has_plan = plan.status in {engine.Status.OPTIMAL, engine.Status.FEASIBLE}
        final = _final_point(plan) if has_plan else []
        _write(
            run_id,
            attempt,
            state=state,
            problem=problem,
            finished_at=now,
            heartbeat_at=now,
            progress=[*run.progress, *final],
        )
        if has_plan:
            _store_draft(run, plan, now)
        record(
            f"run.{state.value}",
            run,
            actor=None,
            now=now,
            name=f"run {run.id}",
            event_id=run.event_id,
            after={"placed": len(plan.meetings), "unplaced": len(plan.unplaced), "seconds": plan.seconds},
        )


def _final_point(plan: engine.Plan) -> list[dict[str, Any]]:
    if not plan.objective:
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


def _outcome(plan: engine.Plan, *, stopped: bool) -> tuple[RunState, str]:
    if plan.status is engine.Status.INFEASIBLE:
        return RunState.INFEASIBLE, f"These cannot all hold together: {', '.join(plan.conflict)}."
    if stopped:
        return RunState.STOPPED, ""
    if plan.status is engine.Status.UNKNOWN:
        return RunState.FAILED, "The time ran out before any plan was found. Allow more seconds."
    return RunState.DONE, ""


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
        PlannedMeeting(request_id=row_id(at.meeting), slot_id=row_id(at.slot), table_id=row_id(at.table))
        for at in plan.meetings
    ]
    draft.unplaced = [
        UnplacedRequest(request_id=row_id(left.id), reason=left.reason.value, detail=left.detail, remedy=left.remedy)
        for left in plan.unplaced
    ]
    session().add(draft)


def _fail(run_id: int, attempt: int, problem: str, now: datetime) -> None:
    try:
        with transaction():
            _write(run_id, attempt, state=RunState.FAILED, problem=problem, finished_at=now)
            run = session().get_one(ScheduleRun, run_id)
            record("run.fail", run, actor=None, now=now, name=f"run {run_id}", event_id=run.event_id)
    except _TakenOver:
        log.warning("run_taken_over", run=run_id, attempt=attempt)
