"""Linked sources, and how fetching them went."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.dialects.postgresql import distinct_on

from matchmaking.db import db, session
from matchmaking.errors import NotFound
from matchmaking.organisations.linking.models import (
    FetchState,
    LinkedSource,
    SourceFetch,
)

PAGE_SIZE = 25


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
        .ext(distinct_on(SourceFetch.source_id))
        .order_by(SourceFetch.source_id, SourceFetch.id.desc())
    )
    return {row.source_id: row for row in session().scalars(query)}


def failing_sources() -> int:
    """How many active sources could not be read the last time."""
    newest = (
        sa.select(SourceFetch.source_id, SourceFetch.state)
        .ext(distinct_on(SourceFetch.source_id))
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
