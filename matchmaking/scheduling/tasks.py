"""The workers' tasks: computing, and what is possible before."""

from __future__ import annotations

from datetime import datetime

from celery import shared_task

from matchmaking.scheduling.execution import execute_run as compute
from matchmaking.scheduling.forecasts import work_out
from matchmaking.scheduling.recovery import recover_runs
from matchmaking.web.clock import current_time
from matchmaking.web.settings import settings


def _clock() -> datetime:
    return current_time()


@shared_task(name="scheduling.execute_run")
def execute_run(run_id: int) -> None:
    """Compute the plan of one run."""
    compute(run_id, clock=_clock, workers=settings().solver_workers)


@shared_task(name="scheduling.forecast")
def forecast(event_id: int) -> None:
    """Work out what is possible for one event."""
    work_out(event_id, now=_clock())


@shared_task(name="scheduling.sweep")
def sweep() -> None:
    """Recover runs whose worker died."""
    recover_runs(now=_clock())
