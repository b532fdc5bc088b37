"""Peers without a search: what a simple program does, and what a person with a spreadsheet does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from matchmaking.engine import Instance, Meeting, Placement


def heaviest_first(instance: Instance) -> tuple[Placement, ...]:
    """Each meeting, the heaviest first, in its first free slot at the first free table."""
    return _placed(instance, sorted(instance.meetings, key=lambda meeting: (not meeting.required, -meeting.weight)))


def first_come(instance: Instance) -> tuple[Placement, ...]:
    """Each meeting, in the order asked for, in its first free slot at the first free table."""
    return _placed(instance, instance.meetings)


def _placed(instance: Instance, queue: Iterable[Meeting]) -> tuple[Placement, ...]:
    day = _Day(instance)
    return tuple(placement for meeting in queue if (placement := day.place(meeting)) is not None)


class _Day:
    def __init__(self, instance: Instance) -> None:
        self.rank = {slot.id: at for at, slot in enumerate(instance.slots)}
        self.away = {person.id: set(person.unavailable) for person in instance.participants}
        self.left = {
            person.id: len(self.rank) if person.max_meetings is None else person.max_meetings
            for person in instance.participants
        }
        self.seat = {person.id: person.table for person in instance.participants if person.table is not None}
        opened = {table.id: set(self.rank if table.slots is None else table.slots) for table in instance.tables}
        self.free = {slot: [table for table, slots in opened.items() if slot in slots] for slot in self.rank}
        self.slot: dict[str, int] = {}

    def place(self, meeting: Meeting) -> Placement | None:
        """Place it in its first free slot, if there is one."""
        if any(self.left[person] <= 0 for person in meeting.participants):
            return None
        if any(name not in self.slot for name in meeting.after):
            return None
        earliest = max((self.slot[name] for name in meeting.after), default=-1)
        for slot in self._slots(meeting):
            if self.rank[slot] <= earliest or any(slot in self.away[person] for person in meeting.participants):
                continue
            table = None if meeting.online else self._table(meeting, slot)
            if meeting.online or table is not None:
                return self._take(meeting, slot, table)
        return None

    def _slots(self, meeting: Meeting) -> list[str]:
        if meeting.fixed is not None:
            return [meeting.fixed.slot]
        return sorted(self.rank if meeting.slots is None else meeting.slots, key=self.rank.__getitem__)

    def _table(self, meeting: Meeting, slot: str) -> str | None:
        bound = {self.seat[person] for person in meeting.participants if person in self.seat}
        if meeting.fixed is not None and meeting.fixed.table is not None:
            bound.add(meeting.fixed.table)
        return next((table for table in self.free[slot] if bound <= {table}), None)

    def _take(self, meeting: Meeting, slot: str, table: str | None) -> Placement:
        if table is not None:
            self.free[slot].remove(table)
        for person in meeting.participants:
            self.away[person].add(slot)
            self.left[person] -= 1
        self.slot[meeting.id] = self.rank[slot]
        return Placement(meeting.id, slot, table)


def weight_of(instance: Instance, placements: tuple[Placement, ...]) -> int:
    """What the placed meetings weigh together."""
    weight = {meeting.id: meeting.weight for meeting in instance.meetings}
    return sum(weight[placement.meeting] for placement in placements)


def breaks_of(instance: Instance, placements: tuple[Placement, ...]) -> int:
    """The breaks of all participants together."""
    rank = {slot.id: at for at, slot in enumerate(instance.slots)}
    people = {meeting.id: meeting.participants for meeting in instance.meetings}
    days: dict[str, list[int]] = defaultdict(list)
    for placement in placements:
        for person in people[placement.meeting]:
            days[person].append(rank[placement.slot])
    return sum(
        sum(later > sooner + 1 for sooner, later in zip(sorted(day), sorted(day)[1:], strict=False))
        for day in days.values()
    )
