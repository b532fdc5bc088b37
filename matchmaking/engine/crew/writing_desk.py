"""The desk that a searcher sits at: what it says is sent on, what is news to it is kept for when it asks."""

import threading
import time
from collections.abc import Callable, Iterable

from matchmaking.engine.crew.messages import Claim, Explained, Impossible, Message, News, Offer, Said
from matchmaking.engine.desk import Candidate, Limits, Stopped
from matchmaking.engine.indexed import Assignment
from matchmaking.engine.measures import at_least
from matchmaking.engine.parts import Objective
from matchmaking.engine.plan import Unplaced


class WritingDesk:
    """A `Desk` that hands every message to `send`. `hear` and `stop` may be called from any thread."""

    def __init__(
        self, limits: Limits, seconds: float, order: tuple[Objective, ...], send: Callable[[Message], None]
    ) -> None:
        self.limits = limits
        self._until = time.monotonic() + seconds
        self._order = order
        self._send = send
        self._news = News(None, ())
        self._own: tuple[Claim, ...] = ()
        self._stopping = threading.Event()
        self._listener: Callable[[], None] | None = None

    def pause(self) -> None:
        """As `Desk.pause`."""
        if self.stopping:
            raise Stopped

    @property
    def stopping(self) -> bool:
        """Whether the search must end."""
        return self._stopping.is_set() or self.left() <= 0

    def left(self) -> float:
        """As `Desk.left`."""
        return max(0.0, self._until - time.monotonic())

    def best(self) -> Candidate | None:
        """As `Desk.best`."""
        return self._news.best

    def proven(self, name: Objective, given: tuple[int, ...]) -> int:
        """As `Desk.proven`."""
        return tightest((*self._news.claims, *self._own), self._order, name, given)

    def offer(self, candidate: Candidate) -> None:
        """As `Desk.offer`."""
        self._send(Offer(candidate))

    def bound(self, name: Objective, given: tuple[int, ...], value: int) -> None:
        """As `Desk.bound`."""
        known = self.proven(name, given)
        if value >= known if name.upward else value <= known:
            return
        claim = Claim(name, given, value)
        self._own = (*self._own, claim)
        self._send(claim)

    def impossible(self, conflict: tuple[str, ...]) -> None:
        """As `Desk.impossible`."""
        self._send(Impossible(conflict))

    def explain(self, slots: Assignment, unplaced: tuple[Unplaced, ...]) -> None:
        """As `Desk.explain`."""
        self._send(Explained(slots, unplaced))

    def say(self, state: str) -> None:
        """As `Desk.say`."""
        self._send(Said(state))

    def listen(self, listener: Callable[[], None] | None) -> None:
        """As `Desk.listen`."""
        self._listener = listener

    def hear(self, news: News) -> None:
        """Take in what is known by now."""
        self._news = news
        self._call()

    def stop(self) -> None:
        """The search must end."""
        self._stopping.set()
        self._call()

    def _call(self) -> None:
        listener = self._listener
        if listener is not None:
            listener()


def tightest(claims: Iterable[Claim], order: tuple[Objective, ...], name: Objective, given: tuple[int, ...]) -> int:
    """The best of the claims about `name` that hold where the objectives before it have the values `given`.

    A claim holds wherever those are at least as good as it takes for granted. Where none holds: the trivial
    bound, none at all for `weight`, which is told as 10^15.
    """
    best = TRIVIAL[name]
    for claim in claims:
        if claim.name is name and at_least(given, claim.given, order):
            best = min(best, claim.value) if name.upward else max(best, claim.value)
    return best


TRIVIAL = dict.fromkeys(Objective, 0) | {Objective.WEIGHT: 10**15, Objective.FAIRNESS: 100}
