"""The linear programme of the forecast, solved again and again from the basis before.

    maximise    sum of w(m) z[m],    0 <= z[m] <= 1 (0 where m fits in no slot)
    subject to  sum over m in M(p) of z[m]   <= min(max_meetings(p), slots p can meet in)      for each p
                sum over on-site m of z[m]   <= sum over s of min(|T(s)|, floor(a(s) / k))
                sum over all m of z[m]       <= sum over s of floor(a(s) / k)

with a(s) the people that can meet in s, k the least number of people in a meeting. Only the right-hand sides change
with the room, so each is solved in some hundredths of a second after the first. The solver's floating-point answer is
believed for its multipliers alone: rounded to whole numbers, they give an exact bound by weak duality.
"""

import itertools
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

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


@dataclass(frozen=True, slots=True)
class Places:
    """Where meetings fit: whether each does, and of each participant the slots and of each slot the groups that can."""

    possible: list[bool]
    people: list[int]
    groups: list[int]


class Rooms:
    """How much room there is, as the instance is and with more of something."""

    def __init__(self, data: Indexed) -> None:
        self._data = data
        self._least = min((len(who) for who in data.people), default=2)
        self._now = self._places(data.allowed)
        self._loosely = self._places(data.alone) if any(data.after) else self._now  # where more room frees predecessors
        self._most = [one.max_meetings for one in data.instance.participants]

    def now(self) -> Room:
        """The instance's."""
        return self._room(self._now, [0] * self._data.slot_count)

    def more_tables(self, count: int, within: Sequence[int] | None = None) -> Room:
        """With so many tables more in these slots."""
        data = self._data
        here = range(data.slot_count) if within is None else within
        tables = [0] * data.slot_count
        for slot in here:
            tables[slot] = count
        closed = [slot for slot in here if not data.opened[slot]]
        if not closed:
            return self._room(self._loosely, tables)
        places = [self._opened(meeting, closed) for meeting in range(data.meeting_count)]
        return self._room(self._places(places), tables)

    def more_slots(self, count: int, within: Sequence[int] | None = None) -> Room:
        """With so many slots more, for all; or in a session, for whoever comes to any of its slots `within`."""
        possible, gaining = self._with_a_slot(None if within is None else frozenset(within))
        room = self._room(self._loosely, [0] * self._data.slot_count)
        groups = sum(gaining) // self._least
        people = [slots + count * gains for slots, gains in zip(self._loosely.people, gaining, strict=True)]
        return Room(
            possible,
            self._capped(people),
            room.tables + count * min(len(self._data.instance.tables), groups),
            room.everything + count * groups,
        )

    def capacity(self, slots: Sequence[int]) -> int:
        """At most so many on-site meetings in these slots."""
        return sum(min(len(self._data.opened[slot]), self._now.groups[slot]) for slot in slots)

    def _room(self, places: Places, tables: list[int]) -> Room:
        opened = [len(here) + more for here, more in zip(self._data.opened, tables, strict=True)]
        return Room(
            places.possible, self._capped(places.people), sum(map(min, opened, places.groups)), sum(places.groups)
        )

    def _capped(self, slots: list[int]) -> list[int]:
        return [have if most is None else min(most, have) for have, most in zip(slots, self._most, strict=True)]

    @cache  # noqa: B019 -- a Rooms lives for one forecast, which asks for each session some times
    def _with_a_slot(self, session: frozenset[int] | None) -> tuple[list[bool], list[bool]]:
        """Which meetings fit, and which participants can have a meeting more, with another slot in the session."""
        data = self._data
        names = None if session is None else {data.instance.slots[slot].id for slot in session}
        comes = [session is None or not session <= gone for gone in data.away]
        possible, gaining = list(self._loosely.possible), [False] * len(comes)
        for meeting, what in enumerate(data.instance.meetings):
            anytime = what.slots is None or (names is not None and names <= set(what.slots))
            if not anytime or what.fixed is not None or len(data.bound[meeting]) > 1:
                continue
            who = data.people[meeting]
            if all(comes[person] for person in who):
                possible[meeting] = True
                for person in who:
                    gaining[person] = True
        return possible, gaining

    def _places(self, places: Sequence[Collection[int]]) -> Places:
        """From the slots in which each meeting fits."""
        free: list[set[int]] = [set() for _ in self._data.meetings_of]
        for slots, who in zip(places, self._data.people, strict=True):
            for person in who:
                free[person].update(slots)
        present = Counter(itertools.chain.from_iterable(free))
        return Places(
            [bool(slots) for slots in places],
            [len(mine) for mine in free],
            [present[slot] // self._least for slot in range(self._data.slot_count)],
        )

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
        self._solver.SetSolverSpecificParametersAsString(
            "use_dual_simplex: true"
        )  # which goes on well from another room
        infinity = self._solver.infinity()
        self._z = [self._solver.NumVar(0, 1, "") for _ in data.people]
        self._first: tuple[list[int], int] | None = None  # the first room's multipliers and bound
        self._possible = np.ones(data.meeting_count, dtype=np.bool_)
        self._bounds: dict[tuple[object, ...], int] = {}  # of the rooms asked about, by all that differs
        self._rows = []
        columns = [*data.meetings_of, [m for m, onsite in enumerate(data.onsite) if onsite], range(data.meeting_count)]
        for meetings in columns:
            row = self._solver.Constraint(-infinity, infinity)
            for meeting in meetings:
                row.SetCoefficient(self._z[meeting], 1)
            self._rows.append(row)
        self._at = [-1] * len(self._rows)
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
        key = (*most, possible.tobytes())
        if key not in self._bounds:
            self._bounds[key] = self._at_least_first(most, possible)
        return self._bounds[key]

    def _at_least_first(self, most: list[int], possible: npt.NDArray[np.bool_]) -> int:
        if self._first is not None:
            multipliers, bound = self._first
            if self._proven(most, possible, multipliers) <= bound:
                return bound
        for row, before, number in zip(self._rows, self._at, most, strict=True):
            if number != before:
                row.SetUb(number)
        self._at = most
        for at in np.flatnonzero(possible != self._possible).tolist():
            self._z[at].SetUb(int(possible[at]))
        self._possible = possible
        everything = _sum(self._weight[possible])
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
        return (total + _sum(reduced[possible & (reduced > 0)])) // SCALE

    def worth(self) -> tuple[list[float], float]:
        """What a meeting more of each participant is worth at most in the first room, and a table more in one slot."""
        if self._first is None:
            return [0.0] * len(self._data.meetings_of), 0.0
        worth = [multiplier / SCALE for multiplier in self._first[0]]
        return worth[:-2], worth[-2]

    def _aim(self) -> None:
        self._first = None
        self._bounds.clear()
        objective = self._solver.Objective()
        for variable, weight in zip(self._z, self._weight.tolist(), strict=True):
            objective.SetCoefficient(variable, weight)
        objective.SetMaximization()


def _sum(numbers: npt.NDArray[np.int64]) -> int:
    """Exact, however large."""
    if len(numbers) * int(numbers.max(initial=0)) < 1 << 63:
        return int(numbers.sum())
    return sum(numbers.tolist())
