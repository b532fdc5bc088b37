"""The score: the factors' values by their weights, every part of it told.

part = 100 * weight * value / (the sum of all weights)          score = the sum of the parts, 0 to 100
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matchmaking.engine.partners import factors
from matchmaking.engine.partners.corpus import Corpus, in_common
from matchmaking.engine.partners.factors import SAME_SECTOR, Match, Name
from matchmaking.engine.partners.profile import COOPERATIONS, Profile
from matchmaking.engine.partners.reading import Weighed, read, weigh

MOST_POINTS = 100
MOST_WEIGHT = 100
WORDS_TOLD = 4
ALIKE = 0.4
"""From this likeness on, the words that two profiles share are worth a reason."""

DEFAULT_WEIGHTS: Mapping[Name, int] = {
    Name.SHARED_SECTORS: 15,
    Name.COMPLEMENTARY_SECTORS: 6,
    Name.THEY_OFFER: 12,
    Name.THEY_SEEK: 12,
    Name.ACTIVITY: 26,
    Name.COUNTRY_SOUGHT: 5,
    Name.SOUGHT_BY_THEM: 5,
    Name.COOPERATION: 7,
    Name.SIZE: 2,
    Name.TIES: 10,
}
"""They add up to 100: a weight is the most points that its factor gives. Why these: docs/directory/partners.md."""


class Stance(StrEnum):
    """What ties already there are to the reader."""

    NOVELTY = "novelty"
    CONTINUITY = "continuity"
    IGNORE = "ignore"


class FitCode(StrEnum):
    """Why two profiles suit each other; `FitReason.parameters` fills in the words."""

    OFFER_MEETS_REQUEST = "offer_meets_request"  # offer, request: ours and theirs
    REQUEST_MEETS_OFFER = "request_meets_offer"  # request, offer: ours and theirs
    SAME_WORK = "same_work"  # words: what both write of, as they write it
    COUNTRY_SOUGHT = "country_sought"  # country: theirs, which we look for
    SOUGHT_BY_THEM = "sought_by_them"  # country: ours, which they look for
    COMPLEMENTARY_SECTOR = "complementary_sector"  # ours, theirs
    SHARED_SECTOR = "shared_sector"  # sector


@dataclass(frozen=True, slots=True)
class Weights:
    """What the reader finds important: a weight from 0 to 100 for each factor, and the stance on ties.

    Raises ValueError for a weight outside, and where nothing counts at all.
    """

    of: Mapping[Name, int] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS), hash=False)
    stance: Stance = Stance.NOVELTY
    sought: frozenset[str] = frozenset()
    """The kinds of cooperation that are looked for; empty for those that the profile speaks of."""

    def __post_init__(self) -> None:
        if not all(0 <= self.of.get(name, 0) <= MOST_WEIGHT for name in Name):
            raise ValueError(f"a weight lies in 0..{MOST_WEIGHT}")
        if not self.sought <= set(COOPERATIONS):
            raise ValueError("no such kind of cooperation")
        if not self.total:
            raise ValueError("at least one factor must count")

    def weight(self, name: Name) -> int:
        """The weight of one factor; 0 for ties that are ignored."""
        if name is Name.TIES and self.stance is Stance.IGNORE:
            return 0
        return self.of.get(name, 0)

    @property
    def total(self) -> int:
        """The sum of all weights that count."""
        return sum(self.weight(name) for name in Name)


@dataclass(frozen=True, slots=True)
class FitReason:
    """One reason as a machine code with its parameters; the page puts it into the reader's words."""

    code: FitCode
    parameters: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Factor:
    """One part of a score: its value 0 to 1, its weight, the points it gives, and the most that it could give."""

    name: Name
    value: float
    weight: int
    part: float
    most: float

    @property
    def lost(self) -> float:
        """The points that it could give and does not."""
        return self.most - self.part


@dataclass(frozen=True, slots=True)
class Fit:
    """How well two profiles suit each other, 0 to 100, and why, weightiest reason first.

    `factors` add up to the score. A profile and itself have none.
    """

    score: float
    reasons: tuple[FitReason, ...] = ()
    factors: tuple[Factor, ...] = ()

    @property
    def points(self) -> int:
        """The score as a whole number, rounded down."""
        return int(self.score + 1e-9)


NO_FIT = Fit(0.0)


def fit(
    a: Profile | Weighed,
    b: Profile | Weighed,
    *,
    weights: Weights | None = None,
    corpus: Corpus | None = None,
    ties: Collection[str] = (),
    with_reasons: bool = True,
) -> Fit:
    """How well `b` suits `a`, whose side the reasons are told from; `ties` are those that the two have already.

    With equal weights for `they_offer` and `they_seek`, and for `country_sought` and `sought_by_them`, and no kind of
    cooperation chosen, the score is symmetric: fit(a, b).score == fit(b, a).score. It depends on nothing but its
    arguments. A profile suits itself not at all. Who ranks many and shows few does without reasons at first.
    """
    chosen = weights or Weights()
    ours, theirs = _weighed(a, corpus), _weighed(b, corpus)
    one, other = ours.profile, theirs.profile
    if one.id == other.id:
        return NO_FIT
    met, meeting = factors.matches(theirs, ours), factors.matches(ours, theirs)
    tied = factors.tied(frozenset(ties))
    values = {
        Name.SHARED_SECTORS: factors.shared_sectors(one, other),
        Name.COMPLEMENTARY_SECTORS: factors.complementary_sectors(one, other),
        Name.THEY_OFFER: factors.answered(met),
        Name.THEY_SEEK: factors.answered(meeting),
        Name.ACTIVITY: factors.activity(ours, theirs),
        Name.COUNTRY_SOUGHT: factors.country_sought(one, other),
        Name.SOUGHT_BY_THEM: factors.country_sought(other, one),
        Name.COOPERATION: factors.cooperation(one, other, chosen.sought),
        Name.SIZE: factors.size(one, other),
        Name.TIES: 1 - tied if chosen.stance is Stance.NOVELTY else tied,
    }
    total = chosen.total
    told = tuple(
        _factor(name, value, weight, total) for name, value in values.items() if (weight := chosen.weight(name))
    )
    score = min(float(MOST_POINTS), math.fsum(factor.part for factor in told))
    return Fit(score, tuple(_reasons(ours, theirs, met, meeting, values[Name.ACTIVITY])) if with_reasons else (), told)


def _weighed(of: Profile | Weighed, corpus: Corpus | None) -> Weighed:
    return of if isinstance(of, Weighed) else weigh(read(of), corpus or Corpus())


def _factor(name: Name, value: float, weight: int, total: int) -> Factor:
    most = MOST_POINTS * weight / total
    return Factor(name, value, weight, most * value, most)


def _reasons(ours: Weighed, theirs: Weighed, met: list[Match], meeting: list[Match], alike: float) -> list[FitReason]:
    a, b = ours.profile, theirs.profile
    said = [
        FitReason(FitCode.OFFER_MEETS_REQUEST, {"offer": match.offer.title, "request": match.request.title})
        for match in meeting
        if match.value >= SAME_SECTOR
    ]
    said += [
        FitReason(FitCode.REQUEST_MEETS_OFFER, {"request": match.request.title, "offer": match.offer.title})
        for match in met
        if match.value >= SAME_SECTOR
    ]
    if alike >= ALIKE:
        words = [theirs.reading.words[term] for term in in_common(ours.whole, theirs.whole, most=WORDS_TOLD)]
        said.append(FitReason(FitCode.SAME_WORK, {"words": ", ".join(dict.fromkeys(words))}))
    if b.country in a.target_countries:
        said.append(FitReason(FitCode.COUNTRY_SOUGHT, {"country": b.country}))
    if a.country in b.target_countries:
        said.append(FitReason(FitCode.SOUGHT_BY_THEM, {"country": a.country}))
    said += [
        FitReason(FitCode.COMPLEMENTARY_SECTOR, {"ours": mine, "theirs": yours})
        for _value, mine, yours in factors.complements(a, b)[:1]
    ]
    return said + [FitReason(FitCode.SHARED_SECTOR, {"sector": sector}) for sector in sorted(a.sectors & b.sectors)]
