"""OR-Tools' CP-SAT on the format as it reads, nothing implied added: the peer for every row of the bench."""

from __future__ import annotations

import time
from collections import defaultdict

from ortools.sat.python import cp_model

from matchmaking.engine import Instance, Objective, Placement

WORKERS = 2
STATUS = {cp_model.OPTIMAL: "optimal", cp_model.FEASIBLE: "feasible", cp_model.INFEASIBLE: "infeasible"}


class _Plain:
    """x[m, s]: meeting m stands in slot s. A table is a variable only where a meeting is bound to one."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        self.rank = {slot.id: at for at, slot in enumerate(instance.slots)}
        self.people = {person.id: person for person in instance.participants}
        self.held: dict[str, dict[int, cp_model.IntVar]] = {}
        self.of: dict[str, list[str]] = {person.id: [] for person in instance.participants}
        for meeting in instance.meetings:
            slots = set(self.rank.values() if meeting.slots is None else (self.rank[name] for name in meeting.slots))
            if meeting.fixed is not None:
                slots &= {self.rank[meeting.fixed.slot]}
            for name in meeting.participants:
                slots -= {self.rank[slot] for slot in self.people[name].unavailable}
                self.of[name].append(meeting.id)
            self.held[meeting.id] = {slot: self.model.new_bool_var("") for slot in sorted(slots)}
            literals = list(self.held[meeting.id].values())
            if meeting.required:
                self.model.add_exactly_one(literals)
            else:
                self.model.add_at_most_one(literals)
        self._people()
        self._tables()
        self._precedences()

    def _in_slot(self, meetings: list[str], slot: int) -> list[cp_model.IntVar]:
        return [self.held[meeting][slot] for meeting in meetings if slot in self.held[meeting]]

    def _people(self) -> None:
        for name, meetings in self.of.items():
            for slot in self.rank.values():
                self.model.add_at_most_one(self._in_slot(meetings, slot))
            placed = cp_model.LinearExpr.sum([x for meeting in meetings for x in self.held[meeting].values()])
            person = self.people[name]
            if person.max_meetings is not None:
                self.model.add(placed <= person.max_meetings)
            if person.min_meetings:
                self.model.add(placed >= person.min_meetings)

    def _tables(self) -> None:
        onsite = [meeting for meeting in self.instance.meetings if not meeting.online]
        bound: dict[str, list[str]] = defaultdict(list)
        for meeting in onsite:
            seats = {self.people[name].table for name in meeting.participants} - {None}
            if meeting.fixed is not None and meeting.fixed.table is not None:
                seats.add(meeting.fixed.table)
            for seat in seats:
                assert seat is not None
                bound[seat].append(meeting.id)
            if len(seats) > 1:
                for literal in self.held[meeting.id].values():
                    self.model.add(literal == 0)
        for slot_name, slot in self.rank.items():
            opened = {table.id for table in self.instance.tables if table.slots is None or slot_name in table.slots}
            here = self._in_slot([meeting.id for meeting in onsite], slot)
            self.model.add(cp_model.LinearExpr.sum(here) <= len(opened))
            for seat, meetings in bound.items():
                self.model.add(cp_model.LinearExpr.sum(self._in_slot(meetings, slot)) <= int(seat in opened))

    def _precedences(self) -> None:
        for meeting in self.instance.meetings:
            for name in meeting.after:
                for slot, literal in self.held[meeting.id].items():
                    sooner = [x for s, x in self.held[name].items() if s < slot]
                    self.model.add_bool_or([literal.negated(), *sooner])

    def breaks(self, name: str) -> cp_model.LinearExpr | int:
        """Slots in which a break of theirs begins: busy before, idle here, busy at some time after."""
        busy = []
        for slot in self.rank.values():
            here = self.model.new_bool_var("")
            self.model.add(cp_model.LinearExpr.sum(self._in_slot(self.of[name], slot)) == here)
            busy.append(here)
        begun = []
        for slot in range(1, len(busy) - 1):
            later, begins = self.model.new_bool_var(""), self.model.new_bool_var("")
            self.model.add_max_equality(later, busy[slot + 1 :])
            conditions = [busy[slot - 1], busy[slot].negated(), later]
            self.model.add_bool_and(conditions).only_enforce_if(begins)
            self.model.add_bool_or([begins, *(literal.negated() for literal in conditions)])
            begun.append(begins)
        return cp_model.LinearExpr.sum(begun)


def solve(
    instance: Instance, seconds: float, hint: tuple[Placement, ...] | None = None
) -> tuple[int | None, int, str, float, tuple[Placement, ...] | None]:
    """Value, bound, status, seconds of wall clock and the slots found, for the first objective.

    That is weight, or breaks. Placements carry no tables. The bound of a search that told none is the trivial one.
    """
    began = time.monotonic()
    plain = _Plain(instance)
    upward = instance.objective[0] is Objective.WEIGHT
    spread = instance.rules.max_break_spread
    breaks = [plain.breaks(name) for name in plain.of] if not upward or spread is not None else []
    if spread is not None and breaks:
        low = plain.model.new_int_var(0, len(plain.rank), "")
        for count in breaks:
            plain.model.add(count >= low)
            plain.model.add(count <= low + spread)
    if upward:
        weights = {meeting.id: meeting.weight for meeting in instance.meetings}
        pairs = [(x, weights[name]) for name, held in plain.held.items() for x in held.values()]
        plain.model.maximize(cp_model.LinearExpr.weighted_sum([x for x, _ in pairs], [w for _, w in pairs]))
    else:
        plain.model.minimize(cp_model.LinearExpr.sum(breaks))
    if hint is not None:
        there = {(place.meeting, plain.rank[place.slot]) for place in hint}
        for name, held in plain.held.items():
            for slot, literal in held.items():
                plain.model.add_hint(literal, (name, slot) in there)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = max(0.0, seconds - (time.monotonic() - began))
    status = STATUS.get(solver.solve(plain.model), "unknown")
    spent = time.monotonic() - began
    trivial = sum(meeting.weight for meeting in instance.meetings) if upward else 0
    if status not in ("optimal", "feasible"):
        return None, trivial, status, spent, None
    names = [slot.id for slot in instance.slots]
    found = tuple(
        Placement(name, names[slot])
        for name, held in plain.held.items()
        for slot, literal in held.items()
        if solver.boolean_value(literal)
    )
    bound = round(solver.best_objective_bound)
    return round(solver.objective_value), bound, status, spent, found
