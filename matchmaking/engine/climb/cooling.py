"""Simulated annealing of the weight: what meetings are valued at, how warm it is when, in rounds of growing length."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchmaking.engine.climb.arrays import Arrays, Flags, Ints
from matchmaking.engine.climb.eject import anneal
from matchmaking.engine.climb.odds import remember
from matchmaking.engine.climb.state import BEST, Hall, empty_hall, put_all, want

Floats = npt.NDArray[np.float64]

WARM = 0.2, 0.05  # first and last temperature
EVEN = 0.115, 0.085  # where all are worth the same: the last one finds its place at about 0.1, and no time is lost
TRUE = 0.05, 0.04  # at the end, with the meetings' true weights
STAGES, TRUE_STAGES = 85, 15  # temperatures in a round, and at its end
LIGHT = 0.1  # the share of the meetings that are called light
CHUNK = 50_000  # steps between two looks at the desk
COLDEST = 250.0  # exponents beyond are cut off, so that a product of two odds does not vanish
LEAST_SHARE = 0.01  # of a meeting, below which a programme leaves it out
DOUBTFUL = 0.3  # what one that it places less of is valued at, to one that it places whole
REQUIRED = 320.0  # the exponent of a required meeting


@dataclass(frozen=True, slots=True)
class Values:
    """By meeting, in units of a usual one's: for most of a round, and true ones, for its end.

    `wanted`: the meetings that are tried before the end; None for all. `heat`: the first and the last temperature
    before the end. `firm`: whether what is required goes out for nothing else before the end, as it does at the end.
    """

    warm: Floats
    true: Floats
    wanted: Flags | None = None
    heat: tuple[float, float] = WARM
    firm: bool = True

    @property
    def whole(self) -> bool:
        """Whether all meetings are tried all the time."""
        return self.wanted is None or bool(self.wanted.all())


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


@dataclass(frozen=True, slots=True)
class _Cooling:
    """What meetings are valued at while the temperature falls, and whether what is required is firm; see `Values`."""

    values: Floats
    temperatures: Floats
    firm: bool


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
        everything = np.ones_like(self.hall.wanted)
        at_the_end = steps * TRUE_STAGES // (STAGES + TRUE_STAGES)
        self._want(everything if values.wanted is None else values.wanted)
        try:
            warm = _Cooling(values.warm, np.geomspace(*values.heat, STAGES), values.firm)
            if self._fall(warm, steps - at_the_end, enough):
                self._want(everything)
                self._fall(_Cooling(values.true, np.geomspace(*TRUE, TRUE_STAGES), firm=True), at_the_end, enough)
        finally:
            self._want(everything)

    def _want(self, wanted: Flags) -> None:
        if (self.hall.wanted != wanted).any():
            remember(self.hall)
            want(self.hall, wanted)

    def _fall(self, fall: _Cooling, steps: int, enough: Callable[[], int]) -> bool:
        """So many steps at falling temperatures, until a plan is good enough. Whether there is more to do."""
        stages = len(fall.temperatures)
        for stage, temperature in enumerate(fall.temperatures):
            odds = self.odds(fall.values / temperature, firm=fall.firm)
            left = steps * (stage + 1) // stages - steps * stage // stages
            while left > 0:
                target = enough()
                if self.worth >= target:
                    return False
                asked = min(left, CHUNK)
                made = anneal(self.hall, odds, asked, target)
                self.steps += asked
                left -= asked
                if made < asked and self.worth < target:  # nothing that is wanted is out
                    return True
        return True

    def odds(self, exponents: Floats, *, firm: bool) -> Floats:
        """By meeting, the odds that it goes out; 1 behind the last, for nobody.

        `firm`: what is required goes out for nothing else. That is no rule where there is nothing else.
        """
        cut = np.minimum(exponents, COLDEST)
        if firm and not self.problem.required.all():
            cut = np.where(self.problem.required, REQUIRED, cut)
        return np.append(np.exp(-cut), 1.0)


def chosen(problem: Arrays, share: Floats, heat: tuple[float, float] = WARM) -> Values:
    """What the meetings are valued at where it is known how much of each the best plan of a linear programme places.

    While it is warm only those are tried of which it places something, each as dear as the others, one of which it
    places a part less so; and with them what is required, all meetings of people of whom less is chosen than they need,
    and whatever one that is tried comes after. A plan that holds all that is placed whole is the programme's optimum.
    Where all that is required is placed whole it is no dearer than the rest, so that all find their places the sooner.
    """
    weight = problem.weight.astype(np.float64)
    wanted = (share > LEAST_SHARE) | problem.required
    for person in np.flatnonzero(problem.least > 0):
        mine = problem.mine[problem.mine_start[person] : problem.mine_start[person + 1]]
        if wanted[mine].sum() < problem.least[person]:
            wanted[mine] = True
    whole = share > 1 - LEAST_SHARE
    warm = np.where(whole, 1.0, np.maximum(share, DOUBTFUL))
    unit = float(weight[whole].mean()) if whole.any() else float(weight.mean())
    firm = not bool(whole[problem.required].all())
    return Values(warm, weight / unit, _with_those_before(problem, wanted), heat, firm=firm)


def _with_those_before(problem: Arrays, wanted: Flags) -> Flags:
    """These and all that they come after, directly or not."""
    found = wanted.copy()
    waiting = list(np.flatnonzero(wanted)) if len(problem.after) else []
    while waiting:
        meeting = waiting.pop()
        for earlier in problem.after[problem.after_start[meeting] : problem.after_start[meeting + 1]]:
            if not found[earlier]:
                found[earlier] = True
                waiting.append(earlier)
    return found


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
