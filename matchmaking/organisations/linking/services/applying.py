"""Applying an import: all its rows in one transaction, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.models import Person
from matchmaking.audit.services import entry, record
from matchmaking.db import session, transaction
from matchmaking.errors import Conflict, Invalid
from matchmaking.organisations.linking import fields, queries
from matchmaking.organisations.linking.judging import Judged, Node
from matchmaking.organisations.linking.matching import external_id
from matchmaking.organisations.linking.models import (
    BatchState,
    FieldOrigin,
    ImportBatch,
    MembershipState,
    OrganisationMembership,
    SourceIdentity,
    Verdict,
)
from matchmaking.organisations.linking.services.batches import judge_all, locked_batch, undecided_sentence
from matchmaking.organisations.linking.slugs import new_slugs
from matchmaking.organisations.models import Organisation, OrganisationKind, OrganisationState, Sector
from matchmaking.organisations.services.searching import refresh

CLEAR = {Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED}


def apply(batch_id: int, *, seen: int, actor: Person, now: datetime) -> ImportBatch:
    """Store everything that the import says. All or nothing.

    Raises Conflict when it was changed after `seen`, Invalid while a row is wrong or doubtful. Rows are judged
    once more first: the directory may have changed since somebody looked.
    """
    try:
        with transaction():
            batch = locked_batch(batch_id)
            if not batch.is_undecided:
                raise Conflict(_("This import is over: it has been applied or set aside."))
            if batch.version != seen:
                raise Conflict(_("Somebody else has changed this import while you were reading. Look at it again."))
            judged = judged_and_locked(batch)
            undecided = undecided_sentence(batch)
            if not undecided:
                write_rows(batch, [one for one in judged if one.row.verdict in CLEAR], actor=actor, now=now)
                close(batch, actor=actor, now=now)
    except IntegrityError as error:  # the same slug or membership came from elsewhere in this very moment
        raise Conflict(
            _("Somebody else changed the directory at the same time. Nothing was applied: try again.")
        ) from error
    if undecided:
        raise Invalid(undecided)
    return batch


def close(batch: ImportBatch, *, actor: Person | None, now: datetime) -> None:
    """Mark the import as applied. Inside a transaction."""
    batch.state = BatchState.APPLIED
    batch.applied_at = now
    batch.version += 1
    record("import.apply", batch, actor=actor, now=now, after=dict(batch.counts))


def judged_and_locked(batch: ImportBatch) -> list[Judged]:
    """The rows judged, while nobody else changes memberships or the organisations concerned. Inside a transaction."""
    session().execute(sa.text("LOCK TABLE organisation_membership IN SHARE ROW EXCLUSIVE MODE"))
    judged = judge_all(batch)
    ids = {one.row.organisation_id for one in judged if one.row.organisation_id is not None}
    before = {found: row.changed_at for found, row in queries.organisations(ids).items()}
    locked = session().scalars(
        sa.select(Organisation)
        .where(Organisation.id.in_(ids))
        .order_by(Organisation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if {row.id: row.changed_at for row in locked} == before:
        return judged
    session().expire_all()
    return judge_all(batch)


def write_rows(batch: ImportBatch, judged: Sequence[Judged], *, actor: Person | None, now: datetime) -> None:
    """Store what these rows say, with the origin of every field. Inside a transaction."""
    found = queries.whole({one.row.organisation_id for one in judged if one.row.organisation_id is not None})
    writing = _Writing(batch, actor, now, queries.origins_of(found), queries.sectors_by_code())
    new = [one for one in judged if one.row.organisation_id is None]
    slugs = new_slugs([one.values["name"] for one in new])
    with session().no_autoflush:  # thousands of rows are written together, not one by one
        made = {one.number: writing.make(one, slug) for one, slug in zip(new, slugs, strict=True)}
        session().add_all(made.values())
        session().flush()
        nodes: dict[Node, int] = {}
        for one in judged:
            organisation = made.get(one.number)
            if organisation is None:
                organisation = found[one.row.organisation_id or 0]
                writing.update(organisation, one)
            else:
                writing.note_new(organisation, one)
            nodes["row", one.number] = nodes["organisation", organisation.id] = organisation.id
            one.row.organisation_id = organisation.id
            one.row.applied_at = now
        session().flush()
    _write_identities(batch, judged)
    _write_memberships(batch, judged, nodes, now=now)


@dataclass(frozen=True, slots=True)
class _Writing:
    """One import being written: into new profiles and into those that are here."""

    batch: ImportBatch
    actor: Person | None
    now: datetime
    origins: dict[tuple[int, str], FieldOrigin]
    sectors: dict[str, Sector]

    def make(self, one: Judged, slug: str) -> Organisation:
        """A new profile, not yet stored."""
        organisation = Organisation(
            slug=slug,
            name=one.values["name"],
            kind=OrganisationKind(one.values["kind"]),
            state=OrganisationState.PUBLISHED,
            country_code=one.values["country"],
            target_countries=[],
            source_document=self.batch.source.name,
            source_url=self.batch.source.address.partition("?")[0],  # a key may stand behind it
            created_at=self.now,
            changed_at=self.now,
            published_at=self.now,
        )
        self._write(organisation, one, _said(one))
        return organisation

    def note_new(self, organisation: Organisation, one: Judged) -> None:
        """Where the fields of a new profile came from."""
        self._note(organisation, one, _said(one))
        after = {"source": self.batch.source.name}
        session().add(entry("organisation.import", organisation, actor=self.actor, now=self.now, after=after))

    def update(self, organisation: Organisation, one: Judged) -> None:
        """Write what changes in a profile that is here."""
        columns = [name for name in one.row.changes if name != "member_of"]
        if not columns:
            return
        before = {name: fields.current(organisation, name) for name in columns}
        self._write(organisation, one, columns)
        self._note(organisation, one, columns)
        organisation.changed_at = self.now
        after = {**{name: one.values[name] for name in columns}, "source": self.batch.source.name}
        session().add(
            entry("organisation.update", organisation, actor=self.actor, now=self.now, before=before, after=after)
        )

    def _write(self, organisation: Organisation, one: Judged, columns: Sequence[str]) -> None:
        for name in columns:
            fields.write(organisation, name, one.values[name], self.sectors)
        refresh(organisation)

    def _note(self, organisation: Organisation, one: Judged, columns: Sequence[str]) -> None:
        for name in columns:
            origin = self.origins.get((organisation.id, name))
            if origin is None:
                origin = FieldOrigin(organisation_id=organisation.id, field=name)
                session().add(origin)
            origin.batch_id, origin.imported, origin.imported_at = self.batch.id, one.values[name], self.now
            origin.edited_by_id = origin.edited_at = None


def _said(one: Judged) -> list[str]:
    return [name for name in fields.WRITTEN if name in one.values]


def _write_identities(batch: ImportBatch, judged: Sequence[Judged]) -> None:
    values: list[dict[str, Any]] = [
        {
            "source_id": batch.source_id,
            "external_id": external_id(one.values),
            "organisation_id": one.row.organisation_id,
            "batch_id": batch.id,
        }
        for one in judged
    ]
    if not values:
        return
    statement = insert(SourceIdentity)
    session().execute(
        statement.on_conflict_do_update(
            index_elements=["source_id", "external_id"],
            set_={"organisation_id": statement.excluded.organisation_id, "batch_id": statement.excluded.batch_id},
        ),
        values,
    )


def _write_memberships(batch: ImportBatch, judged: Sequence[Judged], nodes: dict[Node, int], *, now: datetime) -> None:
    rows: dict[tuple[int, int], OrganisationMembership] = {}
    for one in judged:
        for node in one.new_clusters:
            cluster = nodes.get(node, node[1] if node[0] == "organisation" else 0)
            member = one.row.organisation_id or 0
            rows[cluster, member] = OrganisationMembership(
                cluster_id=cluster,
                member_id=member,
                state=MembershipState.STATED,
                batch_id=batch.id,
                stated_at=now,
            )
    for declined in queries.declined_by({member for _cluster, member in rows}):
        if (declined.member_id, declined.cluster_id) in rows:  # two clusters have one row between them
            session().delete(declined)
    session().flush()
    session().add_all(rows.values())
    session().flush()


def clear_rows(judged: Sequence[Judged]) -> list[Judged]:
    """Those that need nobody: neither wrong nor doubtful, and members only of clusters that are here or come along."""
    clear = [one for one in judged if one.row.verdict in CLEAR]
    while True:
        coming = {one.number for one in clear}
        kept = [one for one in clear if all(kind != "row" or number in coming for kind, number in one.new_clusters)]
        if len(kept) == len(clear):
            return kept
        clear = kept
