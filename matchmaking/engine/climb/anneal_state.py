"""A plan under annealing: who is where in which slot, and the sums that the objectives are made of."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matchmaking.engine.climb.arrays import NOWHERE, Arrays, Ints, Longs, to_array
from matchmaking.engine.compiled import lean
from matchmaking.engine.indexed import Assignment, Indexed

Seeds = npt.NDArray[np.uint64]

# the rows of `State.totals`
WEIGHT, SHORT, BREAKS, IDLE, CHANGES = range(5)
SUMS = 5


class State(NamedTuple):
    """M meetings, P participants, S slots, T tables. Columns of `at` are slots plus one, with an empty edge on
    either side, so that neighbours need no question.
    """

    slot: Ints  # by meeting: where it stands, or NOWHERE
    at: Ints  # P x (S + 2): the meeting held there, or NOWHERE
    runs: Ints  # by participant: maximal runs of busy slots
    held: Ints  # by participant: meetings placed
    here: Ints  # by slot: on-site meetings
    bound_at: Ints  # S x T: the meeting bound to that table, or NOWHERE
    members: Ints  # S x most: the meetings in a slot, in any order
    filled: Ints  # by slot: how many
    rank: Ints  # by meeting: its place among the members of its slot, or in `out`
    out: Ints  # meetings that are not placed, in any order
    outside: Ints  # (1): how many
    breaking: Longs  # by number of breaks: how many participants have so many
    totals: Longs  # SUMS: the weight, meetings short of `need`, breaks, idle slots, meetings away from `home`
    home: Ints  # by meeting: the slot of the previous plan where it may stay, or NOWHERE
    need: Ints  # by participant: meetings for a better fairness
    floor: Ints  # by participant: meetings that they must have
    mark: Longs  # by meeting: the proposal that last touched it
    moved: Ints  # meetings of a proposal
    before: Ints  # and the slots that they came from
    proposals: Longs  # (1): how many there were
    kept: Longs  # the totals before a proposal
    seeds: Seeds  # (1): the state of the dice


def begin(a: Arrays, data: Indexed, assignment: Assignment, seed: int) -> State:
    """The state of a plan. `need` and `floor` are the least that everybody must have; see `aim_at`."""
    meetings, people, slots = data.meeting_count, len(data.meetings_of), data.slot_count
    tables = len(data.instance.tables) if any(seat is not None for seat in data.seat) else 0
    home = np.full(meetings, NOWHERE, dtype=np.int32)
    for place in data.previous_places():
        if data.may_stay(*place):
            home[place[0]] = place[1]
    state = State(
        slot=np.full(meetings, NOWHERE, dtype=np.int32),
        at=np.full((people, slots + 2), NOWHERE, dtype=np.int32),
        runs=np.zeros(people, dtype=np.int32),
        held=np.zeros(people, dtype=np.int32),
        here=np.zeros(slots, dtype=np.int32),
        bound_at=np.full((slots, tables), NOWHERE, dtype=np.int32),
        members=np.zeros((slots, people // 2 + 1), dtype=np.int32),
        filled=np.zeros(slots, dtype=np.int32),
        rank=np.arange(meetings, dtype=np.int32),
        out=np.arange(meetings, dtype=np.int32),
        outside=np.array([meetings], dtype=np.int32),
        breaking=np.zeros(slots + 2, dtype=np.int64),
        totals=np.zeros(SUMS, dtype=np.int64),
        home=home,
        need=a.least.copy(),
        floor=a.least.copy(),
        mark=np.zeros(meetings, dtype=np.int64),
        moved=np.zeros(meetings + 1, dtype=np.int32),
        before=np.zeros(meetings + 1, dtype=np.int32),
        proposals=np.zeros(1, dtype=np.int64),
        kept=np.zeros(SUMS, dtype=np.int64),
        seeds=np.array([sown(seed)], dtype=np.uint64),
    )
    state.breaking[0] = people
    state.totals[SHORT] = int(state.need.sum())
    state.totals[CHANGES] = int((home != NOWHERE).sum())
    place_all(a, state, to_array(assignment))
    return state


def sown(seed: int) -> int:
    """A state of the dice, never 0, that differs in many bits between seeds that are near."""
    return (seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % 2**64 or 1


@lean
def place_all(a: Arrays, state: State, slots: Ints) -> None:
    """Make the state that of the plan with these slots."""
    for meeting in range(slots.shape[0]):
        if state.slot[meeting] != NOWHERE:
            lift(a, state, meeting)
    for meeting in range(slots.shape[0]):
        if slots[meeting] != NOWHERE:
            put(a, state, meeting, slots[meeting])


@lean
def aim_at(state: State, need: Ints, floor: Ints) -> None:
    """Ask for so many meetings for each participant."""
    short = 0
    for person in range(need.shape[0]):
        state.need[person] = need[person]
        state.floor[person] = floor[person]
        short += max(0, need[person] - state.held[person])
    state.totals[SHORT] = short


@lean
def draw(seeds: Seeds, count: int) -> int:
    """A number below `count` (less than 2^32), by Marsaglia's xorshift (Journal of Statistical Software 8/14, 2003)."""
    x = seeds[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    seeds[0] = x
    return int(np.int64((x >> np.uint64(32)) * np.uint64(count) >> np.uint64(32)))


@lean
def span(row: Any, lost: int, gained: int) -> int:
    """Slots from the first to the last busy one in a row of `at` where `lost` is free and `gained` is busy.

    Both are columns; 0 stands for none.
    """
    first: int = 1
    last: int = row.shape[0] - 2
    while first <= last and first != gained and (row[first] == NOWHERE or first == lost):
        first += 1
    while last >= first and last != gained and (row[last] == NOWHERE or last == lost):
        last -= 1
    return last - first + 1


@lean
def put(a: Arrays, state: State, meeting: int, slot: int) -> None:
    """Place a meeting that is not placed. Nothing is checked."""
    totals = state.totals
    column = slot + 1
    for i in range(a.people_start[meeting], a.people_start[meeting + 1]):
        person = a.people[i]
        row = state.at[person]
        runs = state.runs[person]
        before = span(row, 0, 0)
        row[column] = meeting
        totals[IDLE] += span(row, 0, 0) - before - 1
        joined = int(row[column - 1] != NOWHERE) + int(row[column + 1] != NOWHERE)
        _recount(state, person, runs, runs + 1 - joined)
        if state.held[person] < state.need[person]:
            totals[SHORT] -= 1
        state.held[person] += 1
    totals[WEIGHT] += a.weight[meeting]
    if state.home[meeting] == slot:
        totals[CHANGES] -= 1
    if a.onsite[meeting]:
        state.here[slot] += 1
        if a.seat[meeting] != NOWHERE:
            state.bound_at[slot, a.seat[meeting]] = meeting
    last = state.outside[0] - 1
    other = state.out[last]
    state.out[state.rank[meeting]] = other
    state.rank[other] = state.rank[meeting]
    state.outside[0] = last
    state.rank[meeting] = state.filled[slot]
    state.members[slot, state.filled[slot]] = meeting
    state.filled[slot] += 1
    state.slot[meeting] = slot


@lean
def lift(a: Arrays, state: State, meeting: int) -> None:
    """Take a placed meeting out of the plan."""
    totals = state.totals
    slot = state.slot[meeting]
    column = slot + 1
    for i in range(a.people_start[meeting], a.people_start[meeting + 1]):
        person = a.people[i]
        row = state.at[person]
        runs = state.runs[person]
        before = span(row, 0, 0)
        row[column] = NOWHERE
        totals[IDLE] += span(row, 0, 0) - before + 1
        joined = int(row[column - 1] != NOWHERE) + int(row[column + 1] != NOWHERE)
        _recount(state, person, runs, runs - 1 + joined)
        state.held[person] -= 1
        if state.held[person] < state.need[person]:
            totals[SHORT] += 1
    totals[WEIGHT] -= a.weight[meeting]
    if state.home[meeting] == slot:
        totals[CHANGES] += 1
    if a.onsite[meeting]:
        state.here[slot] -= 1
        if a.seat[meeting] != NOWHERE:
            state.bound_at[slot, a.seat[meeting]] = NOWHERE
    last = state.filled[slot] - 1
    other = state.members[slot, last]
    state.members[slot, state.rank[meeting]] = other
    state.rank[other] = state.rank[meeting]
    state.filled[slot] = last
    state.rank[meeting] = state.outside[0]
    state.out[state.outside[0]] = meeting
    state.outside[0] += 1
    state.slot[meeting] = NOWHERE


@lean
def _recount(state: State, person: int, before: int, after: int) -> None:
    """The runs of a person are so many now."""
    state.runs[person] = after
    old, new = max(0, before - 1), max(0, after - 1)
    state.totals[BREAKS] += new - old
    state.breaking[old] -= 1
    state.breaking[new] += 1
