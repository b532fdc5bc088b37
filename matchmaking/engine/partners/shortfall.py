"""Why is it not higher? The factor that costs most points, and what about it, told concretely."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from matchmaking.engine.partners import factors
from matchmaking.engine.partners.complements import complements_of
from matchmaking.engine.partners.corpus import missing_from
from matchmaking.engine.partners.factors import Name
from matchmaking.engine.partners.profile import Listing, Profile
from matchmaking.engine.partners.reading import Weighed
from matchmaking.engine.partners.score import Fit, Weights

TOLD = 3
LEAST = 0.05
"""Points below which nothing is missing."""


class ShortfallCode(StrEnum):
    """What is missing; `Shortfall.parameters` fills in the words."""

    NO_SHARED_SECTOR = "no_shared_sector"  # sectors: ours
    SECTORS_APART = "sectors_apart"  # ours, theirs: what only one has (either may be empty)
    NO_SECTORS = "no_sectors"
    NO_COMPLEMENT = "no_complement"  # sectors: what would complement ours (may be empty)
    FEW_COMPLEMENTS = "few_complements"
    WE_SEEK_NOTHING = "we_seek_nothing"
    NOT_OFFERED = "not_offered"  # request: ours that they answer least
    THEY_SEEK_NOTHING = "they_seek_nothing"
    NOT_SOUGHT = "not_sought"  # request: theirs that we answer least
    OTHER_WORK = "other_work"  # words: ours that they do not write of
    COUNTRY_NOT_SOUGHT = "country_not_sought"  # country: theirs
    WE_NAME_NO_COUNTRY = "we_name_no_country"
    NOT_SOUGHT_BY_THEM = "not_sought_by_them"  # countries: those they name
    THEY_NAME_NO_COUNTRY = "they_name_no_country"
    OTHER_COOPERATION = "other_cooperation"  # ours, theirs: kinds of cooperation
    OTHER_KIND = "other_kind"  # ours, theirs: kinds of organisation
    SIZE_NOT_KNOWN = "size_not_known"
    OTHER_SIZE = "other_size"
    TIED_ALREADY = "tied_already"  # ties
    NOT_TIED = "not_tied"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The factor that costs most points, how many, and what about it."""

    factor: Name
    lost: float
    code: ShortfallCode
    parameters: Mapping[str, tuple[str, ...]] = field(hash=False)


def shortfall(
    fit: Fit, ours: Weighed, theirs: Weighed, *, weights: Weights | None = None, ties: Collection[str] = ()
) -> Shortfall | None:
    """What keeps `fit`, that of these two, from being higher; the first factor of those that cost alike.

    None where nothing is missing.
    """
    if not fit.factors:
        return None
    worst = max(fit.factors, key=lambda factor: factor.lost)
    if worst.lost < LEAST:
        return None
    sought = weights.sought if weights else frozenset()
    looked_at = _Looked(
        ours, theirs, ours.profile, theirs.profile, sought or ours.profile.cooperation, tuple(sorted(ties))
    )
    code, parameters = _ABOUT[worst.name](looked_at)
    return Shortfall(worst.name, worst.lost, code, parameters)


Told = tuple[ShortfallCode, Mapping[str, tuple[str, ...]]]


class _Looked(NamedTuple):
    ours: Weighed
    theirs: Weighed
    a: Profile
    b: Profile
    sought: frozenset[str]
    ties: tuple[str, ...]


def _sectors(at: _Looked) -> Told:
    a, b = at.a, at.b
    if not a.sectors or not b.sectors:
        return ShortfallCode.NO_SECTORS, {}
    if not a.sectors & b.sectors:
        return ShortfallCode.NO_SHARED_SECTOR, {"sectors": tuple(sorted(a.sectors)[:TOLD])}
    return ShortfallCode.SECTORS_APART, {
        "ours": tuple(sorted(a.sectors - b.sectors)[:TOLD]),
        "theirs": tuple(sorted(b.sectors - a.sectors)[:TOLD]),
    }


def _complements(at: _Looked) -> Told:
    if factors.complementary_sectors(at.a, at.b):
        return ShortfallCode.FEW_COMPLEMENTS, {}
    wanted = sorted(complements_of(at.a.sectors).items(), key=lambda pair: (-pair[1], pair[0]))
    return ShortfallCode.NO_COMPLEMENT, {"sectors": tuple(code for code, _ in wanted[:TOLD])}


def _they_offer(at: _Looked) -> Told:
    request = _least_answered(at.theirs, at.ours)
    if request is None:
        return ShortfallCode.WE_SEEK_NOTHING, {}
    return ShortfallCode.NOT_OFFERED, {"request": (request.title,)}


def _they_seek(at: _Looked) -> Told:
    request = _least_answered(at.ours, at.theirs)
    if request is None:
        return ShortfallCode.THEY_SEEK_NOTHING, {}
    return ShortfallCode.NOT_SOUGHT, {"request": (request.title,)}


def _activity(at: _Looked) -> Told:
    missed = missing_from(at.theirs.whole, at.ours.whole, most=TOLD)
    return ShortfallCode.OTHER_WORK, {"words": tuple(at.ours.reading.words[term] for term in missed)}


def _country_sought(at: _Looked) -> Told:
    if not at.a.target_countries:
        return ShortfallCode.WE_NAME_NO_COUNTRY, {}
    return ShortfallCode.COUNTRY_NOT_SOUGHT, {"country": (at.b.country,)}


def _sought_by_them(at: _Looked) -> Told:
    if not at.b.target_countries:
        return ShortfallCode.THEY_NAME_NO_COUNTRY, {}
    return ShortfallCode.NOT_SOUGHT_BY_THEM, {"countries": tuple(sorted(at.b.target_countries))}


def _cooperation(at: _Looked) -> Told:
    suits = factors.suited(at.a.kind, at.b.kind)
    spoken = 2 * factors.cooperation(at.a, at.b, at.sought) - suits
    if suits <= spoken:
        return ShortfallCode.OTHER_KIND, {"ours": (at.a.kind,), "theirs": (at.b.kind,)}
    return ShortfallCode.OTHER_COOPERATION, {
        "ours": tuple(sorted(at.sought)),
        "theirs": tuple(sorted(at.b.cooperation)),
    }


def _size(at: _Looked) -> Told:
    known = at.a.size is not None and at.b.size is not None
    return (ShortfallCode.OTHER_SIZE if known else ShortfallCode.SIZE_NOT_KNOWN), {}


def _ties(at: _Looked) -> Told:
    return (ShortfallCode.TIED_ALREADY, {"ties": at.ties}) if at.ties else (ShortfallCode.NOT_TIED, {})


def _least_answered(offering: Weighed, asking: Weighed) -> Listing | None:
    """The request that `offering` answers least; None where `asking` has none."""
    values = {match.request: match.value for match in factors.matches(offering, asking)}
    return min(asking.profile.requests, key=lambda request: values.get(request, 0.0), default=None)


_ABOUT: Mapping[Name, Callable[[_Looked], Told]] = {
    Name.SHARED_SECTORS: _sectors,
    Name.COMPLEMENTARY_SECTORS: _complements,
    Name.THEY_OFFER: _they_offer,
    Name.THEY_SEEK: _they_seek,
    Name.ACTIVITY: _activity,
    Name.COUNTRY_SOUGHT: _country_sought,
    Name.SOUGHT_BY_THEM: _sought_by_them,
    Name.COOPERATION: _cooperation,
    Name.SIZE: _size,
    Name.TIES: _ties,
}
