"""What is left of an instance when some of its meetings are settled: a smaller instance."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from matchmaking.engine.instance import Instance
from matchmaking.engine.parts import Meeting, Objective, Participant, Placement, Rules, Table


def rest_of(instance: Instance, kept: Mapping[str, Placement]) -> Instance:
    """The meetings that are not kept, in the places that those leave.

    A plan of it and the kept placements are together a plan of `instance`, save that the spread of breaks is not
    looked at (unless nothing is kept). `previous` is that of the meetings left.
    """
    if not kept:
        return instance
    busy: dict[str, list[str]] = defaultdict(list)
    taken: set[tuple[str | None, str]] = set()
    for meeting in instance.meetings:
        place = kept.get(meeting.id)
        if place is not None:
            taken.add((place.table, place.slot))
            for person in meeting.participants:
                busy[person].append(place.slot)
    return replace(
        instance,
        tables=tuple(_left_open(table, instance, taken) for table in instance.tables),
        participants=tuple(_left_free(person, busy[person.id]) for person in instance.participants),
        meetings=_left_over(instance, kept),
        previous=tuple(place for place in instance.previous if place.meeting not in kept),
        rules=Rules(),
        objective=tuple(name for name in instance.objective if name in (Objective.CHANGES, Objective.WEIGHT))
        or (Objective.WEIGHT,),
    )


def _left_open(table: Table, instance: Instance, taken: set[tuple[str | None, str]]) -> Table:
    slots = tuple(slot.id for slot in instance.slots) if table.slots is None else table.slots
    return replace(table, slots=tuple(slot for slot in slots if (table.id, slot) not in taken))


def _left_free(person: Participant, busy: list[str]) -> Participant:
    most = person.max_meetings
    return replace(
        person,
        unavailable=tuple(dict.fromkeys((*person.unavailable, *busy))),
        max_meetings=None if most is None else max(0, most - len(busy)),
        min_meetings=max(0, person.min_meetings - len(busy)),
    )


def _left_over(instance: Instance, kept: Mapping[str, Placement]) -> tuple[Meeting, ...]:
    """The meetings not kept, later than their kept predecessors and sooner than their kept followers."""
    rank = {slot.id: at for at, slot in enumerate(instance.slots)}
    latest: dict[str, int] = {}
    for meeting in instance.meetings:
        if meeting.id in kept:
            for earlier in meeting.after:
                latest[earlier] = min(latest.get(earlier, len(rank)), rank[kept[meeting.id].slot])
    found: list[Meeting] = []
    for meeting in instance.meetings:
        if meeting.id in kept:
            continue
        first = max((rank[kept[name].slot] + 1 for name in meeting.after if name in kept), default=0)
        last = latest.get(meeting.id, len(rank))
        slots = meeting.slots
        if first > 0 or last < len(rank):
            names = rank if slots is None else slots
            slots = tuple(name for name in names if first <= rank[name] < last)
        found.append(
            replace(
                meeting,
                slots=slots,
                after=tuple(name for name in meeting.after if name not in kept),
                required=meeting.required or meeting.id in latest,
            )
        )
    return tuple(found)
