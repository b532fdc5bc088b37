"""Where a run stands, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from matchmaking.scheduling.models import RunState, ScheduleRun

UNUSUAL_WAIT = timedelta(seconds=20)
"""A run that waits longer than this for a worker waits for one that is not there, or is busy."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the line *best* rising towards *bound*; either is None while nothing is known of it."""

    seconds: float
    best: int | None
    bound: int | None


@dataclass(frozen=True, slots=True)
class RunStatus:
    """A run at one moment. `best` and `bound` are of the first, most important objective."""

    run: ScheduleRun
    seconds: float
    points: Sequence[Point]
    best: int | None
    bound: int | None
    placed: int | None
    objective: str
    """What is being improved now, in the engine's word; empty before it begins."""
    waits_long: bool
    """Queued, and no worker has taken it for an unusual time."""
    taken_over: bool
    """An earlier worker stopped half-way."""

    @property
    def is_active(self) -> bool:
        return self.run.is_active

    @property
    def is_stopping(self) -> bool:
        return self.is_active and self.run.stop_requested_at is not None

    @property
    def is_proven(self) -> bool:
        """True once no plan can be better in the first objective."""
        return self.best is not None and self.best == self.bound


def status_of(run: ScheduleRun, *, now: datetime) -> RunStatus:
    """Where `run` stands at `now`."""
    told: list[dict[str, Any]] = run.progress
    points = _points(told)
    seconds = _seconds(run, now)
    if points:
        reached = seconds if run.is_active else told[-1]["seconds"]
        last = points[-1]
        if reached > last.seconds:
            points.append(Point(reached, last.best, last.bound))
    placed = [each["placed"] for each in told if each["placed"] is not None]
    return RunStatus(
        run=run,
        seconds=seconds,
        points=points,
        best=points[-1].best if points else None,
        bound=points[-1].bound if points else None,
        placed=placed[-1] if placed else None,
        objective=told[-1]["objective"] or "" if told else "",
        waits_long=run.state is RunState.QUEUED and run.attempt == 0 and now - run.requested_at > UNUSUAL_WAIT,
        taken_over=run.attempt > 1 or (run.state is RunState.QUEUED and run.attempt > 0),
    )


def _points(told: Sequence[dict[str, Any]]) -> list[Point]:
    """The line of the first objective, from nothing placed. It never falls: what a search tries may be worse."""
    first = next((each["objective"] for each in told if each["objective"]), "")
    points: list[Point] = []
    best: int | None = None
    for each in told:
        if each["objective"] == first:
            if not points:
                points.append(Point(0.0, 0, each["bound"]))
            best = max((value for value in (best, each["best"]) if value is not None), default=None)
            points.append(Point(each["seconds"], best, each["bound"]))
    return points


def _seconds(run: ScheduleRun, now: datetime) -> float:
    """How long the worker has computed, or did."""
    if run.started_at is None or run.state is RunState.QUEUED:
        return 0.0
    return max(0.0, ((run.finished_at or now) - run.started_at).total_seconds())
