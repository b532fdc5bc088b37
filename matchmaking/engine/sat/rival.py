"""Beside search.py: better and better plans, with a solver tuned for finding.

Many an event has a plan that is as good as the bound, and how long it takes to find one is luck, so both look for it.
Now and then this one aims halfway, so that there is something to show meanwhile.
"""

from matchmaking.engine.desk import Desk
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.sat.conflict import tell_impossible
from matchmaking.engine.sat.quest import CONSTANT, FINDING, Quest, Sum, at_its_best, quest, stages
from matchmaking.engine.sat.search import any_plan

HALFWAY = 4  # every so many questions
LONGER = 2  # doublings: this one looks at the desk less often, for a question broken off is begun almost anew


def run(data: Indexed, desk: Desk) -> None:
    """Find plans until the bounds are met. Where `applies` does not hold, the answers would be wrong."""
    with quest(data, desk, FINDING) as mine:
        for name in stages(data):
            desk.say("finding")
            settled = at_its_best(data, name) if name in CONSTANT else _sought(mine, name)
            if settled is None:
                return
            mine.given = (*mine.given, settled)
        if desk.best() is None:
            any_plan(mine)


def _sought(mine: Quest, name: Objective) -> int | None:
    """The least value of the objective, once plan and bound meet; None where there is no plan. Later stages keep it."""
    total = Sum(mine.made, name)
    asked, turn = None, 0
    while True:
        bound = mine.desk.proven(name, mine.given)
        value = mine.value(name)
        if value is not None and value <= bound:
            for literal in total.at_most(value):
                mine.made.clauses.add(literal)
            return value
        turn = turn + 1 if bound == asked else 0
        asked = bound
        if value is None and turn and not any_plan(mine):
            return None
        aim, times = _aim(bound, value, turn)
        if mine.ask(*total.at_most(aim), times=times) is False:
            if mine.hopeless():
                tell_impossible(mine)
                return None
            mine.desk.bound(name, mine.given, aim + 1)


def _aim(bound: int, value: int | None, turn: int) -> tuple[int, int]:
    """What to ask for in this turn since the bound is known, and how often it was asked for before."""
    if value is not None and turn % HALFWAY == HALFWAY - 1:
        return bound + (value - bound) // 2, 0
    return bound, turn + LONGER
