"""An instance as flat arrays, which compiled code reads."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matchmaking.engine.indexed import Assignment, Indexed

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NOWHERE = -1  # no slot, no table


class Arrays(NamedTuple):
    """M meetings, P participants, S slots. Pairs `x_start`, `x` are lists of lists: row i is
    x[x_start[i]:x_start[i + 1]].
    """

    people_start: Ints  # by meeting: who takes part
    people: Ints
    mine_start: Ints  # by participant: their meetings
    mine: Ints
    slots_start: Ints  # by meeting: the slots it is allowed in, in order
    slots: Ints
    after_start: Ints  # by meeting: its predecessors
    after: Ints
    followers_start: Ints  # by meeting: those that come after it
    followers: Ints
    allowed: Flags  # M x S: as `slots`
    away: Flags  # P x S: slots in which they cannot meet
    weight: Longs  # by meeting
    required: Flags  # by meeting
    onsite: Flags  # by meeting: whether it takes a table
    seat: Ints  # by meeting: the one table it may have, or NOWHERE for any
    most: Ints  # by participant: meetings they may have at most
    least: Ints  # by participant: meetings they must have at least
    capacity: Ints  # by slot: tables open


def arrays(data: Indexed) -> Arrays:
    """The instance as flat arrays: M x S + P x S bytes and some."""
    meetings, people, slots = data.meeting_count, len(data.meetings_of), data.slot_count
    allowed = np.zeros((meetings, slots), dtype=np.bool_)
    for meeting, row in enumerate(data.allowed):
        allowed[meeting, list(row)] = True
    away = np.zeros((people, slots), dtype=np.bool_)
    for person, gone in enumerate(data.away):
        away[person, list(gone)] = True
    return Arrays(
        *flat_rows(data.people),
        *flat_rows(data.meetings_of),
        *flat_rows(data.allowed),
        *flat_rows(data.after),
        *flat_rows(data.followers),
        allowed=allowed,
        away=away,
        weight=np.array(data.weight, dtype=np.int64),
        required=np.array(data.required, dtype=np.bool_),
        onsite=np.array(data.onsite, dtype=np.bool_),
        seat=np.array([NOWHERE if table is None else table for table in data.seat], dtype=np.int32),
        most=np.array(data.most, dtype=np.int32),
        least=np.array(data.least, dtype=np.int32),
        capacity=np.array([len(tables) for tables in data.opened], dtype=np.int32),
    )


def to_array(assignment: Assignment) -> Ints:
    """Slots by meeting, NOWHERE for none."""
    return np.array([NOWHERE if slot is None else slot for slot in assignment], dtype=np.int32)


def to_assignment(slots: Ints) -> Assignment:
    """The other way round."""
    return [None if slot == NOWHERE else slot for slot in slots.tolist()]


def flat_rows(rows: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """A list of lists as `Arrays` has them: where each row starts, and all rows one after the other."""
    start = np.zeros(len(rows) + 1, dtype=np.int32)
    np.cumsum([len(row) for row in rows], out=start[1:])
    flat: Any = np.fromiter((one for row in rows for one in row), dtype=np.int32, count=int(start[-1]))
    return start, flat
