"""A profile as plain values: what a form carries, what is compared, and what is still missing in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from flask_babel import gettext as _

from matchmaking.organisations.models import (
    ClusterProfile,
    ListingKind,
    Organisation,
    OrganisationKind,
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

    @property
    def counts_members(self) -> bool:
        """True when at least one kind of member is counted."""
        counts = (self.members_sme, self.members_large, self.members_research, self.members_other)
        return any(count is not None for count in counts)


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


def gaps(profile: Profile, kind: OrganisationKind) -> list[Gap]:
    """What must be added before the profile can be published, in the order of the form."""
    return list(_gaps(profile, kind))


def _gaps(profile: Profile, kind: OrganisationKind) -> Iterator[Gap]:
    if not profile.city:
        yield Gap("city", _("Say in which city it is."))
    if not profile.description:
        yield Gap("description", _("Describe in a few sentences what it does."))
    if kind is OrganisationKind.SME and profile.size is None:
        yield Gap("size", _("Choose how many employees it has."))
    if not profile.sectors:
        yield Gap("sectors", _("Choose at least one sector."))
    if kind is OrganisationKind.CLUSTER and not (profile.cluster and profile.cluster.counts_members):
        yield Gap("members_sme", _("Count the members of at least one kind."))
    if not profile.listings:
        yield Gap("offers", _("Add at least one thing that it offers or looks for."))
    for name, is_offer in (("offers", True), ("seeks", False)):
        rows = [item for item in profile.listings if item.kind.is_offer is is_offer]
        for number, item in enumerate(rows):
            if not item.title:
                yield Gap(f"{name}-{number}-title", _("Give each offer and request a title."))
