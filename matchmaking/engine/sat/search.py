"""From below: is there a plan without breaks, with one, with two? The first "yes" is the optimum.

Proofs that there is none are where clauses learnt for one bound serve the next. A question that stays open for long
most likely has a plan for its answer, so that a solver tuned for finding goes on with it.
"""

from matchmaking.engine.desk import Desk
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.sat.conflict import tell_impossible
from matchmaking.engine.sat.quest import CONSTANT, EASY, HARD, Quest, Sum, at_its_best, quest, stages

PATIENCE = 3  # questions without an answer before any plan at all is sought
TURN = 2  # questions without an answer before the other solver has its turn


class _Open(Exception):
    """The question is open after so many conflicts."""


def run(data: Indexed, desk: Desk) -> None:
    """Settle the objectives one after the other. Where `applies` does not hold, the answers would be wrong."""
    try:
        with quest(data, desk, EASY) as mine:
            _settle(mine, TURN)
    except _Open:
        with quest(data, desk, HARD) as mine:
            _settle(mine, None)


def _settle(mine: Quest, patience: int | None) -> None:
    """As `run`. Raises _Open where the same question has had no answer so many times."""
    for name in stages(mine.data):
        mine.desk.say("proving")
        if name in CONSTANT:
            value = at_its_best(mine.data, name)
            mine.desk.bound(name, mine.given, value)
        else:
            settled = _from_below(mine, name, patience)
            if settled is None:
                return
            value = settled
        mine.given = (*mine.given, value)
    if not any(name not in CONSTANT for name in stages(mine.data)):
        any_plan(mine)


def _from_below(mine: Quest, name: Objective, patience: int | None) -> int | None:
    """The least value of the objective, once plan and bound meet; None where there is no plan. Later stages keep it."""
    total = Sum(mine.made, name)
    asked, unanswered = None, 0
    while True:
        bound = mine.desk.proven(name, mine.given)
        value = mine.value(name)
        if value is not None and value <= bound:
            total.keep(value)
            return value
        unanswered = unanswered if bound == asked else 0
        asked, answer = bound, mine.ask(*total.at_most(bound), times=unanswered)
        if answer is None:
            unanswered += 1
            if unanswered >= PATIENCE and value is None and not any_plan(mine):
                return None
            if unanswered == patience:
                raise _Open
        elif not answer:
            if mine.hopeless():
                tell_impossible(mine)
                return None
            mine.desk.bound(name, mine.given, bound + 1)


def any_plan(mine: Quest) -> bool:
    """A plan of whatever value; False where there is none."""
    answer, times = mine.ask(), 0
    while answer is None:
        times += 1
        answer = mine.ask(times=times)
    if not answer:
        tell_impossible(mine)
    return answer
