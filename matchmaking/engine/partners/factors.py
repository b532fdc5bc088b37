"""Each factor of the score as a value from 0 to 1. `a` is the one who looks, `b` the one looked at.

Two things said make 1 together where one says half: `_two` adds to the best the half of what the best leaves open,
as far as the second goes. So more never makes less.
"""

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from matchmaking.engine.partners.complements import strength
from matchmaking.engine.partners.corpus import likeness
from matchmaking.engine.partners.profile import ANSWERS, Listing, Profile
from matchmaking.engine.partners.reading import Weighed

NOT_KNOWN = 0.5
"""What nobody has said is neither for nor against."""
SAME_SECTOR = 0.5
SAME_WORDS = 0.5
LARGEST_STEP = 3


class Name(StrEnum):
    """The factors, in the order in which they are shown."""

    SHARED_SECTORS = "shared_sectors"
    COMPLEMENTARY_SECTORS = "complementary_sectors"
    THEY_OFFER = "they_offer"
    THEY_SEEK = "they_seek"
    ACTIVITY = "activity"
    COUNTRY_SOUGHT = "country_sought"
    SOUGHT_BY_THEM = "sought_by_them"
    COOPERATION = "cooperation"
    SIZE = "size"
    TIES = "ties"


class Tie(StrEnum):
    """What two organisations already have in common; how much of a tie it is stands in `TIE_STRENGTH`."""

    AGREEMENT = "agreement"
    PARTNERSHIP = "partnership"
    NETWORK = "network"


TIE_STRENGTH: Mapping[str, float] = {Tie.AGREEMENT: 1.0, Tie.PARTNERSHIP: 0.6, Tie.NETWORK: 0.4}
_COMPANIES = frozenset({"sme", "large_company"})
_SUITED: Mapping[frozenset[str], float] = {
    frozenset(pair): value
    for value, pairs in {
        0.8: (
            ("sme", "large_company"),
            ("sme", "research_organisation"),
            ("large_company", "research_organisation"),
            ("sme", "investor"),
            ("cluster", "research_organisation"),
        ),
        0.6: (("cluster", "sme"), ("cluster", "large_company"), ("cluster", "investor")),
        0.4: (("cluster", "support_office"), ("sme", "support_office")),
    }.items()
    for pair in pairs
}
_OTHERWISE_SUITED = 0.2


class Match(NamedTuple):
    """An offer and a request that it answers, and how well."""

    offer: Listing
    request: Listing
    value: float


def shared_sectors(a: Profile, b: Profile) -> float:
    """|A and B| / sqrt(|A| |B|): sharing the only sector says more than sharing one of seven."""
    shared = len(a.sectors & b.sectors)
    return shared / math.sqrt(len(a.sectors) * len(b.sectors)) if shared else 0.0


def complementary_sectors(a: Profile, b: Profile) -> float:
    """The two best of `complements`."""
    return _two([value for value, _ours, _theirs in complements(a, b)])


def complements(a: Profile, b: Profile) -> list[tuple[float, str, str]]:
    """Each sector that one has and the other lacks with one that it complements there, best pairs first.

    Triples of the strength, the sector of `a` and that of `b`; a pair of sectors stands there once.
    """
    found: dict[frozenset[str], tuple[float, str, str]] = {}
    for ours in sorted(a.sectors):
        for theirs in sorted(b.sectors):
            value = strength(ours, theirs)
            if value and (ours not in b.sectors or theirs not in a.sectors):
                found.setdefault(frozenset((ours, theirs)), (value, ours, theirs))
    return sorted(found.values(), key=lambda pair: (-pair[0], pair[1:]))


def matches(offering: Weighed, asking: Weighed) -> list[Match]:
    """For each request of `asking` the offer of `offering` that answers it best, best answered request first.

    A business offer answers a business request, a technology offer a technology or research request, a research
    request another one. Of what answers, half is the same sector, half the likeness of the words.
    """
    given = offering.profile
    offers = [*given.offers, *(listing for listing in given.requests if listing.kind == "research_request")]
    found = []
    for request in asking.profile.requests:
        best: Match | None = None
        for offer in offers:
            if request.kind not in ANSWERS.get(offer.kind, ()):
                continue
            value = SAME_WORDS * _worded_alike(offering, offer, asking, request)
            if offer.sector is not None and offer.sector == request.sector:
                value += SAME_SECTOR
            if best is None or value > best.value:
                best = Match(offer, request, value)
        if best is not None and best.value > 0:
            found.append(best)
    return sorted(found, key=lambda match: (-match.value, match.request.title, match.offer.title))


def _worded_alike(offering: Weighed, offer: Listing, asking: Weighed, request: Listing) -> float:
    """As `likeness`; most listings have no word in common, which is seen without weighing a word."""
    if offering.reading.listings[offer].keys().isdisjoint(asking.reading.listings[request]):
        return 0.0
    return likeness(offering.listings[offer], asking.listings[request])


def answered(found: list[Match]) -> float:
    """The two requests that are answered best."""
    return _two([match.value for match in found])


def activity(a: Weighed, b: Weighed) -> float:
    """How alike the two profiles are as texts, offers and requests included."""
    return likeness(a.whole, b.whole)


def country_sought(a: Profile, b: Profile) -> float:
    """1 where `a` looks for partners in the country of `b`, ½ where it names no country."""
    if not a.target_countries:
        return NOT_KNOWN
    return float(b.country in a.target_countries)


def cooperation(a: Profile, b: Profile, sought: frozenset[str] = frozenset()) -> float:
    """Half for kinds of organisation that work together, half for the kinds of cooperation that both speak of.

    `sought` stands for what `a` speaks of where the reader has chosen.
    """
    ours, theirs = sought or a.cooperation, b.cooperation
    either = ours | theirs
    spoken = len(ours & theirs) / len(either) if ours and theirs else NOT_KNOWN
    return (suited(a.kind, b.kind) + spoken) / 2


def suited(one: str, other: str) -> float:
    """How commonly organisations of these two kinds sign with each other."""
    if one == other:
        return 1.0
    return _SUITED.get(frozenset((one, other)), _OTHERWISE_SUITED)


def size(a: Profile, b: Profile) -> float:
    """1 for the same size, less by a third for each step; ½ where one is not known or they are not comparable."""
    comparable = (a.kind == b.kind == "cluster") or (a.kind in _COMPANIES and b.kind in _COMPANIES)
    if a.size is None or b.size is None or not comparable:
        return NOT_KNOWN
    return max(0.0, 1 - abs(a.size - b.size) / LARGEST_STEP)


def tied(ties: frozenset[str]) -> float:
    """The strongest tie: an agreement 1, a partnership 0.6, a network 0.4, none 0."""
    return max((TIE_STRENGTH.get(tie, 0.0) for tie in ties), default=0.0)


def _two(values: list[float]) -> float:
    """The best of `values`, and half of what it leaves open as far as the second goes; 0 for none."""
    ordered = sorted(values, reverse=True)[:2]
    best, second = (*ordered, 0.0, 0.0)[:2]
    return best + (1 - best) * second / 2
