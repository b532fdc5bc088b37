"""From what the ledger holds to the plan: tables given, values measured, reasons told."""

import time
from collections.abc import Callable

from matchmaking.engine.crew.crew import Crew
from matchmaking.engine.crew.ledger import Ledger
from matchmaking.engine.desk import Candidate
from matchmaking.engine.explain.reasons import explain_plan, nothing_placed
from matchmaking.engine.indexed import Assignment
from matchmaking.engine.parts import Objective
from matchmaking.engine.plan import ObjectiveValue, Plan, Status
from matchmaking.engine.standing import Standing


def finished(crew: Crew, began: float, pause: Callable[[], None], seconds: float) -> Plan:
    """The plan, its reasons sought for so many seconds; `pause` is called often and may raise Stopped to end that."""
    ledger, instance = crew.ledger, crew.data.instance
    best = ledger.best
    if best is None:
        status = Status.INFEASIBLE if ledger.conflict else Status.UNKNOWN
        unplaced = nothing_placed(crew.data, conflict=ledger.conflict)
        return Plan(instance.name, status, (), unplaced, (), _since(began), ledger.conflict)
    crew.state = "seating"
    best.tables()
    crew.state = "explaining"
    proven = _weight_is_proven(ledger)
    told = explain_plan(
        crew.data, best.candidate.slots, proven=proven, pause=pause, seconds=seconds, tables=best.tables()
    )
    if told.better is not None:
        best = _best_with(crew, told.better)
        if best.candidate.slots != told.better:
            told = explain_plan(crew.data, best.candidate.slots, proven=False, pause=pause, seconds=0.0)
    values = tuple(ObjectiveValue(name, best.value(name), ledger.bound(rank)) for rank, name in enumerate(ledger.order))
    status = Status.OPTIMAL if all(value.value == value.bound for value in values) else Status.FEASIBLE
    placements = best.placements(final=True)
    return Plan(instance.name, status, placements, told.unplaced, values, _since(began))


def _weight_is_proven(ledger: Ledger) -> bool:
    if Objective.WEIGHT not in ledger.order:
        return False
    return ledger.settled() > ledger.order.index(Objective.WEIGHT)


def _best_with(crew: Crew, slots: Assignment) -> Standing:
    """The best plan now that the explanation has come upon another, which is judged like any other."""
    crew.offer("explanation", Candidate(slots))
    crew.end()
    best = crew.ledger.best
    if best is None:
        raise LookupError("there was a plan to explain")
    return best


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)
