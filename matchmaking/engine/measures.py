"""How good an assignment of slots (and tables) is: the solver's own counting. The checker has another."""

import itertools
from collections.abc import Sequence

from matchmaking.engine.indexed import Assignment, Indexed
from matchmaking.engine.parts import Objective

Tables = list[int | None]


def hours(data: Indexed, assignment: Assignment) -> list[list[int]]:
    """For each participant the slots of their meetings, in order."""
    found: list[list[int]] = [[] for _ in data.meetings_of]
    for meeting, slot in enumerate(assignment):
        if slot is not None:
            for person in data.people[meeting]:
                found[person].append(slot)
    for slots in found:
        slots.sort()
    return found


def breaks_in(slots: Sequence[int]) -> int:
    """The breaks between meetings in these slots, which are in order."""
    return sum(later > sooner + 1 for sooner, later in itertools.pairwise(slots))


def idle_in(slots: Sequence[int]) -> int:
    """The idle slots inside the breaks between meetings in these slots, which are in order."""
    return slots[-1] - slots[0] + 1 - len(slots) if slots else 0


def demands_met(data: Indexed, assignment: Assignment) -> bool:
    """Whether all that is required is placed, everybody has their least, and breaks spread no wider than allowed."""
    if any(need and slot is None for need, slot in zip(data.required, assignment, strict=True)):
        return False
    days = hours(data, assignment)
    if any(len(slots) < least for slots, least in zip(days, data.least, strict=True)):
        return False
    spread = data.instance.rules.max_break_spread
    breaks = [breaks_in(slots) for slots in days]
    return spread is None or not breaks or max(breaks) - min(breaks) <= spread


def measure(name: Objective, data: Indexed, assignment: Assignment, tables: Tables) -> int:
    """The objective's value. `tables` matters to `moves` and `changes` alone."""
    if name is Objective.WEIGHT:
        return sum(w for w, slot in zip(data.weight, assignment, strict=True) if slot is not None)
    if name is Objective.MOVES:
        return moves(data, assignment, tables)
    if name is Objective.CHANGES:
        before = data.previous_places()
        return sum((assignment[meeting], tables[meeting]) != (slot, table) for meeting, slot, table in before)
    days = hours(data, assignment)
    if name is Objective.FAIRNESS:
        asked = zip(days, data.meetings_of, strict=True)
        return min((100 * len(got) // len(meetings) for got, meetings in asked if meetings), default=100)
    count = breaks_in if name is Objective.BREAKS else idle_in
    return sum(count(slots) for slots in days)


def moves(data: Indexed, assignment: Assignment, tables: Tables) -> int:
    """How often somebody's next on-site meeting is at another table than the one before."""
    total = 0
    for walk in walks(data, assignment):
        total += sum(tables[here] != tables[there] for here, there in itertools.pairwise(walk))
    return total


def walks(data: Indexed, assignment: Assignment) -> list[list[int]]:
    """For each participant their placed on-site meetings, in order of time."""
    timed: list[list[tuple[int, int]]] = [[] for _ in data.meetings_of]
    for meeting, slot in enumerate(assignment):
        if slot is not None and data.onsite[meeting]:
            for person in data.people[meeting]:
                timed[person].append((slot, meeting))
    return [[meeting for _, meeting in sorted(walk)] for walk in timed]


def at_least(values: tuple[int, ...], least: tuple[int, ...], order: tuple[Objective, ...]) -> bool:
    """Whether each of the values, at least as many, is as good as the one in `least`. Both by the objectives' order."""
    told = zip(order, values, least, strict=False)  # values of later objectives do not matter
    return len(values) >= len(least) and all(v >= w if name.upward else v <= w for name, v, w in told)
