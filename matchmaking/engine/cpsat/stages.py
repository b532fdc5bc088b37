"""The search: a plan at once, then one objective after the other, each kept while the next improves."""

import logging
import math
import time

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import LinearExpr

from matchmaking.engine.board import Board
from matchmaking.engine.bounds.weight import bound_at_once, weight_bound
from matchmaking.engine.climb.construct import construct
from matchmaking.engine.cpsat import rules
from matchmaking.engine.cpsat.objectives import EXPRESSIONS
from matchmaking.engine.desk import Limits, Stopped
from matchmaking.engine.explain.conflict import counted_conflict, searched_conflict
from matchmaking.engine.indexed import Assignment, Indexed
from matchmaking.engine.measures import Tables, demands_met, hours, measure
from matchmaking.engine.parts import Objective
from matchmaking.engine.tables import seat

SHARE = 0.6  # of the time left goes to a stage that has others behind it
LOOK_EVERY = 0.2  # seconds between two looks at the solver's solutions

# which of CP-SAT's searches run, one portfolio after the other in equal shares of the stage's time:
# core-guided search proves small sums, the linear relaxation proves weights, the usual mixture (an
# empty portfolio) improves what is not proven
USUAL: tuple[str, ...] = ()
BY_CORES = ("core", "quick_restart_no_lp")
PORTFOLIOS = {
    Objective.WEIGHT: (("core", "default_lp"),),
    Objective.FAIRNESS: (USUAL,),
    Objective.BREAKS: (BY_CORES, USUAL),
    Objective.IDLE: (BY_CORES, USUAL),
    Objective.CHANGES: (("core", "default_lp"),),
}

log = logging.getLogger(__name__)


def search(data: Indexed, board: Board) -> None:
    """Writes on the board the best plan and bounds found within the limits, or the proof that there is none."""
    for name in data.instance.objective:
        board.bounds[name] = bound_at_once(name, data)
    conflict = counted_conflict(data)
    if conflict:
        board.infeasible, board.conflict = True, conflict
        return
    first: Assignment | None = None
    try:
        first = construct(data, board.pause)
        if demands_met(data, first):
            board.best = first
        if Objective.WEIGHT in board.bounds:
            board.bounds[Objective.WEIGHT] = weight_bound(data, board.left() / 4)
        board.state = "modelling"
        made = rules.build(data, board.pause)
        if board.best is None:
            _find(made, board, first)
        if board.best is not None:
            _improve(made, board)
    except Stopped:
        pass


def keeps_tables(data: Indexed) -> bool:
    """Whether unchanged tables come before few moves."""
    order = data.instance.objective
    if Objective.CHANGES not in order:
        return False
    return Objective.MOVES not in order or order.index(Objective.CHANGES) < order.index(Objective.MOVES)


def _find(made: rules.SlotModel, board: Board, near: Assignment) -> None:
    """A first plan that meets all demands, or the proof that there is none.

    One thread without linear relaxation and without a hint finds the published instances' plans in a
    second or two, and steadily; what it does not find in its share of the time, the usual mixture
    seeks near the first construction.
    """
    board.state = "finding"
    alone = _solver(Limits(board.limits.time_limit, 1, board.limits.seed), USUAL)
    alone.parameters.linearization_level = 0
    status = _sought(made, board, alone, board.left() * SHARE)
    if status == cp_model.UNKNOWN:
        _hint(made, near)
        _sought(made, board, _solver(board.limits, USUAL), math.inf)


def _sought(made: rules.SlotModel, board: Board, solver: cp_model.CpSolver, seconds: float) -> cp_model.CpSolverStatus:
    """Ask for any plan, and put the answer on the board."""
    status = board.run(solver, made.model, seconds=seconds)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        board.best = _read(made, solver)
    elif status == cp_model.INFEASIBLE:
        board.infeasible = True
        board.state = "explaining conflict"
        board.conflict = searched_conflict(made.data, board)
    elif status == cp_model.MODEL_INVALID:
        raise RuntimeError(f"CP-SAT refuses the model: {made.model.validate()}")
    return status


def _improve(made: rules.SlotModel, board: Board) -> None:
    """One stage per objective; what a stage reached is a rule for those behind it."""
    order = made.data.instance.objective
    board.state = "improving"
    for rank, name in enumerate(order):
        board.pause()
        if board.best is None:
            return
        value = _vector(made.data, board.best, order[: rank + 1])[-1]
        board.objective, board.value, board.bound = name, value, board.bounds[name]
        if name is Objective.MOVES:
            continue  # tables are given after the slots; see tables.py
        expression = EXPRESSIONS[name](made)
        if value != board.bounds[name]:
            later = any(other is not Objective.MOVES for other in order[rank + 1 :])
            _stage(made, board, rank, expression, board.left() * (SHARE if later else 1.0))
            value = _vector(made.data, board.best, order[: rank + 1])[-1]
            board.value = value
        board.reached = (*board.reached, (name, value, board.bounds[name]))
        _keep(made.model, expression, value, upward=name.upward)


def _stage(made: rules.SlotModel, board: Board, rank: int, expression: LinearExpr | int, seconds: float) -> None:
    """Improve the objective of this rank, from the best plan on, for so many seconds."""
    name = made.data.instance.objective[rank]
    model = made.model
    _keep(model, expression, board.bounds[name], upward=not name.upward)
    if name.upward:
        model.maximize(expression)
    else:
        model.minimize(expression)
    until = time.monotonic() + seconds
    for turn, portfolio in enumerate(PORTFOLIOS[name]):
        if board.value == board.bounds[name]:
            break
        share = (until - time.monotonic()) / (len(PORTFOLIOS[name]) - turn)
        _run(made, board, rank, portfolio, share)
    model.clear_objective()  # type: ignore[no-untyped-call] # OR-Tools leaves it untyped


def _run(made: rules.SlotModel, board: Board, rank: int, portfolio: tuple[str, ...], seconds: float) -> None:
    name = made.data.instance.objective[rank]
    if board.best is not None:
        _hint(made, board.best)
    solver = _solver(board.limits, portfolio)
    watcher = _Watcher(made, board, rank)
    solver.best_bound_callback = watcher.on_bound
    status = board.run(solver, made.model, watcher, seconds=max(0.0, seconds))
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        watcher.offer(_read(made, solver))
        watcher.on_bound(solver.best_objective_bound)
    if status == cp_model.INFEASIBLE:
        log.error("CP-SAT calls %s infeasible, yet a plan is known; its word is not used", name)
    if status == cp_model.MODEL_INVALID:
        raise RuntimeError(f"CP-SAT refuses the model: {made.model.validate()}")


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Takes the solver's solutions and bounds to the board."""

    def __init__(self, made: rules.SlotModel, board: Board, rank: int) -> None:
        super().__init__()
        self.made = made
        self.board = board
        self.order = made.data.instance.objective[: rank + 1]
        self.name = self.order[-1]
        self.looked = 0.0

    def on_solution_callback(self) -> None:
        """A better solution: noted at once, read when the last reading is a while ago."""
        self._note(round(self.objective_value))
        self.on_bound(self.best_objective_bound)
        now = time.monotonic()
        if now - self.looked >= LOOK_EVERY:
            self.offer([self._slot(held) for held in self.made.held])
            self.looked = time.monotonic()

    def _note(self, value: int) -> None:
        known = self.board.value
        if known is None or (value > known if self.name.upward else value < known):
            self.board.value = value

    def _slot(self, held: dict[int, rules.Literal]) -> int | None:
        return next((slot for slot, literal in held.items() if self.boolean_value(literal)), None)

    def on_bound(self, bound: float) -> None:
        """A bound, rounded to what whole numbers allow; only a tighter one counts."""
        old = self.board.bounds[self.name]
        new = min(old, math.floor(bound + 1e-6)) if self.name.upward else max(old, math.ceil(bound - 1e-6))
        self.board.bounds[self.name] = self.board.bound = new

    def offer(self, found: Assignment) -> None:
        """Keep the plan if it is better, the more important objectives first."""
        data = self.made.data
        best = self.board.best
        if best is None or _score(data, found, self.order) > _score(data, best, self.order):
            self.board.best = found


def _score(data: Indexed, assignment: Assignment, order: tuple[Objective, ...]) -> list[int]:
    """The values in order, signed so that a greater list is a better plan."""
    values = _vector(data, assignment, order)
    return [value if name.upward else -value for name, value in zip(order, values, strict=True)]


def _vector(data: Indexed, assignment: Assignment, order: tuple[Objective, ...]) -> list[int]:
    tables: Tables = []
    if Objective.MOVES in order or Objective.CHANGES in order:
        tables = seat(data, assignment, keep=keeps_tables(data), pause=lambda: None)
    return [measure(name, data, assignment, tables) for name in order]


def _keep(model: cp_model.CpModel, expression: LinearExpr | int, value: int, *, upward: bool) -> None:
    """Expression >= value for an upward objective, <= value for another."""
    if not isinstance(expression, int):
        model.add(expression >= value if upward else expression <= value)


def _hint(made: rules.SlotModel, assignment: Assignment) -> None:
    """Tell the solver a plan, with all that follows from it, so that it starts from there."""
    model = made.model
    model.clear_hints()  # type: ignore[no-untyped-call] # OR-Tools leaves it untyped
    hinted: dict[int, bool] = {}
    busy = [set(slots) for slots in hours(made.data, assignment)]
    literals = [(literal, s == assignment[m]) for m, held in enumerate(made.held) for s, literal in held.items()]
    literals += [(literal, assignment[m] is not None) for m, literal in enumerate(made.placed)]
    literals += [(literal, s in busy[p]) for p, mine in enumerate(made.busy) for s, literal in mine.items()]
    for literal, truth in literals:
        if literal.index not in hinted:  # one literal may stand for several facts
            hinted[literal.index] = truth
            model.add_hint(literal, truth)


def _read(made: rules.SlotModel, solver: cp_model.CpSolver) -> Assignment:
    return [next((slot for slot, literal in held.items() if solver.boolean_value(literal)), None) for held in made.held]


def _solver(limits: Limits, portfolio: tuple[str, ...]) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = limits.workers
    solver.parameters.random_seed = limits.seed
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is the caller's
    if portfolio:
        solver.parameters.subsolvers.extend(portfolio)
        if limits.workers == 1:
            solver.parameters.interleave_search = True
    return solver
