"""The move of the weight's search: a meeting that is out goes in, and those in its way go out, or make way.

Which slot it takes, or whether it stays out, is drawn by the odds of a heat bath: exp(-cost / temperature), where the
cost is what goes out. This is partial edge colouring (people are vertices, slots colours) by simulated annealing.
"""

import numpy as np

from matchmaking.engine.climb.arrays import NOWHERE
from matchmaking.engine.climb.in_the_way import in_the_way, with_followers
from matchmaking.engine.climb.make_way import make_way
from matchmaking.engine.climb.odds import NEVER, Odds, odds_there, odds_to_stay, part, remember, send_out
from matchmaking.engine.climb.state import BEST, OUT, Hall, draw, put, spread
from matchmaking.engine.compiled import compiled

LATER = 0.5  # how much less likely is each next slot for a meeting that others come after
WAYS = 0.25  # how often a required meeting is asked to make way for one that would stay out
FURTHER = 0.5  # how likely it is that the one before a predecessor is looked at instead


@compiled
def anneal(hall: Hall, odds: Odds, steps: int, enough: int) -> int:
    """So many moves, or until nothing that is wanted is out or a plan is worth `enough`; tells the moves made.

    `odds[m]` = exp(-value of m / temperature), and 1 behind the last, so that odds[NOWHERE] = 1: nobody is in the way.
    """
    sums = hall.sums
    demanding = odds.min() < NEVER
    made = 0
    while made < steps and sums[OUT] > 0 and sums[BEST] < enough:
        made += 1
        meeting = hall.out[spread(draw(hall.dice), sums[OUT])]
        lot = draw(hall.dice)
        if hall.plain[meeting] and _have_room(hall, meeting):
            total = _weigh_plain(hall, odds, meeting, lot)
            stay = odds[meeting]
        else:
            total = _weigh(hall, odds, meeting, lot)
            stay = odds_to_stay(hall, odds, meeting)
        drawn = part(draw(hall.dice)) * (total + stay)
        if drawn < total:
            k = 0
            while hall.odds[k] <= drawn:
                k += 1
            slot = hall.slots[hall.slots_start[meeting] + k]
            send_out(hall, in_the_way(hall, meeting, slot, lot))
            put(hall, meeting, slot)
        elif total == 0.0:
            _move_predecessor(hall, odds, meeting, lot)
        elif demanding and part(draw(hall.dice)) < WAYS:
            make_way(hall, odds, meeting, stay, lot)
    remember(hall)
    return made


@compiled
def _have_room(hall: Hall, meeting: int) -> bool:
    """Whether all its claimants may have more meetings than they have."""
    for k in range(hall.claim_start[meeting], hall.claim_start[meeting + 1]):
        if hall.held[hall.claimants[k]] >= hall.most[hall.claimants[k]]:
            return False
    return True


@compiled
def _weigh_plain(hall: Hall, odds: Odds, meeting: int, lot: np.uint64) -> float:
    """As `_weigh`, for a pair whose limits are not reached: at most three meetings are in its way."""
    one = hall.claimants[hall.claim_start[meeting]]
    two = hall.claimants[hall.claim_start[meeting] + 1]
    first = hall.slots_start[meeting]
    total = 0.0
    for k in range(first, hall.slots_start[meeting + 1]):
        slot = hall.slots[k]
        a = hall.at[one, slot]
        b = hall.at[two, slot]
        chance = odds[a] * odds[b]
        if hall.onsite[meeting] and hall.used[slot] >= hall.capacity[slot]:
            freed = (a >= 0 and hall.onsite[a]) or (b >= 0 and hall.onsite[b])
            if not freed:
                chance *= odds[hall.here[slot, spread(lot, hall.used[slot])]]
        total += chance
        hall.odds[k - first] = total
    return total


@compiled
def _weigh(hall: Hall, odds: Odds, meeting: int, lot: np.uint64) -> float:
    """Writes the odds of its slots, summed up, into `hall.odds`, and tells their sum."""
    first = hall.slots_start[meeting]
    later = LATER if hall.followers_start[meeting + 1] > hall.followers_start[meeting] else 1.0
    early = 1.0
    total = 0.0
    for k in range(first, hall.slots_start[meeting + 1]):
        total += early * odds_there(hall, odds, in_the_way(hall, meeting, hall.slots[k], lot))
        early *= later
        hall.odds[k - first] = total
    return total


@compiled
def _move_predecessor(hall: Hall, odds: Odds, meeting: int, lot: np.uint64) -> None:
    """Where a meeting fits nowhere, one that it comes after, directly or not, may stand too late: to a sooner slot."""
    earlier = meeting
    further = True
    while further and hall.after_start[earlier + 1] > hall.after_start[earlier]:
        first = hall.after_start[earlier]
        earlier = hall.after[first + spread(lot, hall.after_start[earlier + 1] - first)]
        further = part(draw(hall.dice)) < FURTHER
    if earlier == meeting or hall.slot[earlier] == NOWHERE:
        return
    first = hall.slots_start[earlier]
    sooner = hall.slots[first + spread(draw(hall.dice), hall.slots_start[earlier + 1] - first)]
    if sooner >= hall.slot[earlier]:
        return
    chance = 1.0
    for k in range(hall.claim_start[earlier], hall.claim_start[earlier + 1]):
        chance *= odds[hall.at[hall.claimants[k], sooner]]
    if part(draw(hall.dice)) * (chance + odds[meeting]) < chance:
        hall.victims[0] = earlier
        send_out(hall, with_followers(hall, 1))
        found = in_the_way(hall, earlier, sooner, lot)
        if found >= 0:
            send_out(hall, found)
            put(hall, earlier, sooner)
