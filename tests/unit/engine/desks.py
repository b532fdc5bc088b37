"""A desk for tests of one searcher: it listens, and lets the checker judge every plan it is offered."""

from collections.abc import Callable, Sequence

from matchmaking.engine import Instance, Limits, Objective, Placement, check
from matchmaking.engine.desk import Candidate
from matchmaking.engine.indexed import Assignment, index
from matchmaking.engine.plan import Unplaced
from matchmaking.engine.tables import seat
from tests.unit.engine.planting import as_plan, values


class ListeningDesk:
    """Records what a searcher says. An offer that breaks a rule fails the test where it is made.

    `scores` of plans are as `planting.values` gives them: signed so that greater is better.
    """

    def __init__(self, instance: Instance, limits: Limits | None = None) -> None:
        self.limits = limits or Limits(time_limit=60.0, workers=1)
        self.instance = instance
        self.data = index(instance)
        self.offers: list[Candidate] = []
        self.bounds: list[tuple[Objective, tuple[int, ...], int]] = []
        self.conflict: tuple[str, ...] | None = None
        self.states: list[str] = []
        self.explained: tuple[Assignment, tuple[Unplaced, ...]] | None = None
        self.best_score: list[int] | None = None
        self._best: Candidate | None = None

    def pause(self) -> None:
        """Nobody stops this desk."""

    def left(self) -> float:
        """As if no time passed, so that tests do not hang on the clock."""
        return self.limits.time_limit

    def best(self) -> Candidate | None:
        """The best offer."""
        return self._best

    def proven(self, name: Objective, given: tuple[int, ...]) -> int:
        """The best of the bounds told for plans at least as good before `name`, else the trivial one."""
        order = self.instance.objective[: len(given)]
        best = self._trivial(name)
        for told, prefix, value in self.bounds:
            holds = told is name and len(prefix) == len(given) and _at_least(given, prefix, order)
            if holds and (value < best if name.upward else value > best):
                best = value
        return best

    def offer(self, candidate: Candidate) -> None:
        """Seat it where it has no tables, let the checker judge it, keep it."""
        placements = self.placements(candidate)
        broken = {violation.rule for violation in check(self.instance, as_plan(self.instance, placements))}
        assert broken <= {"objective"}, broken
        self.offers.append(candidate)
        score = values(self.instance, placements)
        if self.best_score is None or score > self.best_score:
            self.best_score, self._best = score, candidate

    def bound(self, name: Objective, given: tuple[int, ...], value: int) -> None:
        """Record it; its prefix must be the objectives before it."""
        assert len(given) == self.instance.objective.index(name)
        self.bounds.append((name, given, value))

    def impossible(self, conflict: tuple[str, ...]) -> None:
        """Record it; it may only name what there is."""
        named = {meeting.id for meeting in self.instance.meetings}
        assert set(conflict) <= named | {person.id for person in self.instance.participants}
        self.conflict = conflict

    def say(self, state: str) -> None:
        """Record it."""
        self.states.append(state)

    def explain(self, slots: Assignment, unplaced: tuple[Unplaced, ...]) -> None:
        """Keep the last explanation."""
        self.explained = (slots, unplaced)

    def listen(self, listener: Callable[[], None] | None) -> None:
        """There is never news from elsewhere."""

    @property
    def stopping(self) -> bool:
        """Never."""
        return False

    def placements(self, candidate: Candidate) -> tuple[Placement, ...]:
        """The offer with its tables, in the instance's own names."""
        tables = candidate.tables
        if tables is None:
            tables = seat(self.data, candidate.slots, keep=bool(self.instance.previous), pause=self.pause)
        found = []
        for meeting, slot, table in zip(self.instance.meetings, candidate.slots, tables, strict=True):
            if slot is not None:
                name = None if table is None else self.instance.tables[table].id
                found.append(Placement(meeting.id, self.instance.slots[slot].id, name))
        return tuple(found)

    def _trivial(self, name: Objective) -> int:
        if name is Objective.WEIGHT:
            return sum(meeting.weight for meeting in self.instance.meetings)
        return 100 if name is Objective.FAIRNESS else 0


def _at_least(one: Sequence[int], other: Sequence[int], order: Sequence[Objective]) -> bool:
    """Whether each value of one is as good as that of the other."""
    pairs = zip(one, other, order, strict=True)
    return all(mine >= theirs if name.upward else mine <= theirs for mine, theirs, name in pairs)
