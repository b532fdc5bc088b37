"""A profile as plain values: what a form carries, and what is compared. What it must reach is in `quality`."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from matchmaking.organisations.models import (
    ClusterProfile,
    ListingKind,
    Organisation,
    ProfileListing,
    SizeBand,
)


@dataclass(frozen=True, slots=True)
class Listing:
    """One offer or request. `id`: the stored row that it replaces."""

    kind: ListingKind
    title: str
    description: str = ""
    sector_code: str | None = None
    id: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """What only a cluster tells. `staff` in full-time equivalents."""

    members_sme: int | None = None
    members_large: int | None = None
    members_research: int | None = None
    members_other: int | None = None
    staff: float | None = None
    recognised_by: str = ""
    services: str = ""
    website_in_english: bool = False

    @property
    def members(self) -> int:
        """All that are counted."""
        return sum(count or 0 for count in self._counts)

    @property
    def kinds_of_members(self) -> int:
        """Of how many kinds there is at least one."""
        return sum(1 for count in self._counts if count)

    @property
    def _counts(self) -> tuple[int | None, ...]:
        return self.members_sme, self.members_large, self.members_research, self.members_other


@dataclass(frozen=True, slots=True)
class Profile:
    """All that the people of an organisation write about it."""

    name: str
    country_code: str
    region: str = ""
    city: str = ""
    website: str = ""
    description: str = ""
    size: SizeBand | None = None
    founded_year: int | None = None
    target_countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()
    cluster: ClusterFacts | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """What a profile lacks before it can be published: the field, and a sentence."""

    field: str
    sentence: str


def profile_of(organisation: Organisation) -> Profile:
    """What is stored now."""
    return Profile(
        name=organisation.name,
        country_code=organisation.country_code,
        region=organisation.region,
        city=organisation.city,
        website=organisation.website,
        description=organisation.description,
        size=organisation.size,
        founded_year=organisation.founded_year,
        target_countries=tuple(sorted(organisation.target_countries)),
        sectors=tuple(sorted(sector.code for sector in organisation.sectors)),
        listings=tuple(_listing_of(row) for row in organisation.listings),
        cluster=_cluster_of(organisation.cluster),
    )


def _listing_of(row: ProfileListing) -> Listing:
    return Listing(row.kind, row.title, row.description, row.sector_code, id=row.id)


def _cluster_of(row: ClusterProfile | None) -> ClusterFacts | None:
    if row is None:
        return None
    return ClusterFacts(
        row.members_sme,
        row.members_large,
        row.members_research,
        row.members_other,
        None if row.staff is None else float(row.staff),
        row.recognised_by,
        row.services,
        row.website_in_english,
    )


def changes(before: Profile, after: Profile) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, as plain JSON values: as they were, and as they are."""
    old, new = _plain(before), _plain(after)
    differing = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    return {name: old.get(name) for name in differing}, {name: new.get(name) for name in differing}


def _plain(profile: Profile) -> dict[str, Any]:
    plain: dict[str, Any] = {
        part.name: getattr(profile, part.name) for part in fields(profile) if part.name not in {"listings", "cluster"}
    }
    plain["target_countries"] = sorted(profile.target_countries)
    plain["sectors"] = sorted(profile.sectors)
    plain["listings"] = [
        {"kind": item.kind.value, "title": item.title, "description": item.description, "sector": item.sector_code}
        for item in sorted(profile.listings, key=lambda item: (item.id is None, item.id or 0))
    ]
    if profile.cluster is not None:
        plain |= {part.name: getattr(profile.cluster, part.name) for part in fields(profile.cluster)}
    return plain
