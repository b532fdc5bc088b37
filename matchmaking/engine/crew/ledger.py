"""What is known of one search: the best plan that the checker accepts, and what is proven, and by whom."""

import logging
from dataclasses import dataclass

from matchmaking.engine.checker import check
from matchmaking.engine.crew.messages import Claim, News
from matchmaking.engine.crew.writing_desk import TRIVIAL, tightest
from matchmaking.engine.desk import Candidate
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.measures import at_least
from matchmaking.engine.parts import Objective
from matchmaking.engine.plan import Plan, Reason, Status, Unplaced
from matchmaking.engine.standing import Standing

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Liar(Exception):
    """Somebody's word is refuted: a plan breaks a rule, a bound is beaten, or the impossible was done."""

    source: str
    told: str


class Ledger:
    """Believes plans that the independent checker accepts, and bounds until a plan refutes them."""

    def __init__(self, data: Indexed) -> None:
        self.data = data
        self.order = data.instance.objective
        self.best: Standing | None = None
        self.conflict: tuple[str, ...] = ()
        self.accused_by = ""  # who says that there is no plan
        self._claims: list[tuple[str, Claim]] = []
        self._all_weight = sum(data.weight)

    def offer(self, source: str, candidate: Candidate) -> bool:
        """Take the plan if it is better than the best; tells whether it is. Raises Liar where it breaks a rule."""
        standing = Standing(self.data, candidate)
        if self.best is not None and not standing.beats(self.best):
            return False
        self._judge(source, standing)
        self.best = standing
        if self.conflict:
            liar, self.conflict, self.accused_by = self.accused_by, (), ""
            raise Liar(liar, "there is a plan after all")
        self.test_claims()
        return True

    def claim(self, source: str, claim: Claim) -> None:
        """Believe a bound, which takes the place of what it covers. Raises Liar where the best plan refutes it."""
        self._claims = [(who, old) for who, old in self._claims if who != source or not self._covers(claim, old)]
        self._claims.append((source, claim))
        self.test_claims()

    def accuse(self, source: str, conflict: tuple[str, ...]) -> None:
        """Believe that there is no plan. Raises Liar where there is one."""
        if self.best is not None:
            raise Liar(source, "it calls impossible what has a plan")
        self.conflict, self.accused_by = conflict, source

    def distrust(self, source: str) -> None:
        """Forget whatever this source has proven."""
        self._claims = [(who, claim) for who, claim in self._claims if who != source]
        if self.accused_by == source:
            self.conflict, self.accused_by = (), ""

    def bound(self, rank: int) -> int:
        """The proven bound of the objective of this rank, given the best plan's values of those before it."""
        given = () if self.best is None or rank == 0 else self.best.values(rank)
        name = self.order[rank]
        told = tightest((claim for _, claim in self._claims), self.order, name, given)
        return min(told, self._all_weight) if name is Objective.WEIGHT else told

    def settled(self) -> int:
        """How many objectives, from the first on, have a value that equals its bound."""
        if self.best is None:
            return 0
        for rank, name in enumerate(self.order):
            if self.best.value(name) != self.bound(rank):
                return rank
        return len(self.order)

    def news(self) -> News:
        """What the searchers may hear."""
        best = None if self.best is None else self.best.candidate
        return News(best, tuple(claim for _, claim in self._claims))

    def _covers(self, claim: Claim, old: Claim) -> bool:
        """Whether the claim holds wherever the old one does, and is as tight."""
        tight = claim.value <= old.value if claim.name.upward else claim.value >= old.value
        return claim.name is old.name and tight and at_least(old.given, claim.given, self.order)

    def _judge(self, source: str, standing: Standing) -> None:
        instance = self.data.instance
        placements = standing.placements()
        placed = {placement.meeting for placement in placements}
        left = tuple(
            Unplaced(meeting.id, Reason.TIME_LIMIT, "") for meeting in instance.meetings if meeting.id not in placed
        )
        plan = Plan(instance.name, Status.FEASIBLE, placements, left, (), 0.0)
        broken = [found for found in check(instance, plan) if found.rule != "objective"]
        if broken:
            raise Liar(source, "; ".join(f"{found.rule}: {found.detail}" for found in broken[:3]))

    def test_claims(self) -> None:
        """Raises Liar where the best plan refutes a bound that is believed."""
        best = self.best
        if best is None:
            return
        for source, claim in self._claims:
            if claim.value == TRIVIAL[claim.name]:
                continue  # measuring could take long, and nothing refutes it
            if at_least(best.values(len(claim.given)), claim.given, self.order):
                value = best.value(claim.name)
                if value > claim.value if claim.name.upward else value < claim.value:
                    raise Liar(source, f"{claim.name} is {value}, yet {claim.value} was called a bound")
