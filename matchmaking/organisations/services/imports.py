"""The taxonomy, and organisations listed from a public source; loading the same again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from matchmaking.audit.services import record
from matchmaking.db import session, transaction
from matchmaking.organisations import websites
from matchmaking.organisations.models import (
    ClusterProfile,
    ListingKind,
    Market,
    Organisation,
    OrganisationKind,
    OrganisationState,
    ProfileListing,
    Sector,
    SizeBand,
)
from matchmaking.organisations.public_documents import source_document
from matchmaking.organisations.services.searching import refresh


def load_sectors(sectors: Iterable[Mapping[str, Any]]) -> int:
    """Store the taxonomy as `demo/data/sectors.json` holds it; known codes are brought up to date.

    The number of sectors that are new.
    """
    with transaction():
        known = {sector.code: sector for sector in session().scalars(sa.select(Sector))}
        new = 0
        for row in sectors:
            sector = known.get(row["code"])
            if sector is None:
                sector = Sector(code=row["code"])
                session().add(sector)
                new += 1
            sector.name_en, sector.name_fr = row["name_en"], row["name_fr"]
            sector.nace, sector.naics = list(row["nace"]), list(row["naics"])
            sector.emerging_industry = row["emerging_industry"]
            sector.market = Market(row["market"]) if row.get("market") else None
    return new


def import_listed(organisations: Iterable[Mapping[str, Any]], *, now: datetime, is_demo: bool = False) -> int:
    """Publish organisations from a public source, as `demo/data/organisations.json` holds them.

    A slug that exists already is left as it is: people may have claimed and changed it since. The sectors
    must have been loaded. The number of organisations that are new.
    """
    with transaction():
        known = set(session().scalars(sa.select(Organisation.slug)))
        sectors = {sector.code: sector for sector in session().scalars(sa.select(Sector))}
        new = [row for row in organisations if row["slug"] not in known]
        for row in new:
            organisation = _listed(row, sectors, now=now, is_demo=is_demo)
            session().add(organisation)
            record("organisation.list", organisation, actor=None, now=now, after={"source": row["source"]["document"]})
    return len(new)


def _listed(row: Mapping[str, Any], sectors: Mapping[str, Sector], *, now: datetime, is_demo: bool) -> Organisation:
    organisation = Organisation(
        slug=row["slug"],
        name=row["name"],
        kind=OrganisationKind(row["kind"]),
        state=OrganisationState.PUBLISHED,
        country_code=row["country"],
        region=row["region"] or "",
        city=row["city"] or "",
        website=websites.complete(row["website"] or ""),
        description=row["description"] or "",
        size=SizeBand(row["size"]) if row.get("size") else None,
        founded_year=row["founded"],
        target_countries=list(row["target_countries"]),
        source_document="" if is_demo else source_document(row["source"]),  # what was invented has no public source
        source_url=row["source"]["url"] or "",
        is_demo=is_demo,
        created_at=now,
        changed_at=now,
        published_at=now,
        sectors=[sectors[code] for code in row["sectors"]],
        listings=[
            ProfileListing(kind=ListingKind(listing["kind"]), title=listing["title"], sector_code=listing.get("sector"))
            for listing in [*row["offers"], *row["seeks"]]
        ],
    )
    if row["members"]:
        organisation.cluster = _members(row["members"])
    refresh(organisation)
    return organisation


def _members(members: Mapping[str, int | None]) -> ClusterProfile:
    """The source counts all members and, where it says so, the SMEs among them; the rest are others."""
    smes, total = members["sme"], members["total"]
    others = None if total is None else total - (smes or 0)
    return ClusterProfile(members_sme=smes, members_other=others)
