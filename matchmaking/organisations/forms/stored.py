"""What is stored, as the fields of a profile's form hold it."""

from __future__ import annotations

from typing import Any

from matchmaking.organisations.profile import Listing, Profile


def values_of(profile: Profile) -> dict[str, Any]:
    """A profile as the form's fields hold it."""
    values: dict[str, Any] = {
        "name": profile.name,
        "country_code": profile.country_code,
        "region": profile.region,
        "city": profile.city,
        "website": profile.website,
        "description": profile.description,
        "size": profile.size.value if profile.size else "",
        "founded_year": profile.founded_year,
        "target_countries": list(profile.target_countries),
        "sectors": list(profile.sectors),
        "offers": [_row(item) for item in profile.listings if item.kind.is_offer],
        "seeks": [_row(item) for item in profile.listings if not item.kind.is_offer],
    }
    cluster = profile.cluster
    if cluster is not None:
        values |= {
            "members_sme": cluster.members_sme,
            "members_large": cluster.members_large,
            "members_research": cluster.members_research,
            "members_other": cluster.members_other,
            "staff": cluster.staff,
            "recognised_by": cluster.recognised_by,
            "services": cluster.services,
            "website_in_english": cluster.website_in_english,
        }
    return values


def _row(item: Listing) -> dict[str, Any]:
    return {
        "id": str(item.id or ""),
        "kind": item.kind.value,
        "title": item.title,
        "description": item.description,
        "sector": item.sector_code or "",
    }
