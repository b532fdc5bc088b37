"""From what the ledger holds to the plan: tables given, values measured, reasons told."""

import time
from collections.abc import Callable

from matchmaking.engine.crew.crew import Crew
from matchmaking.engine.desk import Stopped
from matchmaking.engine.explain.reasons import explain, nothing_placed
from matchmaking.engine.indexed import Assignment, Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.plan import ObjectiveValue, Plan, Status, Unplaced


def finished(crew: Crew, began: float, pause: Callable[[], None]) -> Plan:
    """The plan. `pause` is called often and raises Stopped when what is left of the reasons must stay untold."""
    ledger, instance = crew.ledger, crew.data.instance
    best = ledger.best
    if best is None:
        status = Status.INFEASIBLE if ledger.conflict else Status.UNKNOWN
        unplaced = nothing_placed(crew.data, conflict=ledger.conflict)
        return Plan(instance.name, status, (), unplaced, (), _since(began), ledger.conflict)
    crew.state = "seating"
    placements = best.placements(final=True)
    values = tuple(ObjectiveValue(name, best.value(name), ledger.bound(rank)) for rank, name in enumerate(ledger.order))
    crew.state = "explaining"
    proven = all(value.value == value.bound for value in values if value.name is Objective.WEIGHT)
    unplaced = _reasons(crew.data, best.candidate.slots, proven=proven, pause=pause)
    status = Status.OPTIMAL if all(value.value == value.bound for value in values) else Status.FEASIBLE
    return Plan(instance.name, status, placements, unplaced, values, _since(began))


def _reasons(data: Indexed, slots: Assignment, *, proven: bool, pause: Callable[[], None]) -> tuple[Unplaced, ...]:
    try:
        return explain(data, slots, proven=proven, pause=pause)
    except Stopped:
        return explain(data, slots, proven=proven, pause=lambda: None)


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)
