"""What a step of the weight's search is weighed by: the odds that meetings go out, and that one stays out."""

import numpy as np
import numpy.typing as npt

from matchmaking.engine.climb.state import BEST, WORTH, Hall, take
from matchmaking.engine.compiled import compiled

Odds = npt.NDArray[np.float64]

LACKING = 1e-3  # how much less likely it is that somebody falls below their least
NEVER = 1e-120  # odds below are a required meeting's: between exp(-REQUIRED) and exp(-COLDEST) of cooling.py


@compiled
def part(word: np.uint64) -> float:
    """A random number from 0 to 1, without 1."""
    return np.float64(word >> np.uint64(11)) / np.float64(1 << 53)


@compiled
def odds_there(hall: Hall, odds: Odds, found: int) -> float:
    """The odds that the meetings found in the way go out; 0 where the place is forbidden."""
    if found < 0:
        return 0.0
    chance = 1.0
    for k in range(found):
        victim = hall.victims[k]
        chance *= odds[victim]
        for j in range(hall.claim_start[victim], hall.claim_start[victim + 1]):
            if 0 < hall.held[hall.claimants[j]] <= hall.least[hall.claimants[j]]:
                chance *= LACKING
    return chance


@compiled
def odds_to_stay(hall: Hall, odds: Odds, meeting: int) -> float:
    """The odds that it stays out."""
    stay = float(odds[meeting])
    for k in range(hall.claim_start[meeting], hall.claim_start[meeting + 1]):
        if hall.held[hall.claimants[k]] < hall.least[hall.claimants[k]]:
            stay *= LACKING
    return stay


@compiled
def send_out(hall: Hall, found: int) -> None:
    """The meetings found in the way go out; the plan is remembered before, if it was the best."""
    if found > 0:
        remember(hall)
    for k in range(found):
        take(hall, hall.victims[k])


@compiled
def remember(hall: Hall) -> None:
    """Keep the plan if it is the best so far."""
    if hall.sums[WORTH] > hall.sums[BEST]:
        hall.sums[BEST] = hall.sums[WORTH]
        hall.best[:] = hall.slot
