"""Table numbers for meetings whose slots are settled, so that people move between tables seldom."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from matchmaking.engine.climb.anneal_state import sown
from matchmaking.engine.climb.arrays import to_array, to_assignment
from matchmaking.engine.indexed import Assignment, Indexed
from matchmaking.engine.measures import Tables, walks
from matchmaking.engine.tables_anneal import anneal_tables, seating_of

ROUNDS = 12
PROPOSALS = 100  # for each meeting, after the greedy seating
HOT, COLD = 0.5, 0.12  # temperatures of the annealing, in moves


def seat(data: Indexed, assignment: Assignment, *, keep: bool, pause: Callable[[], None]) -> Tables:
    """A table for each placed on-site meeting: open, used once per slot, and the one it is bound to.

    With `keep`, a meeting that stands in its previous slot stays at its previous table where that is
    free. Slot after slot, the pairs of meeting and table that spare most moves are taken first; then
    every slot is seated anew between its neighbours until nothing gets better; then a short annealing.
    """
    tables = _seat_greedily(data, assignment, keep=keep, pause=pause)
    pause()
    return improve_tables(data, assignment, tables, keep=keep, steps=PROPOSALS * data.meeting_count)


def improve_tables(
    data: Indexed, assignment: Assignment, tables: Tables, *, keep: bool, steps: int, seed: int = 0
) -> Tables:
    """Tables with as few moves as `tables` or fewer, after so many proposals of an annealing.

    `keep` as in `seat`, which `tables` must have kept too. One seed and number of steps give one answer.
    """
    here = _by_slot(data, assignment)
    settled = _settled(data, assignment, here, keep=keep)
    loose = np.array([t is not None and m not in settled for m, t in enumerate(tables)], dtype=np.bool_)
    if not loose.any():
        return tables
    open_ = np.zeros((data.slot_count, len(data.instance.tables)), dtype=np.bool_)
    for slot, opened in enumerate(data.opened):
        open_[slot, opened] = True
    seating = seating_of(_links(data, assignment), to_array(assignment), to_array(tables), loose, open_)
    seating.seeds[0] = sown(seed)
    anneal_tables(seating, steps, HOT, COLD)
    return to_assignment(seating.best)


def _seat_greedily(data: Indexed, assignment: Assignment, *, keep: bool, pause: Callable[[], None]) -> Tables:
    here = _by_slot(data, assignment)
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


def _by_slot(data: Indexed, assignment: Assignment) -> list[list[int]]:
    """For each slot the on-site meetings in it."""
    here: list[list[int]] = [[] for _ in range(data.slot_count)]
    for meeting, slot in enumerate(assignment):
        if slot is not None and data.onsite[meeting]:
            here[slot].append(meeting)
    return here


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
