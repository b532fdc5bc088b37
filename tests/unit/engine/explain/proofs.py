"""Certificates and remedies judged by brute force on tiny instances; nothing here is shared with the engine."""

import re
from dataclasses import replace

from matchmaking.engine import Instance, Objective, Placement, Reason, Table, Unplaced
from tests.unit.engine.planting import every_plan, values

Slots = dict[str, str]


def slots_of(placements: tuple[Placement, ...]) -> Slots:
    return {placement.meeting: placement.slot for placement in placements}


def without_demands(instance: Instance) -> Instance:
    """The instance with nothing required, so that what cannot be held together is in none of its plans."""
    return replace(
        instance,
        participants=tuple(replace(person, min_meetings=0) for person in instance.participants),
        meetings=tuple(replace(meeting, required=False) for meeting in instance.meetings),
    )


def certificate_holds(instance: Instance, placed: Slots, left: Unplaced, free: list[Slots]) -> bool:
    """Whether the certificate proves what its reason says. `free`: every plan of the instance without demands."""
    weight = {meeting.id: meeting.weight for meeting in instance.meetings}
    what = next(meeting for meeting in instance.meetings if meeting.id == left.id)
    with_it = [plan for plan in free if left.id in plan]
    named = {name for name in left.because if name in weight}
    if left.reason is Reason.NO_COMMON_SLOT or (not named and left.reason is Reason.TABLES_FULL):
        return not with_it
    if left.reason is Reason.PRECEDENCE:
        return not with_it or any(name in what.after and name not in placed for name in named)
    beside = named <= placed.keys() and not any(named <= plan.keys() for plan in with_it)
    if left.reason is not Reason.OUTWEIGHED or instance.objective[0] is not Objective.WEIGHT:
        return beside and left.reason is not Reason.TIME_LIMIT
    worth = sum(weight[name] for name in named)
    gains = [
        (sum(weight[n] for n in plan if n not in placed), sum(weight[n] for n in plan.keys() & named))
        for plan in with_it
    ]
    least = min((gain for gain, _ in gains), default=0)  # what holding it brings, with the predecessors that it takes
    return named <= placed.keys() and all(least + kept <= worth for _, kept in gains)


def worse_with(instance: Instance, plan: tuple[Placement, ...], name: str, every: list[tuple[Placement, ...]]) -> bool:
    """Whether every plan with that meeting beside all that are placed is worse in what counts more than weight."""
    order = instance.objective
    before = order.index(Objective.WEIGHT) if Objective.WEIGHT in order else len(order)
    known = values(instance, plan)[:before]
    kept = {placement.meeting for placement in plan} | {name}
    return all(values(instance, other)[:before] < known for other in every if kept <= slots_of(other).keys())


def none_better_with(
    instance: Instance, plan: tuple[Placement, ...], name: str, every: list[tuple[Placement, ...]]
) -> bool:
    """Whether no plan with that meeting is better, weight and what counts more regarded."""
    upto = instance.objective.index(Objective.WEIGHT) + 1
    known = values(instance, plan)[:upto]
    return all(values(instance, other)[:upto] <= known for other in every if name in slots_of(other))


def changed(instance: Instance, remedy: str) -> Instance:
    """The instance after the changes that a remedy asks for."""
    for change in remedy.split(" and "):
        instance = _changed_once(instance, change)
    return instance


def _changed_once(instance: Instance, change: str) -> Instance:
    if found := re.fullmatch(r"(\S+) frees (\S+)", change):
        who, slot = found.groups()
        people = tuple(
            replace(person, unavailable=tuple(s for s in person.unavailable if s != slot))
            if person.id == who
            else person
            for person in instance.participants
        )
        return replace(instance, participants=people)
    if found := re.fullmatch(r"(\S+) takes (\d+) meetings", change):
        who, most = found.groups()
        people = tuple(
            replace(person, max_meetings=int(most)) if person.id == who else person for person in instance.participants
        )
        return replace(instance, participants=people)
    if found := re.fullmatch(r"(\S+) may also be held in (\S+)", change):
        what, slot = found.groups()
        meetings = tuple(
            replace(meeting, slots=(*(meeting.slots or ()), slot)) if meeting.id == what else meeting
            for meeting in instance.meetings
        )
        return replace(instance, meetings=meetings)
    if found := re.fullmatch(r"table (\S+) opens in (\S+)", change):
        which, slot = found.groups()
        tables = tuple(
            replace(table, slots=(*(table.slots or ()), slot)) if table.id == which else table
            for table in instance.tables
        )
        return replace(instance, tables=tables)
    found = re.fullmatch(r"one more table opens in (\S+)", change)
    assert found, change
    extra = f"extra{len(instance.tables)}"
    return replace(instance, tables=(*instance.tables, Table(extra, (found.group(1),))))


def places_it(instance: Instance, placed: Slots, left: Unplaced) -> bool:
    """Whether the instance changed as the remedy says has a plan with the meeting and all that were placed."""
    assert left.remedy is not None
    kept = placed.keys() | {left.id}
    return any(kept <= slots_of(plan).keys() for plan in every_plan(changed(instance, left.remedy)))
