"""The smallest change that would place a meeting without dropping another."""

from collections.abc import Sequence

from matchmaking.engine.explain.counted import may_be_in
from matchmaking.engine.explain.scene import Scene
from matchmaking.engine.explain.together import Change, Together
from matchmaking.engine.indexed import Assignment, Indexed
from matchmaking.engine.measures import demands_met

MOST_CHANGES = 2

# what is asked of people is easier to get than a rule that changes, and a table is the hardest
COST = {"frees": 0, "takes": 1, "held": 2, "opens": 3, "table": 3}


def as_it_stands(scene: Scene, meeting: int, most: int) -> str | None:
    """At most so many changes that make room while all others stay where they are, or None where there are none."""
    ways: list[tuple[int, int, int, list[Change]]] = []
    for slot in range(scene.data.slot_count):
        if scene.in_the_way(meeting, slot) or not scene.early_enough(meeting, slot):
            continue
        changes = _needed(scene, meeting, slot)
        if changes is not None and 0 < len(changes) <= most and scene.spread_holds(meeting, slot):
            ways.append((len(changes), sum(COST[change.kind] for change in changes), slot, changes))
    if not ways:
        return None
    _, _, slot, changes = min(ways, key=lambda way: way[:3])
    after = list(scene.assignment)
    after[meeting] = slot
    return spoken(scene.data, changes, after)


def with_others_moved(scene: Scene, meeting: int, together: Together, most: int) -> str | None:
    """The same where the others may move; first changes that concern the meeting's own people are tried."""
    data = scene.data
    kept = [other for other, slot in enumerate(scene.assignment) if slot is not None]
    people = set(data.people[meeting])
    strange = [
        change
        for change in together.changes
        if (change.kind in ("frees", "takes") and change.what not in people)
        or (change.kind == "held" and change.what != meeting)
    ]
    for without in (strange, []):
        if together.hold([meeting, *kept], changes=most, without=without):
            after = together.places()
            if _spread_kept(data, after):
                changes = together.changed()
                return spoken(data, changes, after) if changes else None
    return None


def spoken(data: Indexed, changes: Sequence[Change], after: Assignment) -> str:
    """The changes in words. `after`: the plan that they make possible."""
    return " and ".join(_words(data, change, after) for change in sorted(changes, key=lambda one: COST[one.kind]))


def _words(data: Indexed, change: Change, after: Assignment) -> str:
    instance = data.instance
    where = instance.slots[change.slot].id if change.slot >= 0 else ""
    if change.kind == "frees":
        return f"{instance.participants[change.what].id} frees {where}"
    if change.kind == "takes":
        count = sum(after[meeting] is not None for meeting in data.meetings_of[change.what])
        return f"{instance.participants[change.what].id} takes {count} meetings"
    if change.kind == "held":
        return f"{instance.meetings[change.what].id} may also be held in {where}"
    if change.kind == "opens":
        return f"table {instance.tables[change.what].id} opens in {where}"
    return f"one more table opens in {where}"


def _needed(scene: Scene, meeting: int, slot: int) -> list[Change] | None:
    """What would have to change for the meeting to stand there; None where nothing helps."""
    data = scene.data
    changes: list[Change] = []
    for person in data.people[meeting]:
        most = data.instance.participants[person].max_meetings
        if slot in data.away[person]:
            changes.append(Change("frees", person, slot))
        if most is not None and len(scene.days[person]) >= most:
            changes.append(Change("takes", person))
    if not may_be_in(data, meeting, slot):
        if data.instance.meetings[meeting].fixed is not None:
            return None
        changes.append(Change("held", meeting, slot))
    table = _table_needed(scene, meeting, slot)
    return None if table is None else changes + table


def _table_needed(scene: Scene, meeting: int, slot: int) -> list[Change] | None:
    """The table that would have to open, [] where one is left, None where nothing helps."""
    data = scene.data
    if not data.onsite[meeting]:
        return []
    if len(data.bound[meeting]) > 1:
        return None
    bound = data.seat[meeting]
    if bound is not None:
        if any(data.seat[other] == bound for other in scene.used[slot]):
            return None
        if bound not in data.opened[slot]:
            return [Change("opens", bound, slot)]
    full = len(scene.used[slot]) >= len(data.opened[slot])
    return [Change("table", slot, slot)] if full else []


def _spread_kept(data: Indexed, after: Assignment) -> bool:
    return data.instance.rules.max_break_spread is None or demands_met(data, after)
