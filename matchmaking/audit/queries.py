"""Reading the audit log, newest first."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from matchmaking.audit.models import AuditEntry
from matchmaking.db import db, session

PAGE_SIZE = 50


def entries(*, page: int, event_id: int | None = None) -> Pagination:
    """A page of the log of one event, or of everything."""
    query = sa.select(AuditEntry).order_by(AuditEntry.id.desc())
    if event_id is not None:
        query = query.where(AuditEntry.event_id == event_id)
    return db.paginate(query, page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)


def last_change(subject: Any) -> AuditEntry | None:
    """Who changed `subject`, a stored row, last, and when."""
    return session().scalar(
        sa.select(AuditEntry)
        .where(AuditEntry.subject_kind == subject.__tablename__, AuditEntry.subject_id == subject.id)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
