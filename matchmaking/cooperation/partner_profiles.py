"""An organisation as the score judges it."""

from __future__ import annotations

from bisect import bisect_right

from matchmaking.engine.partners import Listing, Profile
from matchmaking.organisations.models import Organisation, SizeBand

COMPANY_SIZES = {band: step for step, band in enumerate(SizeBand)}
CLUSTER_SIZES = (50, 150, 400)
"""Members from which on a cluster is a step larger."""


def profile(organisation: Organisation) -> Profile:
    """What of `organisation` matters for fit. Load its sectors, listings and cluster beforehand."""
    listings = [
        (listing.kind, Listing(listing.kind.value, listing.title, listing.sector_code, listing.description or ""))
        for listing in organisation.listings
    ]
    cluster = organisation.cluster
    return Profile(
        id=str(organisation.id),
        country=organisation.country_code,
        kind=organisation.kind.value,
        sectors=frozenset(sector.code for sector in organisation.sectors),
        offers=tuple(listing for kind, listing in listings if kind.is_offer),
        requests=tuple(listing for kind, listing in listings if not kind.is_offer),
        target_countries=frozenset(organisation.target_countries),
        text="\n".join(filter(None, (organisation.description, cluster.services if cluster else ""))),
        size=_size(organisation),
    )


def _size(organisation: Organisation) -> int | None:
    cluster = organisation.cluster
    if cluster is not None:
        members = (cluster.members_sme, cluster.members_large, cluster.members_research, cluster.members_other)
        known = [number for number in members if number is not None]
        return bisect_right(CLUSTER_SIZES, sum(known)) if known else None
    return COMPANY_SIZES[organisation.size] if organisation.size else None
