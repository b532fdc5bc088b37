"""What happened to a released plan, and the instance that asks for its repair.

A repair keeps what people have been told: `changes` comes first among its objectives, then what the instance asks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matchmaking.engine.instance import Instance
from matchmaking.engine.parts import Fixed, InstanceError, Meeting, Objective, Participant, Placement
from matchmaking.engine.plan import Plan


@dataclass(frozen=True, slots=True)
class PersonOut:
    """Somebody cannot come in these slots (None: not at all, and nothing is required of their meetings any more)."""

    participant: str
    slots: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class TableLost:
    """A table is gone in these slots (None: in all; then who sat there may sit anywhere)."""

    table: str
    slots: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody comes late, with meetings of theirs."""

    participant: Participant
    meetings: tuple[Meeting, ...] = ()


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A meeting that nobody had asked for."""

    meeting: Meeting


@dataclass(frozen=True, slots=True)
class Lock:
    """Meetings that must stay where the plan has them."""

    meetings: tuple[str, ...]


Change = PersonOut | TableLost | Arrival | NewRequest | Lock


def changed(instance: Instance, plan: Plan | Sequence[Placement], changes: Sequence[Change]) -> Instance:
    """The instance after the changes, with the plan as its `previous` and `changes` first in its objective.

    Raises InstanceError where a change names what is not there, or locks a meeting that is not placed.
    """
    placements = plan.meetings if isinstance(plan, Plan) else tuple(plan)
    others = tuple(name for name in instance.objective if name is not Objective.CHANGES)
    begun = replace(instance, previous=tuple(placements), objective=(Objective.CHANGES, *others))
    for change in changes:
        begun = _applied(begun, change)
    return begun


def _applied(instance: Instance, change: Change) -> Instance:
    match change:
        case PersonOut():
            return _person_out(instance, change)
        case TableLost():
            return _table_lost(instance, change)
        case Arrival():
            people, meetings = (*instance.participants, change.participant), (*instance.meetings, *change.meetings)
            return replace(instance, participants=people, meetings=meetings)
        case NewRequest():
            return replace(instance, meetings=(*instance.meetings, change.meeting))
        case Lock():
            return _lock(instance, change)


def _person_out(instance: Instance, change: PersonOut) -> Instance:
    everything = tuple(slot.id for slot in instance.slots)
    slots = everything if change.slots is None else _known(change.slots, everything, "slot")
    _known((change.participant,), tuple(person.id for person in instance.participants), "participant")
    people = tuple(
        _away(person, slots, altogether=change.slots is None) if person.id == change.participant else person
        for person in instance.participants
    )
    meetings = instance.meetings
    if change.slots is None:
        meetings = tuple(
            replace(meeting, required=False) if change.participant in meeting.participants else meeting
            for meeting in meetings
        )
    return replace(instance, participants=people, meetings=meetings)


def _away(person: Participant, slots: tuple[str, ...], *, altogether: bool) -> Participant:
    gone = tuple(dict.fromkeys((*person.unavailable, *slots)))
    return replace(person, unavailable=gone, min_meetings=0 if altogether else person.min_meetings)


def _table_lost(instance: Instance, change: TableLost) -> Instance:
    everything = tuple(slot.id for slot in instance.slots)
    lost = everything if change.slots is None else _known(change.slots, everything, "slot")
    _known((change.table,), tuple(table.id for table in instance.tables), "table")
    tables = tuple(
        replace(table, slots=tuple(s for s in (everything if table.slots is None else table.slots) if s not in lost))
        if table.id == change.table
        else table
        for table in instance.tables
    )
    if change.slots is not None:
        return replace(instance, tables=tables)
    people = tuple(
        replace(person, table=None) if person.table == change.table else person for person in instance.participants
    )
    meetings = tuple(
        replace(meeting, fixed=Fixed(meeting.fixed.slot))
        if meeting.fixed is not None and meeting.fixed.table == change.table
        else meeting
        for meeting in instance.meetings
    )
    return replace(instance, tables=tables, participants=people, meetings=meetings)


def _lock(instance: Instance, change: Lock) -> Instance:
    told = {placement.meeting: placement for placement in instance.previous}
    _known(change.meetings, tuple(meeting.id for meeting in instance.meetings), "meeting")
    for name in change.meetings:
        if name not in told:
            raise InstanceError(f'"{name}" is not placed, so it cannot stay')
    names = frozenset(change.meetings)
    meetings = tuple(
        replace(meeting, required=True, fixed=Fixed(told[meeting.id].slot, told[meeting.id].table))
        if meeting.id in names
        else meeting
        for meeting in instance.meetings
    )
    return replace(instance, meetings=meetings)


def _known(names: tuple[str, ...], known: tuple[str, ...], kind: str) -> tuple[str, ...]:
    for name in names:
        if name not in known:
            raise InstanceError(f'unknown {kind} "{name}"')
    return names
