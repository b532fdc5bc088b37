"""An instance in numbers: what the solvers read. Meetings, people, slots and tables are their ranks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from matchmaking.engine.instance import Instance
from matchmaking.engine.parts import Meeting

# where each meeting stands: the rank of its slot, or None
Assignment = list[int | None]


@dataclass(frozen=True, slots=True)
class Indexed:
    """An instance in numbers. Lists are by meeting, participant or slot rank, and nobody changes them."""

    instance: Instance
    people: list[tuple[int, ...]]  # by meeting: who takes part
    weight: list[int]  # by meeting
    required: list[bool]  # by meeting
    onsite: list[bool]  # by meeting: whether it takes a table
    bound: list[frozenset[int]]  # by meeting: tables it is bound to; none for a free one, several: nowhere
    seat: list[int | None]  # by meeting: the one table that it may have, None for any
    alone: list[tuple[int, ...]]  # by meeting: slots where it could stand if it were the only one
    allowed: list[tuple[int, ...]]  # by meeting: as `alone`, less what its predecessors leave
    after: list[tuple[int, ...]]  # by meeting: its predecessors
    followers: list[list[int]]  # by meeting: those that come after it
    order: list[int]  # all meetings, predecessors first
    meetings_of: list[list[int]]  # by participant
    away: list[frozenset[int]]  # by participant: slots in which they cannot meet
    most: list[int]  # by participant: meetings they may have at most
    least: list[int]  # by participant: meetings they must have at least
    opened: list[list[int]]  # by slot: the tables open
    places: int  # in how many slots the meetings could stand, all together

    @property
    def slot_count(self) -> int:
        """How many slots there are."""
        return len(self.instance.slots)

    @property
    def meeting_count(self) -> int:
        """How many meetings could be held."""
        return len(self.instance.meetings)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Every meeting with every slot that it is allowed in."""
        for meeting, slots in enumerate(self.allowed):
            for slot in slots:
                yield meeting, slot

    def previous_places(self) -> list[tuple[int, int, int | None]]:
        """The plan in force in numbers: meeting, slot, table."""
        instance = self.instance
        meeting_of = {meeting.id: at for at, meeting in enumerate(instance.meetings)}
        slot_of = {slot.id: at for at, slot in enumerate(instance.slots)}
        table_of = {table.id: at for at, table in enumerate(instance.tables)}
        return [
            (
                meeting_of[before.meeting],
                slot_of[before.slot],
                None if before.table is None else table_of[before.table],
            )
            for before in instance.previous
        ]

    def may_stay(self, meeting: int, slot: int, table: int | None) -> bool:
        """Whether a meeting of the previous plan may still be held in that slot and at that table."""
        if slot not in self.allowed[meeting]:
            return False
        if table is None or not self.onsite[meeting]:
            return table is None and not self.onsite[meeting]
        return table in self.opened[slot] and self.seat[meeting] in (None, table)


def index(instance: Instance) -> Indexed:
    """The instance in numbers."""
    slot_of = {slot.id: at for at, slot in enumerate(instance.slots)}
    person_of = {participant.id: at for at, participant in enumerate(instance.participants)}
    meeting_of = {meeting.id: at for at, meeting in enumerate(instance.meetings)}
    table_of = {table.id: at for at, table in enumerate(instance.tables)}
    opened: list[list[int]] = [[] for _ in instance.slots]
    for at, table in enumerate(instance.tables):
        names = slot_of.values() if table.slots is None else (slot_of[name] for name in table.slots)
        for slot in names:
            opened[slot].append(at)
    away = [frozenset(slot_of[name] for name in person.unavailable) for person in instance.participants]
    people = [tuple(person_of[name] for name in meeting.participants) for meeting in instance.meetings]
    meetings_of: list[list[int]] = [[] for _ in instance.participants]
    for at, who in enumerate(people):
        for person in who:
            meetings_of[person].append(at)
    seats = {person.id: person.table for person in instance.participants if person.table is not None}
    bound = [_bound(meeting, seats, table_of) for meeting in instance.meetings]
    alone = _alone(instance, people, away, bound, slot_of=slot_of, opened=opened)
    after = [tuple(meeting_of[name] for name in meeting.after) for meeting in instance.meetings]
    followers: list[list[int]] = [[] for _ in after]
    for at, earlier in enumerate(after):
        for one in earlier:
            followers[one].append(at)
    order = _predecessors_first(after, followers)
    allowed = _after_predecessors(alone, after, order)
    return Indexed(
        instance=instance,
        people=people,
        weight=[meeting.weight for meeting in instance.meetings],
        required=[meeting.required for meeting in instance.meetings],
        onsite=[not meeting.online for meeting in instance.meetings],
        bound=bound,
        seat=[min(tables) if tables else None for tables in bound],
        alone=alone,
        allowed=allowed,
        after=after,
        followers=followers,
        order=order,
        meetings_of=meetings_of,
        away=away,
        most=[
            len(slot_of) if person.max_meetings is None else min(person.max_meetings, len(slot_of))
            for person in instance.participants
        ],
        least=[person.min_meetings for person in instance.participants],
        opened=opened,
        places=sum(map(len, allowed)),
    )


def meeting_slots(data: Indexed) -> list[set[int]]:
    """For each participant the slots in which some meeting of theirs could stand."""
    found: list[set[int]] = [set() for _ in data.meetings_of]
    for meeting, slots in enumerate(data.allowed):
        for person in data.people[meeting]:
            found[person].update(slots)
    return found


def _bound(meeting: Meeting, seats: Mapping[str, str], table_of: Mapping[str, int]) -> frozenset[int]:
    """The tables that the meeting is bound to, by its people and its pin."""
    if meeting.online:
        return frozenset()
    names = {seats[person] for person in meeting.participants if person in seats}
    if meeting.fixed is not None and meeting.fixed.table is not None:
        names.add(meeting.fixed.table)
    return frozenset(table_of[name] for name in names)


def _alone(
    instance: Instance,
    people: list[tuple[int, ...]],
    away: list[frozenset[int]],
    bound: list[frozenset[int]],
    *,
    slot_of: Mapping[str, int],
    opened: list[list[int]],
) -> list[tuple[int, ...]]:
    """By meeting the slots that it allows, all its people can come to, and one table it may have is open in.

    Sets of slots are bits of whole numbers here: with tens of thousands of meetings, sets of objects take seconds.
    """
    every = (1 << len(opened)) - 1
    gone = [sum(1 << slot for slot in slots) for slots in away]
    any_open = sum(1 << slot for slot, tables in enumerate(opened) if tables)
    open_of: dict[int, int] = defaultdict(int)
    for slot, tables in enumerate(opened):
        for table in tables:
            open_of[table] |= 1 << slot
    told: dict[int, tuple[int, ...]] = {}
    found: list[tuple[int, ...]] = []
    for meeting, who, tables_bound in zip(instance.meetings, people, bound, strict=True):
        bits = every if meeting.slots is None else sum(1 << slot_of[name] for name in meeting.slots)
        if meeting.fixed is not None:
            bits &= 1 << slot_of[meeting.fixed.slot]
        for person in who:
            bits &= ~gone[person]
        if not meeting.online:
            bits &= any_open if not tables_bound else _open_everywhere(tables_bound, open_of)
        if bits not in told:
            told[bits] = tuple(slot for slot in range(len(opened)) if bits >> slot & 1)
        found.append(told[bits])
    return found


def _open_everywhere(tables: frozenset[int], open_of: Mapping[int, int]) -> int:
    """Slots in which the one table is open; none where several are asked for at once."""
    return open_of[min(tables)] if len(tables) == 1 else 0


def _predecessors_first(after: list[tuple[int, ...]], followers: list[list[int]]) -> list[int]:
    """All meetings in an order in which each stands behind those that it comes after (there is no circle)."""
    waiting = [len(earlier) for earlier in after]
    order = [meeting for meeting, count in enumerate(waiting) if count == 0]
    for meeting in order:  # grows while it is read
        for follower in followers[meeting]:
            waiting[follower] -= 1
            if waiting[follower] == 0:
                order.append(follower)
    return order


def _after_predecessors(
    alone: list[tuple[int, ...]], after: list[tuple[int, ...]], order: list[int]
) -> list[tuple[int, ...]]:
    """Slots left when each meeting is later than the earliest slot of every predecessor."""
    allowed = list(alone)
    for meeting in order:
        for earlier in after[meeting]:
            first = allowed[earlier][0] if allowed[earlier] else None
            allowed[meeting] = tuple(s for s in allowed[meeting] if first is not None and s > first)
    return allowed
