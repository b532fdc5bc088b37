"""What the searching thread writes and the caller's thread reads: the best so far, and the word to stop."""

import math
import threading
import time
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from matchmaking.engine.desk import Limits, Stopped
from matchmaking.engine.indexed import Assignment
from matchmaking.engine.parts import Objective


@dataclass(frozen=True, slots=True)
class Progress:
    """A glance at a search.

    `state` is one of "constructing", "modelling", "finding", "improving", "explaining conflict", "seating",
    "explaining" and, once at the end, "done". `objective` names the one being improved ("" before
    that), `best` and `bound` its value in the best plan so far and its bound, `placed` how many
    meetings that plan holds; None for what is not known yet. `seconds` run from the start. `reached`:
    of each objective that the search has left behind, its value and its bound.
    """

    state: str
    objective: str
    best: int | None
    bound: int | None
    placed: int | None
    seconds: float
    reached: tuple[tuple[Objective, int, int], ...] = ()


@dataclass(slots=True)
class Board:
    """The state of one search. Only the searching thread writes, but for `stop`."""

    limits: Limits
    began: float = field(default_factory=time.monotonic)
    state: str = "constructing"
    objective: str = ""
    value: int | None = None
    bound: int | None = None
    best: Assignment | None = None
    bounds: dict[Objective, int] = field(default_factory=dict)
    reached: tuple[tuple[Objective, int, int], ...] = ()
    infeasible: bool = False
    conflict: tuple[str, ...] = ()
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _solver: cp_model.CpSolver | None = None

    def seconds(self) -> float:
        """Seconds since the search began."""
        return time.monotonic() - self.began

    def left(self) -> float:
        """Seconds until the time limit."""
        return max(0.0, self.limits.time_limit - self.seconds())

    @property
    def stopping(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.is_set()

    def pause(self) -> None:
        """Called often by slow Python code. Raises Stopped when it must end."""
        if self.stopping or self.left() <= 0:
            raise Stopped

    def breathe(self) -> None:
        """As `pause`, for the work after the search: only a stop ends it."""
        if self.stopping:
            raise Stopped

    def stop(self) -> None:
        """End the search as soon as can be. From any thread."""
        self._stop.set()
        with self._lock:
            if self._solver is not None:
                self._solver.stop_search()

    def run(
        self,
        solver: cp_model.CpSolver,
        model: cp_model.CpModel,
        callback: cp_model.CpSolverSolutionCallback | None = None,
        *,
        seconds: float = math.inf,
    ) -> cp_model.CpSolverStatus:
        """Solve within the time left, but no longer than `seconds`, and within reach of `stop`."""
        self.pause()
        with self._lock:
            self._solver = solver
        try:
            solver.parameters.max_time_in_seconds = min(seconds, self.left())
            return solver.solve(model, callback)
        finally:
            with self._lock:
                self._solver = None

    def progress(self) -> Progress:
        """How it stands now."""
        best = self.best
        placed = None if best is None else sum(slot is not None for slot in best)
        return Progress(self.state, self.objective, self.value, self.bound, placed, self.seconds(), self.reached)
