"""What a searcher's desk says to the ledger, and what the ledger says back. All of it can be pickled."""

from dataclasses import dataclass

from matchmaking.engine.desk import Candidate, Limits
from matchmaking.engine.indexed import Assignment
from matchmaking.engine.instance import Instance
from matchmaking.engine.parts import Objective
from matchmaking.engine.plan import Unplaced


@dataclass(frozen=True, slots=True)
class Claim:
    """No plan whose objectives before `name` are each at least as good as `given` beats `value`."""

    name: Objective
    given: tuple[int, ...]
    value: int


@dataclass(frozen=True, slots=True)
class News:
    """What is known by now."""

    best: Candidate | None
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """What a searcher is sent to do: its module, on what, for how many seconds, and what is known when it begins."""

    searcher: str
    instance: Instance
    limits: Limits
    seconds: float
    news: News = News(None, ())


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan."""

    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Impossible:
    """There is no plan."""

    conflict: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """Why the plan with these slots leaves out what it does, as far as is known."""

    slots: Assignment
    unplaced: tuple[Unplaced, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What is being done."""

    state: str


@dataclass(frozen=True, slots=True)
class Done:
    """The searcher has nothing left to do."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The searcher broke. `told`: the traceback, for the log."""

    told: str


Message = Offer | Claim | Impossible | Explained | Said | Done | Failed
