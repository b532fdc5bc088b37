"""From what the crew found to the plan: tables given, values measured, reasons told."""

import time
from collections.abc import Callable

from matchmaking.engine.crew.crew import Crew
from matchmaking.engine.explain.reasons import explain_plan, nothing_placed
from matchmaking.engine.explain.together import can_be_asked
from matchmaking.engine.parts import Objective
from matchmaking.engine.plan import ObjectiveValue, Plan, Status, Unplaced

AT_A_GLANCE = 1.5  # seconds for what is seen at a glance, where there is no time to ask
IN_A_HURRY = 0.15


def finished(crew: Crew, began: float, pause: Callable[[], None], seconds: float, *, hurried: bool) -> Plan:
    """The plan, its reasons sought for so many seconds; `pause` is called often and may raise Stopped to end that.

    `hurried`: somebody waits for it after a word to stop, so that all that can be left out is.
    """
    ledger, instance = crew.ledger, crew.data.instance
    if ledger.best is None:
        status = Status.INFEASIBLE if ledger.conflict else Status.UNKNOWN
        left = nothing_placed(crew.data, conflict=ledger.conflict)
        return Plan(instance.name, status, (), left, (), _since(began), ledger.conflict)
    crew.state = "seating"
    if hurried:
        ledger.best.hurry()
    else:
        ledger.best.tables()
        crew.count_all()
    unplaced = _reasons(crew, pause, seconds, hurried=hurried)
    if not hurried:
        crew.count_all()  # the questions may have brought up a better plan
    best = ledger.best
    values = tuple(ObjectiveValue(name, best.value(name), ledger.bound(rank)) for rank, name in enumerate(ledger.order))
    status = Status.OPTIMAL if all(value.value == value.bound for value in values) else Status.FEASIBLE
    return Plan(instance.name, status, best.placements(final=True), unplaced, values, _since(began))


def _reasons(crew: Crew, pause: Callable[[], None], seconds: float, *, hurried: bool) -> tuple[Unplaced, ...]:
    """The reasons for the best plan: as far as they were found in time, else what counting shows."""
    best = crew.ledger.best
    if best is None or all(slot is not None for slot in best.candidate.slots):
        return ()
    crew.state = "explaining"
    told = crew.reasons(pause, seconds) if seconds > 0 and can_be_asked(crew.data) else None
    if told is not None:
        return told
    best = crew.ledger.best or best
    proven = crew.ledger.order[0] is Objective.WEIGHT and crew.ledger.settled() > 0
    quickly = IN_A_HURRY if hurried else AT_A_GLANCE
    return explain_plan(
        crew.data, best.candidate.slots, proven=proven, pause=lambda: None, seconds=0.0, quickly=quickly
    ).unplaced


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)
