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
    """A part of a round, of one step or more, from where the leg before it ended.

    `restarts`: it begins at the best plan instead. `judged`: where it ends tells how good the round was.
    """

    steps: int
    hot: float
    cold: float
    goal: Goal
    restarts: bool = False
    judged: bool = False


def can_draw(data: Indexed, open_: frozenset[Objective]) -> bool:
    """Whether a round can draw days together: breaks are open, and come first of what is not held fast."""
    fast = held_fast(data.instance.objective, open_)
    return Objective.BREAKS in open_ and price_list(data, fast)[Objective.BREAKS] == 1.0


def legs(data: Indexed, goal: Goal, open_: frozenset[Objective], steps: int, *, draws: bool) -> list[Leg]:
    """The legs of a round of so many steps towards the objectives in `open_`, of which there is one at least.

    Most of it is for the most important of them; the rest, too cold to lose anything of that, for those behind it.

    `draws`: days are drawn together first, idle slots being as dear as breaks; see `can_draw`. Whether there is a break
    does not tell how near it is to be closed; its length does. From there it goes on with true prices.
    """
    fast = held_fast(data.instance.objective, open_)
    prices = price_list(data, fast)
    unit = {Objective.WEIGHT: mean_weight(data) / MUCH, Objective.FAIRNESS: 1 / MUCH}
    levels = [1.0 if name in fast else prices[name] * unit.get(name, 1.0) for name in open_]
    first, last = max(levels), min(levels)
    drawn = round(DRAWN * steps) if draws else 0
    late = round(LATE * (steps - drawn)) if first != last else 0
    found = [
        Leg(drawn, DRAWN_HOT, DRAWN_COLD, _with_a_slope(goal)),
        Leg(steps - drawn - late, HOT * first, COLD * first, goal, judged=True),
        Leg(late, COLD * first, COLD * last, goal, restarts=True),
    ]
    return [leg for leg in found if leg.steps > 0]


def _with_a_slope(goal: Goal) -> Goal:
    """The goal with idle slots dear."""
    prices = goal.prices.copy()
    prices[IDLE] = max(prices[IDLE], SLOPE * prices[BREAKS])
    return goal._replace(prices=prices)
