"""Where a run stands, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from matchmaking.engine import Objective
from matchmaking.scheduling.models import RunState, ScheduleRun

UNUSUAL_WAIT = timedelta(seconds=20)
"""A run that waits longer than this for a worker waits for one that is not there, or is busy."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the lines *best* and *bound*; either is None while nothing is known of it."""

    seconds: float
    best: int | None
    bound: int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """How far one objective has come: its value in the best plan so far, and what no plan can beat."""

    name: str
    value: int | None
    bound: int | None

    @property
    def is_proven(self) -> bool:
        return self.value is not None and self.value == self.bound


@dataclass(frozen=True, slots=True)
class RunStatus:
    """A run at one moment. `best`, `bound` and `points` are of the first, most important objective."""

    run: ScheduleRun
    seconds: float
    points: Sequence[Point]
    best: int | None
    bound: int | None
    first: str
    """The first objective, in the engine's word; empty before it begins."""
    figures: Sequence[Figure]
    """The objectives that it has come to so far, most important first."""
    placed: int | None
    objective: str
    """What is being improved now, in the engine's word; empty before it begins."""
    doing: str
    """The engine's word for what it does now; empty before it begins."""
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

    @property
    def falls(self) -> bool:
        """Whether the best comes down to the bound, since less is better in the first objective."""
        return is_downward(self.first)


def status_of(run: ScheduleRun, *, now: datetime) -> RunStatus:
    """Where `run` stands at `now`."""
    told: list[dict[str, Any]] = run.progress
    first = next((each["objective"] for each in told if each["objective"]), "")
    points = _points(told, first)
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
        first=first,
        figures=_figures(run, told),
        placed=placed[-1] if placed else None,
        objective=told[-1]["objective"] or "" if told else "",
        doing=told[-1]["state"] if told else "",
        waits_long=run.state is RunState.QUEUED and run.attempt == 0 and now - run.requested_at > UNUSUAL_WAIT,
        taken_over=run.attempt > 1 or (run.state is RunState.QUEUED and run.attempt > 0),
    )


def is_downward(objective: str) -> bool:
    """Whether less is better of what `objective`, in the engine's word, measures."""
    return objective in set(Objective) and not Objective(objective).upward


def _points(told: Sequence[dict[str, Any]], first: str) -> list[Point]:
    """The line of the objective `first`. It never gets worse, though a search may try what is.

    Where more is better, it begins with nothing placed.
    """
    better = min if is_downward(first) else max
    points: list[Point] = []
    best: int | None = None
    for each in told:
        if each["objective"] == first:
            if not points and better is max:
                points.append(Point(0.0, 0, each["bound"]))
            best = better((value for value in (best, each["best"]) if value is not None), default=None)
            points.append(Point(each["seconds"], best, each["bound"]))
    return points


def _figures(run: ScheduleRun, told: Sequence[dict[str, Any]]) -> list[Figure]:
    """Those of the plan, or, before there is one, the latest that was told of each objective."""
    if run.plan is not None:
        return [Figure(item["name"], item["value"], item["bound"]) for item in run.plan.objective]
    latest = {each["objective"]: Figure(each["objective"], each["best"], each["bound"]) for each in told}
    return [figure for name, figure in latest.items() if name]


def _seconds(run: ScheduleRun, now: datetime) -> float:
    """How long the worker has computed, or did."""
    if run.started_at is None or run.state is RunState.QUEUED:
        return 0.0
    return max(0.0, ((run.finished_at or now) - run.started_at).total_seconds())
