"""Causes that counting proves, whatever is moved: impossible even alone, a person full, tables full.

The certificates are violations of Hall's condition (1935): k + 1 meetings that can only be held in k places. The plan
itself is the matching that they are read from: from the places of the meeting one walks on to the places of the
meetings there; where no free place is ever reached, what was reached is the violation.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from matchmaking.engine.explain.scene import Scene, listed
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.plan import Reason


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason, its sentence, and the ids of its certificate."""

    reason: Reason
    detail: str
    because: tuple[str, ...] = ()


def impossible_alone(data: Indexed, meeting: int) -> Cause | None:
    """Why the meeting could not be held even if nothing else were; the certificate is its people or predecessors."""
    what = data.instance.meetings[meeting]
    if data.allowed[meeting]:
        return None
    if data.alone[meeting]:
        return Cause(Reason.PRECEDENCE, "no slot is late enough for all that it comes after", what.after)
    who = " and ".join(what.participants)
    people = what.participants
    slots = [s for s in range(data.slot_count) if not any(s in data.away[p] for p in data.people[meeting])]
    if not slots:
        return Cause(Reason.NO_COMMON_SLOT, f"{who} share no free slot", people)
    slots = [slot for slot in slots if may_be_in(data, meeting, slot)]
    if not slots:
        return Cause(Reason.NO_COMMON_SLOT, f"{who} are not all free in a slot that it allows", people)
    if len(data.bound[meeting]) > 1:
        return Cause(Reason.TABLES_FULL, _bound_apart(data, meeting), people)
    return Cause(Reason.TABLES_FULL, f"no table that it may have is open when {who} are free", people)


def _bound_apart(data: Indexed, meeting: int) -> str:
    """Which two tables the meeting would have to be at."""
    what = data.instance.meetings[meeting]
    seated = [person for person in map(data.instance.participants.__getitem__, data.people[meeting]) if person.table]
    pinned = what.fixed.table if what.fixed is not None else None
    elsewhere = next((person for person in seated if pinned not in (None, person.table)), None)
    if elsewhere is not None:
        return f"it is fixed at {pinned}, and {elsewhere.id} sits at {elsewhere.table}"
    return f"{' and '.join(person.id for person in seated)} are bound to different tables"


def may_be_in(data: Indexed, meeting: int, slot: int) -> bool:
    """Whether the meeting's own `slots` and `fixed` permit the slot."""
    what, name = data.instance.meetings[meeting], data.instance.slots[slot].id
    return (what.slots is None or name in what.slots) and (what.fixed is None or what.fixed.slot == name)


class Counting:
    """Certificates that the plan shows by counting. Each question takes time that grows with slots alone."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        data = scene.data
        self.next: list[set[int]] = [set() for _ in range(data.slot_count)]  # where a slot's on-site meetings may go
        for slot, meetings in scene.used.items():
            for meeting in meetings:
                self.next[slot].update(data.allowed[meeting])

    def cause(self, meeting: int) -> Cause | None:
        """The first certificate found: a person at their most, a person's slots, the tables."""
        people = self.scene.data.people[meeting]
        for ask in (self._at_most, self._slots_gone):
            for person in people:
                if found := ask(meeting, person):
                    return found
        return self._bound_table_gone(meeting) or self._tables_gone(meeting)

    def _at_most(self, meeting: int, person: int) -> Cause | None:
        """The person has as many meetings as they take; the certificate is those meetings."""
        scene = self.scene
        who = scene.data.instance.participants[person]
        mine = scene.placed_of(person)
        if meeting in mine or who.max_meetings is None or len(mine) < who.max_meetings:
            return None
        detail = f"{who.id} has {len(mine)} meetings and takes no more"
        return Cause(Reason.PARTICIPANT_FULL, detail, (who.id, *scene.meeting_names(mine)))

    def _slots_gone(self, meeting: int, person: int) -> Cause | None:
        """The person's meetings and this one have fewer slots than they are; the certificate is those meetings."""
        scene, data = self.scene, self.scene.data
        at = {
            slot: other
            for slot in range(data.slot_count)
            if (other := scene.meeting_at.get((person, slot))) is not None
        }
        slots = _closed(data.allowed[meeting], at, lambda slot: data.allowed[at[slot]])
        if slots is None:
            return None
        who = data.instance.participants[person]
        names = scene.meeting_names([at[slot] for slot in slots])
        if len(slots) == data.slot_count - len(data.away[person]):
            detail = f"{who.id} has a meeting in each of their {len(slots)} free slots"
        else:
            detail = f"{who.id} has {listed(names)}, and no slot is left even if those are moved"
        return Cause(Reason.PARTICIPANT_FULL, detail, (who.id, *names, *scene.slot_names(slots)))

    def _tables_gone(self, meeting: int) -> Cause | None:
        """As many meetings as tables, in slots that neither they nor this one can leave."""
        scene, data = self.scene, self.scene.data
        if not data.onsite[meeting]:
            return None
        full = [slot for slot in range(data.slot_count) if len(scene.used[slot]) >= len(data.opened[slot])]
        slots = _closed(data.allowed[meeting], full, lambda slot: self.next[slot])
        if slots is None:
            return None
        held = [other for slot in slots for other in scene.used[slot]]
        if len(slots) == sum(bool(tables) for tables in data.opened):
            detail = "all tables are taken in every slot"
        else:
            told = listed(scene.slot_names(slots))
            detail = f"all tables are taken in {told}, by meetings that can be held at no other time"
        return Cause(Reason.TABLES_FULL, detail, (*scene.meeting_names(held), *scene.slot_names(slots)))

    def _bound_table_gone(self, meeting: int) -> Cause | None:
        """The one table that it may have is taken, by meetings that must be there in these slots too."""
        scene, data = self.scene, self.scene.data
        table = data.seat[meeting]
        if table is None or not data.onsite[meeting]:
            return None
        at = {slot: other for slot, held in scene.used.items() for other in held if data.seat[other] == table}
        slots = _closed(data.allowed[meeting], at, lambda slot: data.allowed[at[slot]])
        if slots is None:
            return None
        told = listed(scene.slot_names(slots))
        name = data.instance.tables[table].id
        detail = f"table {name} is taken in {told}, by meetings that can be held at no other time"
        names = scene.meeting_names([at[slot] for slot in slots])
        return Cause(Reason.TABLES_FULL, detail, (*names, *scene.slot_names(slots)))


def _closed(start: Iterable[int], full: Collection[int], onward: Callable[[int], Iterable[int]]) -> list[int] | None:
    """All slots reached from `start` by `onward`, where each of them is full; None where one is not."""
    reached = set(start)
    queue = list(reached)
    for slot in queue:  # grows while it is read
        if slot not in full:
            return None
        for following in onward(slot):
            if following not in reached:
                reached.add(following)
                queue.append(following)
    return sorted(reached)
