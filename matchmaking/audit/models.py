"""The audit log: rows are added, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.db import Id, Model


class AuditEntry(Model):
    """One change of state: who (none: the service itself), what, when, before, after.

    It outlives what it tells of, so it refers by number and name instead of by foreign key. It never
    holds what people wrote to each other.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.Index("ix_audit_entry_event_id_id", "event_id", "id"),
        sa.Index("ix_audit_entry_subject", "subject_kind", "subject_id"),
    )

    id: Mapped[Id]
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    action: Mapped[str]
    """What happened, as `thing.verb`: `registration.approve`."""
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    subject_name: Mapped[str]
    event_id: Mapped[int | None]
    before: Mapped[dict[str, Any]] = mapped_column(server_default=sa.text("'{}'"))
    after: Mapped[dict[str, Any]] = mapped_column(server_default=sa.text("'{}'"))
