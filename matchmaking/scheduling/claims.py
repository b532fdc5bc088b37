"""Whose run it is. A run may be delivered twice, and its worker may die half-way.

A run is claimed by a conditional UPDATE that counts the attempt. Every later write names its attempt, so that
a worker that was given up for dead and comes back changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from matchmaking.audit.services import record
from matchmaking.db import session, transaction
from matchmaking.scheduling.models import RunState, ScheduleRun


class TakenOver(Exception):
    """The run is no longer this attempt's: another worker has it, or it is over."""


def claim(run_id: int, now: datetime) -> int | None:
    """Take run `run_id` if it waits for a worker, and give the number of the attempt; else None."""
    with transaction():
        attempt = session().scalar(
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
        if attempt is not None:
            record_run("run.start", session().get_one(ScheduleRun, run_id), now=now, attempt=attempt)
    return attempt


def write(run_id: int, attempt: int, **values: Any) -> None:
    """Change the run inside a transaction, if it is still this attempt's. Raises TakenOver."""
    written = session().scalar(
        sa.update(ScheduleRun)
        .where(ScheduleRun.id == run_id, ScheduleRun.attempt == attempt, ScheduleRun.state == RunState.RUNNING)
        .values(**values)
        .returning(ScheduleRun.id)
    )
    if written is None:
        raise TakenOver


def record_run(action: str, run: ScheduleRun, *, now: datetime, **after: Any) -> None:
    """An audit entry of what the service itself did with a run."""
    record(action, run, actor=None, now=now, name=f"run {run.id}", event_id=run.event_id, after=after)
