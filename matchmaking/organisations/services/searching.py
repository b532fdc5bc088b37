"""What the directory searches and sorts by, kept up to date by every use case that writes a profile."""

from __future__ import annotations

from matchmaking.organisations.models import Organisation
from matchmaking.web.folding import fold, search_document


def refresh(organisation: Organisation) -> None:
    """Set `search_text` and `sort_name` from what the profile says now, its sectors in every language."""
    cluster = organisation.cluster
    listings = [text for listing in organisation.listings for text in (listing.title, listing.description)]
    sectors = [name for sector in organisation.sectors for name in (sector.name_en, sector.name_fr)]
    organisation.search_text = search_document(
        organisation.name,
        organisation.city,
        organisation.region,
        organisation.description,
        *sectors,
        *listings,
        cluster.services if cluster else "",
    )
    organisation.sort_name = fold(organisation.name)
