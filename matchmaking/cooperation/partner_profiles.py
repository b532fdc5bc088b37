"""An organisation as the score judges it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable

from matchmaking.engine.partners import Listing, Profile
from matchmaking.organisations.models import ListingKind, Organisation, OrganisationKind, SizeBand

COMPANY_SIZES = {band: step for step, band in enumerate(SizeBand)}
CLUSTER_SIZES = (50, 150, 400)
"""Members from which on a cluster is a step larger."""

Told = tuple[ListingKind, str, str | None, str]
"""A listing: its kind, title, sector code and description."""


def profile(organisation: Organisation) -> Profile:
    """What of `organisation` matters for fit. Load its sectors, listings and cluster beforehand."""
    cluster = organisation.cluster
    return profile_from(
        organisation.id,
        country=organisation.country_code,
        kind=organisation.kind,
        sectors=[sector.code for sector in organisation.sectors],
        targets=organisation.target_countries,
        texts=(organisation.description, cluster.services if cluster else None),
        size=organisation.size,
        members=(cluster.members_sme, cluster.members_large, cluster.members_research, cluster.members_other)
        if cluster
        else (),
        listings=[(one.kind, one.title, one.sector_code, one.description or "") for one in organisation.listings],
    )


def profile_from(
    number: int,
    *,
    country: str,
    kind: OrganisationKind,
    sectors: Iterable[str],
    targets: Iterable[str],
    texts: Iterable[str | None],
    size: SizeBand | None,
    members: Iterable[int | None],
    listings: Collection[Told],
) -> Profile:
    """The same from plain values, for who reads many at once."""
    said = [(one, Listing(one.value, title, sector, text)) for one, title, sector, text in listings]
    known = [count for count in members if count is not None]
    step = COMPANY_SIZES[size] if size else None
    return Profile(
        id=str(number),
        country=country,
        kind=kind.value,
        sectors=frozenset(sectors),
        offers=tuple(listing for one, listing in said if one.is_offer),
        requests=tuple(listing for one, listing in said if not one.is_offer),
        target_countries=frozenset(targets),
        text="\n".join(filter(None, texts)),
        size=bisect_right(CLUSTER_SIZES, sum(known)) if known else step,
    )
