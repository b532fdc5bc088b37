"""News about countries and partnerships."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.cooperation.models.partnerships import Partnership
from matchmaking.cooperation.models.sources import PARTIAL_DATE, EntryState, Sourced
from matchmaking.db import Id, Model, choice


class NewsItem(Sourced, Model):
    """A news item about countries or a partnership."""

    __tablename__ = "news_item"
    __table_args__ = (
        sa.Index("ix_news_item_listed", "state", sa.text("happened_on DESC"), sa.text("id DESC")),
        sa.Index("ix_news_item_countries", "countries", postgresql_using="gin"),
        sa.CheckConstraint(f"happened_on ~ '{PARTIAL_DATE}'", name="happened_on"),
    )

    id: Mapped[Id]
    uid: Mapped[UUID] = mapped_column(unique=True, server_default=sa.text("gen_random_uuid()"))
    """What feeds know it by: it stays, whatever becomes of its address."""
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    body: Mapped[str] = mapped_column(server_default="")
    """Markdown."""
    language: Mapped[str] = mapped_column(server_default="en")
    state: Mapped[EntryState] = mapped_column(choice(EntryState))
    happened_on: Mapped[str] = mapped_column(server_default="")
    """The day, month or year that it tells of, in ISO 8601 and no more exact than its source."""
    published_on: Mapped[date]
    """The day on which it was published here; of a draft, the day on which it was begun."""
    countries: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default="{}")
    partnership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partnership.id", ondelete="SET NULL"), index=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    partnership: Mapped[Partnership | None] = relationship()
