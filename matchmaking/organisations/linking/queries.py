"""Reading imports, sources and origins. Who may see an import is said here alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.accounts.models import Person
from matchmaking.db import db, session
from matchmaking.errors import NotFound
from matchmaking.organisations.linking.checking import Taxonomy, country_keys, key_of
from matchmaking.organisations.linking.matching import Known
from matchmaking.organisations.linking.models import (
    BatchState,
    FetchState,
    FieldOrigin,
    ImportBatch,
    ImportRow,
    LinkedSource,
    MembershipState,
    OrganisationMembership,
    SourceFetch,
    SourceIdentity,
    Verdict,
)
from matchmaking.organisations.models import (
    Affiliation,
    AffiliationState,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Sector,
)
from matchmaking.web.locale import LANGUAGES, countries

PAGE_SIZE = 25
_HOST = r"^https?://(?:www\.)?([^/:?#]+)"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person may import: everything (administrators), or for their offices' countries."""

    is_administrator: bool
    offices: dict[int, str]
    """Support offices, and the country of each."""


def scope_of(person: Person) -> Scope:
    """Raises NotFound for somebody who is neither an administrator nor of a published support office."""
    if person.is_administrator:
        return Scope(is_administrator=True, offices={})
    rows = session().execute(
        sa.select(Organisation.id, Organisation.country_code)
        .join(Affiliation)
        .where(
            Affiliation.person_id == person.id,
            Affiliation.state == AffiliationState.CONFIRMED,
            Organisation.kind == OrganisationKind.SUPPORT_OFFICE,
            Organisation.state == OrganisationState.PUBLISHED,
        )
        .order_by(Organisation.id)
    )
    offices = dict(rows.all())
    if not offices:
        raise NotFound("this person imports nothing")
    return Scope(is_administrator=False, offices=offices)


def batch_for(batch_id: int, person: Person) -> ImportBatch:
    """The import, if `person` may see it. Raises NotFound."""
    scope = scope_of(person)
    batch = session().get(
        ImportBatch, batch_id, options=[joinedload(ImportBatch.source), joinedload(ImportBatch.created_by)]
    )
    if batch is None or not (scope.is_administrator or batch.source.office_id in scope.offices):
        raise NotFound(f"no import {batch_id} that this person may see")
    return batch


def batches_for(person: Person, *, page: int) -> Pagination:
    """The imports that `person` may see, newest first."""
    scope = scope_of(person)
    query = (
        sa.select(ImportBatch)
        .join(ImportBatch.source)
        .options(joinedload(ImportBatch.source), joinedload(ImportBatch.created_by))
        .order_by(ImportBatch.id.desc())
    )
    if not scope.is_administrator:
        query = query.where(LinkedSource.office_id.in_(scope.offices))
    return db.paginate(query, page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)


def rows_of(batch: ImportBatch, *, verdicts: Collection[Verdict], page: int) -> Pagination:
    """The rows of these verdicts, as they stand in the file."""
    query = (
        sa.select(ImportRow)
        .where(ImportRow.batch_id == batch.id, ImportRow.verdict.in_(verdicts))
        .options(joinedload(ImportRow.organisation))
        .order_by(ImportRow.number)
    )
    return db.paginate(query, page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)


def row_in(batch: ImportBatch, row_id: int) -> ImportRow:
    """A row of this very import. Raises NotFound."""
    row = session().get(ImportRow, row_id)
    if row is None or row.batch_id != batch.id:
        raise NotFound("no such row here")
    return row


def allowed_countries(batch: ImportBatch) -> set[str] | None:
    """The countries that the import may speak of: an office's own; None for an administrator's, which may all."""
    if batch.source.office_id is None:
        return None
    return {session().get_one(Organisation, batch.source.office_id).country_code}


def all_rows(batch: ImportBatch) -> list[ImportRow]:
    """Every row, as they stand in the file."""
    return list(
        session().scalars(sa.select(ImportRow).where(ImportRow.batch_id == batch.id).order_by(ImportRow.number))
    )


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


def ids_of_slugs(slugs: Collection[str]) -> dict[str, int]:
    """Which organisations these slugs are."""
    query = sa.select(Organisation.slug, Organisation.id).where(Organisation.slug.in_(slugs))
    return dict(session().execute(query).all())


def clusters() -> list[tuple[int, str, str, str]]:
    """Id, slug, name and country of every cluster."""
    query = sa.select(Organisation.id, Organisation.slug, Organisation.name, Organisation.country_code).where(
        Organisation.kind == OrganisationKind.CLUSTER
    )
    return [(found, slug, name, country) for found, slug, name, country in session().execute(query)]


def memberships_between_clusters() -> list[tuple[int, int]]:
    """Member and cluster, where both are clusters: only these could make a circle."""
    link = OrganisationMembership
    query = (
        sa.select(link.member_id, link.cluster_id)
        .join(Organisation, Organisation.id == link.member_id)
        .where(Organisation.kind == OrganisationKind.CLUSTER, link.state != MembershipState.DECLINED)
    )
    return [(member, cluster) for member, cluster in session().execute(query)]


def membership_pairs(member_ids: Collection[int]) -> set[tuple[int, int]]:
    """Member and cluster of every membership of these, declined ones included."""
    link = OrganisationMembership
    query = sa.select(link.member_id, link.cluster_id).where(link.member_id.in_(member_ids))
    return {(member, cluster) for member, cluster in session().execute(query)}


def members_of(organisation: Organisation, *, limit: int) -> list[OrganisationMembership]:
    """The members of a cluster that everybody may see, those that wait for its answer first."""
    link = OrganisationMembership
    query = (
        sa.select(link)
        .join(link.member)
        .where(
            link.cluster_id == organisation.id,
            link.state != MembershipState.DECLINED,
            Organisation.state == OrganisationState.PUBLISHED,
        )
        .options(joinedload(link.member), joinedload(link.batch).joinedload(ImportBatch.source))
        .order_by(link.state.desc(), Organisation.sort_name, Organisation.id)
        .limit(limit)
    )
    return list(session().scalars(query).unique())


def clusters_of(organisation: Organisation) -> list[OrganisationMembership]:
    """The clusters that it belongs to, or says so."""
    link = OrganisationMembership
    query = (
        sa.select(link)
        .join(link.cluster)
        .where(
            link.member_id == organisation.id,
            link.state != MembershipState.DECLINED,
            Organisation.state == OrganisationState.PUBLISHED,
        )
        .options(joinedload(link.cluster), joinedload(link.batch).joinedload(ImportBatch.source))
        .order_by(Organisation.sort_name, Organisation.id)
    )
    return list(session().scalars(query).unique())


def sources(*, page: int) -> Pagination:
    """The linked sources, by name."""
    query = sa.select(LinkedSource).where(LinkedSource.address != "").order_by(LinkedSource.key)
    return db.paginate(query, page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)


def source(source_id: int) -> LinkedSource:
    """A linked source. Raises NotFound."""
    found = session().get(LinkedSource, source_id)
    if found is None or not found.address:
        raise NotFound("no such source")
    return found


def source_names(office_ids: Collection[int] | None) -> list[str]:
    """Sources to choose from when a file is sent: an office's own, or the administrators'."""
    mine = LinkedSource.office_id.is_(None) if office_ids is None else LinkedSource.office_id.in_(office_ids)
    return list(session().scalars(sa.select(LinkedSource.name).where(mine).order_by(LinkedSource.name).limit(200)))


def fetches(of: LinkedSource, *, page: int) -> Pagination:
    """How fetching went, newest first."""
    query = sa.select(SourceFetch).where(SourceFetch.source_id == of.id).order_by(SourceFetch.id.desc())
    return db.paginate(query, page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)


def last_fetches(source_ids: Collection[int]) -> dict[int, SourceFetch]:
    """The newest fetch of each source."""
    query = (
        sa.select(SourceFetch)
        .where(SourceFetch.source_id.in_(source_ids))
        .distinct(SourceFetch.source_id)
        .order_by(SourceFetch.source_id, SourceFetch.id.desc())
    )
    return {row.source_id: row for row in session().scalars(query)}


def waiting_batches() -> int:
    """How many imports wait for an administrator: sent by an office, or fetched and not yet decided."""
    waits = sa.or_(
        ImportBatch.state == BatchState.SENT,
        sa.and_(ImportBatch.state == BatchState.OPEN, ImportBatch.was_fetched),
    )
    return session().scalar(sa.select(sa.func.count()).select_from(ImportBatch).where(waits)) or 0


def failing_sources() -> int:
    """How many active sources could not be read the last time."""
    newest = (
        sa.select(SourceFetch.source_id, SourceFetch.state)
        .distinct(SourceFetch.source_id)
        .where(SourceFetch.state.in_([FetchState.DONE, FetchState.UNCHANGED, FetchState.FAILED]))
        .order_by(SourceFetch.source_id, SourceFetch.id.desc())
        .subquery()
    )
    query = (
        sa.select(sa.func.count())
        .select_from(newest)
        .join(LinkedSource, LinkedSource.id == newest.c.source_id)
        .where(newest.c.state == FetchState.FAILED.value, LinkedSource.is_active)
    )
    return session().scalar(query) or 0
