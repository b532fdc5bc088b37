"""From above, beside search.py: any plan, then better ones, with a solver tuned for finding.

It aims one above the bound, since search.py is at the bound itself: where that is disproven, the answer to what
comes next is on its way. Now and then it aims halfway, so that there is something to show meanwhile.
"""

from matchmaking.engine.desk import Desk
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.sat.quest import CONSTANT, FINDING, Quest, Sum, at_its_best, quest, stages
from matchmaking.engine.sat.search import any_plan

HALFWAY = 4  # every so many questions


def run(data: Indexed, desk: Desk) -> None:
    """Find plans until the bounds are met. Where `applies` does not hold, the answers would be wrong."""
    with quest(data, desk, FINDING) as mine:
        if mine.value(Objective.BREAKS) is None and not any_plan(mine):
            return
        for name in stages(data):
            desk.say("finding")
            value = at_its_best(data, name) if name in CONSTANT else _from_above(mine, name)
            mine.given = (*mine.given, value)


def _from_above(mine: Quest, name: Objective) -> int:
    """The least value of the objective, once plan and bound meet. Later stages keep it."""
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
        aim, times = _aim(bound, value, turn)
        if mine.ask(*total.at_most(aim), times=times) is False:
            mine.desk.bound(name, mine.given, aim + 1)


def _aim(bound: int, value: int | None, turn: int) -> tuple[int, int]:
    """What to ask for in this turn since the bound is known, and how often it was asked for before.

    At first the bound itself, in short: many an event has a plan that is as good.
    """
    room = 1 if value is None else value - bound
    if turn % HALFWAY == HALFWAY - 1:
        return bound + room // 2, 0
    return bound + (turn > 0 and room > 1), turn
