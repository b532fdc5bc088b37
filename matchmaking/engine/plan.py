"""What the engine answers: where each meeting stands, what did not fit and why, and how good that is."""

from dataclasses import dataclass, field
from enum import StrEnum

from matchmaking.engine.parts import Objective, Placement


class Status(StrEnum):
    """How much is known of a plan."""

    OPTIMAL = "optimal"  # every objective's value equals its proven bound
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"  # proven: what is required cannot all hold
    UNKNOWN = "unknown"  # time ran out, or somebody stopped, with no plan


class Reason(StrEnum):
    """Why a meeting is not in the plan."""

    NO_COMMON_SLOT = "no_common_slot"
    PARTICIPANT_FULL = "participant_full"
    TABLES_FULL = "tables_full"
    PRECEDENCE = "precedence"
    OUTWEIGHED = "outweighed"
    TIME_LIMIT = "time_limit"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A meeting left out. `remedy`: the smallest change found that would place it and drop none.

    `because`: ids of the meetings, participants and slots that its certificate stands on; `explain/reasons.py` says
    for each reason what they prove. Plan files do not carry it, so it does not count in comparisons.
    """

    id: str
    reason: Reason
    detail: str
    remedy: str | None = None
    because: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class ObjectiveValue:
    """An objective's value in the plan, and a proven bound for plans as good in the objectives before it.

    `fairness` is in whole per cent, rounded down.
    """

    name: Objective
    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer to an instance. `conflict`: ids of meetings and participants that cannot hold together."""

    instance: str
    status: Status
    meetings: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    objective: tuple[ObjectiveValue, ...]
    seconds: float
    conflict: tuple[str, ...] = ()
