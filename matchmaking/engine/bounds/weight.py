"""An upper bound of the weight: a linear programme with one variable for each meeting."""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.linear_solver import pywraplp  # type: ignore[import-untyped] # it ships no types

from matchmaking.engine.indexed import Indexed, meeting_slots

SCALE = 1 << 24  # multipliers are rounded to whole numbers of 1/SCALE, so that the proof is exact


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the linear programme: of these meetings at most so many fit; whose they are, where they are one's."""

    meetings: list[int]
    most: int
    participant: int | None = None


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The linear programme of `relax`, solved. `bound` is exact; all else is floating point.

    Multipliers are what one place more is worth: a meeting more for a participant, a table more in a slot,
    two people more in a slot. `chosen` is, by meeting, how much of it the programme places, 0 to 1. Where it
    was not solved, they are 0.
    """

    bound: int
    by_participant: list[float]
    of_tables: float
    of_everything: float
    chosen: list[float]
    solved: bool


def weight_bound(data: Indexed, seconds: float = 3600.0) -> int:
    """At most this total weight can be placed; after so many seconds it settles for a looser bound. See `relax`."""
    return relax(data, seconds).bound


def relax(data: Indexed, seconds: float = 3600.0) -> Relaxation:
    """The optimum of the linear programme

        maximise    sum of w(m) z[m],    0 <= z[m] <= 1
        subject to  sum over m in M(p) of z[m]   <= min(max_meetings(p), |slots p can meet in|)   for each p
                    sum over on-site m of z[m]   <= sum over s of min(|T(s)|, floor(a(s) / k))
                    sum over all m of z[m]       <= sum over s of floor(a(s) / k)

    with a(s) the people that can meet in s and k the least number of people in a meeting. The solver's
    floating-point answer is only believed for its multipliers y >= 0: whatever they are, rounded to
    whole numbers, weak duality gives the exact bound  b y + sum of max(0, w(m) - (A y)(m)).
    After so many seconds without an optimum the bound is the sum of all weights that can be placed at all.
    """
    rows = _rows(data)
    meetings = [meeting for meeting, slots in enumerate(data.allowed) if slots]
    nothing = Relaxation(
        sum(data.weight[meeting] for meeting in meetings),
        [0.0] * len(data.meetings_of),
        0.0,
        0.0,
        [0.0] * data.meeting_count,
        solved=False,
    )
    solved = _solve(rows, meetings, data.weight, seconds) if meetings else None
    if solved is None:
        return nothing
    multipliers, chosen = solved
    by_participant = nothing.by_participant
    for row, multiplier in zip(rows, multipliers, strict=True):
        if row.participant is not None:
            by_participant[row.participant] = multiplier / SCALE
    return Relaxation(
        min(nothing.bound, _dual_value(rows, multipliers, meetings, data.weight)),
        by_participant,
        of_tables=multipliers[-1] / SCALE,
        of_everything=multipliers[-2] / SCALE,
        chosen=chosen,
        solved=True,
    )


def share_placed(data: Indexed, weight: Sequence[float], seconds: float) -> list[float] | None:
    """By meeting, how much of it the programme of `relax` places if meetings weigh this, in a corner of its optimum.

    None where none is found in so many seconds.
    """
    meetings = [meeting for meeting, slots in enumerate(data.allowed) if slots]
    solved = _solve(_rows(data), meetings, weight, seconds) if meetings else None
    return None if solved is None else solved[1]


def _dual_value(rows: list[Row], multipliers: list[int], meetings: list[int], weight: list[int]) -> int:
    """The bound that multipliers prove, in whole numbers."""
    total = 0
    reduced = {meeting: weight[meeting] * SCALE for meeting in meetings}
    for row, multiplier in zip(rows, multipliers, strict=True):
        if multiplier:
            total += row.most * multiplier
            for meeting in row.meetings:
                reduced[meeting] -= multiplier
    return (total + sum(cost for cost in reduced.values() if cost > 0)) // SCALE


def _rows(data: Indexed) -> list[Row]:
    """The rows of the linear programme, the last two over all meetings and over those on site."""
    free = meeting_slots(data)
    possible = [bool(slots) for slots in data.allowed]
    rows = [
        Row([m for m in meetings if possible[m]], min(data.most[person], len(free[person])), person)
        for person, meetings in enumerate(data.meetings_of)
    ]
    rows = [row for row in rows if len(row.meetings) > row.most]
    least = min((len(who) for who in data.people), default=2)
    present = [0] * data.slot_count
    for slots in free:
        for slot in slots:
            present[slot] += 1
    groups = [count // least for count in present]
    everything = [meeting for meeting in range(data.meeting_count) if possible[meeting]]
    rows.append(Row(everything, sum(groups)))
    onsite = [meeting for meeting in everything if data.onsite[meeting]]
    at_tables = sum(min(len(tables), group) for tables, group in zip(data.opened, groups, strict=True))
    rows.append(Row(onsite, at_tables))
    return rows


def _solve(
    rows: list[Row], meetings: list[int], weight: Sequence[float], seconds: float
) -> tuple[list[int], list[float]] | None:
    """The rows' optimal multipliers, in whole numbers of 1/SCALE, and the columns; None where none is found."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    if solver is None:
        return None
    column = {meeting: solver.NumVar(0, 1, "") for meeting in meetings}
    constraints = []
    for row in rows:
        constraint = solver.Constraint(-solver.infinity(), row.most)
        for meeting in row.meetings:
            constraint.SetCoefficient(column[meeting], 1)
        constraints.append(constraint)
    objective = solver.Objective()
    for meeting in meetings:
        objective.SetCoefficient(column[meeting], weight[meeting])
    objective.SetMaximization()
    solver.SetTimeLimit(max(1, round(seconds * 1000)))  # in milliseconds
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return None
    chosen = [column[m].solution_value() if m in column else 0.0 for m in range(len(weight))]
    return [max(0, round(constraint.dual_value() * SCALE)) for constraint in constraints], chosen
