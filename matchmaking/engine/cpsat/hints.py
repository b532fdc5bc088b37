"""Plans into CP-SAT's variables and out of them."""

from collections.abc import Callable

from matchmaking.engine.cpsat.rules import Literal, SlotModel
from matchmaking.engine.indexed import Assignment
from matchmaking.engine.measures import hours


def hint(made: SlotModel, assignment: Assignment) -> None:
    """Tell the solver a plan, with all that follows from it, so that it starts from there."""
    model = made.model
    model.clear_hints()  # type: ignore[no-untyped-call] # OR-Tools leaves it untyped
    hinted: dict[int, bool] = {}
    busy = [set(slots) for slots in hours(made.data, assignment)]
    literals = [(literal, s == assignment[m]) for m, held in enumerate(made.held) for s, literal in held.items()]
    literals += [(literal, assignment[m] is not None) for m, literal in enumerate(made.placed)]
    literals += [(literal, s in busy[p]) for p, mine in enumerate(made.busy) for s, literal in mine.items()]
    for literal, truth in literals:
        if literal.index not in hinted:  # one literal may stand for several facts
            hinted[literal.index] = truth
            model.add_hint(literal, truth)


def assignment_in(made: SlotModel, value: Callable[[Literal], bool]) -> Assignment:
    """The slots in a solution, whose literals `value` tells."""
    return [next((slot for slot, literal in held.items() if value(literal)), None) for held in made.held]
