"""A first plan at once: meetings one by one, what is required and heavy first, each in its best free slot.

Sets of slots are bits of whole numbers, so that it takes about a second for the largest trade show, uncompiled.
"""

from collections.abc import Callable, Iterable

from matchmaking.engine.indexed import Assignment, Indexed


def construct(data: Indexed, pause: Callable[[], None]) -> Assignment:
    """An assignment that keeps every rule but, perhaps, the demands (see `measures.demands_met`).

    Meetings of a previous plan go first, to where they stood.
    """
    day = _Day(data)
    for meeting, slot, _ in data.previous_places():
        if day.free(meeting) >> slot & 1:
            day.place(meeting, slot)
    return _fill(day, range(data.meeting_count), pause)


def construct_bare(data: Indexed, pause: Callable[[], None]) -> Assignment:
    """As `construct`, but with no more than what is required, and what that comes after: no breaks but for those."""
    return _fill(_Day(data), [meeting for meeting, needed in enumerate(_needed(data)) if needed], pause)


def _fill(day: "_Day", meetings: Iterable[int], pause: Callable[[], None]) -> Assignment:
    """Place these one by one."""
    data = day.data
    wanted = _needed(data)
    queue = sorted(
        meetings,
        key=lambda meeting: (not wanted[meeting], -data.weight[meeting], len(data.allowed[meeting])),
    )
    waiting = True
    while waiting:  # again while somebody's predecessor was placed in the last round
        waiting = False
        left: list[int] = []
        for count, meeting in enumerate(queue):
            if count % 500 == 0:
                pause()
            if day.slots[meeting] is not None:
                continue
            if any(day.slots[earlier] is None for earlier in data.after[meeting]):
                left.append(meeting)
            elif day.place_well(meeting):
                waiting = True
        queue = left
        waiting = waiting and bool(left)
    return day.slots


def _needed(data: Indexed) -> list[bool]:
    """Meetings that are required, or that a required one comes after."""
    needed = list(data.required)
    for meeting in reversed(data.order):
        if needed[meeting]:
            for earlier in data.after[meeting]:
                needed[earlier] = True
    return needed


class _Day:
    """Who is busy when, and which tables are taken, as meetings are placed."""

    def __init__(self, data: Indexed) -> None:
        self.data = data
        self.slots: Assignment = [None] * data.meeting_count
        self.busy = [0] * len(data.meetings_of)
        self.left = list(data.most)
        self.tables = [len(tables) for tables in data.opened]
        self.open = sum(1 << slot for slot, tables in enumerate(data.opened) if tables)
        self.taken: dict[int, int] = {}  # by table that somebody is bound to: slots in which it is taken
        self.bits: dict[tuple[int, ...], int] = {}

    def free(self, meeting: int) -> int:
        """The slots in which the meeting can be placed beside those already placed."""
        data = self.data
        allowed = data.allowed[meeting]
        if allowed not in self.bits:
            self.bits[allowed] = sum(1 << slot for slot in allowed)
        bits = self.bits[allowed]
        for person in data.people[meeting]:
            bits &= ~self.busy[person]
            if self.left[person] <= 0:
                return 0
        if data.onsite[meeting]:
            bits &= self.open
            seat = data.seat[meeting]
            if seat is not None:
                bits &= ~self.taken.get(seat, 0)
        if bits and (data.after[meeting] or data.followers[meeting]):
            bits &= self._in_order(meeting)
        return bits

    def _in_order(self, meeting: int) -> int:
        """The slots behind all that it comes after, and before all that follow it."""
        first, last = 0, self.data.slot_count
        for earlier in self.data.after[meeting]:
            before = self.slots[earlier]
            if before is None:
                return 0
            first = max(first, before + 1)
        for follower in self.data.followers[meeting]:
            later = self.slots[follower]
            if later is not None:
                last = min(last, later)
        return ((1 << last) - 1) & ~((1 << first) - 1)

    def place(self, meeting: int, slot: int) -> None:
        """Place it; the slot must be free for it."""
        self.slots[meeting] = slot
        for person in self.data.people[meeting]:
            self.busy[person] |= 1 << slot
            self.left[person] -= 1
        if self.data.onsite[meeting]:
            self.tables[slot] -= 1
            if self.tables[slot] == 0:
                self.open &= ~(1 << slot)
            seat = self.data.seat[meeting]
            if seat is not None:
                self.taken[seat] = self.taken.get(seat, 0) | 1 << slot

    def place_well(self, meeting: int) -> bool:
        """Place it beside its people's other meetings where that can be, then where most tables are left."""
        bits = self.free(meeting)
        if not bits:
            return False
        for person in self.data.people[meeting]:
            busy = self.busy[person]
            beside = bits & (busy << 1 | busy >> 1)
            bits = beside or bits
        best = -1
        while bits:
            slot = (bits & -bits).bit_length() - 1
            bits &= bits - 1
            if best < 0 or self.tables[slot] > self.tables[best]:
                best = slot
        self.place(meeting, best)
        return True
