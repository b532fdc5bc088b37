"""A working run's signs of life: it is still computing, this far it has come, and has anybody said stop?"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from matchmaking import engine
from matchmaking.db import session, transaction
from matchmaking.scheduling.claims import write
from matchmaking.scheduling.models import ScheduleRun

log = structlog.get_logger(__name__)

BEAT_EVERY = 0.5
"""Seconds between two signs of life; a stop is heard within as many."""
MOST_POINTS = 400

Clock = Callable[[], datetime]


class Pulse:
    """Takes the engine's progress, which comes several times a second, and writes it to the run now and then.

    Raises TakenOver, which ends the engine's search, once the run is no longer this attempt's.
    """

    def __init__(self, run_id: int, attempt: int, clock: Clock) -> None:
        self.points: list[dict[str, Any]] = []
        """What the engine has told so far, thinned out where it told much."""
        self._run_id = run_id
        self._attempt = attempt
        self._clock = clock
        self._written = time.monotonic()
        self._reached = 0
        self._go_on = True

    def __call__(self, progress: engine.Progress) -> bool:
        """Note where the engine stands. False once it shall stop."""
        self._note(progress)
        if time.monotonic() - self._written >= BEAT_EVERY:
            try:
                self._write()
            except SQLAlchemyError as error:
                # The database may be restarting. If it stays away, others take the run for dead, rightly.
                log.warning("pulse_missed", run=self._run_id, error=str(error))
            self._written = time.monotonic()
        return self._go_on

    def _note(self, progress: engine.Progress) -> None:
        for objective, best, bound in progress.reached[self._reached :]:
            self._add(progress, objective, best, bound)
        self._reached = len(progress.reached)
        self._add(progress, progress.objective, progress.best, progress.bound)
        if len(self.points) > MOST_POINTS:
            self.points = [*self.points[:-1:2], self.points[-1]]

    def _add(self, progress: engine.Progress, objective: str, best: int | None, bound: int | None) -> None:
        point = {
            "seconds": round(progress.seconds, 2),
            "state": progress.state,
            "objective": objective,
            "best": best,
            "bound": bound,
            "placed": progress.placed,
        }
        if self.points and not _differs(self.points[-1], point):
            self.points[-1] = point
        else:
            self.points.append(point)

    def _write(self) -> None:
        with transaction():
            write(self._run_id, self._attempt, heartbeat_at=self._clock(), progress=self.points)
            stop = session().scalar(sa.select(ScheduleRun.stop_requested_at).where(ScheduleRun.id == self._run_id))
        self._go_on = stop is None


def _differs(last: dict[str, Any], point: dict[str, Any]) -> bool:
    return any(last[key] != point[key] for key in ("objective", "best", "bound", "placed"))
