"""One objective after the other by CP-SAT: each is improved and proven, and kept while the next is."""

import math
import time

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import LinearExpr

from matchmaking.engine.cpsat import rules
from matchmaking.engine.cpsat.calls import Calls, Portfolio
from matchmaking.engine.cpsat.hints import candidate_in, hint
from matchmaking.engine.cpsat.objectives import EXPRESSIONS
from matchmaking.engine.cpsat.seats import can_be_modelled
from matchmaking.engine.desk import Candidate, Desk
from matchmaking.engine.explain.conflict import searched_conflict
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.measures import at_least
from matchmaking.engine.parts import Objective
from matchmaking.engine.standing import Standing

SHARE = 0.6  # of the time left goes to a stage that has others behind it
SLICE = 8.0  # seconds of a first attempt; each further one, from a better plan, takes twice as long

# which of CP-SAT's searches run, one portfolio after the other: core-guided search proves small sums, the
# linear relaxation proves weights, the usual mixture (an empty portfolio) improves what is not proven
USUAL: Portfolio = ()
BY_CORES: Portfolio = ("core", "quick_restart_no_lp")
PORTFOLIOS: dict[Objective, tuple[Portfolio, ...]] = {
    Objective.WEIGHT: (("core", "default_lp"), USUAL),
    Objective.FAIRNESS: (USUAL,),
    Objective.BREAKS: (BY_CORES, USUAL),
    Objective.IDLE: (BY_CORES, USUAL),
    Objective.CHANGES: (("core", "default_lp"), USUAL),
    Objective.MOVES: (BY_CORES, USUAL),
}


def run(data: Indexed, desk: Desk) -> None:
    """Offers plans, and proves bounds or that there is no plan, until all is proven or the desk says stop."""
    calls = Calls(data, desk)
    desk.say("finding")
    made = rules.build(data, desk.pause)
    if calls.best() is None and not _found(made, desk, calls):
        return
    desk.say("improving")
    while not _improved(made, desk, calls):
        made = rules.build(data, desk.pause)


def _improved(made: rules.SlotModel, desk: Desk, calls: Calls) -> bool:
    """All objectives, as far as they can be modelled. False where the model keeps what the best plan gave up.

    Such a plan comes from elsewhere: better in one objective, worse in a lesser one that is kept already.
    """
    order = made.data.instance.objective
    kept: tuple[int, ...] = ()
    for rank, name in enumerate(order):
        if name is Objective.MOVES and not can_be_modelled(made.data):
            return True  # too many tables for a model; tables.py gives them after the slots
        expression = EXPRESSIONS[name](made)
        share = SHARE if rank + 1 < len(order) else 1.0
        _Stage(made, desk, calls, kept, expression).run(desk.left() * share)
        best = _known(calls)
        if not at_least(best.values(rank), kept, order):
            return False
        _keep(made.model, expression, best.value(name), upward=name.upward)
        kept = (*kept, best.value(name))
    return True


def _known(calls: Calls) -> Standing:
    best = calls.best()
    if best is None:
        raise LookupError("a stage begins from a plan")
    return best


def _found(made: rules.SlotModel, desk: Desk, calls: Calls) -> bool:
    """A first plan that meets all demands, from here or elsewhere; False where there is proven to be none.

    One thread without linear relaxation and without a hint finds the published instances' plans in a
    second or two, and steadily; what it does not find in its share of the time, the usual mixture seeks.
    """
    alone = calls.solver(workers=1)
    alone.parameters.linearization_level = 0
    for solver, seconds in ((alone, desk.left() * SHARE), (calls.solver(USUAL), math.inf)):
        status = calls.run(solver, made.model, seconds=seconds, enough=lambda: calls.best() is not None)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            calls.offer(candidate_in(made, solver.boolean_value))
        if status == cp_model.INFEASIBLE:
            desk.say("explaining conflict")
            conflict = searched_conflict(made.data, calls)
            if conflict:
                desk.impossible(conflict)
                return False
        if calls.best() is not None:
            return True
    return False


class _Stage:
    """One objective: improved from the best plan on, until it is proven or its time is over.

    `kept`: what the model demands of the objectives before it, and so what its bounds take for granted. That is not
    always what the best plan has, which others better meanwhile.
    """

    def __init__(
        self, made: rules.SlotModel, desk: Desk, calls: Calls, kept: tuple[int, ...], expression: LinearExpr | int
    ) -> None:
        self.made = made
        self.desk = desk
        self.calls = calls
        self.kept = kept
        self.order = made.data.instance.objective
        self.name = self.order[len(kept)]
        self.expression = expression

    def run(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        slice_length = SLICE
        portfolios = PORTFOLIOS[self.name]
        turn = 0
        while time.monotonic() < until and not self._finished():
            left = until - time.monotonic()
            last = turn >= 2 * len(portfolios)
            self._attempt(portfolios[turn % len(portfolios)], left if last else min(left, slice_length))
            turn += 1
            slice_length *= 2 if turn % len(portfolios) == 0 else 1

    def _finished(self) -> bool:
        """Whether the best plan's value is proven, or the plan is none of the model's any more."""
        self.desk.pause()
        return self._idle()

    def _attempt(self, portfolio: Portfolio, seconds: float) -> None:
        model, name = self.made.model, self.name
        hint(self.made, _known(self.calls).candidate)
        if name.upward:
            model.maximize(self.expression)
        else:
            model.minimize(self.expression)
        solver = self.calls.solver(portfolio)
        watcher = _Watcher(self)
        solver.best_bound_callback = watcher.on_bound
        status = self.calls.run(solver, model, watcher, seconds=max(0.0, seconds), enough=self._idle)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            watcher.offer(candidate_in(self.made, solver.boolean_value))
            watcher.on_bound(solver.best_objective_bound)
        model.clear_objective()  # type: ignore[no-untyped-call] # OR-Tools leaves it untyped

    def _idle(self) -> bool:
        best = _known(self.calls)
        before = best.values(len(self.kept))
        proven = best.value(self.name) == self.desk.proven(self.name, before)
        return proven or not at_least(before, self.kept, self.order)


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Takes the solver's solutions and bounds to the desk."""

    def __init__(self, stage: _Stage) -> None:
        super().__init__()
        self.stage = stage
        self.looked = 0.0

    def on_solution_callback(self) -> None:
        """A better solution: read when the last reading is a while ago."""
        self.on_bound(self.best_objective_bound)
        if time.monotonic() - self.looked >= 0.2:  # noqa: PLR2004 -- reading takes a while itself
            self.offer(candidate_in(self.stage.made, self.boolean_value))
            self.looked = time.monotonic()

    def on_bound(self, bound: float) -> None:
        """A bound, rounded to what whole numbers allow."""
        stage = self.stage
        value = math.floor(bound + 1e-6) if stage.name.upward else math.ceil(bound - 1e-6)
        stage.desk.bound(stage.name, stage.kept, value)

    def offer(self, found: Candidate) -> None:
        """Pass the plan on."""
        self.stage.calls.offer(found)


def _keep(model: cp_model.CpModel, expression: LinearExpr | int, value: int, *, upward: bool) -> None:
    """Expression >= value for an upward objective, <= value for another."""
    if not isinstance(expression, int):
        model.add(expression >= value if upward else expression <= value)
