"""A glance at a search."""

from collections.abc import Callable
from dataclasses import dataclass

from matchmaking.engine.parts import Objective


@dataclass(frozen=True, slots=True)
class Progress:
    """How a search stands.

    `state` is one of "constructing", "finding", "improving", "climbing", "proving", "repairing", "explaining conflict",
    "seating", "explaining" and, once at the end, "done". `objective` names the first whose value is not yet its bound
    ("" before there is a plan), `best` and `bound` its value in the best plan so far and its bound, `placed` how many
    meetings that plan holds; None for what is not known yet. `seconds` run from the start. `reached`: of each objective
    before it, the value and the bound.
    """

    state: str
    objective: str
    best: int | None
    bound: int | None
    placed: int | None
    seconds: float
    reached: tuple[tuple[Objective, int, int], ...] = ()


OnProgress = Callable[[Progress], bool]
