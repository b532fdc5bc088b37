"""Whether a meeting could be held beside all that are placed without worsening what counts more than weight."""

from collections.abc import Callable, Sequence
from typing import Literal

from ortools.sat.python import cp_model

from matchmaking.engine.cpsat import rules
from matchmaking.engine.cpsat.objectives import EXPRESSIONS
from matchmaking.engine.desk import Candidate
from matchmaking.engine.indexed import Assignment, Indexed
from matchmaking.engine.measures import Tables, measure
from matchmaking.engine.parts import Objective
from matchmaking.engine.tables import seat


def before_weight(data: Indexed) -> tuple[Objective, ...]:
    """The objectives that count more than weight; all where weight does not count."""
    order = data.instance.objective
    return order[: order.index(Objective.WEIGHT)] if Objective.WEIGHT in order else order


def as_good(
    data: Indexed, plan: Candidate, meetings: Sequence[int], seconds: float, pause: Callable[[], None]
) -> Assignment | Literal[False] | None:
    """Where all these meetings stand in a plan no worse in `before_weight`; False: in none; None: not known.

    Table changes cannot be counted before the tables are given, so where they count more, nothing is known.
    """
    names = before_weight(data)
    if Objective.MOVES in names:
        return None
    made = rules.build(data, pause)
    for meeting in meetings:
        rules.required_is_placed(made, meeting)
    tables: Tables = plan.tables or []
    if not tables and Objective.CHANGES in names:
        tables = seat(data, plan.slots, keep=True, pause=pause)
    for name in names:
        value = measure(name, data, plan.slots, tables)
        expression = EXPRESSIONS[name](made)
        if isinstance(expression, int):
            continue
        made.model.add(expression >= value if name.upward else expression <= value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = max(0.0, seconds)
    solver.parameters.catch_sigint_signal = False
    status = solver.solve(made.model)
    if status == cp_model.INFEASIBLE:
        return False
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [next((slot for slot, x in held.items() if solver.boolean_value(x)), None) for held in made.held]
