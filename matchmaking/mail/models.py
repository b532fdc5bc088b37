"""The outbox: every mail is a row before it is sent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaking.db import Id, Model, choice


class MailState(StrEnum):
    """queued -> sending -> sent | queued again | failed."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class OutboxMail(Model):
    """One mail to one person, kept until it is delivered, and after."""

    __tablename__ = "outbox_mail"
    __table_args__ = (
        sa.Index(
            "ix_outbox_mail_waiting",
            "next_attempt_at",
            postgresql_where=sa.text("state IN ('queued', 'sending')"),
        ),
    )

    id: Mapped[Id]
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    """What the mail is about; a second mail with the same key is not queued."""
    batch: Mapped[str] = mapped_column(server_default="", index=True)
    """What it belongs to, such as `plan:12`, so that its delivery can be counted."""
    message_id: Mapped[str] = mapped_column(unique=True)
    to_address: Mapped[str]
    to_name: Mapped[str] = mapped_column(server_default="")
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    calendar: Mapped[str | None]
    """iCalendar text that the mail carries."""
    calendar_method: Mapped[str | None]
    state: Mapped[MailState] = mapped_column(choice(MailState))
    attempts: Mapped[int] = mapped_column(server_default="0", default=0)
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    """When it may be sent; while it is being sent, when its sender is given up for dead."""
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(server_default="")
