"""Use case of beat: runs whose worker died, or whose message was lost, go to another worker."""

from __future__ import annotations

from datetime import datetime

import structlog

from matchmaking.db import transaction
from matchmaking.jobs import enqueue
from matchmaking.scheduling import queries
from matchmaking.scheduling.claims import record_run
from matchmaking.scheduling.models import Problem, RunState, ScheduleRun

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3


def recover_runs(*, now: datetime) -> int:
    """Hand out again the runs that nobody works on; how many were found.

    One that somebody had asked to stop is stopped instead, and one whose worker died in the third attempt
    is given up.
    """
    with transaction():
        found = queries.left_alone(now)
        for run in found:
            if run.state is RunState.RUNNING and not _worth_another_try(run, now):
                continue
            run.state = RunState.QUEUED
            run.heartbeat_at = now
            enqueue("scheduling.execute_run", run.id)
    return len(found)


def _worth_another_try(run: ScheduleRun, now: datetime) -> bool:
    log.warning("worker_lost", run=run.id, attempt=run.attempt)
    if run.stop_requested_at is not None:
        _end(run, RunState.STOPPED, Problem.STOPPED_EARLY, now)
        return False
    if run.attempt >= MOST_ATTEMPTS:
        _end(run, RunState.FAILED, Problem.GIVEN_UP, now)
        return False
    record_run("run.recovered", run, now=now, attempt=run.attempt)
    return True


def _end(run: ScheduleRun, state: RunState, problem: Problem, now: datetime) -> None:
    run.state = state
    run.problem = problem
    run.finished_at = now
    record_run(f"run.{state.value}", run, now=now, problem=problem)
