"""Many organisations as the score judges them: two statements, plain rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa

from matchmaking.cooperation.partner_profiles import Told, profile_from
from matchmaking.db import session
from matchmaking.engine.partners import Profile
from matchmaking.organisations.models import ClusterProfile, Organisation, ProfileListing


def profiles_of(numbers: Sequence[int]) -> dict[int, Profile]:
    """The profiles of the organisations with these ids, in their order."""
    wanted = list(numbers)
    listings: defaultdict[int, list[Told]] = defaultdict(list)
    for owner, kind, title, sector, text in session().execute(
        sa.select(
            ProfileListing.organisation_id,
            ProfileListing.kind,
            ProfileListing.title,
            ProfileListing.sector_code,
            ProfileListing.description,
        )
        .where(ProfileListing.organisation_id.in_(wanted))
        .order_by(ProfileListing.id)
    ):
        listings[owner].append((kind, title, sector, text))
    cluster = ClusterProfile
    rows = session().execute(
        sa.select(
            Organisation.id,
            Organisation.country_code,
            Organisation.kind,
            Organisation.sector_codes,
            Organisation.target_countries,
            Organisation.description,
            Organisation.size,
            cluster.services,
            cluster.members_sme,
            cluster.members_large,
            cluster.members_research,
            cluster.members_other,
        )
        .outerjoin(cluster, cluster.organisation_id == Organisation.id)
        .where(Organisation.id.in_(wanted))
    )
    found = {
        row.id: profile_from(
            row.id,
            country=row.country_code,
            kind=row.kind,
            sectors=row.sector_codes,
            targets=row.target_countries,
            texts=(row.description, row.services),
            size=row.size,
            members=(row.members_sme, row.members_large, row.members_research, row.members_other),
            listings=listings[row.id],
        )
        for row in rows
    }
    return {number: found[number] for number in wanted if number in found}
