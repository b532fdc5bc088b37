"""A tighter bound of the weight: which meeting in which slot, by linear programming; slots that are alike as one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped] # it ships no types

from matchmaking.engine.indexed import Indexed

SCALE = 1 << 20  # multipliers are rounded to whole numbers of 1/SCALE, so that the proof is exact
MOST_COLUMNS = 120_000  # beyond which the programme takes longer than the few points it gains are worth


@dataclass(slots=True)
class Programme:
    """Columns are a meeting in a class of slots that are alike; a row: of these columns at most so many.

    `weight`, `meeting`: by column. `own`: by meeting, the row that places it once at most, where it needs one.
    """

    weight: list[int] = field(default_factory=list)
    meeting: list[int] = field(default_factory=list)
    rows: list[tuple[list[int], int]] = field(default_factory=list)
    own: list[int | None] = field(default_factory=list)


def weight_by_slot(data: Indexed, seconds: float) -> int | None:
    """At most this total weight can be placed; None where that was not found within so many seconds.

    With C the classes of slots alike (the same people can come, the same tables are open, the same meetings are
    allowed), x[m,c] how much of m stands in c, the optimum of

        maximise    sum of w(m) x[m,c]
        subject to  sum over c of x[m,c]                          <= 1                       for each m
                    sum over m in M(p) of x[m,c]                  <= |c|                     for each p, c
                    sum over m in M(p), c of x[m,c]               <= max_meetings(p)         for each p
                    sum over on-site m of x[m,c]                  <= |c| min(|T(c)|, floor(a(c) / k))
                    sum over m bound to table t of x[m,c]         <= |c|                     for each t, c
                    sum over all m of x[m,c]                      <= |c| floor(a(c) / k)

    with a(c) the people that can meet in a slot of c, k the least number of people in a meeting. An average over
    the slots of a class loses nothing, so this equals the programme over single slots. The solver (PDLP, a
    first-order method) is believed for its multipliers alone: weak duality makes an exact bound of them.
    """
    found = priced(data, seconds)
    return None if found is None else found.bound // SCALE


@dataclass(frozen=True, slots=True)
class Priced:
    """A programme at its multipliers, all in whole numbers of 1/SCALE.

    `multipliers`: by row. `reduced`: by column, what is left of its weight when it has paid for its room. `bound`: the
    weight that no plan exceeds.
    """

    programme: Programme
    multipliers: list[int]
    reduced: npt.NDArray[np.object_]
    bound: int


def priced(data: Indexed, seconds: float) -> Priced | None:
    """The programme over slots, solved; None where it is too large, or was not solved in so many seconds."""
    programme = programme_of(data)
    if not programme.weight or len(programme.weight) > MOST_COLUMNS:
        return None
    model = Model(programme)
    if not model.solve(programme.weight, seconds):
        return None
    multipliers = model.multipliers()
    reduced = np.array(programme.weight, dtype=object) * SCALE
    total = 0
    for (columns, most), multiplier in zip(programme.rows, multipliers, strict=True):
        if multiplier:
            total += most * multiplier
            reduced[columns] -= multiplier
    return Priced(programme, multipliers, reduced, int(total + sum(cost for cost in reduced if cost > 0)))


def slot_classes(data: Indexed) -> list[list[int]]:
    """The slots in groups that are alike for everybody."""
    allowed: list[list[int]] = [[] for _ in range(data.slot_count)]
    for meeting, slot in data.pairs():
        allowed[slot].append(meeting)
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = defaultdict(list)
    for slot in range(data.slot_count):
        found[tuple(data.opened[slot]), tuple(allowed[slot])].append(slot)
    return list(found.values())


def programme_of(data: Indexed) -> Programme:
    """The programme of `weight_by_slot`."""
    made = Programme()
    classes = slot_classes(data)
    of_meeting: list[list[int]] = [[] for _ in range(data.meeting_count)]
    of_person: list[list[int]] = [[] for _ in data.meetings_of]
    least = min((len(who) for who in data.people), default=2)
    for slots in classes:
        here = [meeting for meeting in range(data.meeting_count) if slots[0] in data.allowed[meeting]]
        _class_rows(data, made, slots, here, least)
        first = len(made.weight) - len(here)
        for column, meeting in enumerate(here, first):
            of_meeting[meeting].append(column)
            for person in data.people[meeting]:
                of_person[person].append(column)
    for columns in of_meeting:
        made.own.append(len(made.rows) if len(columns) > 1 else None)
        if len(columns) > 1:
            made.rows.append((columns, 1))
    made.rows += [(columns, most) for columns, most in zip(of_person, data.most, strict=True) if columns]
    return made


def _class_rows(data: Indexed, made: Programme, slots: list[int], here: list[int], least: int) -> None:
    """The columns of a class of slots, and the rows that bind them alone."""
    people: dict[int, list[int]] = defaultdict(list)
    bound: dict[int, list[int]] = defaultdict(list)
    onsite: list[int] = []
    for meeting in here:
        column = len(made.weight)
        made.weight.append(data.weight[meeting])
        made.meeting.append(meeting)
        for person in data.people[meeting]:
            people[person].append(column)
        if data.onsite[meeting]:
            onsite.append(column)
        table = data.seat[meeting]
        if table is not None:
            bound[table].append(column)
    length, groups = len(slots), len(people) // least
    made.rows += [(columns, length) for columns in [*people.values(), *bound.values()] if len(columns) > length]
    made.rows.append((onsite, length * min(len(data.opened[slots[0]]), groups)))
    made.rows.append(([*range(len(made.weight) - len(here), len(made.weight))], length * groups))


class Model:
    """A programme as the solver has it."""

    def __init__(self, programme: Programme) -> None:
        self._solver = pywraplp.Solver.CreateSolver("PDLP")
        if self._solver is None:  # built without it; `solve` says so
            return
        self._columns: npt.NDArray[np.object_] = np.array(
            [self._solver.NumVar(0, 1, "") for _ in programme.weight], dtype=object
        )
        self._constraints = []
        for columns, most in programme.rows:
            constraint = self._solver.Constraint(-self._solver.infinity(), most)
            for variable in self._columns[columns]:
                constraint.SetCoefficient(variable, 1)
            self._constraints.append(constraint)

    def solve(self, weight: Sequence[float], seconds: float) -> bool:
        """Whether it was solved, with these weights of the columns, in so many seconds."""
        if self._solver is None:
            return False
        objective = self._solver.Objective()
        for variable, worth in zip(self._columns, weight, strict=True):
            objective.SetCoefficient(variable, worth)
        objective.SetMaximization()
        self._solver.SetTimeLimit(max(1, round(seconds * 1000)))  # in milliseconds
        return self._solver.Solve() in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE)

    def multipliers(self) -> list[int]:
        """By row, in whole numbers of 1/SCALE."""
        return [max(0, round(constraint.dual_value() * SCALE)) for constraint in self._constraints]

    def columns(self) -> list[float]:
        """How much of each column there is."""
        return [variable.solution_value() for variable in self._columns]


class ShareBySlot:
    """The programme of `weight_by_slot`, asked again and again for the meetings that it places."""

    def __init__(self, data: Indexed) -> None:
        self._count = data.meeting_count
        self._programme = programme_of(data)
        self._model = Model(self._programme)

    def placed(self, weight: Sequence[float], seconds: float) -> list[float] | None:
        """By meeting, how much of it is placed if meetings weigh this; None where that was not found in time."""
        if not self._model.solve([weight[meeting] for meeting in self._programme.meeting], seconds):
            return None
        share = [0.0] * self._count
        for meeting, part in zip(self._programme.meeting, self._model.columns(), strict=True):
            share[meeting] += part
        return share
