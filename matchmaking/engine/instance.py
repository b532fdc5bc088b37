"""A whole scheduling problem, and that it makes sense as soon as it exists."""

from dataclasses import dataclass, field

from matchmaking.engine.parts import (
    DEFAULT_OBJECTIVE,
    DEFAULT_REPAIR_OBJECTIVE,
    Meeting,
    Objective,
    Participant,
    Placement,
    Rules,
    Slot,
    Table,
)
from matchmaking.engine.validation import (
    validate_meetings,
    validate_objective,
    validate_participants,
    validate_previous,
    validate_rules,
    validate_slots,
    validate_tables,
)


@dataclass(frozen=True, slots=True)
class Instance:
    """A scheduling problem. Raises InstanceError where it makes no sense, naming the place.

    `objective` is lexicographic, most important first; () stands for the usual order, which puts
    `changes` after `weight` where there is a `previous` plan. Once built, it is never empty.
    """

    name: str
    slots: tuple[Slot, ...]
    tables: tuple[Table, ...]
    participants: tuple[Participant, ...]
    meetings: tuple[Meeting, ...]
    previous: tuple[Placement, ...] = ()
    rules: Rules = field(default_factory=Rules)
    objective: tuple[Objective, ...] = ()

    def __post_init__(self) -> None:
        usual = DEFAULT_REPAIR_OBJECTIVE if self.previous else DEFAULT_OBJECTIVE
        named = validate_objective(self.objective) or usual
        object.__setattr__(self, "objective", named)
        slots = frozenset(slot.id for slot in self.slots)
        tables = frozenset(table.id for table in self.tables)
        participants = frozenset(participant.id for participant in self.participants)
        meetings = frozenset(meeting.id for meeting in self.meetings)
        validate_slots(self.slots)
        validate_tables(self.tables, slots)
        validate_participants(self.participants, slots, tables)
        validate_meetings(self.meetings, slots, tables, participants)
        validate_previous(self.previous, slots, tables, meetings)
        validate_rules(self.rules)
