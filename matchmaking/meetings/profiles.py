"""An organisation as the engine judges it."""

from __future__ import annotations

from matchmaking.engine.scoring import Listing, Profile
from matchmaking.organisations.models import Organisation


def profile(organisation: Organisation) -> Profile:
    """What of `organisation` matters for fit. Load its sectors and listings beforehand."""
    listings = [
        (listing.kind, Listing(listing.kind.value, listing.title, listing.sector_code))
        for listing in organisation.listings
    ]
    return Profile(
        id=str(organisation.id),
        country=organisation.country_code,
        kind=organisation.kind.value,
        sectors=frozenset(sector.code for sector in organisation.sectors),
        offers=tuple(listing for kind, listing in listings if kind.is_offer),
        requests=tuple(listing for kind, listing in listings if not kind.is_offer),
        target_countries=frozenset(organisation.target_countries),
    )
