"""Who suits whom, factor by factor, and what a request weighs. Pure: no database, no clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Priority = Literal["must", "high", "normal"]

SECTOR_POINTS = 15
MOST_SECTOR_POINTS = 30
LISTING_POINTS = 20
MOST_LISTING_POINTS = 40
COUNTRY_POINTS = 15
MOST_POINTS = 100

PRIORITY_WEIGHT: Mapping[Priority, int] = {"must": 100, "high": 30, "normal": 10}
MUTUAL_WEIGHT: Mapping[Priority, int] = {"must": 20, "high": 10, "normal": 5}

# what is offered -> the kinds of request that it answers
ANSWERS: Mapping[str, frozenset[str]] = {
    "business_offer": frozenset({"business_request"}),
    "technology_offer": frozenset({"technology_request", "research_request"}),
    "research_request": frozenset({"research_request"}),
}


class FitCode(StrEnum):
    """Why two profiles suit each other; `FitReason.parameters` fills in the words."""

    SHARED_SECTOR = "shared_sector"  # sector
    OFFER_MEETS_REQUEST = "offer_meets_request"  # offer, request: ours and theirs
    REQUEST_MEETS_OFFER = "request_meets_offer"  # request, offer: ours and theirs
    COUNTRY_SOUGHT = "country_sought"  # country: theirs, which we look for
    SOUGHT_BY_THEM = "sought_by_them"  # country: ours, which they look for


@dataclass(frozen=True, slots=True)
class Listing:
    """An offer or a request of a profile: its EEN type, its title, its sector if it names one."""

    kind: str
    title: str
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What of an organisation matters for fit. Countries are ISO 3166 codes, sectors are taxonomy codes."""

    id: str
    country: str
    kind: str
    sectors: frozenset[str] = frozenset()
    offers: tuple[Listing, ...] = ()
    requests: tuple[Listing, ...] = ()
    target_countries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FitReason:
    """One reason as a machine code with its parameters; the page puts it into the reader's words."""

    code: FitCode
    parameters: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Factor:
    """One part of a score: what it counts, the points it gives, and the most that it could give."""

    name: Literal["sectors", "listings", "countries"]
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class Fit:
    """How well two profiles suit each other, 0 to 100, and why, weightiest reason first.

    `factors` add up to the score, capped at 100. A profile and itself have none.
    """

    score: int
    reasons: tuple[FitReason, ...]
    factors: tuple[Factor, ...] = ()


def fit(a: Profile, b: Profile) -> Fit:
    """How well `b` suits `a`.

    With S the sectors both have, L the pairs of an offer of one and a request of the other that meet
    (see `_meets`), and C how many of the two come from a country that the other looks for:

        score = min(30, 15 |S|) + min(40, 20 |L|) + 15 C,    0 <= score <= 100

    The score is symmetric: fit(a, b).score == fit(b, a).score. The reasons are told from the side of
    `a`. A profile suits itself not at all: score 0, no reasons.
    """
    if a.id == b.id:
        return Fit(0, ())
    listings = [*_met(a, b), *_meeting(a, b)]
    countries = [*_sought(a, b)]
    sectors = [FitReason(FitCode.SHARED_SECTOR, {"sector": sector}) for sector in sorted(a.sectors & b.sectors)]
    factors = (
        Factor("sectors", min(MOST_SECTOR_POINTS, SECTOR_POINTS * len(sectors)), MOST_SECTOR_POINTS),
        Factor("listings", min(MOST_LISTING_POINTS, LISTING_POINTS * len(listings)), MOST_LISTING_POINTS),
        Factor("countries", COUNTRY_POINTS * len(countries), 2 * COUNTRY_POINTS),
    )
    score = min(MOST_POINTS, sum(factor.points for factor in factors))
    return Fit(score, (*listings, *countries, *sectors), factors)


def request_weight(priority: Priority, mutual: bool, score: int) -> int:  # noqa: FBT001 -- three plain facts
    """The weight of a meeting request in the schedule, a positive whole number.

        weight = P + (M if both asked) + floor(score / 10)

    P is 100, 30, 10 and M is 20, 10, 5 for must, high, normal. So any `must` (100..130) outweighs any
    `high` (30..50), any `high` any `normal` (10..25), and sums over an event stay readable.
    Raises ValueError for a score outside 0..100.
    """
    if not 0 <= score <= MOST_POINTS:
        raise ValueError(f"a score lies in 0..{MOST_POINTS}, not at {score}")
    return PRIORITY_WEIGHT[priority] + (MUTUAL_WEIGHT[priority] if mutual else 0) + score // 10


def _meets(offer: Listing, request: Listing) -> bool:
    """An offer meets a request of the matching type in the same sector; a listing without sector meets none.

    A business offer answers a business request, a technology offer a technology or research request,
    a research request another research request.
    """
    return (
        offer.sector is not None
        and offer.sector == request.sector
        and request.kind in ANSWERS.get(offer.kind, frozenset())
    )


def _met(a: Profile, b: Profile) -> Iterator[FitReason]:
    """What `a` offers and `b` asks for."""
    for offer in a.offers:
        for request in b.requests:
            if _meets(offer, request):
                parameters = {"offer": offer.title, "request": request.title}
                yield FitReason(FitCode.OFFER_MEETS_REQUEST, parameters)


def _meeting(a: Profile, b: Profile) -> Iterator[FitReason]:
    """What `a` asks for and `b` offers or, both doing research, asks for too."""
    for request in a.requests:
        for offer in (*b.offers, *(listing for listing in b.requests if listing.kind == "research_request")):
            if _meets(offer, request):
                parameters = {"request": request.title, "offer": offer.title}
                yield FitReason(FitCode.REQUEST_MEETS_OFFER, parameters)


def _sought(a: Profile, b: Profile) -> Iterator[FitReason]:
    """The countries: theirs among those we look for, ours among those they look for."""
    if b.country in a.target_countries:
        yield FitReason(FitCode.COUNTRY_SOUGHT, {"country": b.country})
    if a.country in b.target_countries:
        yield FitReason(FitCode.SOUGHT_BY_THEM, {"country": a.country})
