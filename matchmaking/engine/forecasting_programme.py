"""The linear programme of the forecast, solved again and again from the basis before.

    maximise    sum of w(m) z[m],    0 <= z[m] <= 1 (0 where m fits in no slot)
    subject to  sum over m in M(p) of z[m]   <= min(max_meetings(p), slots p can meet in)      for each p
                sum over on-site m of z[m]   <= sum over s of min(|T(s)|, floor(a(s) / k))
                sum over all m of z[m]       <= sum over s of floor(a(s) / k)

with a(s) the people that can meet in s, k the least number of people in a meeting. Only the right-hand sides change
with the room, so each is solved in some hundredths of a second after the first. The solver's floating-point answer is
believed for its multipliers alone: rounded to whole numbers, they give an exact bound by weak duality.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped] # it ships no types

from matchmaking.engine.indexed import Indexed

SCALE = 1 << 22  # with weights up to 10^12 a scaled weight still fits into 64 bits


@dataclass(frozen=True, slots=True)
class Room:
    """The right-hand sides: meetings that fit in some slot, and how many fit for each person, on site, and in all."""

    possible: list[bool]
    people: list[int]
    tables: int
    everything: int


class Rooms:
    """How much room there is, as the instance is and with more of something."""

    def __init__(self, data: Indexed) -> None:
        self._data = data
        self._least = min((len(who) for who in data.people), default=2)
        self._now = self._free(data.allowed)
        self._loosely = self._free(data.alone) if any(data.after) else self._now  # where more room frees predecessors

    def now(self) -> Room:
        """The instance's."""
        return self._room([bool(places) for places in self._data.allowed], self._now, [0] * self._data.slot_count)

    def more_tables(self, count: int, within: Sequence[int] | None = None) -> Room:
        """With so many tables more in these slots."""
        data = self._data
        here = range(data.slot_count) if within is None else within
        tables = [0] * data.slot_count
        for slot in here:
            tables[slot] = count
        closed = [slot for slot in here if not data.opened[slot]]
        if not closed:
            return self._room([bool(places) for places in data.alone], self._loosely, tables)
        places = [self._opened(meeting, closed) for meeting in range(data.meeting_count)]
        return self._room([bool(one) for one in places], self._free(places), tables)

    def more_slots(self, count: int, within: Sequence[int] | None = None) -> Room:
        """With so many slots more, for all; or in a session, for whoever comes to any of its slots `within`."""
        data = self._data
        session = None if within is None else frozenset(within)
        room = self._room([bool(places) for places in data.alone], self._loosely, [0] * data.slot_count)
        names = None if session is None else {data.instance.slots[slot].id for slot in session}
        comes = [session is None or not session <= gone for gone in data.away]
        possible, gains = list(room.possible), [0] * len(comes)
        for meeting, what in enumerate(data.instance.meetings):
            anytime = what.slots is None or (names is not None and names <= set(what.slots))
            if not anytime or what.fixed is not None or len(data.bound[meeting]) > 1:
                continue
            if all(comes[person] for person in data.people[meeting]):
                possible[meeting] = True
                for person in data.people[meeting]:
                    gains[person] = count
        groups = sum(gain > 0 for gain in gains) // self._least
        return Room(
            possible,
            [self._most(person, len(free) + gains[person]) for person, free in enumerate(self._loosely)],
            room.tables + count * min(len(data.instance.tables), groups),
            room.everything + count * groups,
        )

    def capacity(self, slots: Sequence[int]) -> int:
        """At most so many on-site meetings in these slots."""
        groups = self._groups(self._now)
        return sum(min(len(self._data.opened[slot]), groups[slot]) for slot in slots)

    def _room(self, possible: list[bool], free: list[set[int]], tables: list[int]) -> Room:
        groups = self._groups(free)
        opened = [len(here) + more for here, more in zip(self._data.opened, tables, strict=True)]
        return Room(
            possible,
            [self._most(person, len(mine)) for person, mine in enumerate(free)],
            sum(map(min, opened, groups)),
            sum(groups),
        )

    def _most(self, person: int, slots: int) -> int:
        most = self._data.instance.participants[person].max_meetings
        return slots if most is None else min(most, slots)

    def _free(self, places: Sequence[Iterable[int]]) -> list[set[int]]:
        """By participant, the slots in which some meeting of theirs fits."""
        free: list[set[int]] = [set() for _ in self._data.meetings_of]
        for slots, who in zip(places, self._data.people, strict=True):
            for person in who:
                free[person].update(slots)
        return free

    def _groups(self, free: list[set[int]]) -> list[int]:
        """By slot, how many meetings the people who can meet there suffice for."""
        present = Counter(slot for mine in free for slot in mine)
        return [present[slot] // self._least for slot in range(self._data.slot_count)]

    def _opened(self, meeting: int, closed: Sequence[int]) -> set[int]:
        """The slots that the meeting fits in if a table opened in those where none is open."""
        data = self._data
        found = set(data.alone[meeting])
        if data.onsite[meeting] and not data.bound[meeting]:
            away = frozenset[int]().union(*(data.away[person] for person in data.people[meeting]))
            what, names = data.instance.meetings[meeting], data.instance.slots
            for slot in closed:
                name = names[slot].id
                pinned = what.fixed is None or what.fixed.slot == name
                if slot not in away and pinned and (what.slots is None or name in what.slots):
                    found.add(slot)
        return found


class Programme:
    """The programme with its solver. Asked first about weights and, after `count_only`, about numbers of meetings."""

    def __init__(self, data: Indexed) -> None:
        self._data = data
        self._weight = np.array(data.weight, dtype=np.int64)
        self._start = np.cumsum([0, *(len(who) for who in data.people)])[:-1]
        self._people = np.array([person for who in data.people for person in who], dtype=np.int64)
        self._onsite = np.array(data.onsite, dtype=np.int64)
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        infinity = self._solver.infinity()
        self._z = [self._solver.NumVar(0, 1, "") for _ in data.people]
        self._first: tuple[list[int], int] | None = None  # the first room's multipliers and bound
        self._possible = [True] * data.meeting_count
        self._rows = []
        columns = [*data.meetings_of, [m for m, onsite in enumerate(data.onsite) if onsite], range(data.meeting_count)]
        for meetings in columns:
            row = self._solver.Constraint(-infinity, infinity)
            for meeting in meetings:
                row.SetCoefficient(self._z[meeting], 1)
            self._rows.append(row)
        self._aim()

    def count_only(self) -> None:
        """From now on every meeting counts as one."""
        self._weight = np.ones_like(self._weight)
        self._aim()

    def bound(self, room: Room) -> int:
        """No plan in that room places more. The first room asked about is the smallest.

        Where the first room's multipliers prove the first room's bound for this one too, it is no larger.
        """
        most = [*room.people, room.tables, room.everything]
        possible = np.array(room.possible, dtype=np.bool_)
        if self._first is not None:
            multipliers, bound = self._first
            if self._proven(most, possible, multipliers) <= bound:
                return bound
        for row, number in zip(self._rows, most, strict=True):
            row.SetUb(number)
        for at, fits in enumerate(room.possible):
            if fits != self._possible[at]:
                self._z[at].SetUb(int(fits))
        self._possible = room.possible
        everything: int = sum(self._weight[possible].tolist())
        multipliers, bound = [0] * len(most), everything
        if everything and self._solver.Solve() == pywraplp.Solver.OPTIMAL:
            heaviest = int(self._weight.max())
            multipliers = [min(max(0, round(row.dual_value() * SCALE)), heaviest * SCALE) for row in self._rows]
            bound = min(everything, self._proven(most, possible, multipliers))
        if self._first is None:
            self._first = multipliers, bound
        return bound

    def _proven(self, most: Sequence[int], possible: npt.NDArray[np.bool_], multipliers: Sequence[int]) -> int:
        """The bound that these multipliers prove, in whole numbers."""
        if not self._z:
            return 0
        y = np.array(multipliers, dtype=np.int64)
        reduced = self._weight * SCALE - np.add.reduceat(y[self._people], self._start)
        reduced -= self._onsite * y[-2] + y[-1]
        total = sum(number * multiplier for number, multiplier in zip(most, multipliers, strict=True))
        positive: list[int] = reduced[possible & (reduced > 0)].tolist()
        return (total + sum(positive)) // SCALE

    def worth(self) -> tuple[list[float], float]:
        """What a meeting more of each participant is worth at most in the first room, and a table more in one slot."""
        if self._first is None:
            return [0.0] * len(self._data.meetings_of), 0.0
        worth = [multiplier / SCALE for multiplier in self._first[0]]
        return worth[:-2], worth[-2]

    def _aim(self) -> None:
        self._first = None
        objective = self._solver.Objective()
        for variable, weight in zip(self._z, self._weight.tolist(), strict=True):
            objective.SetCoefficient(variable, weight)
        objective.SetMaximization()
