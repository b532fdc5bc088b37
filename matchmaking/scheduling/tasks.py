"""The solver worker's tasks."""

from __future__ import annotations

from datetime import UTC, datetime

from celery import shared_task

from matchmaking.scheduling import execution
from matchmaking.web.settings import settings


def _clock() -> datetime:
    return datetime.now(UTC)


@shared_task(name="scheduling.execute_run")
def execute_run(run_id: int) -> None:
    """Compute the plan of one run."""
    execution.execute_run(run_id, clock=_clock, workers=settings().solver_workers)


@shared_task(name="scheduling.sweep")
def sweep() -> None:
    """Recover runs whose worker died."""
    execution.recover_runs(now=_clock())
