"""Table numbers for meetings whose slots are settled, so that people move between tables seldom."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from matchmaking.engine.indexed import Assignment, Indexed
from matchmaking.engine.measures import Tables, walks

ROUNDS = 12


def seat(data: Indexed, assignment: Assignment, *, keep: bool, pause: Callable[[], None]) -> Tables:
    """A table for each placed on-site meeting: open, used once per slot, and the one it is bound to.

    With `keep`, a meeting that stands in its previous slot stays at its previous table where that is
    free. Slot after slot, the pairs of meeting and table that spare most moves are taken first; then
    every slot is seated anew between its neighbours until nothing gets better.
    """
    here: list[list[int]] = [[] for _ in range(data.slot_count)]
    for meeting, slot in enumerate(assignment):
        if slot is not None and data.onsite[meeting]:
            here[slot].append(meeting)
    settled = _settled(data, assignment, here, keep=keep)
    tables: Tables = [settled.get(meeting) for meeting in range(data.meeting_count)]
    links = _links(data, assignment)
    waiting = set(range(data.slot_count))
    for turn in range(ROUNDS):
        again: set[int] = set()
        for slot in sorted(waiting, reverse=turn % 2 == 1):
            pause()
            loose = [meeting for meeting in here[slot] if meeting not in settled]
            free = set(data.opened[slot]).difference(settled[m] for m in here[slot] if m in settled)
            wishes = {meeting: _wishes(tables, links[meeting]) for meeting in loose}
            made = _seat_slot(loose, free, wishes, tables)
            if turn == 0 or _spared(made, wishes) > _spared({m: tables[m] for m in loose}, wishes):
                again.update(_take(made, tables, links, assignment))
        waiting = again
    return tables


def _take(
    made: Mapping[int, int | None], tables: Tables, links: list[list[int]], assignment: Assignment
) -> Iterator[int]:
    """Seat the meetings so; tells the slots whose own seating may now be bettered."""
    for meeting, table in made.items():
        tables[meeting] = table
        for other in links[meeting]:
            slot = assignment[other]
            if slot is not None:
                yield slot


def _settled(data: Indexed, assignment: Assignment, here: list[list[int]], *, keep: bool) -> dict[int, int]:
    """Meetings whose table is no question: bound ones and, with `keep`, those that need not change."""
    settled: dict[int, int] = {}
    taken: set[tuple[int, int]] = set()
    for slot, meetings in enumerate(here):
        for meeting in meetings:
            bound = data.seat[meeting]
            if bound is not None:
                settled[meeting] = bound
                taken.add((slot, bound))
    if keep:
        for meeting, slot, table in data.previous_places():
            if table is None or meeting in settled or assignment[meeting] != slot:
                continue
            if data.onsite[meeting] and table in data.opened[slot] and (slot, table) not in taken:
                settled[meeting] = table
                taken.add((slot, table))
    return settled


def _links(data: Indexed, assignment: Assignment) -> list[list[int]]:
    """For each meeting those that its people come from or go to, once for each person."""
    links: list[list[int]] = [[] for _ in range(data.meeting_count)]
    for walk in walks(data, assignment):
        for sooner, later in itertools.pairwise(walk):
            links[sooner].append(later)
            links[later].append(sooner)
    return links


def _wishes(tables: Tables, others: list[int]) -> dict[int, int]:
    """For each table how many moves it would spare the people of a meeting with these before and after."""
    spared: dict[int, int] = defaultdict(int)
    for other in others:
        table = tables[other]
        if table is not None:
            spared[table] += 1
    return spared


def _seat_slot(
    loose: list[int], free: set[int], wishes: dict[int, dict[int, int]], tables: Tables
) -> dict[int, int | None]:
    """Tables for the loose meetings of a slot: the most sparing pairs first, then any that is left."""
    left = set(free)
    made: dict[int, int | None] = {}
    pairs = sorted(
        (-count, meeting, table) for meeting in loose for table, count in wishes[meeting].items() if table in free
    )
    for _, meeting, wished in pairs:
        if meeting not in made and wished in left:
            made[meeting] = wished
            left.remove(wished)
    for meeting in loose:  # stay put where nothing is gained
        table = tables[meeting]
        if meeting not in made and table is not None and table in left:
            made[meeting] = table
            left.remove(table)
    rest = iter(sorted(left))
    for meeting in loose:
        if meeting not in made:
            made[meeting] = next(rest)
    return made


def _spared(made: Mapping[int, int | None], wishes: dict[int, dict[int, int]]) -> int:
    return sum(wishes[meeting].get(table, 0) for meeting, table in made.items() if table is not None)
