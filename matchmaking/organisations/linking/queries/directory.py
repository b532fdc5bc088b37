"""What is stored of organisations, for comparing rows of an import with it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.db import session
from matchmaking.organisations.linking.checking import Taxonomy, check, country_keys, key_of
from matchmaking.organisations.linking.matching import Known
from matchmaking.organisations.linking.models import (
    FieldOrigin,
    ImportBatch,
    ImportRow,
    SourceIdentity,
)
from matchmaking.organisations.models import (
    Organisation,
    OrganisationState,
    Sector,
)
from matchmaking.web.locale import LANGUAGES, countries

_HOST = r"^https?://(?:www\.)?([^/:?#]+)"


def organisations(ids: Collection[int]) -> dict[int, Organisation]:
    """Organisations by id, for names and links."""
    found = session().scalars(sa.select(Organisation).where(Organisation.id.in_(ids)))
    return {row.id: row for row in found}


def taxonomy(allowed: Collection[str] | None) -> Taxonomy:
    """What the names and codes of a file mean."""
    sectors = {}
    for sector in session().scalars(sa.select(Sector)):
        for name in (sector.code, sector.name_en, sector.name_fr):
            sectors[key_of(name)] = sector.code
    return Taxonomy(country_keys({language: countries(language) for language in LANGUAGES}), sectors, allowed)


def known_in(of_countries: Collection[str], hosts: Collection[str], *, only_published: bool) -> list[Known]:
    """The stored organisations that rows of these countries or websites may mean; drafts are their people's own."""
    states = set(OrganisationState) - {OrganisationState.DRAFT}
    host = sa.func.lower(sa.func.substring(Organisation.website, _HOST))
    rows = session().execute(
        sa.select(
            Organisation.id, Organisation.name, Organisation.country_code, Organisation.city, Organisation.website
        ).where(
            Organisation.state.in_({OrganisationState.PUBLISHED} if only_published else states),
            sa.or_(Organisation.country_code.in_(of_countries), host.in_(hosts)),
        )
    )
    return [Known(*row) for row in rows]


def whole(ids: Collection[int]) -> dict[int, Organisation]:
    """Organisations with all that an import may write."""
    found = session().scalars(
        sa.select(Organisation)
        .where(Organisation.id.in_(ids))
        .options(
            selectinload(Organisation.sectors), selectinload(Organisation.listings), joinedload(Organisation.cluster)
        )
    )
    return {row.id: row for row in found}


def origins_of(ids: Collection[int]) -> dict[tuple[int, str], FieldOrigin]:
    """Where fields came from, by organisation and column, each with its import and source."""
    found = session().scalars(
        sa.select(FieldOrigin)
        .where(FieldOrigin.organisation_id.in_(ids))
        .options(joinedload(FieldOrigin.batch).joinedload(ImportBatch.source), joinedload(FieldOrigin.edited_by))
    )
    return {(row.organisation_id, row.field): row for row in found}


def identities(source_id: int) -> dict[str, int]:
    """What the source calls the organisations that came from it."""
    query = sa.select(SourceIdentity.external_id, SourceIdentity.organisation_id).where(
        SourceIdentity.source_id == source_id
    )
    return dict(session().execute(query).all())


def sectors_by_code() -> dict[str, Sector]:
    """The whole taxonomy."""
    return {sector.code: sector for sector in session().scalars(sa.select(Sector))}


def values_of(row: ImportRow, known: Taxonomy) -> dict[str, Any]:
    """What the row's cells say."""
    return check(row.cells, known).values


def ids_of_slugs(slugs: Collection[str], *, of_countries: Collection[str] | None) -> dict[str, int]:
    """Which organisations these slugs are. Drafts are their people's own, and found by nobody.

    `of_countries`: what a support office may speak of; it finds published organisations there alone.
    """
    query = sa.select(Organisation.slug, Organisation.id).where(
        Organisation.slug.in_(slugs), Organisation.state != OrganisationState.DRAFT
    )
    if of_countries is not None:
        query = query.where(
            Organisation.state == OrganisationState.PUBLISHED, Organisation.country_code.in_(of_countries)
        )
    return dict(session().execute(query).all())
