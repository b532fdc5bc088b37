"""The one move of the weight's search: a meeting that is out goes in, and those in its way go out.

Which slot it takes, or whether it stays out, is drawn by the odds of a heat bath: exp(-cost / temperature), where the
cost is what goes out. This is partial edge colouring (people are vertices, slots colours) by simulated annealing.
"""

import numpy as np
import numpy.typing as npt

from matchmaking.engine.climb.arrays import NOWHERE
from matchmaking.engine.climb.in_the_way import in_the_way, with_followers
from matchmaking.engine.climb.state import BEST, OUT, WORTH, Hall, draw, put, spread, take
from matchmaking.engine.compiled import compiled

Odds = npt.NDArray[np.float64]

LATER = 0.5  # how much less likely is each next slot for a meeting that others come after
FURTHER = 0.5  # how likely it is that the one before a predecessor is looked at instead
LACKING = 1e-3  # how much less likely it is that somebody falls below their least


@compiled
def anneal(hall: Hall, odds: Odds, steps: int, enough: int) -> int:
    """So many moves, or until nothing is out or a plan is worth `enough`; tells the moves made.

    `odds[m]` = exp(-value of m / temperature), and 1 behind the last, so that odds[NOWHERE] = 1: nobody is in the way.
    """
    state = hall.state
    sums = state.sums
    made = 0
    while made < steps and sums[OUT] > 0 and sums[BEST] < enough:
        made += 1
        meeting = state.out[spread(draw(state.dice), sums[OUT])]
        lot = draw(state.dice)
        if hall.claim.plain[meeting]:
            total = _weigh_plain(hall, odds, meeting, lot)
            stay = odds[meeting]
        else:
            total = _weigh(hall, odds, meeting, lot)
            stay = _odds_to_stay(hall, odds, meeting)
        drawn = _part(draw(state.dice)) * (total + stay)
        if drawn < total:
            k = 0
            while state.odds[k] <= drawn:
                k += 1
            slot = hall.problem.slots[hall.problem.slots_start[meeting] + k]
            _send_out(hall, in_the_way(hall, meeting, slot, lot))
            put(hall, meeting, slot)
        elif total == 0.0:
            _free_predecessor(hall, odds, meeting, lot)
    _remember(hall)
    return made


@compiled
def _part(word: np.uint64) -> float:
    """A random number from 0 to 1, without 1."""
    return np.float64(word >> np.uint64(11)) / np.float64(1 << 53)


@compiled
def _weigh_plain(hall: Hall, odds: Odds, meeting: int, lot: np.uint64) -> float:
    """As `_weigh`, for a pair without limits: at most three meetings are in its way."""
    problem, claim, state = hall.problem, hall.claim, hall.state
    one = claim.claimants[claim.start[meeting]]
    two = claim.claimants[claim.start[meeting] + 1]
    first = problem.slots_start[meeting]
    total = 0.0
    for k in range(first, problem.slots_start[meeting + 1]):
        slot = problem.slots[k]
        a = state.at[one, slot]
        b = state.at[two, slot]
        chance = odds[a] * odds[b]
        if problem.onsite[meeting] and state.used[slot] >= problem.capacity[slot]:
            freed = (a >= 0 and problem.onsite[a]) or (b >= 0 and problem.onsite[b])
            if not freed:
                chance *= odds[state.here[slot, spread(lot, state.used[slot])]]
        total += chance
        state.odds[k - first] = total
    return total


@compiled
def _weigh(hall: Hall, odds: Odds, meeting: int, lot: np.uint64) -> float:
    """Writes the odds of its slots, summed up, into `state.odds`, and tells their sum."""
    problem = hall.problem
    first = problem.slots_start[meeting]
    later = LATER if problem.followers_start[meeting + 1] > problem.followers_start[meeting] else 1.0
    early = 1.0
    total = 0.0
    for k in range(first, problem.slots_start[meeting + 1]):
        total += early * _odds_there(hall, odds, in_the_way(hall, meeting, problem.slots[k], lot))
        early *= later
        hall.state.odds[k - first] = total
    return total


@compiled
def _odds_there(hall: Hall, odds: Odds, found: int) -> float:
    """The odds that the meetings found in the way go out; 0 where the place is forbidden."""
    if found < 0:
        return 0.0
    claim, state = hall.claim, hall.state
    chance = 1.0
    for k in range(found):
        victim = state.victims[k]
        chance *= odds[victim]
        for j in range(claim.start[victim], claim.start[victim + 1]):
            if 0 < state.held[claim.claimants[j]] <= claim.least[claim.claimants[j]]:
                chance *= LACKING
    return chance


@compiled
def _odds_to_stay(hall: Hall, odds: Odds, meeting: int) -> float:
    """The odds that it stays out."""
    claim = hall.claim
    stay = float(odds[meeting])
    for k in range(claim.start[meeting], claim.start[meeting + 1]):
        if hall.state.held[claim.claimants[k]] < claim.least[claim.claimants[k]]:
            stay *= LACKING
    return stay


@compiled
def _send_out(hall: Hall, found: int) -> None:
    """The meetings found in the way go out; the plan is remembered before, if it was the best."""
    if found > 0:
        _remember(hall)
    for k in range(found):
        take(hall, hall.state.victims[k])


@compiled
def _remember(hall: Hall) -> None:
    """Keep the plan if it is the best so far."""
    state = hall.state
    if state.sums[WORTH] > state.sums[BEST]:
        state.sums[BEST] = state.sums[WORTH]
        state.best[:] = state.slot


@compiled
def _free_predecessor(hall: Hall, odds: Odds, meeting: int, lot: np.uint64) -> None:
    """Where a meeting fits nowhere, one that it comes after, directly or not, may stand too late and goes out."""
    problem, state = hall.problem, hall.state
    earlier = meeting
    further = True
    while further and problem.after_start[earlier + 1] > problem.after_start[earlier]:
        first = problem.after_start[earlier]
        earlier = problem.after[first + spread(lot, problem.after_start[earlier + 1] - first)]
        further = _part(draw(state.dice)) < FURTHER
    if earlier == meeting or state.slot[earlier] == NOWHERE:
        return
    if _part(draw(state.dice)) * (odds[earlier] + odds[meeting]) < odds[earlier]:
        state.victims[0] = earlier
        _send_out(hall, with_followers(hall, 1))
