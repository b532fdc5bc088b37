"""Beside search.py: better and better plans, with a solver tuned for finding.

Many an event has a plan that is as good as the bound, and how long it takes to find one is luck, so both look for it.
It states each bound to a solver of its own instead of assuming it, and now and then aims halfway, so that there is
something to show meanwhile.
"""

from contextlib import closing

from matchmaking.engine.desk import Desk
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.sat.insistence import Insistence
from matchmaking.engine.sat.quest import CONSTANT, HARD_TOO, Quest, Sum, at_its_best, quest, stages
from matchmaking.engine.sat.search import any_plan

HALFWAY = 4  # every so many questions


def run(data: Indexed, desk: Desk) -> None:
    """Find plans until the bounds are met. Where `applies` does not hold, the answers would be wrong."""
    with quest(data, desk, HARD_TOO) as mine:
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
    with closing(Insistence(mine, total, HARD_TOO)) as insistence:
        while True:
            bound = mine.desk.proven(name, mine.given)
            value = mine.value(name)
            if value is not None and value <= bound:
                total.keep(value)
                return value
            turn = turn + 1 if bound == asked else 0
            asked = bound
            if value is None and turn and not any_plan(mine):
                return None
            insistence.only(bound)
            if value is not None and value > bound + 1 and turn % HALFWAY == HALFWAY - 1:
                aim = bound + (value - bound) // 2
                answer = mine.ask(*total.at_most(aim))
            else:
                aim = bound
                answer = insistence.ask(bound)
            if answer is False:
                mine.desk.bound(name, mine.given, aim + 1)
                if value is None and not any_plan(mine):  # or it would go on without end
                    return None
