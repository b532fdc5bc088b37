"""Fetching sources: claimed by UPDATE, at most three attempts, and nothing changed by what fails.

A fetch is a row first. `sweep`, called by beat, makes rows for the sources that are due, and hands out again
those whose message was lost or whose worker died.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.db import session, transaction
from matchmaking.errors import Conflict, NotFound
from matchmaking.jobs import enqueue
from matchmaking.organisations.linking.fetching import Fetched, FetchFailed, fetch
from matchmaking.organisations.linking.models import (
    BatchState,
    FetchState,
    FileFormat,
    ImportBatch,
    LinkedSource,
    SourceFetch,
    Verdict,
)
from matchmaking.organisations.linking.reading import MOST_FETCHED_ROWS, Table, Unreadable, read
from matchmaking.organisations.linking.services.applying import clear_rows, close, judged_and_locked, write_rows
from matchmaking.organisations.linking.services.batches import store
from matchmaking.web.settings import settings

log = structlog.get_logger(__name__)

CLAIM_LASTS = timedelta(minutes=5)
MOST_ATTEMPTS = 3
LOST_AFTER = timedelta(minutes=2)
"""How long a queued fetch may stand before its message is thought lost."""
_OPEN = (FetchState.QUEUED, FetchState.RUNNING)


def request_fetch(source_id: int, *, actor: Person, now: datetime) -> None:
    """Fetch a source now, whatever it gave before. Raises Conflict while a fetch of it is under way."""
    with transaction():
        source = session().get(LinkedSource, source_id, with_for_update=True)
        if source is None or not source.address:
            raise NotFound("no such source")
        source.etag = ""
        if _queue(source, now=now) is None:
            raise Conflict(_("This source is being fetched already."))
        record("source.fetch", source, actor=actor, now=now)


def _queue(source: LinkedSource, *, now: datetime) -> int | None:
    """A fetch of `source` in the queue; None while there is one already. Inside a transaction."""
    fetch_id = session().scalar(
        insert(SourceFetch)
        .values(source_id=source.id, state=FetchState.QUEUED, queued_at=now)
        .on_conflict_do_nothing(index_elements=["source_id"], index_where=sa.text("state IN ('queued', 'running')"))
        .returning(SourceFetch.id)
    )
    if fetch_id is not None:
        enqueue("linking.fetch", fetch_id)
    return fetch_id


def sweep(*, now: datetime) -> int:
    """Queue what is due, hand out again what nobody works on, give up what three workers died of; how many go out."""
    sent = 0
    with transaction():
        due = session().scalars(
            sa.select(LinkedSource)
            .where(LinkedSource.is_active, LinkedSource.address != "", LinkedSource.next_at <= now)
            .order_by(LinkedSource.id)
            .limit(100)
            .with_for_update(skip_locked=True)
        )
        for source in due:
            source.next_at = now + timedelta(hours=source.every_hours)
            sent += _queue(source, now=now) is not None
        left = session().scalars(
            sa.select(SourceFetch)
            .where(
                sa.or_(
                    sa.and_(SourceFetch.state == FetchState.RUNNING, SourceFetch.claimed_until <= now),
                    sa.and_(SourceFetch.state == FetchState.QUEUED, SourceFetch.queued_at <= now - LOST_AFTER),
                )
            )
            .order_by(SourceFetch.id)
            .limit(100)
            .with_for_update(skip_locked=True)
        )
        for found in left:
            if found.attempt >= MOST_ATTEMPTS:
                found.state, found.problem, found.finished_at = FetchState.FAILED, "lost", now
                log.warning("fetch_given_up", fetch=found.id)
                continue
            enqueue("linking.fetch", found.id)
            sent += 1
    return sent


def execute_fetch(fetch_id: int, *, clock: Callable[[], datetime]) -> FetchState | None:
    """Fetch, read and keep; None where this fetch is not to be had. No transaction is open while others are asked."""
    claimed = _claim(fetch_id, now=clock())
    if claimed is None:
        return None
    attempt, address, kind, etag = claimed
    try:
        fetched = fetch(address, kind, etag=etag, private=settings().fetch_private)
        digest = _digest(fetched)
        if fetched.body is None or (not fetched.etag and digest == etag):
            return _finish(fetch_id, attempt, FetchState.UNCHANGED, now=clock())
        table = read(fetched.body, kind, most_rows=MOST_FETCHED_ROWS)
    except (FetchFailed, Unreadable) as error:
        log.info("fetch_failed", fetch=fetch_id, problem=error.code)
        return _finish(fetch_id, attempt, FetchState.FAILED, now=clock(), problem=error.code, values=error.values)
    return _keep(fetch_id, attempt, table, len(fetched.body), fetched.etag or digest, now=clock())


def _digest(fetched: Fetched) -> str:
    """Stands for the ETag of a server that gives none."""
    return "sha256:" + hashlib.sha256(fetched.body or b"").hexdigest()


def _claim(fetch_id: int, *, now: datetime) -> tuple[int, str, FileFormat, str] | None:
    with transaction():
        claimed = (
            session()
            .execute(
                sa.update(SourceFetch)
                .where(
                    SourceFetch.id == fetch_id,
                    sa.or_(
                        SourceFetch.state == FetchState.QUEUED,
                        sa.and_(SourceFetch.state == FetchState.RUNNING, SourceFetch.claimed_until <= now),
                    ),
                    SourceFetch.attempt < MOST_ATTEMPTS,
                )
                .values(
                    state=FetchState.RUNNING,
                    attempt=SourceFetch.attempt + 1,
                    started_at=now,
                    claimed_until=now + CLAIM_LASTS,
                )
                .returning(SourceFetch.attempt, SourceFetch.source_id)
            )
            .one_or_none()
        )
        if claimed is None:
            return None
        source = session().get_one(LinkedSource, claimed.source_id)
        return claimed.attempt, source.address, source.format or FileFormat.CSV, source.etag


def _finish(
    fetch_id: int,
    attempt: int,
    state: FetchState,
    *,
    now: datetime,
    problem: str = "",
    values: Mapping[str, Any] | None = None,
) -> FetchState | None:
    with transaction():
        found = _mine(fetch_id, attempt)
        if found is None:
            return None
        found.state, found.finished_at, found.problem = state, now, problem
        found.values = dict(values or {})
    return state


def _mine(fetch_id: int, attempt: int) -> SourceFetch | None:
    """The fetch, locked, if it is still this attempt's: a worker given up for dead and come back changes nothing."""
    return session().scalar(
        sa.select(SourceFetch)
        .where(SourceFetch.id == fetch_id, SourceFetch.attempt == attempt, SourceFetch.state == FetchState.RUNNING)
        .with_for_update()
    )


def _keep(fetch_id: int, attempt: int, table: Table, size: int, etag: str, *, now: datetime) -> FetchState | None:
    """A batch of what came; its clear rows are applied where the administrator said so for this source."""
    with transaction():
        found = _mine(fetch_id, attempt)
        if found is None:
            return None
        source = found.source
        _set_older_aside(source)
        name = source.address.partition("?")[0].rstrip("/").rpartition("/")[2] or source.name
        batch = store(table, source.format or FileFormat.CSV, source, file_name=name, actor=None, now=now)
        record("import.fetch", batch, actor=None, now=now, after={"rows": len(table.rows)})
        _apply_what_may(batch, now=now)
        source.etag = etag
        found.state, found.finished_at, found.size, found.batch_id = FetchState.DONE, now, size, batch.id
    return FetchState.DONE


def _set_older_aside(source: LinkedSource) -> None:
    """What the source said before and nobody has decided is out of date."""
    session().execute(
        sa.update(ImportBatch)
        .where(ImportBatch.source_id == source.id, ImportBatch.state == BatchState.OPEN, ImportBatch.was_fetched)
        .values(state=BatchState.SET_ASIDE, version=ImportBatch.version + 1)
    )


def _apply_what_may(batch: ImportBatch, *, now: datetime) -> None:
    judged = judged_and_locked(batch)
    nothing_to_do = all(one.row.verdict is Verdict.UNCHANGED for one in judged)
    if not (batch.source.applies_clear_rows or nothing_to_do):
        return
    clear = clear_rows(judged)
    write_rows(batch, clear, actor=None, now=now)
    if len(clear) == len(judged):
        close(batch, actor=None, now=now)
