"""A first plan at once: meetings one by one, what is required and heavy first, each in its best free slot."""

from collections.abc import Callable

from matchmaking.engine.indexed import Assignment, Indexed


def construct(data: Indexed, pause: Callable[[], None]) -> Assignment:
    """An assignment that keeps every rule but, perhaps, the demands (see `measures.demands_met`).

    Meetings of a previous plan go first, to where they stood. Work grows with meetings times slots.
    """
    day = _Day(data)
    for meeting, slot, _ in data.previous_places():
        if day.fits(meeting, slot):
            day.place(meeting, slot)
    wanted = _needed(data)
    queue = sorted(
        range(data.meeting_count),
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
        self.busy: list[set[int]] = [set() for _ in data.meetings_of]
        self.used = [0] * data.slot_count
        self.seats: set[tuple[int, int]] = set()

    def fits(self, meeting: int, slot: int) -> bool:
        """Whether the meeting can be placed there beside those already placed."""
        data = self.data
        if slot not in data.allowed[meeting]:
            return False
        for person in data.people[meeting]:
            if slot in self.busy[person] or len(self.busy[person]) >= data.most[person]:
                return False
        if data.onsite[meeting]:
            seat = data.seat[meeting]
            if self.used[slot] >= len(data.opened[slot]) or (seat is not None and (seat, slot) in self.seats):
                return False
        for earlier in data.after[meeting]:
            before = self.slots[earlier]
            if before is None or before >= slot:
                return False
        later = (self.slots[follower] for follower in data.followers[meeting])
        return all(after is None or after > slot for after in later)

    def place(self, meeting: int, slot: int) -> None:
        """Place it; it must fit."""
        self.slots[meeting] = slot
        for person in self.data.people[meeting]:
            self.busy[person].add(slot)
        if self.data.onsite[meeting]:
            self.used[slot] += 1
            seat = self.data.seat[meeting]
            if seat is not None:
                self.seats.add((seat, slot))

    def place_well(self, meeting: int) -> bool:
        """Place it beside its people's other meetings where that can be, else where most tables are left."""
        best: tuple[int, int, int] | None = None
        for slot in self.data.allowed[meeting]:
            if not self.fits(meeting, slot):
                continue
            beside = 0
            for person in self.data.people[meeting]:
                beside += (slot - 1 in self.busy[person]) + (slot + 1 in self.busy[person])
            rank = (beside, len(self.data.opened[slot]) - self.used[slot], -slot)
            if best is None or rank > best:
                best = rank
        if best is None:
            return False
        self.place(meeting, -best[2])
        return True
