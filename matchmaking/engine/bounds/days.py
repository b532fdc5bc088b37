"""The cheapest day of one person, whoever they meet: a dynamic programme over slots."""

from matchmaking.engine.climb.arrays import Flags, Ints, Longs
from matchmaking.engine.compiled import lean

ENDLESS = 1 << 60  # more than any price; sums of two of them do not overflow
IMPOSSIBLE = ENDLESS >> 1  # what costs so much has an endless price in it
BUSY, IDLE, RESUMED, ON = range(4)


@lean
def cheapest_day(open_: Flags, price: Longs, counts: tuple[int, int], costs: tuple[int, int], memory: Longs) -> int:
    """The least cost of a set B of slots: its size between the two `counts`, all its slots open.

    It costs the sum over B of `price`, `costs[0]` for each break between slots of B, and `costs[1]` for each idle slot
    in one. ENDLESS where there is no such set.

    `memory` (S x C x 4, C > counts[1]) is for the reckoning: memory[s, c, BUSY] is the least cost of c slots up to s
    of which s is the last, memory[s, c, IDLE] that of c slots before s with a break going on in s; RESUMED and ON tell
    of either whether there was a break in the slot before. `trace` reads the set from it.
    """
    slots = open_.shape[0]
    least, most = counts
    best: int = 0 if least == 0 else ENDLESS
    for slot in range(slots):
        for count in range(1, most + 1):
            busy, waiting, resumed, on = ENDLESS, ENDLESS, 0, 0
            if slot > 0:
                on = int(memory[slot - 1, count, IDLE] < memory[slot - 1, count, BUSY])
                waiting = min(memory[slot - 1, count, BUSY], memory[slot - 1, count, IDLE]) + costs[1]
            if open_[slot]:
                if count == 1:
                    busy = price[slot]
                elif slot > 0:
                    straight = memory[slot - 1, count - 1, BUSY]
                    after_break = memory[slot - 1, count - 1, IDLE] + costs[0]
                    resumed = int(after_break < straight)
                    busy = min(straight, after_break) + price[slot]
            memory[slot, count, BUSY] = min(busy, ENDLESS)
            memory[slot, count, IDLE] = min(waiting, ENDLESS)
            memory[slot, count, RESUMED] = resumed
            memory[slot, count, ON] = on
            if count >= least:
                best = min(best, memory[slot, count, BUSY])
    return best if best < IMPOSSIBLE else ENDLESS


@lean
def trace(open_: Flags, counts: tuple[int, int], memory: Longs, best: int, busy: Ints) -> None:
    """Mark with 1 in `busy` the slots of a set that costs `best`, as `cheapest_day` has just found it."""
    slots = open_.shape[0]
    for slot in range(slots):
        busy[slot] = 0
    least, most = counts
    if least == 0 and best == 0:
        return
    for last in range(slots):
        for count in range(max(1, least), most + 1):
            if memory[last, count, BUSY] == best:
                _walk_back(memory, last, count, busy)
                return


@lean
def _walk_back(memory: Longs, last: int, count: int, busy: Ints) -> None:
    slot, left = last, count
    while True:
        busy[slot] = 1
        if left == 1:
            return
        resumed = memory[slot, left, RESUMED]
        left -= 1
        slot -= 1
        if resumed == 1:
            while memory[slot, left, ON] == 1:
                slot -= 1
            slot -= 1
