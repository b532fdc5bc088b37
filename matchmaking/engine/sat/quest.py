"""One formula in one solver, and what its answers mean to the desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pysat.solvers import Solver

from matchmaking.engine.desk import Candidate, Desk
from matchmaking.engine.indexed import Assignment, Indexed
from matchmaking.engine.measures import measure
from matchmaking.engine.parts import Objective
from matchmaking.engine.sat.breaks import breaks_counted, idle_slots
from matchmaking.engine.sat.rules import Formula, build

CONSTANT = (Objective.WEIGHT, Objective.FAIRNESS)  # where everything is placed
COUNTED = (Objective.BREAKS, Objective.IDLE)
CLAUSES_AT_MOST = 4_000_000  # about 2 GB in the solver and 10 s to write
COUNT_TO = 32  # a sum's first totalizer counts so far; where that is too short, four times as far


@dataclass(frozen=True, slots=True)
class Way:
    """How a solver searches: its name in python-sat and its options."""

    solver: str
    options: dict[str, int]


# CaDiCaL as it comes is quick at many easy questions; in its stable mode it is quick at a hard one. How long that takes
# is mostly luck, so that two that go different ways, true first and false first, halve what is expected.
EASY = Way("cadical195", {})
HARD = Way("cadical195", {"stabilizeonly": 1})
HARD_TOO = Way("cadical195", {"stabilizeonly": 1, "phase": 0})

# Conflicts after which a question is left open for a look at the desk. CaDiCaL plans its work afresh for every call,
# so that many short ones take twice as long as a long one: asked again, a question gets twice as many.
CONFLICTS = 4_000
DOUBLINGS = 16  # at most, which is without an end


def applies(data: Indexed) -> bool:
    """Whether this search can do something: everything is to be placed, and the formula is of a size to be written.

    All meetings are required, or the first objective is at its best only where all are placed.
    """
    settled = all(data.required) or data.instance.objective[0] in CONSTANT
    return settled and estimated_clauses(data) <= CLAUSES_AT_MOST


def estimated_clauses(data: Indexed) -> int:
    """About how many clauses the rules take; pairs make the most of them."""
    pairs = sum(len(slots) ** 2 // 2 for slots in data.allowed)
    numbers = [len(meetings) for meetings in data.meetings_of]
    return pairs + data.slot_count * sum(number * number // 2 + 4 * number for number in numbers)


def stages(data: Indexed) -> list[Objective]:
    """The objectives that this search can settle, as far as they stand before all others."""
    found = []
    for name in data.instance.objective:
        if name not in CONSTANT and name not in COUNTED:
            break
        found.append(name)
    return found


def at_its_best(data: Indexed, name: Objective) -> int:
    """What weight or fairness comes to where everything is placed."""
    return measure(name, data, [0] * data.meeting_count, [])


@dataclass(slots=True)
class Quest:
    """The search for plans that place everything. `given`: the values that the objectives before have reached.

    `told`: the clauses that the solver knows, in the order of their making.
    """

    data: Indexed
    desk: Desk
    made: Formula
    solver: Solver
    told: list[list[int]] = field(default_factory=list)
    given: tuple[int, ...] = ()
    model: set[int] = field(default_factory=set)
    found: Assignment | None = None  # the last plan offered here: the desk hears of it later

    def ask(self, *assumed: int, times: int = 0) -> bool | None:
        """Whether there is a plan under these literals; None where the next look at the desk is due. Offers a plan.

        `times`: how often this was asked before, which doubles the conflicts that it may take.
        """
        self.desk.pause()
        self.tell()
        self.solver.conf_budget(CONFLICTS << min(times, DOUBLINGS))
        answer: bool | None = self.solver.solve_limited(assumptions=list(assumed))
        if answer:
            self.model = set(self.solver.get_model())
            self.found = self._read()
            self.desk.offer(Candidate(self.found))
        return answer

    def tell(self) -> None:
        """Give the solver the clauses made since the last time."""
        fresh = self.made.clauses.take()
        self.solver.append_formula(fresh)
        self.told += fresh

    def hopeless(self) -> bool:
        """After a "no": whether it holds without the assumed literals as well."""
        return not self.solver.get_core()

    def value(self, name: Objective) -> int | None:
        """The best plan's value, if it is as good as `given` in the objectives before and places everything."""
        best = self.desk.best()
        known = [self._value(name, slots) for slots in (self.found, best.slots if best else None) if slots is not None]
        return min((value for value in known if value is not None), default=None)

    def _value(self, name: Objective, slots: Assignment) -> int | None:
        if None in slots:
            return None
        order = self.data.instance.objective
        before = [measure(one, self.data, slots, []) for one in order[: len(self.given)]]
        signs = [1 if one.upward else -1 for one in order]
        if any(sign * mine < sign * theirs for sign, mine, theirs in zip(signs, before, self.given, strict=False)):
            return None
        return measure(name, self.data, slots, [])

    def _read(self) -> Assignment:
        return [next(slot for slot, literal in held.items() if literal in self.model) for held in self.made.held]


class Sum:
    """An objective's value in unary, counted as far as somebody asks."""

    def __init__(self, made: Formula, name: Objective) -> None:
        counted = breaks_counted(made) if name is Objective.BREAKS else idle_slots(made)
        self.literals = [literal for mine in counted for literal in mine]
        self.clauses = made.clauses
        self.outputs: list[int] = []

    def at_most(self, value: int) -> list[int]:
        """The literals to assume for a plan with this value or a smaller one."""
        if value >= len(self.literals):
            return []
        if value >= len(self.outputs):
            limit = COUNT_TO
            while limit <= value:
                limit *= 4
            self.outputs = self.clauses.total(self.literals, limit)
        return [-self.outputs[value]]

    def keep(self, value: int) -> None:
        """From now on there is no plan with more."""
        for literal in self.at_most(value):
            self.clauses.add(literal)


@contextmanager
def quest(data: Indexed, desk: Desk, way: Way) -> Iterator[Quest]:
    """A quest whose solver is released at the end."""
    made = build(data)
    if data.instance.rules.max_break_spread is not None:
        breaks_counted(made)
    with solver_of(way) as solver:
        yield Quest(data, desk, made, solver)


def solver_of(way: Way) -> Solver:
    """A solver that knows nothing yet; whoever asks for it releases it."""
    solver = Solver(name=way.solver)
    if way.options:
        solver.configure(way.options)
    return solver
