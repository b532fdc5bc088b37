"""Calls of CP-SAT for a desk: within its time, and ended from outside when news makes them idle."""

import math
from collections.abc import Callable

from ortools.sat.python import cp_model

from matchmaking.engine.desk import Candidate, Desk, Limits
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.standing import Standing

Portfolio = tuple[str, ...]


def _never() -> bool:
    return False


class Calls:
    """CP-SAT for one searcher, and the best plan that it knows of."""

    def __init__(self, data: Indexed, desk: Desk, threads: int = 1) -> None:
        self.data = data
        self.desk = desk
        self.threads = threads
        self._own: Standing | None = None

    @property
    def limits(self) -> Limits:
        """The limits of the search."""
        return self.desk.limits

    def pause(self) -> None:
        """Raises Stopped when the search must end."""
        self.desk.pause()

    def best(self) -> Standing | None:
        """The best plan known here: found here, or told by the desk."""
        told = self.desk.best()
        if told is not None:
            standing = Standing(self.data, told)
            if self._own is None or standing.beats(self._own):
                self._own = standing
        return self._own

    def offer(self, candidate: Candidate) -> None:
        """Pass a plan on if it is better than the best."""
        standing, best = Standing(self.data, candidate), self.best()
        if best is None or standing.beats(best):
            self._own = standing
            self.desk.offer(standing.candidate)

    def solver(self, portfolio: Portfolio = (), *, workers: int | None = None) -> cp_model.CpSolver:
        """A solver with the limits' seed; `portfolio` names its searches, () is the usual mixture."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers or self.threads
        solver.parameters.random_seed = self.limits.seed
        solver.parameters.catch_sigint_signal = False  # Ctrl-C is the caller's
        if portfolio:
            solver.parameters.subsolvers.extend(portfolio)
            if solver.parameters.num_workers == 1:
                solver.parameters.interleave_search = True
        return solver

    def run(
        self,
        solver: cp_model.CpSolver,
        model: cp_model.CpModel,
        callback: cp_model.CpSolverSolutionCallback | None = None,
        *,
        seconds: float = math.inf,
        enough: Callable[[], bool] = _never,
    ) -> cp_model.CpSolverStatus:
        """Solve for no longer than `seconds`, the desk's time, or until there is news and it is `enough`."""

        def listener() -> None:
            if self.desk.stopping or enough():
                solver.stop_search()

        self.desk.listen(listener)
        try:
            self.pause()  # only now, so that no word to stop falls between the question and the listening
            solver.parameters.max_time_in_seconds = min(seconds, self.desk.left())
            status = solver.solve(model, callback)
        finally:
            self.desk.listen(None)
        if status == cp_model.MODEL_INVALID:
            raise RuntimeError(f"CP-SAT refuses the model: {model.validate()}")
        return status
