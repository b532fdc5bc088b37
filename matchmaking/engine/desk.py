"""Between a searcher and whoever runs it: what is offered, what is proven, and the word to stop.

A *searcher* is a module with a function `run(data, desk)`. It knows nothing of threads or processes; the desk may
stand in the same process or at the other end of a pipe.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from matchmaking.engine.indexed import Assignment
from matchmaking.engine.measures import Tables
from matchmaking.engine.parts import Objective
from matchmaking.engine.plan import Unplaced


class Stopped(Exception):
    """Raised inside a search to leave it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, on how many cores, from which seed, and how much work.

    `time_limit`: seconds. `workers`: cores. `work`: an amount of search after which it ends by itself; with it, one
    worker and a time limit that is not reached, one seed gives one plan on every machine. `memory`: bytes that each
    searching process may allocate.
    """

    time_limit: float = 60.0
    workers: int = 2
    seed: int = 0
    work: int | None = None
    memory: int = 4 * 1024**3

    def __post_init__(self) -> None:
        if not self.time_limit >= 0:
            raise ValueError("time_limit is a number of seconds, 0 or more")
        if self.workers < 1:
            raise ValueError("workers is 1 or more")
        if self.work is not None and self.work < 0:
            raise ValueError("work is a number of steps, 0 or more")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan that keeps every rule and demand. `tables` by meeting, or None: to be given (see tables.py)."""

    slots: Assignment
    tables: Tables | None = None


class Desk(Protocol):
    """What a searcher may say and ask."""

    limits: Limits

    def pause(self) -> None:
        """Called at least every tenth of a second. Raises Stopped when the search must end."""

    def left(self) -> float:
        """Seconds until the time limit."""

    def best(self) -> Candidate | None:
        """The best plan known so far, whoever found it."""

    def proven(self, name: Objective, given: tuple[int, ...]) -> int:
        """The best bound known of this objective where those before it have at least the values `given`."""

    def offer(self, candidate: Candidate) -> None:
        """A plan. It need not be better than the best; it is judged and compared where it arrives."""

    def bound(self, name: Objective, given: tuple[int, ...], value: int) -> None:
        """Proven: no plan whose objectives before `name` are each at least as good as `given` beats `value`."""

    def impossible(self, conflict: tuple[str, ...]) -> None:
        """Proven: there is no plan. `conflict` names meetings and participants that cannot hold together."""

    def explain(self, slots: Assignment, unplaced: tuple[Unplaced, ...]) -> None:
        """Why the plan with these slots leaves out what it does, as far as is known."""

    def say(self, state: str) -> None:
        """What is being done, for whoever watches."""

    def listen(self, listener: Callable[[], None] | None) -> None:
        """Call this, from another thread, whenever there is news: a better plan, a bound, the word to stop."""

    @property
    def stopping(self) -> bool:
        """Whether the search must end."""
