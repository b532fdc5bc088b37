"""What has to go before a meeting can stand in a slot."""

import numpy as np

from matchmaking.engine.climb.arrays import NOWHERE
from matchmaking.engine.climb.state import Hall, spread
from matchmaking.engine.compiled import compiled


@compiled
def in_the_way(hall: Hall, meeting: int, slot: int, lot: np.uint64) -> int:
    """Writes the meetings that must go for this one into `victims`, tells how many; -1 where it cannot be.

    They are those of its claimants in that slot, another one of a claimant who has enough, and one on
    site where all tables are taken; where that leaves a choice, `lot` makes it. Those that come after a
    victim are victims too.
    """
    if not _after_all(hall, meeting, slot):
        return -1
    found = 0
    for k in range(hall.claim_start[meeting], hall.claim_start[meeting + 1]):
        found = _add(hall, found, hall.at[hall.claimants[k], slot])
    for k in range(hall.claim_start[meeting], hall.claim_start[meeting + 1]):
        found = _make_room(hall, found, hall.claimants[k], lot)
        if found < 0:
            return -1
    if hall.onsite[meeting]:
        found = _free_table(hall, found, slot, lot)
        if found < 0:
            return -1
    found = with_followers(hall, found)
    for k in range(hall.after_start[meeting], hall.after_start[meeting + 1]):
        if _listed(hall, found, hall.after[k]):
            return -1
    return found


@compiled
def with_followers(hall: Hall, found: int) -> int:
    """Adds to the victims all placed meetings that come after one of them; tells how many there are."""
    done = 0
    while done < found:  # grows while it is read
        victim = hall.victims[done]
        done += 1
        for k in range(hall.followers_start[victim], hall.followers_start[victim + 1]):
            if hall.slot[hall.followers[k]] != NOWHERE:
                found = _add(hall, found, hall.followers[k])
    return found


@compiled
def _after_all(hall: Hall, meeting: int, slot: int) -> bool:
    """Whether all that it comes after stands in earlier slots."""
    for k in range(hall.after_start[meeting], hall.after_start[meeting + 1]):
        earlier = hall.slot[hall.after[k]]
        if earlier == NOWHERE or earlier >= slot:
            return False
    return True


@compiled
def _make_room(hall: Hall, found: int, claimant: int, lot: np.uint64) -> int:
    """Adds a meeting of the claimant's where they have as many as they may and none of theirs goes yet."""
    if hall.held[claimant] < hall.most[claimant]:
        return found
    if hall.most[claimant] == 0:
        return -1
    for k in range(found):
        victim = hall.victims[k]
        for j in range(hall.claim_start[victim], hall.claim_start[victim + 1]):
            if hall.claimants[j] == claimant:
                return found
    slots = len(hall.used)
    busy = spread(lot, slots)
    while hall.at[claimant, busy] == NOWHERE:
        busy = (busy + 1) % slots
    return _add(hall, found, hall.at[claimant, busy])


@compiled
def _free_table(hall: Hall, found: int, slot: int, lot: np.uint64) -> int:
    """Adds a meeting on site where all tables of the slot are taken and none of them gets free yet."""
    if hall.used[slot] < hall.capacity[slot]:
        return found
    if hall.used[slot] == 0:
        return -1
    for k in range(found):
        if hall.onsite[hall.victims[k]] and hall.slot[hall.victims[k]] == slot:
            return found
    return _add(hall, found, hall.here[slot, spread(lot, hall.used[slot])])


@compiled
def _add(hall: Hall, found: int, meeting: int) -> int:
    """Appends a meeting that is none of them yet."""
    if meeting == NOWHERE or _listed(hall, found, meeting):
        return found
    hall.victims[found] = meeting
    return found + 1


@compiled
def _listed(hall: Hall, found: int, meeting: int) -> bool:
    for k in range(found):  # noqa: SIM110 -- numba compiles no generators here
        if hall.victims[k] == meeting:
            return True
    return False
