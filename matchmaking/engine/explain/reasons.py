"""Why a meeting is not in a plan, and the smallest change that would place it without dropping another."""

from collections import defaultdict
from collections.abc import Callable

from matchmaking.engine.indexed import Assignment, Indexed
from matchmaking.engine.measures import breaks_in, hours
from matchmaking.engine.plan import Reason, Unplaced

NAMED = 3  # meetings in the way that are named


def explain(data: Indexed, assignment: Assignment, *, proven: bool, pause: Callable[[], None]) -> tuple[Unplaced, ...]:
    """A reason for each meeting without a slot. `proven`: no plan places more weight."""
    left = [meeting for meeting, slot in enumerate(assignment) if slot is None]
    if not left:
        return ()
    scene = _Scene(data, assignment)
    found: list[Unplaced] = []
    for meeting in left:
        pause()
        reason, detail = _reason(scene, meeting, proven=proven)
        found.append(Unplaced(data.instance.meetings[meeting].id, reason, detail, _remedy(scene, meeting)))
    return tuple(found)


def nothing_placed(data: Indexed, *, conflict: tuple[str, ...]) -> tuple[Unplaced, ...]:
    """The reasons where there is no plan: proven impossible (a conflict), or not found in time."""
    found: list[Unplaced] = []
    for at, meeting in enumerate(data.instance.meetings):
        if not data.alone[at]:
            found.append(Unplaced(meeting.id, *_nowhere(data, at)))
        elif conflict:
            detail = f"there is no plan: {', '.join(conflict[:NAMED])} stand in conflict"
            found.append(Unplaced(meeting.id, Reason.OUTWEIGHED, detail))
        else:
            found.append(Unplaced(meeting.id, Reason.TIME_LIMIT, "the time ran out before a plan was found"))
    return tuple(found)


class _Scene:
    """A plan laid out for questions: who meets whom when, and what is left."""

    def __init__(self, data: Indexed, assignment: Assignment) -> None:
        self.data = data
        self.assignment = assignment
        self.meeting_at: dict[tuple[int, int], int] = {}  # (person, slot) -> meeting
        self.used: dict[int, list[int]] = defaultdict(list)  # slot -> on-site meetings
        for meeting, slot in enumerate(assignment):
            if slot is None:
                continue
            for person in data.people[meeting]:
                self.meeting_at[person, slot] = meeting
            if data.onsite[meeting]:
                self.used[slot].append(meeting)
        self.days = hours(data, assignment)
        self.breaks = [breaks_in(slots) for slots in self.days]

    def in_the_way(self, meeting: int, slot: int) -> list[int]:
        """Meetings that the people of this one have in that slot."""
        found = (self.meeting_at.get((person, slot)) for person in self.data.people[meeting])
        return [other for other in found if other is not None]

    def table_left(self, meeting: int, slot: int) -> bool:
        """Whether a table is left that it may have, or it needs none."""
        data = self.data
        if not data.onsite[meeting]:
            return True
        bound = data.seat[meeting]
        if bound is not None and any(data.seat[other] == bound for other in self.used[slot]):
            return False
        return len(self.used[slot]) < len(data.opened[slot])

    def full(self, person: int) -> bool:
        """Whether the person has all the meetings that they may have."""
        return len(self.days[person]) >= self.data.most[person]

    def early_enough(self, meeting: int, slot: int) -> bool:
        """Whether all that it comes after is placed before the slot, and all that follow it later."""
        before = [self.assignment[earlier] for earlier in self.data.after[meeting]]
        later = [self.assignment[follower] for follower in self.data.followers[meeting]]
        return all(one is not None and one < slot for one in before) and all(one is None or one > slot for one in later)

    def spread_holds(self, meeting: int, slot: int) -> bool:
        """Whether the rule on breaks still holds with the meeting there."""
        allowed = self.data.instance.rules.max_break_spread
        if allowed is None:
            return True
        breaks = list(self.breaks)
        for person in self.data.people[meeting]:
            breaks[person] = breaks_in(sorted([*self.days[person], slot]))
        return max(breaks) - min(breaks) <= allowed


def _reason(scene: _Scene, meeting: int, *, proven: bool) -> tuple[Reason, str]:
    """The first that applies, from what no plan could mend to what this plan chose."""
    if not scene.data.alone[meeting]:
        return _nowhere(scene.data, meeting)
    return (
        _out_of_order(scene, meeting)
        or _somebody_full(scene, meeting)
        or _no_table(scene, meeting)
        or _rivals(scene, meeting, proven=proven)
    )


def _out_of_order(scene: _Scene, meeting: int) -> tuple[Reason, str] | None:
    data = scene.data
    for earlier in data.after[meeting]:
        if scene.assignment[earlier] is None:
            name = data.instance.meetings[earlier].id
            return Reason.PRECEDENCE, f"it comes after {name}, which is not placed"
    if not data.allowed[meeting]:
        return Reason.PRECEDENCE, "no slot is late enough for all that it comes after"
    return None


def _somebody_full(scene: _Scene, meeting: int) -> tuple[Reason, str] | None:
    for person in scene.data.people[meeting]:
        who = scene.data.instance.participants[person]
        count = len(scene.days[person])
        if who.max_meetings is not None and count >= who.max_meetings:
            return Reason.PARTICIPANT_FULL, f"{who.id} has {count} meetings and takes no more"
        if count >= scene.data.slot_count - len(scene.data.away[person]):
            return Reason.PARTICIPANT_FULL, f"{who.id} has a meeting in each of their {count} free slots"
    return None


def _no_table(scene: _Scene, meeting: int) -> tuple[Reason, str] | None:
    free = [slot for slot in scene.data.allowed[meeting] if not scene.in_the_way(meeting, slot)]
    if not free or any(scene.table_left(meeting, slot) for slot in free):
        return None
    slots = ", ".join(scene.data.instance.slots[slot].id for slot in free[:NAMED])
    return Reason.TABLES_FULL, f"all tables are taken when its participants are free ({slots})"


def _rivals(scene: _Scene, meeting: int, *, proven: bool) -> tuple[Reason, str]:
    slots = scene.data.allowed[meeting]
    found = dict.fromkeys(other for slot in slots for other in scene.in_the_way(meeting, slot))
    told = ", ".join(scene.data.instance.meetings[other].id for other in list(found)[:NAMED])
    if not proven:
        way = f"; in the way are {told}" if told else ""
        return Reason.TIME_LIMIT, f"the search ended before it was placed or ruled out{way}"
    if told:
        return Reason.OUTWEIGHED, f"its participants meet in {told}, which together count more"
    return Reason.OUTWEIGHED, "placing it would break a rule or worsen a more important objective"


def _nowhere(data: Indexed, meeting: int) -> tuple[Reason, str]:
    """Why a meeting could not be held even if it were the only one."""
    what = data.instance.meetings[meeting]
    ids = [slot.id for slot in data.instance.slots]
    slots = [s for s in range(data.slot_count) if not any(s in data.away[p] for p in data.people[meeting])]
    who = " and ".join(what.participants)
    if not slots:
        return Reason.NO_COMMON_SLOT, f"{who} share no free slot"
    allowed = set(ids if what.slots is None else what.slots) & ({what.fixed.slot} if what.fixed else set(ids))
    slots = [slot for slot in slots if ids[slot] in allowed]
    if not slots:
        return Reason.NO_COMMON_SLOT, f"{who} are not all free in a slot that it allows"
    if len(data.bound[meeting]) > 1:
        return Reason.TABLES_FULL, f"{who} are bound to different tables"
    return Reason.TABLES_FULL, f"no table that it may have is open when {who} are free"


def _remedy(scene: _Scene, meeting: int) -> str | None:
    """A single change that makes room for the meeting as all others stand, or None where none is seen."""
    ways: list[tuple[int, int, str]] = []
    for slot in range(scene.data.slot_count):
        if scene.in_the_way(meeting, slot) or not scene.early_enough(meeting, slot):
            continue
        changes = _changes_needed(scene, meeting, slot)
        if changes is not None and len(changes) == 1 and scene.spread_holds(meeting, slot):
            cost, change = changes[0]
            ways.append((cost, slot, change))
    return min(ways)[2] if ways else None


def _changes_needed(scene: _Scene, meeting: int, slot: int) -> list[tuple[int, str]] | None:
    """What would have to change for the meeting to stand there, with its cost; None where nothing helps."""
    data = scene.data
    what = data.instance.meetings[meeting]
    where = data.instance.slots[slot].id
    if what.fixed is not None and what.fixed.slot != where:
        return None
    changes: list[tuple[int, str]] = []
    for person in data.people[meeting]:
        who = data.instance.participants[person]
        if slot in data.away[person]:
            changes.append((0, f"{who.id} frees {where}"))
        if who.max_meetings is not None and len(scene.days[person]) >= who.max_meetings:
            changes.append((1, f"{who.id} takes {len(scene.days[person]) + 1} meetings"))
    if what.slots is not None and where not in what.slots:
        changes.append((2, f"{what.id} may also be held in {where}"))
    table = _table_needed(scene, meeting, slot)
    return None if table is None else changes + table


def _table_needed(scene: _Scene, meeting: int, slot: int) -> list[tuple[int, str]] | None:
    """The table that would have to open, [] where one is left, None where nothing helps."""
    data = scene.data
    where = data.instance.slots[slot].id
    if not data.onsite[meeting]:
        return []
    if len(data.bound[meeting]) > 1:
        return None
    bound = data.seat[meeting]
    if bound is not None:
        if any(data.seat[other] == bound for other in scene.used[slot]):
            return None
        if bound not in data.opened[slot]:
            return [(3, f"table {data.instance.tables[bound].id} opens in {where}")]
    full = len(scene.used[slot]) >= len(data.opened[slot])
    return [(3, f"one more table opens in {where}")] if full else []
