"""Plans into CP-SAT's variables and out of them."""

from collections.abc import Callable

from matchmaking.engine.cpsat.rules import Literal, SlotModel
from matchmaking.engine.desk import Candidate
from matchmaking.engine.measures import hours


def hint(made: SlotModel, candidate: Candidate) -> None:
    """Tell the solver a plan, with all that follows from it, so that it starts from there."""
    model, assignment = made.model, candidate.slots
    model.clear_hints()  # type: ignore[no-untyped-call] # OR-Tools leaves it untyped
    hinted: dict[int, bool] = {}
    busy = [set(slots) for slots in hours(made.data, assignment)]
    literals = [(literal, s == assignment[m]) for m, held in enumerate(made.held) for s, literal in held.items()]
    literals += [(literal, assignment[m] is not None) for m, literal in enumerate(made.placed)]
    literals += [(literal, s in busy[p]) for p, mine in enumerate(made.busy) for s, literal in mine.items()]
    if made.seats is not None and candidate.tables is not None:
        for (meeting, slot), places in made.seats.at.items():
            here = assignment[meeting] == slot
            literals += [(literal, here and table == candidate.tables[meeting]) for table, literal in places.items()]
    for literal, truth in literals:
        if literal.index not in hinted:  # one literal may stand for several facts
            hinted[literal.index] = truth
            model.add_hint(literal, truth)


def candidate_in(made: SlotModel, value: Callable[[Literal], bool]) -> Candidate:
    """The plan in a solution, whose literals `value` tells."""
    slots = [next((slot for slot, literal in held.items() if value(literal)), None) for held in made.held]
    if made.seats is None:
        return Candidate(slots)
    at = [made.seats.at.get((meeting, slot), {}) if slot is not None else {} for meeting, slot in enumerate(slots)]
    return Candidate(slots, [next((t for t, literal in places.items() if value(literal)), None) for places in at])
