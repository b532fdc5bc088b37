"""An import before it is applied: sent, corrected row by row, decided, set aside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from matchmaking.accounts.models import Person
from matchmaking.accounts.plain_text import one_line
from matchmaking.audit.services import record
from matchmaking.db import session, transaction
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.organisations.linking import queries
from matchmaking.organisations.linking.checking import key_of
from matchmaking.organisations.linking.columns import BY_NAME
from matchmaking.organisations.linking.judging import Judged, judge
from matchmaking.organisations.linking.models import (
    BatchState,
    FileFormat,
    ImportBatch,
    ImportRow,
    LinkedSource,
    Verdict,
)
from matchmaking.organisations.linking.reading import Table
from matchmaking.organisations.linking.reading.tables import storable
from matchmaking.organisations.models import Organisation
from matchmaking.web.settings import settings

LONGEST_SOURCE = 120
AGAIN = timedelta(minutes=1)


def upload(
    table: Table,
    kind: FileFormat,
    *,
    file_name: str,
    source_name: str,
    office_id: int | None,
    actor: Person,
    now: datetime,
) -> ImportBatch:
    """Keep the rows of a file that `actor` sent, judged and with nothing applied. Raises Invalid, NotFound.

    `office_id`: the support office that it is for; None for an administrator's own. The same file sent again within
    `AGAIN`, as by a second press of the button, is the import that it is already, if nobody has touched that.
    """
    scope = queries.scope_of(actor)
    if office_id not in ({None} if scope.is_administrator else scope.offices):
        raise NotFound("not this person's office")
    name = one_line(source_name) or ""
    if not key_of(name) or len(name) > LONGEST_SOURCE:
        raise Invalid(_("Name the source, such as “Canadian cluster map”."), field="source")
    with transaction():
        source = _source(name, office_id, now=now)
        known = _sent_before(source, table, file_name=_file_name(file_name, kind), actor=actor, now=now)
        if known is not None:
            return known
        batch = store(table, kind, source, file_name=file_name, actor=actor, now=now)
        record("import.upload", batch, actor=actor, now=now, after={"rows": len(table.rows)})
    return batch


def _source(name: str, office_id: int | None, *, now: datetime) -> LinkedSource:
    """The source of this name, a new one where there is none; nobody else stores from it meanwhile."""
    key = source_key(name, office_id)
    session().execute(
        insert(LinkedSource)
        .values(name=name, key=key, office_id=office_id, created_at=now, changed_at=now)
        .on_conflict_do_nothing(index_elements=["key"])
    )
    return session().scalars(sa.select(LinkedSource).where(LinkedSource.key == key).with_for_update()).one()


def _sent_before(
    source: LinkedSource, table: Table, *, file_name: str, actor: Person, now: datetime
) -> ImportBatch | None:
    sent = sa.select(ImportBatch).where(
        ImportBatch.source_id == source.id,
        ImportBatch.created_by_id == actor.id,
        ImportBatch.file_name == file_name,
        ImportBatch.state == BatchState.OPEN,
        ImportBatch.version == 0,
        ImportBatch.created_at > now - AGAIN,
    )
    batch = session().scalar(sent.order_by(ImportBatch.id.desc()).limit(1))
    if batch is None or [row.cells for row in queries.all_rows(batch)] != [row.cells for row in table.rows]:
        return None
    return batch


def _file_name(told: str, kind: FileFormat) -> str:
    return (one_line(told) or "")[:LONGEST_SOURCE] or kind.value


def source_key(name: str, office_id: int | None) -> str:
    """What makes a source the same as another."""
    return f"{office_id or ''}:{key_of(name)}"


def store(
    table: Table, kind: FileFormat, source: LinkedSource, *, file_name: str, actor: Person | None, now: datetime
) -> ImportBatch:
    """A batch with the rows of `table`, judged. Inside a transaction."""
    batch = ImportBatch(
        source=source,
        file_name=_file_name(file_name, kind),
        format=kind,
        encoding=table.encoding,
        unknown_columns=table.unknown,
        columns=table.columns,
        state=BatchState.OPEN,
        was_fetched=actor is None,
        created_by=actor,
        created_at=now,
    )
    session().add(batch)
    session().flush()
    rows = [
        ImportRow(
            batch_id=batch.id,
            number=row.number,
            cells=row.cells,
            problems=[list(problem) for problem in row.problems],
            verdict=Verdict.WRONG,
        )
        for row in table.rows
    ]
    judge_all(batch, rows)
    session().add_all(rows)
    session().flush()
    return batch


def judge_all(batch: ImportBatch, rows: list[ImportRow] | None = None) -> list[Judged]:
    """Judge every row as things stand now. Inside a transaction."""
    return judge(batch, queries.all_rows(batch) if rows is None else rows, base_url=settings().base_url)


def locked_batch(batch_id: int) -> ImportBatch:
    """The import as it is now; nobody else changes it until this transaction ends. Raises NotFound."""
    found = session().get(ImportBatch, batch_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("no such import")
    return found


def correct(row_id: int, cells: Mapping[str, str], *, seen: int, actor: Person, now: datetime) -> ImportRow:
    """Put these cells in place of what a row held, and judge all anew. Raises Conflict where it was changed since."""
    with transaction():
        batch, row = _locked_row(row_id, seen=seen, actor=actor)
        known = {name: storable(text) for name, text in cells.items() if name in BY_NAME}
        row.cells = {name: text for name, text in {**row.cells, **known}.items() if text}
        row.problems = [problem for problem in row.problems if problem[0] and problem[0] not in known]
        row.decision = None
        _judge_again(batch, row)
        record("import.correct", batch, actor=actor, now=now, after={"row": row.number, "columns": sorted(known)})
    return row


def decide(row_id: int, same_as: int | None, *, seen: int, actor: Person, now: datetime) -> ImportRow:
    """Say that a doubtful row is organisation `same_as`, or (None) one that is not here yet. Raises Conflict."""
    with transaction():
        batch, row = _locked_row(row_id, seen=seen, actor=actor)
        if same_as is not None and same_as not in row.candidates:
            raise Invalid(_("Choose one of the organisations shown."), field="same_as")
        row.decision = {"new": True} if same_as is None else {"same_as": same_as}
        _judge_again(batch, row)
        said = "new" if same_as is None else session().get_one(Organisation, same_as).name
        record("import.decide", batch, actor=actor, now=now, after={"row": row.number, "same_as": said})
    return row


def leave_out(row_id: int, *, left_out: bool, seen: int, actor: Person, now: datetime) -> ImportRow:
    """Let a row change nothing, or take that back. Raises Conflict."""
    with transaction():
        batch, row = _locked_row(row_id, seen=seen, actor=actor)
        row.decision = {"leave_out": True} if left_out else None
        _judge_again(batch, row)
        record("import.leave_out", batch, actor=actor, now=now, after={"row": row.number, "left_out": left_out})
    return row


def _locked_row(row_id: int, *, seen: int, actor: Person) -> tuple[ImportBatch, ImportRow]:
    batch_id = session().scalar(sa.select(ImportRow.batch_id).where(ImportRow.id == row_id))
    batch = locked_batch(batch_id or 0)
    _require_undecided(batch, actor)
    row = session().get_one(ImportRow, row_id, populate_existing=True)
    if row.applied_at is not None:
        raise Conflict(_("This row has been applied already."))
    if row.version != seen:
        raise Conflict(_("Somebody else has changed this row while you were writing."))
    return batch, row


def _require_undecided(batch: ImportBatch, actor: Person) -> None:
    if batch.state is BatchState.SENT and not actor.is_administrator:
        raise Conflict(_("This import has been sent. An administrator applies it or sets it aside."))
    if not batch.is_undecided:
        raise Conflict(_("This import is over: it has been applied or set aside."))


def _judge_again(batch: ImportBatch, row: ImportRow) -> None:
    row.version += 1
    batch.version += 1
    session().flush()
    judge_all(batch)


def send(batch_id: int, *, actor: Person, now: datetime) -> None:
    """Give an office's import, with nothing wrong or doubtful left, to the administrators. Raises Invalid, Conflict."""
    with transaction():
        batch = locked_batch(batch_id)
        _require_undecided(batch, actor)
        judge_all(batch)
        undecided = undecided_sentence(batch)
        if not undecided:
            batch.state = BatchState.SENT
            batch.version += 1
            record("import.send", batch, actor=actor, now=now, after={"state": BatchState.SENT.value})
    if undecided:
        raise Invalid(undecided)


def undecided_sentence(batch: ImportBatch) -> str:
    """What keeps the import from being applied; empty where nothing does."""
    wrong, doubtful = (batch.counts.get(verdict.value, 0) for verdict in (Verdict.WRONG, Verdict.DOUBTFUL))
    if wrong:
        return str(_("Rows are still wrong: %(count)s. Correct them or leave them out first.", count=wrong))
    if doubtful:
        return str(_("Rows are still doubtful: %(count)s. Say first who they are.", count=doubtful))
    return ""


def set_aside(batch_id: int, *, actor: Person, now: datetime) -> None:
    """End an import without applying what is left of it; it stays readable. Raises Conflict."""
    with transaction():
        batch = locked_batch(batch_id)
        _require_undecided(batch, actor)
        batch.state = BatchState.SET_ASIDE
        batch.version += 1
        record("import.set_aside", batch, actor=actor, now=now, after={"state": BatchState.SET_ASIDE.value})
