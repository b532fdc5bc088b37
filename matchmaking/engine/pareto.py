"""What two objectives cost each other: the plans of which none beats another in both.

The epsilon-constraint method (Haimes, Lasdon and Wismer, 1971) on one CP-SAT model: the best of the first objective,
then the best of the second with that; then again with the second demanded to be better by a step, until it cannot be.
"""

import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import LinearExpr

from matchmaking.engine.bounds import at_once
from matchmaking.engine.cpsat import rules
from matchmaking.engine.cpsat.hints import candidate_in, hint
from matchmaking.engine.cpsat.objectives import EXPRESSIONS
from matchmaking.engine.cpsat.seats import can_be_modelled
from matchmaking.engine.desk import Candidate, Limits, Stopped
from matchmaking.engine.explain.reasons import explain_plan
from matchmaking.engine.indexed import index
from matchmaking.engine.instance import Instance
from matchmaking.engine.pareto_thinning import COUNTS, thinned
from matchmaking.engine.parts import Objective
from matchmaking.engine.plan import ObjectiveValue, Plan, Status
from matchmaking.engine.solver import solve
from matchmaking.engine.standing import Standing

HEARTBEAT = 0.1  # seconds between two words to the caller
USUAL_POINTS = 12
MOST_THINNED = 3_000  # meetings, up to which dropping them one by one is quick
SEEDING = 0.15  # of the time limit goes to each end of the curve


@dataclass(frozen=True, slots=True)
class Point:
    """A plan on the curve. `proven`: no plan is better in one of the two and as good in the other."""

    first: int
    second: int
    proven: bool
    plan: Plan


OnPoints = Callable[[tuple[Point, ...]], bool | None]


def sweep(
    instance: Instance,
    first: Objective,
    second: Objective,
    limits: Limits | None = None,
    on_progress: OnPoints | None = None,
    *,
    points: int = USUAL_POINTS,
) -> tuple[Point, ...]:
    """The curve, the best of `first` at its start; () where no plan was found.

    Each of at most `points` points gets its share of the time limit. Where more would exist, the second objective is
    bettered in equal steps. `on_progress` hears of the points so far in the caller's thread, ten times a second;
    where it returns False, the sweep ends. Raises ValueError for one objective twice, and for `moves` where tables
    are too many to be modelled.
    """
    if first is second:
        raise ValueError(f"a curve needs two objectives, not {first} twice")
    asked = replace(instance, objective=(first, second))
    if Objective.MOVES in (first, second) and not can_be_modelled(index(asked)):
        raise ValueError("moves cannot be swept here: there are too many tables and meetings")
    turns = _Turns(asked, limits or Limits(), on_progress, max(2, points))
    with suppress(Stopped):
        turns.run()
    return turns.curve()


class _Turns:
    """One model, asked again and again."""

    def __init__(self, instance: Instance, limits: Limits, on_progress: OnPoints | None, points: int) -> None:
        self.data = index(instance)
        self.instance = instance
        self.first, self.second = instance.objective
        self.limits = limits
        self.on_progress = on_progress
        self.points = points
        self.until = time.monotonic() + limits.time_limit
        self.found: list[Point] = []
        self.known: list[Standing] = []  # all plans seen
        self.asked = 0  # how often CP-SAT was
        self.best = 0  # of the first objective, proven

    def run(self) -> None:
        """Fill `found` from the start of the curve to its end."""
        for order in ((self.first, self.second), (self.second, self.first)):
            self._seed(order)
        self._thin()
        self.made = rules.build(self.data, self._pause)
        self.terms = {name: EXPRESSIONS[name](self.made) for name in self.instance.objective}
        start = self._point(None)
        if start is None:
            return
        end = self._best(self.second, {})
        if end is None:
            return
        step = max(1, -(-abs(start.second - end[1]) // (self.points - 1)))
        last: Point | None = start
        while last is not None and last.second != end[1]:
            reach = last.second + step if self.second.upward else last.second - step
            beyond = reach > end[1] if self.second.upward else reach < end[1]
            last = self._point(end[1] if beyond else reach)

    def _seed(self, order: tuple[Objective, Objective]) -> None:
        """A plan of the whole engine for an end of the curve, from which CP-SAT then starts."""
        seconds = SEEDING * self.limits.time_limit
        limits = replace(self.limits, time_limit=seconds)
        plan = solve(replace(self.instance, objective=order), limits, lambda _progress: self._report())
        if plan.status is Status.INFEASIBLE:
            raise Stopped
        if plan.meetings or plan.status is not Status.UNKNOWN:
            self.known.append(Standing(self.data, _candidate(self.instance, plan)))
        self._report()

    def _thin(self) -> None:
        """Where breaks or idle slots are weighed against more meetings, plans with fewer and fewer of both."""
        names = [name for name in (self.first, self.second) if name in COUNTS]
        if len(names) == 1 and self.known and self.data.meeting_count <= MOST_THINNED:
            for slots in thinned(self.data, self.known[0].candidate.slots, names[0], self._pause):
                self.known.append(Standing(self.data, Candidate(slots)))

    def curve(self) -> tuple[Point, ...]:
        """The points that no other beats, the best of the first objective at the start.

        Where time ended before the first of them, plans that were found on the way, of different worth.
        """
        found = self.found or [self._seen(one) for one in self._spread()]
        first_of = {(point.first, point.second): point for point in reversed(found)}
        kept = [one for one in first_of.values() if not any(self._beats(other, one) for other in first_of.values())]
        return tuple(sorted(kept, key=lambda one: one.first, reverse=self.first.upward))

    def _spread(self) -> list[Standing]:
        """Of the plans seen that no other beats, as many as points are asked for, from one end to the other."""
        plans: list[Standing] = []
        worth = {one.values(2): one for one in self.known}
        for first, second in sorted(worth, key=self._signs, reverse=True):
            if not plans or self._signs((first, second))[1] > self._signs(plans[-1].values(2))[1]:
                plans.append(worth[first, second])
        gaps = max(1, self.points - 1)
        chosen = {round(at * (len(plans) - 1) / gaps) for at in range(self.points)} if plans else set()
        return [plans[at] for at in sorted(chosen)]

    def _seen(self, standing: Standing) -> Point:
        limit = at_once.bound(self.second, self.data, ())
        self.best = at_once.bound(self.first, self.data, ())
        first, second = standing.values(2)
        return Point(first, second, proven=False, plan=self._plan(standing, limit, proven=False))

    def _beats(self, one: Point, other: Point) -> bool:
        mine, theirs = self._signed(one), self._signed(other)
        return mine != theirs and all(a >= b for a, b in zip(mine, theirs, strict=True))

    def _signed(self, point: Point) -> tuple[int, int]:
        return self._signs((point.first, point.second))

    def _signs(self, values: tuple[int, ...]) -> tuple[int, int]:
        """Both values, greater for better."""
        a, b = (v if name.upward else -v for name, v in zip(self.instance.objective, values, strict=True))
        return a, b

    def _point(self, second: int | None) -> Point | None:
        """The best of the first objective with the second at least as good as that, then the best of the second."""
        floor = {} if second is None else {self.second: second}
        top = self._best(self.first, floor)
        if top is None:
            return None
        candidate, value, bound = top
        if second is None:
            self.best = bound
        low = self._best(self.second, {self.first: value})
        if low is not None:
            candidate = low[0]
        proven = value == bound and low is not None and low[1] == low[2]
        standing = Standing(self.data, candidate)
        limit = low[2] if low is not None else standing.value(self.second)
        point = Point(
            standing.value(self.first), standing.value(self.second), proven, self._plan(standing, limit, proven=proven)
        )
        self.found.append(point)
        self._report()
        return point

    def _plan(self, standing: Standing, limit: int, *, proven: bool) -> Plan:
        values = (
            ObjectiveValue(self.first, standing.value(self.first), self.best),
            ObjectiveValue(self.second, standing.value(self.second), limit),
        )
        placements = standing.placements(final=True)
        slots = standing.candidate.slots
        reasons = explain_plan(self.data, slots, proven=False, pause=lambda: None, seconds=0.0).unplaced
        best = proven and all(one.value == one.bound for one in values)
        status = Status.OPTIMAL if best else Status.FEASIBLE
        seconds = round(self.limits.time_limit - (self.until - time.monotonic()), 3)
        return Plan(self.instance.name, status, placements, reasons, values, seconds)

    def _best(self, name: Objective, floors: dict[Objective, int]) -> tuple[Candidate, int, int] | None:
        """The best plan in `name` with others at least as good as told, its value, and the proven bound."""
        self._pause()
        near = self._nearest(name, floors)
        if near is not None:
            hint(self.made, near.candidate)
        model = self.made.model.clone()
        for other, value in floors.items():
            _demand(model, self.terms[other], value, upward=other.upward)
        if name.upward:
            model.maximize(self.terms[name])
        else:
            model.minimize(self.terms[name])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = self.limits.workers
        solver.parameters.random_seed = self.limits.seed
        solver.parameters.interleave_search = self.limits.workers == 1  # else one worker has no neighbourhoods
        solver.parameters.catch_sigint_signal = False
        turns = max(1, 2 * self.points + 1 - self.asked)
        solver.parameters.max_time_in_seconds = max(0.05, (self.until - time.monotonic()) / turns)
        self.asked += 1
        status = self._solve(solver, model)
        if status == cp_model.INFEASIBLE:
            return None
        bound = at_once.bound(name, self.data, ())
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.known.append(Standing(self.data, candidate_in(self.made, solver.boolean_value)))
            near = self._nearest(name, floors)
            told = solver.best_objective_bound
            bound = min(bound, math.floor(told + 1e-6)) if name.upward else max(bound, math.ceil(told - 1e-6))
        return None if near is None else (near.candidate, near.value(name), bound)

    def _nearest(self, name: Objective, floors: dict[Objective, int]) -> Standing | None:
        """The best in `name` of the plans seen that are as good in others as told."""
        fit = [
            one
            for one in self.known
            if all(one.value(o) >= v if o.upward else one.value(o) <= v for o, v in floors.items())
        ]
        return max(fit, key=lambda one: one.value(name) if name.upward else -one.value(name), default=None)

    def _solve(self, solver: cp_model.CpSolver, model: cp_model.CpModel) -> cp_model.CpSolverStatus:
        """Solve in a thread of its own, so that the caller hears of it in theirs and may stop it."""
        answer: list[cp_model.CpSolverStatus] = []
        thread = threading.Thread(target=lambda: answer.append(solver.solve(model)))
        thread.start()
        try:
            while thread.is_alive():
                thread.join(HEARTBEAT)
                if thread.is_alive():
                    self._report()
        finally:
            while thread.is_alive():
                solver.stop_search()
                thread.join(HEARTBEAT)
        return answer[0]

    def _report(self) -> bool:
        if self.on_progress is not None and self.on_progress(tuple(self.found)) is False:
            raise Stopped
        return True

    def _pause(self) -> None:
        if time.monotonic() > self.until:
            raise Stopped


def _candidate(instance: Instance, plan: Plan) -> Candidate:
    slot_of = {slot.id: at for at, slot in enumerate(instance.slots)}
    table_of = {table.id: at for at, table in enumerate(instance.tables)}
    places = {place.meeting: place for place in plan.meetings}
    found = [places.get(meeting.id) for meeting in instance.meetings]
    return Candidate(
        [None if place is None else slot_of[place.slot] for place in found],
        [None if place is None or place.table is None else table_of[place.table] for place in found],
    )


def _demand(model: cp_model.CpModel, term: LinearExpr | int, value: int, *, upward: bool) -> None:
    if not isinstance(term, int):
        model.add(term >= value if upward else term <= value)
    elif (term < value) if upward else (term > value):
        model.add_bool_or([])
