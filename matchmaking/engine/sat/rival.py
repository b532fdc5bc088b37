"""From above, beside search.py: any plan, then better ones, with a solver tuned for finding.

It aims at the bound that is proven by then, and halfway to it in turn, so that there is something to show meanwhile.
"""

from matchmaking.engine.desk import Desk
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.sat.quest import CONSTANT, FINDING, Quest, Sum, at_its_best, quest, stages
from matchmaking.engine.sat.search import any_plan

AIMS = (1, 1, 1, 2)  # the way from the best plan to the bound, divided by this, is what is asked for, in turn


def run(data: Indexed, desk: Desk) -> None:
    """Find plans until the bounds are met. Where `applies` does not hold, the answers would be wrong."""
    with quest(data, desk, FINDING) as mine:
        if mine.value(Objective.BREAKS) is None and not any_plan(mine):
            return
        for name in stages(data):
            desk.say("finding", name)
            value = at_its_best(data, name) if name in CONSTANT else _from_above(mine, name)
            mine.given = (*mine.given, value)


def _from_above(mine: Quest, name: Objective) -> int:
    """The least value of the objective, once plan and bound meet. Later stages keep it."""
    total = Sum(mine.made, name)
    turn = 0
    while True:
        bound = mine.desk.proven(name, mine.given)
        value = mine.value(name)
        if value is not None and value <= bound:
            for literal in total.at_most(value):
                mine.made.clauses.add(literal)
            return value
        room = 0 if value is None else value - bound
        aim = bound + room - -(-room // AIMS[turn % len(AIMS)])
        turn += 1
        answer = mine.ask(*total.at_most(aim))
        if answer is False:
            mine.desk.bound(name, mine.given, aim + 1)
