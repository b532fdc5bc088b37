"""Bounds that are proven before any plan exists: no plan can be better than these."""

from ortools.linear_solver import pywraplp  # type: ignore[import-untyped] # it ships no types

from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective

Row = tuple[list[int], int]  # meetings, and how many of them fit

SCALE = 1 << 24  # multipliers are rounded to whole numbers of 1/SCALE, so that the proof is exact


def bound_at_once(name: Objective, data: Indexed) -> int:
    """A proven bound of the objective: at most this weight or fairness, at least these changes; else 0."""
    if name is Objective.WEIGHT:
        return sum(weight for weight, slots in zip(data.weight, data.allowed, strict=True) if slots)
    if name is Objective.FAIRNESS:
        return _fairness_bound(data)
    if name is Objective.CHANGES:
        return sum(not data.may_stay(*place) for place in data.previous_places())
    return 0


def weight_bound(data: Indexed, seconds: float = 3600.0) -> int:
    """At most this total weight can be placed; after so many seconds it settles for a looser bound.

    The optimum of the linear programme

        maximise    sum of w(m) z[m],    0 <= z[m] <= 1
        subject to  sum over m in M(p) of z[m]   <= min(max_meetings(p), |slots p can meet in|)   for each p
                    sum over on-site m of z[m]   <= sum over s of min(|T(s)|, floor(a(s) / k))
                    sum over all m of z[m]       <= sum over s of floor(a(s) / k)

    with a(s) the people that can meet in s and k the least number of people in a meeting. The solver's
    floating-point answer is only believed for its multipliers y >= 0: whatever they are, rounded to
    whole numbers, weak duality gives the exact bound  b y + sum of max(0, w(m) - (A y)(m)).
    """
    rows = _rows(data)
    meetings = [meeting for meeting, slots in enumerate(data.allowed) if slots]
    if not meetings:
        return 0
    best = sum(data.weight[meeting] for meeting in meetings)
    multipliers = _multipliers(rows, meetings, data.weight, seconds)
    if multipliers is None:
        return best
    total = 0
    reduced = {meeting: data.weight[meeting] * SCALE for meeting in meetings}
    for (columns, most), multiplier in zip(rows, multipliers, strict=True):
        if multiplier:
            total += most * multiplier
            for meeting in columns:
                reduced[meeting] -= multiplier
    total += sum(cost for cost in reduced.values() if cost > 0)
    return min(best, total // SCALE)


def meeting_slots(data: Indexed) -> list[set[int]]:
    """For each participant the slots in which some meeting of theirs could stand."""
    found: list[set[int]] = [set() for _ in data.meetings_of]
    for meeting, slots in enumerate(data.allowed):
        for person in data.people[meeting]:
            found[person].update(slots)
    return found


def _rows(data: Indexed) -> list[Row]:
    """The rows of the linear programme: the meetings in it, and how many of them fit."""
    free = meeting_slots(data)
    possible = [bool(slots) for slots in data.allowed]
    rows = [
        ([m for m in meetings if possible[m]], min(data.most[person], len(free[person])))
        for person, meetings in enumerate(data.meetings_of)
    ]
    rows = [(columns, most) for columns, most in rows if len(columns) > most]
    least = min((len(who) for who in data.people), default=2)
    present = [0] * data.slot_count
    for slots in free:
        for slot in slots:
            present[slot] += 1
    groups = [count // least for count in present]
    everything = [meeting for meeting in range(data.meeting_count) if possible[meeting]]
    rows.append((everything, sum(groups)))
    onsite = [meeting for meeting in everything if data.onsite[meeting]]
    at_tables = sum(min(len(tables), group) for tables, group in zip(data.opened, groups, strict=True))
    rows.append((onsite, at_tables))
    return rows


def _multipliers(
    rows: list[tuple[list[int], int]], meetings: list[int], weight: list[int], seconds: float
) -> list[int] | None:
    """The rows' multipliers in an optimal basis, as whole numbers of 1/SCALE; None where none was found."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    if solver is None:
        return None
    column = {meeting: solver.NumVar(0, 1, "") for meeting in meetings}
    constraints = []
    for columns, most in rows:
        constraint = solver.Constraint(-solver.infinity(), most)
        for meeting in columns:
            constraint.SetCoefficient(column[meeting], 1)
        constraints.append(constraint)
    objective = solver.Objective()
    for meeting in meetings:
        objective.SetCoefficient(column[meeting], weight[meeting])
    objective.SetMaximization()
    solver.SetTimeLimit(max(1, round(seconds * 1000)))  # in milliseconds
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return None
    return [max(0, round(constraint.dual_value() * SCALE)) for constraint in constraints]


def _fairness_bound(data: Indexed) -> int:
    """The least share that somebody could get if they were alone, in whole per cent."""
    free = meeting_slots(data)
    shares = [100]
    for person, meetings in enumerate(data.meetings_of):
        if meetings:
            possible = sum(bool(data.allowed[meeting]) for meeting in meetings)
            most = min(possible, data.most[person], len(free[person]))
            shares.append(100 * most // len(meetings))
    return min(shares)
