"""The parts of a scheduling problem: slots, tables, people, meetings. Plain frozen values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class InstanceError(ValueError):
    """An instance that makes no sense. `place` says where ("meetings[3].participants[1]"), `sentence` what."""

    def __init__(self, sentence: str, place: str = "") -> None:
        super().__init__(f"{place}: {sentence}" if place else sentence)
        self.sentence = sentence
        self.place = place


class Objective(StrEnum):
    """What a plan can be asked to be good at; `docs/engine.md` gives each in mathematics."""

    WEIGHT = "weight"
    FAIRNESS = "fairness"
    BREAKS = "breaks"
    IDLE = "idle"
    MOVES = "moves"
    CHANGES = "changes"

    @property
    def upward(self) -> bool:
        """Whether more is better (weight, fairness) or less (the others)."""
        return self in (Objective.WEIGHT, Objective.FAIRNESS)


DEFAULT_OBJECTIVE = (Objective.WEIGHT, Objective.FAIRNESS, Objective.BREAKS, Objective.MOVES)
DEFAULT_REPAIR_OBJECTIVE = (
    Objective.WEIGHT,
    Objective.CHANGES,
    Objective.FAIRNESS,
    Objective.BREAKS,
    Objective.MOVES,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A length of time for one meeting. Times carry their offset; both are given or neither."""

    id: str
    start: datetime | None = None
    end: datetime | None = None
    session: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A place for one meeting per slot, open in `slots` (None: in all)."""

    id: str
    slots: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who meets. `table`: all their on-site meetings are held there."""

    id: str
    unavailable: tuple[str, ...] = ()
    max_meetings: int | None = None
    min_meetings: int = 0
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """Where a meeting is pinned. It need not be placed, but nowhere else."""

    slot: str
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that could be held: two participants or more, once, in one slot of `slots` (None: any)."""

    id: str
    participants: tuple[str, ...]
    weight: int = 1
    required: bool = False
    slots: tuple[str, ...] | None = None
    fixed: Fixed | None = None
    after: tuple[str, ...] = ()
    online: bool = False


@dataclass(frozen=True, slots=True)
class Placement:
    """A meeting in a slot at a table (None: online)."""

    meeting: str
    slot: str
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules over all participants. `max_break_spread`: most breaks of one less fewest of another (None: any)."""

    max_break_spread: int | None = None
