"""Plans of great weight at any size: a searcher (see desk.py)."""

import itertools
import time
from collections.abc import Iterator

import numpy as np

from matchmaking.engine.bounds.weight import Relaxation, relax
from matchmaking.engine.climb.arrays import Arrays, arrays, to_array, to_assignment
from matchmaking.engine.climb.choice import Choice
from matchmaking.engine.climb.construct import construct
from matchmaking.engine.climb.cooling import EVEN, WARM, Climb, Floats, Values, chosen, valued
from matchmaking.engine.desk import Candidate, Desk
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.measures import demands_met
from matchmaking.engine.parts import Objective

FIRST_ROUND = 50  # steps for each meeting
SECOND_ROUND = 60  # steps for each meeting in the shortest round of the first turn
LONGER = 4  # times as long are the rounds of a turn as those of the one before
FEWEST = 100  # meetings that a small instance counts as
STALLED = 20_000  # steps for each meeting without a better plan end the search
LAST_ROUND = 2.5  # a round takes all the time that is left where that is no more than so many times its own
CHOOSING = 0.2  # of the time left may go into asking a linear programme which meetings to try
OFFER_EVERY = 0.2  # seconds
OFFER_SHARE = 0.1  # of the time may go into offering


def run(data: Indexed, desk: Desk) -> None:
    """Offers ever heavier plans until one weighs what is proven, nothing better is found for long, or the work is done.

    With `limits.work` so many steps are made, and the last plan depends on them and the seed alone. Tells the
    linear programme's bound where weight is the first objective.
    """
    climb_from(data, desk, desk.limits.seed)


def climb_from(data: Indexed, desk: Desk, seed: int) -> None:
    """As `run`, from a seed of its own."""
    desk.say("climbing")
    slots = construct(data, desk.pause)
    search = _Search(data, desk, Climb(arrays(data), to_array(slots), seed))
    search.offer()
    search.cool(valued(search.climb.problem, None), FIRST_ROUND)
    relaxation = relax(data, desk.left() / 2)
    search.cap = relaxation.bound
    if data.instance.objective[0] is Objective.WEIGHT:
        desk.bound(Objective.WEIGHT, (), relaxation.bound)
    problem = search.climb.problem
    worth = valued(problem, duals(data, relaxation) if relaxation.solved else None)
    search.go_on(_aims(problem, worth, _shares(data, desk, relaxation, seed)))


def _aims(problem: Arrays, worth: Values, shares: Iterator[Floats | None]) -> Iterator[tuple[Values, int]]:
    """What meetings are valued at in each round, and its steps for each meeting.

    In turn: the meetings that a linear programme chooses, and all of them at what they are worth to it. Most such
    choices can be placed whole, and then weigh what is proven, or nearly.
    """
    each = SECOND_ROUND
    first = next(shares)
    if first is not None:
        yield from _placing(problem, first, each)
    for share in shares:
        if share is not None:
            yield from _placing(problem, share, each)
        yield worth, each * LONGER
        each *= LONGER


def _shares(data: Indexed, desk: Desk, relaxation: Relaxation, seed: int) -> Iterator[Floats | None]:
    """Choices without an end, each by meeting how much of it is chosen; None where there is none in time.

    The first is free, its programme has been solved. It stays where it is everything and nothing less is proven.
    """
    if relaxation.solved:
        first = np.array(relaxation.chosen)
        yield first
        while relaxation.bound == sum(data.weight) == desk.proven(Objective.WEIGHT, ()):
            yield first
        choice = Choice(data, seed)
        while (share := choice.another(_patience(desk))) is not None:
            yield share
    yield from itertools.repeat(None)


def _patience(desk: Desk) -> float:
    """Seconds for a linear programme; where work is limited, no clock but the time limit's ends it."""
    return desk.left() * (CHOOSING if desk.limits.work is None else 1.0)


def _placing(problem: Arrays, share: Floats, each: int) -> Iterator[tuple[Values, int]]:
    """Rounds for these meetings, `each` steps for each and more; those that can be placed whole mostly are so at once.

    First at the temperatures at which the last one soon finds its place, and, where it does not and some are left out,
    from warmer ones.
    """
    even, warm = chosen(problem, share, EVEN), chosen(problem, share, WARM)
    for steps in (each, each * LONGER):
        yield even, steps
        if not even.whole:
            yield warm, steps


def duals(data: Indexed, relaxation: Relaxation) -> Floats:
    """By meeting, what the places that it takes could earn otherwise."""
    earned = [
        sum(relaxation.by_participant[person] for person in who)
        + relaxation.of_everything
        + (relaxation.of_tables if onsite else 0.0)
        for who, onsite in zip(data.people, data.onsite, strict=True)
    ]
    return np.array(earned, dtype=np.float64)


class _Search:
    """Rounds of cooling, with the desk looked at in between."""

    def __init__(self, data: Indexed, desk: Desk, climb: Climb) -> None:
        self.data, self.desk, self.climb = data, desk, climb
        self.cap = sum(data.weight)
        self._offered: int | None = None
        self._next_offer = 0.0

    def go_on(self, aims: Iterator[tuple[Values, int]]) -> None:
        """Round after round, until nothing better has come of many."""
        patience = STALLED * max(FEWEST, self.data.meeting_count)
        gained = self.climb.steps
        while not self._done() and self.climb.steps < gained + patience:
            values, each = next(aims)
            self.desk.pause()
            before = self.climb.worth
            self.cool(values, each)
            if self.climb.worth > before:
                gained = self.climb.steps

    def cool(self, values: Values, each: int) -> None:
        """One round of so many steps for each meeting, or of what is left."""
        work = self.desk.limits.work
        steps = each * max(FEWEST, self.data.meeting_count)
        if work is not None:
            steps = min(steps, work - self.climb.steps)
        elif self.climb.rate > 0 and self.desk.left() * self.climb.rate < LAST_ROUND * steps:
            steps = int(self.desk.left() * self.climb.rate)
        self.climb.cool(values, steps, self._look)
        self.offer()

    def offer(self) -> None:
        """Offer the best plan where it has not been offered yet and meets all demands."""
        if self._offered == self.climb.worth:
            return
        self._offered = self.climb.worth
        began = time.monotonic()
        slots = to_assignment(self.climb.best)
        if demands_met(self.data, slots):
            self.desk.offer(Candidate(slots))
        now = time.monotonic()
        self._next_offer = now + max(OFFER_EVERY, (now - began) / OFFER_SHARE)

    def _look(self) -> int:
        """Between two chunks: what would be enough."""
        self.desk.pause()
        if time.monotonic() >= self._next_offer:
            self.offer()
        return self._enough()

    def _enough(self) -> int:
        return self.climb.enough(min(self.cap, self.desk.proven(Objective.WEIGHT, ())))

    def _done(self) -> bool:
        work = self.desk.limits.work
        return self.climb.worth >= self._enough() or (work is not None and self.climb.steps >= work)
