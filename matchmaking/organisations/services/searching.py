"""What the directory searches and sorts by, kept up to date by every use case that writes a profile."""

from __future__ import annotations

from flask_babel import force_locale

from matchmaking.organisations.models import Organisation
from matchmaking.organisations.words import KINDS
from matchmaking.web.folding import fold, search_document
from matchmaking.web.locale import LANGUAGES, countries


def refresh(organisation: Organisation) -> None:
    """Set `search_text` and `sort_name` from what the profile says now: sectors, kind and country in every language."""
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
        *(countries(language).get(organisation.country_code) for language in LANGUAGES),
        *_kind_in_every_language(organisation),
    )
    organisation.sort_name = fold(organisation.name)


def _kind_in_every_language(organisation: Organisation) -> list[str]:
    said = []
    for language in LANGUAGES:
        with force_locale(language):
            said.append(str(KINDS[organisation.kind]))
    return said
