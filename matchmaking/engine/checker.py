"""The independent judge of plans.

It reads nothing but the dataclasses and shares no line with the solver, so a mistake there is seen here.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from matchmaking.engine.instance import Instance
from matchmaking.engine.parts import Meeting, Objective, Placement
from matchmaking.engine.plan import Plan, Status


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a plan breaks, by its short name, and how, in a sentence."""

    rule: str
    detail: str


def check(instance: Instance, plan: Plan) -> list[Violation]:
    """All violations of the instance's rules in the plan; an empty list for a good plan.

    That a bound is proven cannot be seen from a plan; that no value beats its bound can.
    """
    found = list(_names(instance, plan))
    if found:  # the rest speaks of meetings, slots and tables that exist, each meeting once
        return found
    if plan.status in (Status.INFEASIBLE, Status.UNKNOWN):
        return list(_no_plan(plan))
    placed = {placement.meeting: placement for placement in plan.meetings}
    hours = _hours(instance, placed)
    return [
        *_places(instance, placed),
        *_orders(instance, placed),
        *_people(instance, placed, hours),
        *_spread(instance, hours),
        *_objective(instance, plan, placed, hours),
    ]


def _names(instance: Instance, plan: Plan) -> Iterator[Violation]:
    """The plan is for this instance, knows its ids, and has each meeting exactly once."""
    if plan.instance != instance.name:
        yield Violation("instance", f'the plan is for "{plan.instance}", not "{instance.name}"')
    meetings = {meeting.id for meeting in instance.meetings}
    slots = {slot.id for slot in instance.slots}
    tables = {table.id for table in instance.tables}
    times: dict[str, int] = defaultdict(int)
    for name in [*(placement.meeting for placement in plan.meetings), *(left.id for left in plan.unplaced)]:
        times[name] += 1
    for name in sorted(meetings | set(times)):
        if name not in meetings:
            yield Violation("unknown", f"meeting {name} is not in the instance")
        elif times[name] != 1:
            yield Violation("once", f"meeting {name} stands {times[name]} times in the plan")
    for placement in plan.meetings:
        if placement.slot not in slots:
            yield Violation("unknown", f"slot {placement.slot} is not in the instance")
        if placement.table is not None and placement.table not in tables:
            yield Violation("unknown", f"table {placement.table} is not in the instance")
    yield from _conflict_names(instance, plan)


def _conflict_names(instance: Instance, plan: Plan) -> Iterator[Violation]:
    known = {meeting.id for meeting in instance.meetings}
    known |= {participant.id for participant in instance.participants}
    for name in plan.conflict:
        if name not in known:
            yield Violation("unknown", f"{name} in the conflict is not in the instance")


def _no_plan(plan: Plan) -> Iterator[Violation]:
    """Without a plan there is nothing placed and nothing measured; a proof of that names its conflict."""
    if plan.meetings or plan.objective:
        yield Violation("status", f"{plan.status}, yet meetings are placed or objectives have values")
    if plan.status == Status.INFEASIBLE and not plan.conflict:
        yield Violation("conflict", "infeasible, yet no conflict is named")


def _places(instance: Instance, placed: dict[str, Placement]) -> Iterator[Violation]:
    """Slots allowed and pinned; tables open, used once per slot, and the ones their people sit at."""
    opening = {table.id: table.slots for table in instance.tables}
    seats = {participant.id: participant.table for participant in instance.participants}
    used: dict[tuple[str, str], str] = {}
    for meeting in instance.meetings:
        place = placed.get(meeting.id)
        if place is None:
            continue
        if meeting.slots is not None and place.slot not in meeting.slots:
            yield Violation("slots", f"{meeting.id} is in slot {place.slot}, which it does not allow")
        yield from _pinned(meeting, place)
        if meeting.online:
            if place.table is not None:
                yield Violation("online", f"{meeting.id} is online, yet it has table {place.table}")
            continue
        if place.table is None:
            yield Violation("table", f"{meeting.id} has no table")
            continue
        open_in = opening[place.table]
        if open_in is not None and place.slot not in open_in:
            yield Violation("table_closed", f"table {place.table} of {meeting.id} is closed in {place.slot}")
        other = used.setdefault((place.slot, place.table), meeting.id)
        if other != meeting.id:
            yield Violation("table_twice", f"{other} and {meeting.id} share {place.table} in {place.slot}")
        yield from _seated(meeting, place, seats)


def _seated(meeting: Meeting, place: Placement, seats: dict[str, str | None]) -> Iterator[Violation]:
    for name in meeting.participants:
        if seats[name] is not None and seats[name] != place.table:
            yield Violation("participant_table", f"{name} sits at {seats[name]}, not at {place.table}")


def _pinned(meeting: Meeting, place: Placement) -> Iterator[Violation]:
    if meeting.fixed is None:
        return
    if place.slot != meeting.fixed.slot:
        yield Violation("fixed", f"{meeting.id} is pinned to slot {meeting.fixed.slot}, not {place.slot}")
    if meeting.fixed.table is not None and place.table != meeting.fixed.table:
        yield Violation("fixed", f"{meeting.id} is pinned to table {meeting.fixed.table}, not {place.table}")


def _orders(instance: Instance, placed: dict[str, Placement]) -> Iterator[Violation]:
    """What is required is there; a meeting stands later than all that it comes after."""
    rank = {slot.id: at for at, slot in enumerate(instance.slots)}
    for meeting in instance.meetings:
        place = placed.get(meeting.id)
        if place is None:
            if meeting.required:
                yield Violation("required", f"{meeting.id} is required and not placed")
            continue
        for name in meeting.after:
            earlier = placed.get(name)
            if earlier is None:
                yield Violation("after", f"{meeting.id} comes after {name}, which is not placed")
            elif rank[earlier.slot] >= rank[place.slot]:
                yield Violation("after", f"{meeting.id} is not later than {name}")


def _hours(instance: Instance, placed: dict[str, Placement]) -> dict[str, list[int]]:
    """For each participant the ranks of the slots of their meetings, in order, one per meeting."""
    rank = {slot.id: at for at, slot in enumerate(instance.slots)}
    hours: dict[str, list[int]] = {participant.id: [] for participant in instance.participants}
    for meeting in instance.meetings:
        if meeting.id in placed:
            for name in meeting.participants:
                hours[name].append(rank[placed[meeting.id].slot])
    for ranks in hours.values():
        ranks.sort()
    return hours


def _people(instance: Instance, placed: dict[str, Placement], hours: dict[str, list[int]]) -> Iterator[Violation]:
    """One meeting at a time, only when available, and neither too many nor too few."""
    by_slot: dict[tuple[str, str], list[str]] = defaultdict(list)
    for meeting in instance.meetings:
        if meeting.id in placed:
            for name in meeting.participants:
                by_slot[name, placed[meeting.id].slot].append(meeting.id)
    away = {participant.id: frozenset(participant.unavailable) for participant in instance.participants}
    for (name, slot), meetings in by_slot.items():
        if len(meetings) > 1:
            yield Violation("double_booked", f"{name} has {' and '.join(meetings)} in slot {slot}")
        if slot in away[name]:
            yield Violation("unavailable", f"{name} is not available in slot {slot} of {meetings[0]}")
    for participant in instance.participants:
        count = len(hours[participant.id])
        if participant.max_meetings is not None and count > participant.max_meetings:
            yield Violation(
                "max_meetings", f"{participant.id} has {count} meetings of at most {participant.max_meetings}"
            )
        if count < participant.min_meetings:
            yield Violation(
                "min_meetings",
                f"{participant.id} has {count} meetings of at least {participant.min_meetings}",
            )


def _gaps(ranks: list[int]) -> list[int]:
    """The lengths of the breaks between meetings in the slots of these ranks."""
    return [later - sooner - 1 for sooner, later in itertools.pairwise(ranks) if later > sooner + 1]


def _spread(instance: Instance, hours: dict[str, list[int]]) -> Iterator[Violation]:
    """No two participants differ by more breaks than the rule allows."""
    allowed = instance.rules.max_break_spread
    breaks = [len(_gaps(ranks)) for ranks in hours.values()]
    if allowed is not None and breaks and max(breaks) - min(breaks) > allowed:
        yield Violation(
            "break_spread", f"one has {max(breaks)} breaks, another {min(breaks)}; {allowed} may lie between"
        )


def _objective(
    instance: Instance, plan: Plan, placed: dict[str, Placement], hours: dict[str, list[int]]
) -> Iterator[Violation]:
    """Each objective once and in order, with its true value, which no bound forbids."""
    named = [value.name for value in plan.objective]
    if named != list(instance.objective):
        yield Violation("objective", f"lists {', '.join(named)}, not {', '.join(instance.objective)}")
        return
    for value in plan.objective:
        truth = _measure(value.name, instance, placed, hours)
        if value.value != truth:
            yield Violation("objective", f"{value.name} is {truth}, not {value.value}")
        better = (
            value.value > value.bound
            if value.name in (Objective.WEIGHT, Objective.FAIRNESS)
            else value.value < value.bound
        )
        if better:
            yield Violation("bound", f"{value.name} is {value.value}, better than its bound {value.bound}")
    if plan.status == Status.OPTIMAL and any(value.value != value.bound for value in plan.objective):
        yield Violation("status", "optimal, yet a value is not at its bound")


def _measure(name: Objective, instance: Instance, placed: dict[str, Placement], hours: dict[str, list[int]]) -> int:
    """The objective's value, counted anew from the placements."""
    if name == Objective.WEIGHT:
        return sum(meeting.weight for meeting in instance.meetings if meeting.id in placed)
    if name == Objective.FAIRNESS:
        asked: dict[str, int] = defaultdict(int)
        for meeting in instance.meetings:
            for person in meeting.participants:
                asked[person] += 1
        return min((100 * len(hours[person]) // count for person, count in asked.items()), default=100)
    if name == Objective.BREAKS:
        return sum(len(_gaps(ranks)) for ranks in hours.values())
    if name == Objective.IDLE:
        return sum(sum(_gaps(ranks)) for ranks in hours.values())
    if name == Objective.CHANGES:
        return sum(placed.get(before.meeting) != before for before in instance.previous)
    return _moves(instance, placed)


def _moves(instance: Instance, placed: dict[str, Placement]) -> int:
    """How often a participant's next on-site meeting is at another table."""
    rank = {slot.id: at for at, slot in enumerate(instance.slots)}
    walks: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for meeting in instance.meetings:
        place = placed.get(meeting.id)
        if place is not None and place.table is not None:
            for person in meeting.participants:
                walks[person].append((rank[place.slot], place.table))
    moves = 0
    for walk in walks.values():
        tables = [table for _, table in sorted(walk)]
        moves += sum(here != there for here, there in itertools.pairwise(tables))
    return moves
