"""The legs of a round of annealing: which prices, how warm, how long."""

from dataclasses import dataclass

from matchmaking.engine.climb.anneal_goal import MUCH, held_fast, mean_weight, price_list
from matchmaking.engine.climb.anneal_state import BREAKS, IDLE
from matchmaking.engine.climb.anneal_steps import Goal
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective

HOT, COLD = 0.25, 0.1  # first and last temperature, in prices of the objective that it is for
LATE = 0.25  # of a round is for the objectives behind the first that is open
SLOPE = 1.0  # the price of an idle slot, in breaks, while days are drawn together
DRAWN_HOT, DRAWN_COLD = 1.0, 0.2  # first and last temperature then
DRAWN = 0.6  # of a round in which days are drawn together is for that


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a round. `onward`: it begins where the leg before it ended, and not at the best plan.

    `tells`: where it ends tells how good the round was.
    """

    steps: int
    hot: float
    cold: float
    goal: Goal
    onward: bool = False
    tells: bool = True


def legs(data: Indexed, goal: Goal, open_: frozenset[Objective], steps: int, *, together: bool) -> list[Leg]:
    """The legs of a round of so many steps towards the objectives in `open_`.

    Most of it is for the most important of them; the rest, too cold to lose anything of that, for those behind it.

    `together`: where that is the breaks, days are drawn together first, idle slots being as dear as breaks. Whether
    there is a break does not tell how near it is to be closed; its length does. From there it goes on with true prices.
    """
    fast = held_fast(data.instance.objective, open_)
    prices = price_list(data, fast)
    unit = {Objective.WEIGHT: mean_weight(data) / MUCH, Objective.FAIRNESS: 1 / MUCH}
    levels = {name: 1.0 if name in fast else prices[name] * unit.get(name, 1.0) for name in open_}
    first, last = max(levels.values()), min(levels.values())
    begun: list[Leg] = []
    if together and levels.get(Objective.BREAKS) == first == goal.prices[BREAKS]:
        drawn = max(1, round(DRAWN * steps))
        begun = [Leg(drawn, DRAWN_HOT * first, DRAWN_COLD * first, _with_a_slope(goal), tells=False)]
        steps = max(1, steps - drawn)
    if first == last:
        return [*begun, Leg(steps, HOT * first, COLD * first, goal, onward=bool(begun))]
    late = max(1, round(LATE * steps))
    return [
        *begun,
        Leg(max(1, steps - late), HOT * first, COLD * first, goal, onward=bool(begun)),
        Leg(late, COLD * first, COLD * last, goal, tells=False),
    ]


def _with_a_slope(goal: Goal) -> Goal:
    """The goal with idle slots dear."""
    prices = goal.prices.copy()
    prices[IDLE] = max(prices[IDLE], SLOPE * prices[BREAKS])
    return goal._replace(prices=prices)
