"""Few moves between tables by simulated annealing, the slots given: two meetings of a slot change tables."""

import math
from typing import NamedTuple

import numpy as np

from matchmaking.engine.climb.anneal_state import Seeds, draw
from matchmaking.engine.climb.arrays import NOWHERE, Flags, Ints, flat_rows
from matchmaking.engine.compiled import lean

COOLING_EVERY = 256
PRECISION = 1 << 30
STUCK = 8  # one proposal in so many is a swap of two tables for the rest of the day


class Seating(NamedTuple):
    """M meetings, S slots, T tables."""

    slot: Ints  # by meeting, or NOWHERE
    table: Ints  # by meeting, or NOWHERE
    loose: Flags  # by meeting: whether its table may change
    loose_ones: Ints  # those meetings
    links_start: Ints  # by meeting: those that its people come from or go to, once for each person
    links: Ints
    at: Ints  # S x T: the meeting there, or NOWHERE
    open_: Flags  # S x T
    best: Ints  # by meeting: its table in the best seating met
    spared: Ints  # (2): moves spared since the beginning, now and in the best
    seeds: Seeds  # (1)


@lean
def anneal_tables(s: Seating, steps: int, heat: float, cold: float) -> None:
    """So many proposals, while the temperature falls from `heat` to `cold`, in moves. The best seating is in `best`."""
    cooling = math.log(heat / cold) / max(1, steps)
    temperature = heat
    for i in range(steps):
        if i % COOLING_EVERY == 0:
            temperature = heat * math.exp(-cooling * i)
        bar = -temperature * math.log((draw(s.seeds, PRECISION) + 1) / PRECISION)
        meeting = s.loose_ones[draw(s.seeds, s.loose_ones.shape[0])]
        target = _target(s, meeting)
        if target == NOWHERE or target == s.table[meeting]:
            continue
        if draw(s.seeds, STUCK) == 0:
            _swap_rest(s, meeting, target, bar)
        else:
            _swap(s, meeting, target, bar)
        if s.spared[0] > s.spared[1]:
            s.spared[1] = s.spared[0]
            for one in range(s.table.shape[0]):
                s.best[one] = s.table[one]


@lean
def _target(s: Seating, meeting: int) -> int:
    """The table of one that its people come from or go to; now and then any."""
    first = s.links_start[meeting]
    count = s.links_start[meeting + 1] - first
    if count > 0 and draw(s.seeds, 16) > 0:
        return int(s.table[s.links[first + draw(s.seeds, count)]])
    return draw(s.seeds, s.at.shape[1])


@lean
def _swap(s: Seating, meeting: int, target: int, bar: float) -> None:
    """Exchange the meeting's table for another, with whoever sits there."""
    slot = s.slot[meeting]
    table = s.table[meeting]
    other = s.at[slot, target]
    if not s.open_[slot, target] or (other != NOWHERE and not s.loose[other]):
        return
    spared = _spares(s, meeting, target) - _spares(s, meeting, table)
    if other != NOWHERE:
        spared += _spares(s, other, table) - _spares(s, other, target)
    if -spared > bar:
        return
    s.spared[0] += spared
    _exchange(s, slot, table, target)


@lean
def _exchange(s: Seating, slot: int, table: int, target: int) -> None:
    meeting, other = s.at[slot, table], s.at[slot, target]
    s.at[slot, target], s.at[slot, table] = meeting, other
    if meeting != NOWHERE:
        s.table[meeting] = target
    if other != NOWHERE:
        s.table[other] = table


@lean
def _spares(s: Seating, meeting: int, table: int) -> int:
    """How many moves it spares the meeting's people to have it at this table."""
    count = 0
    for i in range(s.links_start[meeting], s.links_start[meeting + 1]):
        count += int(s.table[s.links[i]] == table)
    return count


@lean
def _swap_rest(s: Seating, meeting: int, target: int, bar: float) -> None:
    """Exchange two tables from the meeting's slot on to the day's end."""
    begin = s.slot[meeting]
    table = int(s.table[meeting])
    slots = s.at.shape[0]
    spared = 0
    for slot in range(begin, slots):
        for side in range(2):
            here, there = (table, target) if side == 0 else (target, table)
            one = s.at[slot, here]
            if one == NOWHERE:
                continue
            if not s.loose[one] or not s.open_[slot, there]:
                return
            for i in range(s.links_start[one], s.links_start[one + 1]):
                link = s.links[i]
                if s.slot[link] < begin or (s.table[link] != table and s.table[link] != target):
                    spared += int(s.table[link] == there) - int(s.table[link] == here)
    if -spared > bar:
        return
    s.spared[0] += spared
    for slot in range(begin, slots):
        _exchange(s, slot, table, target)


def seating_of(links: list[list[int]], slots: Ints, tables: Ints, loose: Flags, open_: Flags) -> Seating:
    """The seating with these tables. `links` are as in `Seating`; `open_` is S x T.

    The dice's `seeds` are the caller's to set.
    """
    start, flat = flat_rows(links)
    at = np.full(open_.shape, NOWHERE, dtype=np.int32)
    seated = np.flatnonzero(tables != NOWHERE).astype(np.int32)
    at[slots[seated], tables[seated]] = seated
    return Seating(
        slot=slots,
        table=tables.copy(),
        loose=loose,
        loose_ones=np.flatnonzero(loose).astype(np.int32),
        links_start=start,
        links=flat,
        at=at,
        open_=open_,
        best=tables.copy(),
        spared=np.zeros(2, dtype=np.int32),
        seeds=np.ones(1, dtype=np.uint64),
    )
