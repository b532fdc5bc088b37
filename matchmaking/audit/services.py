"""Writing the audit log, inside the transaction of the use case that it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from matchmaking.audit.models import AuditEntry
from matchmaking.db import session


class Actor(Protocol):
    """Whoever acts: a person of the `accounts` room."""

    @property
    def id(self) -> int: ...

    @property
    def name(self) -> str: ...


def record(
    action: str,
    subject: Any,
    *,
    actor: Actor | None,
    now: datetime,
    name: str | None = None,
    event_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry for `action` (`thing.verb`) on `subject`, a stored row.

    `before` and `after` hold only what changed, as plain JSON values. Call it inside a transaction.
    """
    session().flush()
    session().add(
        entry(action, subject, actor=actor, now=now, name=name, event_id=event_id, before=before, after=after)
    )


def entry(
    action: str,
    subject: Any,
    *,
    actor: Actor | None,
    now: datetime,
    name: str | None = None,
    event_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """The entry that `record` adds, for use cases that add thousands at once; `subject` must have its id already."""
    return AuditEntry(
        at=now,
        actor_id=actor.id if actor else None,
        actor_name=actor.name if actor else "",
        action=action,
        subject_kind=subject.__tablename__,
        subject_id=subject.id,
        subject_name=name if name is not None else str(getattr(subject, "name", subject.id)),
        event_id=event_id,
        before=dict(before or {}),
        after=dict(after or {}),
    )
