"""What an annealing asks for: the objectives as floors and prices."""

from collections.abc import Mapping

import numpy as np

from matchmaking.engine.climb.anneal_state import BREAKS, CHANGES, IDLE, SHORT, SUMS, WEIGHT
from matchmaking.engine.climb.anneal_steps import Goal
from matchmaking.engine.climb.arrays import Ints
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective

ROW = {
    Objective.WEIGHT: WEIGHT,
    Objective.FAIRNESS: SHORT,
    Objective.BREAKS: BREAKS,
    Objective.IDLE: IDLE,
    Objective.CHANGES: CHANGES,
}
STEP = 0.03  # price of an objective in the price of the one before it
MUCH = 4.0  # price of a meeting of mean weight, or of one that somebody is short of


def held_fast(order: tuple[Objective, ...], open_: frozenset[Objective]) -> tuple[Objective, ...]:
    """The objectives that no proposal may make worse: weight and fairness where they come first.

    The others are priced, as a search that may lose a break for a while finds plans that one which may not does not.
    A weight behind a fairness that could still grow is priced too.
    """
    fast: list[Objective] = []
    for name in order:
        if name not in (Objective.WEIGHT, Objective.FAIRNESS):
            break
        if name is Objective.WEIGHT and fast and fast[0] in open_:
            break
        fast.append(name)
    return tuple(fast)


def price_list(data: Indexed, fast: tuple[Objective, ...]) -> dict[Objective, float]:
    """The price of each objective's unit, the first that is not held fast at 1, each next at STEP of it."""
    unit = {Objective.WEIGHT: MUCH / mean_weight(data), Objective.FAIRNESS: MUCH}
    prices = {name: unit[name] for name in fast}
    price = 1.0
    for name in data.instance.objective:
        if name in ROW and name not in fast:
            prices[name] = price * unit.get(name, 1.0)
            price *= STEP
    return prices


def goal_of(data: Indexed, values: Mapping[Objective, int], open_: frozenset[Objective]) -> Goal:
    """The goal for a search from a plan with these values, of which those in `open_` could still be better."""
    order = data.instance.objective
    fast = held_fast(order, open_)
    prices = np.zeros(SUMS, dtype=np.float64)
    for name, price in price_list(data, fast).items():
        prices[ROW[name]] = -price if name is Objective.WEIGHT else price
    spread = data.instance.rules.max_break_spread
    return Goal(
        prices=prices,
        order=np.array([ROW[name] for name in order if name in ROW], dtype=np.int32),
        least_weight=np.array([values[Objective.WEIGHT] if Objective.WEIGHT in fast else 0], dtype=np.int64),
        spread=np.array([-1 if spread is None else spread], dtype=np.int32),
    )


def meetings_for(data: Indexed, share: int) -> Ints:
    """For each participant the meetings that give them this share, in per cent, and that they must have anyway."""
    asked = zip(data.meetings_of, data.least, strict=True)
    least = [max(least, -(-share * len(meetings) // 100)) for meetings, least in asked]
    return np.array(least, dtype=np.int32)


def mean_weight(data: Indexed) -> float:
    """Of all meetings; 1 where there are none."""
    return sum(data.weight) / len(data.weight) if data.weight else 1.0
