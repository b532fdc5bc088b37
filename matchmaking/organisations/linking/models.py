"""Sources, what was fetched or uploaded from them, and where each field of a profile came from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import Person
from matchmaking.db import Id, Model, choice
from matchmaking.organisations.models import Organisation


class FileFormat(StrEnum):
    """What a file is written in."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONLD = "jsonld"


class BatchState(StrEnum):
    """open -> (sent ->) applied; an open or sent one may be set aside, by a person or by a newer fetch."""

    OPEN = "open"
    SENT = "sent"
    APPLIED = "applied"
    SET_ASIDE = "set_aside"


class Verdict(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"
    LEFT_OUT = "left_out"


class FetchState(StrEnum):
    """queued -> running -> done | unchanged | failed."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class MembershipState(StrEnum):
    """What a source or a member says is stated, until the cluster confirms or declines it."""

    STATED = "stated"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class LinkedSource(Model):
    """Where organisations come from: another mapping site. With an `address` it is fetched when it is due."""

    __tablename__ = "linked_source"
    __table_args__ = (
        sa.CheckConstraint("every_hours BETWEEN 1 AND 8760", name="every_hours"),
        sa.CheckConstraint("address = '' OR format IS NOT NULL", name="format"),
        sa.Index("ix_linked_source_due", "next_at", postgresql_where=sa.text("is_active")),
    )

    id: Mapped[Id]
    name: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    """The folded name, with the office that it belongs to: one source is not two."""
    office_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id", ondelete="SET NULL"), index=True)
    """The support office that brings it; none for an administrator's."""
    address: Mapped[str] = mapped_column(server_default="")
    format: Mapped[FileFormat | None] = mapped_column(choice(FileFormat))
    every_hours: Mapped[int] = mapped_column(server_default="24")
    is_active: Mapped[bool] = mapped_column(server_default=sa.false())
    applies_clear_rows: Mapped[bool] = mapped_column(server_default=sa.false())
    """Rows that need nobody are applied as they come; doubtful and wrong ones wait for a person either way."""
    etag: Mapped[str] = mapped_column(server_default="")
    next_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class SourceFetch(Model):
    """One attempt to get a source's file, and how it went."""

    __tablename__ = "source_fetch"
    __table_args__ = (
        sa.Index(
            "uq_source_fetch_open",
            "source_id",
            unique=True,
            postgresql_where=sa.text("state IN ('queued', 'running')"),
        ),
        sa.Index("ix_source_fetch_source_id_id", "source_id", "id"),
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("linked_source.id", ondelete="CASCADE"))
    state: Mapped[FetchState] = mapped_column(choice(FetchState))
    attempt: Mapped[int] = mapped_column(server_default="0")
    queued_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(server_default="")
    """Why nothing came of it: a key of `words.FILE_PROBLEMS`."""
    values: Mapped[dict[str, Any]] = mapped_column(server_default=sa.text("'{}'"))
    """For the sentence."""
    size: Mapped[int | None]
    batch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("import_batch.id", ondelete="SET NULL"), index=True)

    source: Mapped[LinkedSource] = relationship()


class ImportBatch(Model):
    """One file's rows, from the first look to what they changed; it stays readable for ever."""

    __tablename__ = "import_batch"
    __table_args__ = (
        sa.Index("ix_import_batch_state_id", "state", "id"),
        sa.Index("ix_import_batch_source_id_id", "source_id", "id"),
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("linked_source.id"))
    file_name: Mapped[str]
    format: Mapped[FileFormat] = mapped_column(choice(FileFormat))
    encoding: Mapped[str] = mapped_column(server_default="")
    unknown_columns: Mapped[list[Any]] = mapped_column(server_default=sa.text("'[]'"))
    columns: Mapped[list[Any]] = mapped_column(server_default=sa.text("'[]'"))
    """The columns that the file has: what is not among them is not touched."""
    state: Mapped[BatchState] = mapped_column(choice(BatchState))
    counts: Mapped[dict[str, Any]] = mapped_column(server_default=sa.text("'{}'"))
    gone: Mapped[list[Any]] = mapped_column(server_default=sa.text("'[]'"))
    """Ids of the organisations that came from this source before and are not in this file."""
    was_fetched: Mapped[bool] = mapped_column(server_default=sa.false())
    version: Mapped[int] = mapped_column(server_default="0")
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]

    source: Mapped[LinkedSource] = relationship()
    created_by: Mapped[Person | None] = relationship()

    @property
    def name(self) -> str:
        """What the log calls it."""
        return f"{self.source.name}, {self.file_name}"

    @property
    def is_undecided(self) -> bool:
        """Rows may still be corrected and decided about."""
        return self.state in {BatchState.OPEN, BatchState.SENT}


class ImportRow(Model):
    """One row of a file: its cells as they are now, what they would do, and what a person decided."""

    __tablename__ = "import_row"
    __table_args__ = (
        sa.UniqueConstraint("batch_id", "number"),
        sa.Index("ix_import_row_batch_id_verdict_number", "batch_id", "verdict", "number"),
    )

    id: Mapped[Id]
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("import_batch.id", ondelete="CASCADE"))
    number: Mapped[int]
    """The row's number in the file, as a spreadsheet counts."""
    cells: Mapped[dict[str, Any]]
    problems: Mapped[list[Any]] = mapped_column(server_default=sa.text("'[]'"))
    """What is wrong: [column, code, values for the sentence] each; words are made when they are read."""
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict))
    candidates: Mapped[list[Any]] = mapped_column(server_default=sa.text("'[]'"))
    decision: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What a person said: {"same_as": id}, {"new": true} or {"leave_out": true}; none: nothing yet."""
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id", ondelete="SET NULL"), index=True
    )
    """Which organisation it updates, or became."""
    changes: Mapped[list[Any]] = mapped_column(server_default=sa.text("'[]'"))
    kept: Mapped[list[Any]] = mapped_column(server_default=sa.text("'[]'"))
    """Fields that differ and stay, since they were edited here."""
    version: Mapped[int] = mapped_column(server_default="0")
    applied_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship()


class SourceIdentity(Model):
    """What a source calls an organisation: the same again means the same organisation."""

    __tablename__ = "source_identity"

    source_id: Mapped[int] = mapped_column(sa.ForeignKey("linked_source.id", ondelete="CASCADE"), primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("import_batch.id"), index=True)
    """Where it was seen last."""


class FieldOrigin(Model):
    """Where what stands in one field of a profile came from, and who edited it here since."""

    __tablename__ = "field_origin"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    batch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("import_batch.id"), index=True)
    imported: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True), nullable=True)
    """The value as it was imported last; what differs from it was edited here."""
    imported_at: Mapped[datetime | None]
    edited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    edited_at: Mapped[datetime | None]

    batch: Mapped[ImportBatch | None] = relationship()
    edited_by: Mapped[Person | None] = relationship()


class OrganisationMembership(Model):
    """A member of a cluster."""

    __tablename__ = "organisation_membership"
    __table_args__ = (
        sa.CheckConstraint("cluster_id <> member_id", name="not_itself"),
        sa.Index(
            "uq_organisation_membership_pair",
            sa.text("least(cluster_id, member_id)"),
            sa.text("greatest(cluster_id, member_id)"),
            unique=True,
        ),
    )

    cluster_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    state: Mapped[MembershipState] = mapped_column(choice(MembershipState))
    batch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("import_batch.id"), index=True)
    stated_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    cluster: Mapped[Organisation] = relationship(foreign_keys=[cluster_id])
    member: Mapped[Organisation] = relationship(foreign_keys=[member_id])
    batch: Mapped[ImportBatch | None] = relationship()
