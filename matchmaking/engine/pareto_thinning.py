"""Plans with fewer and fewer breaks: one meeting after the other is dropped, the one whose loss spares most."""

from collections.abc import Callable, Iterator

from matchmaking.engine.indexed import Assignment, Indexed
from matchmaking.engine.measures import breaks_in, demands_met, hours, idle_in
from matchmaking.engine.parts import Objective

COUNTS = {Objective.BREAKS: breaks_in, Objective.IDLE: idle_in}


def thinned(data: Indexed, start: Assignment, name: Objective, pause: Callable[[], None]) -> Iterator[Assignment]:
    """From `start` on, a plan after each meeting dropped, until `name` (breaks or idle) is 0 or nothing may go.

    First goes what spares most for its weight, then what costs least. Every plan keeps all demands.
    """
    count = COUNTS[name]
    slots = list(start)
    days = hours(data, slots)
    while sum(map(count, days)):
        pause()
        ways = [
            (-spared / data.weight[meeting] if spared > 0 else data.weight[meeting] * (1 - spared), meeting)
            for meeting, slot in enumerate(slots)
            if slot is not None and _may_go(data, slots, days, meeting)
            for spared in [_spared(data, days, meeting, slot, count)]
        ]
        if not ways:
            return
        _, gone = min(ways)
        slot = slots[gone]
        slots[gone] = None
        for person in data.people[gone]:
            days[person] = [one for one in days[person] if one != slot]
        if demands_met(data, slots):
            yield list(slots)


def _may_go(data: Indexed, slots: Assignment, days: list[list[int]], meeting: int) -> bool:
    if data.required[meeting] or any(slots[follower] is not None for follower in data.followers[meeting]):
        return False
    return all(len(days[person]) > data.least[person] for person in data.people[meeting])


def _spared(data: Indexed, days: list[list[int]], meeting: int, slot: int, count: Callable[[list[int]], int]) -> int:
    """How much less there is without the meeting."""
    return sum(
        count(days[person]) - count([one for one in days[person] if one != slot]) for person in data.people[meeting]
    )
