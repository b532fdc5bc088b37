"""Imports and their rows. Who may see an import is said here alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload

from matchmaking.accounts.models import Person
from matchmaking.db import db, session
from matchmaking.errors import NotFound
from matchmaking.organisations.linking.models import (
    BatchState,
    ImportBatch,
    ImportRow,
    LinkedSource,
    Verdict,
)
from matchmaking.organisations.models import (
    Affiliation,
    AffiliationState,
    Organisation,
    OrganisationKind,
    OrganisationState,
)

PAGE_SIZE = 25


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


def waiting_batches() -> int:
    """How many imports wait for an administrator: sent by an office, or fetched and not yet decided."""
    waits = sa.or_(
        ImportBatch.state == BatchState.SENT,
        sa.and_(ImportBatch.state == BatchState.OPEN, ImportBatch.was_fetched),
    )
    return session().scalar(sa.select(sa.func.count()).select_from(ImportBatch).where(waits)) or 0
