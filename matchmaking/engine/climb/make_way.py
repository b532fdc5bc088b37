"""A required meeting goes out for no other; where it keeps one from a slot, it may move to another slot of its own."""

import numpy as np

from matchmaking.engine.climb.arrays import NOWHERE
from matchmaking.engine.climb.in_the_way import in_the_way
from matchmaking.engine.climb.odds import NEVER, Odds, odds_there, part, remember, send_out
from matchmaking.engine.climb.state import Hall, draw, put, spread, take
from matchmaking.engine.compiled import compiled


@compiled
def make_way(hall: Hall, odds: Odds, meeting: int, stay: float, lot: np.uint64) -> None:
    """Perhaps moves the one required meeting in the way of a slot drawn for this one, and then puts this one there.

    `stay`: the odds of leaving all as it is; weighed against those of all who go out for the two.
    """
    first = hall.slots_start[meeting]
    slot = hall.slots[first + spread(draw(hall.dice), hall.slots_start[meeting + 1] - first)]
    required = NOWHERE
    seen = 1.0
    for k in range(in_the_way(hall, meeting, slot, lot)):
        victim = hall.victims[k]
        if odds[victim] >= NEVER:
            seen *= odds[victim]
        elif required == NOWHERE and _stands_alone(hall, victim):
            required = victim
        else:
            return
    if required == NOWHERE or hall.slot[required] != slot:
        return
    first = hall.slots_start[required]
    elsewhere = hall.slots[first + spread(draw(hall.dice), hall.slots_start[required + 1] - first)]
    if elsewhere == slot:
        return
    remember(hall)
    take(hall, required)
    found = in_the_way(hall, required, elsewhere, lot)
    there = odds_there(hall, odds, found)
    if there < NEVER or part(draw(hall.dice)) * (there * seen + stay) >= there * seen:
        put(hall, required, slot)
        return
    send_out(hall, found)
    put(hall, required, elsewhere)
    found = in_the_way(hall, meeting, slot, lot)
    here = odds_there(hall, odds, found)
    # What was seen has been weighed; others may be in the way now, of whoever may have no more meetings.
    if here >= seen or part(draw(hall.dice)) * (here + stay) < here:
        send_out(hall, found)
        put(hall, meeting, slot)


@compiled
def _stands_alone(hall: Hall, meeting: int) -> bool:
    """Whether it comes neither before nor after another."""
    return bool(
        hall.after_start[meeting] == hall.after_start[meeting + 1]
        and hall.followers_start[meeting] == hall.followers_start[meeting + 1]
    )
