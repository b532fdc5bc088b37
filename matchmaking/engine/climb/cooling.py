"""Simulated annealing of the weight: what meetings are valued at, how warm it is when, in rounds of growing length."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchmaking.engine.climb.arrays import Arrays, Ints
from matchmaking.engine.climb.eject import anneal
from matchmaking.engine.climb.state import BEST, Hall, empty_hall, put_all

Floats = npt.NDArray[np.float64]

HOT, COLD = 0.2, 0.04
STAGES = 100  # temperatures in a round
TRUE_STAGES = 15  # of them, at the end, with the meetings' true weights
LIGHT = 0.1  # the share of the meetings that are called light
CHUNK = 50_000  # steps between two looks at the desk
COLDEST = 250.0  # exponents beyond are cut off, so that a product of two odds does not vanish
REQUIRED = 320.0  # the exponent of a required meeting


@dataclass(frozen=True, slots=True)
class Values:
    """By meeting, in units of a usual one's: for most of a round, and true ones, for its end."""

    warm: Floats
    true: Floats


def valued(problem: Arrays, duals: Floats | None) -> Values:
    """What the meetings are valued at while it is warm: v(m) = min(w(m), d(m) + c), and truly: w(m).

    `duals[m]` is what the places that m takes could earn otherwise (the sum of its rows' multipliers in the
    linear programme), and c the mean of these, or half the lightest tenth's weight if that is more. Far
    heavier meetings would be placed anyhow; valued no higher than needed for that, they can still be
    moved while the rest is shaken into place. Without duals nothing is flattened. The unit is the mean of v.
    """
    weight = problem.weight.astype(np.float64)
    if len(weight) == 0:
        return Values(weight, weight)
    light = float(np.quantile(weight, LIGHT))
    if duals is None:
        true = weight / (2 * light)
        return Values(true, true)
    warm = np.minimum(weight, duals + max(float(duals.mean()), light / 2))
    unit = float(warm.mean())
    return Values(warm / unit, weight / unit)


class Climb:
    """A search in progress. One seed and the same calls give the same plan."""

    def __init__(self, problem: Arrays, slots: Ints | None, seed: int) -> None:
        self.problem = problem
        self.hall: Hall = empty_hall(problem, seed)
        if slots is not None:
            put_all(self.hall, slots)
        self.steps = 0
        self.rate = 0.0  # steps a second in the last round

    @property
    def best(self) -> Ints:
        """The slots of the best plan so far."""
        return self.hall.best

    @property
    def worth(self) -> int:
        """What it is worth: its weight where nothing is demanded; demands count far above it."""
        return int(self.hall.sums[BEST])

    def enough(self, weight: int) -> int:
        """What a plan of this weight is worth that meets what is demanded."""
        return weight + self.hall.lack * int(self.problem.required.sum())

    def cool(self, values: Values, steps: int, enough: Callable[[], int]) -> None:
        """One round of about so many steps, from hot to cold. `enough` is called between the chunks."""
        began, before = time.monotonic(), self.steps
        self._cool(values, steps, enough)
        self.rate = (self.steps - before) / max(1e-9, time.monotonic() - began)

    def _cool(self, values: Values, steps: int, enough: Callable[[], int]) -> None:
        ratio = (COLD / HOT) ** (1 / (STAGES - 1))
        for stage in range(STAGES):
            value = values.warm if stage < STAGES - TRUE_STAGES else values.true
            odds = self.odds(value / (HOT * ratio**stage))
            left = steps * (stage + 1) // STAGES - steps * stage // STAGES
            while left > 0:
                target = enough()
                if self.worth >= target:
                    return
                asked = min(left, CHUNK)
                made = anneal(self.hall, odds, asked, target)
                self.steps += asked
                left -= asked
                if made < asked and self.worth < target:  # nothing is out
                    return

    def odds(self, exponents: Floats) -> Floats:
        """The odds that each meeting goes out, 1 for nobody at the end."""
        cut = np.where(self.problem.required, REQUIRED, np.minimum(exponents, COLDEST))
        return np.append(np.exp(-cut), 1.0)


def improve_weight(
    problem: Arrays,
    slots: Ints | None,
    *,
    seed: int,
    steps: int,
    duals: Floats | None = None,
    enough: int | None = None,
) -> Ints:
    """The best plan found in one round of so many steps from `slots` (None: from nothing); `slots` stays as it is.

    `slots` must keep the rules, then so does the result. `duals`: see `valued`. `enough`: a weight
    that ends it. Never worse than `slots` in demands met and then in weight.
    """
    climb = Climb(problem, slots, seed)
    values = valued(problem, duals)
    target = climb.enough(int(problem.weight.sum()) if enough is None else enough)
    climb.cool(values, steps, lambda: target)
    return climb.best.copy()
