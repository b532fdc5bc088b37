"""Which meetings can be held together, whatever is moved: the rules in clauses and counts, asked again and again.

With x[m,s] for meeting m in slot s and h[m] for held: h[m] iff some x[m,s]; at most one x per meeting, per person and
slot, per bound table and slot; at most as many on-site meetings in a slot as tables, and of a person as they take; a
meeting implies its predecessors in earlier slots. Demands and the spread of breaks are not in here. The counts are the
solver's own (Gluecard: Glucose with cardinality constraints), so they cost no clauses.

With `changes`, places that the instance forbids are there too, each behind a literal for every change to the instance
that it takes; counts that a change widens have its negation among their literals.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pysat.solvers import Solver

from matchmaking.engine.explain.counted import may_be_in
from matchmaking.engine.indexed import Assignment, Indexed

MOST_PAIRS = 120_000  # of meeting and slot; beyond that the questions take too long
TRIES = 3_000  # conflicts after which an answer is given up


@dataclass(frozen=True, slots=True)
class Change:
    """A change to the instance: "frees" (who, slot), "takes" (who), "held" (what, slot), "opens" (table, slot),
    "table" (slot).
    """

    kind: str
    what: int
    slot: int = -1


class Together:
    """The rules, ready to be asked. `pause` is called before every answer and may raise to stop.

    `left`: meetings whose own `slots` a change may widen.
    """

    def __init__(
        self, data: Indexed, pause: Callable[[], None], left: Collection[int] = (), *, changes: bool = False
    ) -> None:
        self.data = data
        self.left = frozenset(left)
        self.changes: dict[Change, int] = {}
        self.core: list[int] = []  # meetings that suffice for the last "no"
        self._pause = pause
        self._widened = changes
        self._count = 0
        self._solver: Any = Solver(name="gluecard4")
        self._held = [self._new() for _ in range(data.meeting_count)]
        self._meeting_of = {literal: meeting for meeting, literal in enumerate(self._held)}
        self._x = [self._places(meeting) for meeting in range(data.meeting_count)]
        self._people()
        self._tables()
        self._orders()
        self._one, self._two = self._new(), self._new()
        if self.changes:
            self._at_most([*self.changes.values(), self._one, self._two], 2)

    def close(self) -> None:
        """Give the solver's memory back."""
        self._solver.delete()

    def hold(
        self, meetings: Iterable[int], *, changes: int = 0, without: Iterable[Change] = (), tries: int = TRIES
    ) -> bool | None:
        """Whether all these can be held with at most so many changes (0, 1 or 2), none of `without`; None: not known.

        After True, `places` tells where; after False, `core` tells meetings that suffice.
        """
        self._pause()
        assumed = [self._held[meeting] for meeting in meetings]
        if self.changes:
            assumed += [self._one, self._two][changes:]
            assumed += [-self.changes[change] for change in without]
        self._solver.conf_budget(tries)
        answer: bool | None = self._solver.solve_limited(assumptions=assumed)
        if answer is False:
            core = self._solver.get_core() or []
            self.core = [self._meeting_of[literal] for literal in core if literal in self._meeting_of]
        return answer

    def smaller_core(self, meeting: int, until: float) -> list[int]:
        """The last core without `meeting`, with all left out that can be (a deletion filter, as time allows)."""
        kept = [other for other in self.core if other != meeting]
        for other in list(kept):
            if time.monotonic() > until:
                break
            if other not in kept:
                continue
            rest = [one for one in kept if one != other]
            if self.hold([meeting, *rest], tries=TRIES // 3) is False:
                core = set(self.core)
                kept = [one for one in rest if one in core]
        return kept

    def places(self) -> Assignment:
        """Where the last "yes" holds each meeting."""
        model = self._solver.get_model()
        return [next((slot for slot, x in row.items() if model[x - 1] > 0), None) for row in self._x]

    def changed(self) -> list[Change]:
        """The changes that the last "yes" makes."""
        model = self._solver.get_model()
        return [change for change, literal in self.changes.items() if model[literal - 1] > 0]

    def _new(self) -> int:
        self._count += 1
        return self._count

    def _change(self, kind: str, what: int, slot: int = -1) -> int:
        change = Change(kind, what, slot)
        if change not in self.changes:
            self.changes[change] = self._new()
        return self.changes[change]

    def _at_most(self, literals: Sequence[int], most: int) -> None:
        if most < len(literals):
            if most == 0:
                for literal in literals:
                    self._solver.add_clause([-literal])
            else:
                self._solver.add_atmost(list(literals), most)

    def _places(self, meeting: int) -> dict[int, int]:
        """A literal for each slot that the meeting can be in."""
        row: dict[int, int] = {}
        slots = range(self.data.slot_count) if self._widened else self.data.allowed[meeting]
        for slot in slots:
            needed = self._needed(meeting, slot) if self._widened else []
            if needed is None:
                continue
            row[slot] = x = self._new()
            self._solver.add_clause([-x, self._held[meeting]])
            for change in needed:
                self._solver.add_clause([-x, change])
        self._solver.add_clause([-self._held[meeting], *row.values()])
        self._at_most(list(row.values()), 1)
        return row

    def _needed(self, meeting: int, slot: int) -> list[int] | None:
        """The changes without which the meeting cannot be in the slot; None where none helps."""
        data = self.data
        what = data.instance.meetings[meeting]
        if len(data.bound[meeting]) > 1:
            return None
        needed = [self._change("frees", p, slot) for p in data.people[meeting] if slot in data.away[p]]
        if not may_be_in(data, meeting, slot):
            if meeting not in self.left or what.fixed is not None:
                return None
            needed.append(self._change("held", meeting, slot))
        table = data.seat[meeting]
        if table is not None and table not in data.opened[slot]:
            needed.append(self._change("opens", table, slot))
        return needed

    def _people(self) -> None:
        data = self.data
        for person, meetings in enumerate(data.meetings_of):
            by_slot: dict[int, list[int]] = defaultdict(list)
            for meeting in meetings:
                for slot, x in self._x[meeting].items():
                    by_slot[slot].append(x)
            for literals in by_slot.values():
                self._at_most(literals, 1)
            most = data.instance.participants[person].max_meetings
            if most is not None and most < len(meetings):
                held = [self._held[meeting] for meeting in meetings]
                if self._widened:
                    held.append(-self._change("takes", person))
                    most += 1
                self._at_most(held, most)

    def _tables(self) -> None:
        data = self.data
        for slot, tables in enumerate(data.opened):
            literals: list[int] = []
            by_table: dict[int, list[int]] = defaultdict(list)
            for meeting, row in enumerate(self._x):
                if slot in row and data.onsite[meeting]:
                    literals.append(row[slot])
                    table = data.seat[meeting]
                    if table is not None:
                        by_table[table].append(row[slot])
            for bound in by_table.values():
                self._at_most(bound, 1)
            most = len(tables)
            if self._widened and most < len(literals):
                wider = [
                    Change("opens", table, slot) for table in by_table if Change("opens", table, slot) in self.changes
                ]
                literals += [-self.changes[change] for change in wider]
                literals.append(-self._change("table", slot, slot))
                most += len(wider) + 1
            self._at_most(literals, most)

    def _orders(self) -> None:
        for meeting, row in enumerate(self._x):
            for earlier in self.data.after[meeting]:
                before = self._x[earlier]
                for slot, x in row.items():
                    self._solver.add_clause([-x, *(literal for s, literal in before.items() if s < slot)])


def can_be_asked(data: Indexed) -> bool:
    """Whether the instance is small enough to be asked about in clauses."""
    return data.slot_count * data.meeting_count <= MOST_PAIRS
