"""One search in a process of its own: how long, how good, when, and how much memory."""

from __future__ import annotations

import multiprocessing
import resource
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection

from matchmaking.engine import Instance, Limits, Plan, Progress, check, solve


@dataclass(frozen=True, slots=True)
class Measured:
    """A plan and how it came about.

    `points`: seconds, and the first objective's value by then. `megabytes`: the most that was resident at once, of
    the caller's process and of the largest searcher's together.
    """

    plan: Plan
    points: tuple[tuple[float, int], ...]
    seconds: float
    megabytes: int

    def seconds_to(self, value: float) -> float | None:
        """When the first objective had reached the value; None for never."""
        return next((round(at, 2) for at, best in self.points if best >= value), None)

    def best_at(self, seconds: float) -> int:
        """The first objective's value by then; 0 where there was no plan."""
        return max((best for at, best in self.points if at <= seconds), default=0)


def measured(instance: Instance, limits: Limits) -> Measured:
    """Solve it; the checker must find nothing."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=_solve, args=(far, instance, limits))
    process.start()
    far.close()
    try:
        found: Measured = near.recv()
    finally:
        process.join()
    assert check(instance, found.plan) == []
    return found


def _solve(connection: Connection, instance: Instance, limits: Limits) -> None:
    points: list[tuple[float, int]] = []

    def note(progress: Progress) -> bool:
        first = progress.reached[0][1] if progress.reached else progress.best
        if first is not None and (not points or points[-1][1] != first):
            points.append((progress.seconds, first))
        return True

    began = time.monotonic()
    plan = solve(instance, limits, note)
    seconds = time.monotonic() - began
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    searchers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    connection.send(Measured(plan, tuple(points), round(seconds, 2), (own + searchers) // 1024))


def value_of(plan: Plan, rank: int = 0) -> tuple[int, int] | None:
    """Value and bound of the objective of that rank, None without a plan."""
    if not plan.objective:
        return None
    return plan.objective[rank].value, plan.objective[rank].bound
