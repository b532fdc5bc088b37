"""Success stories: what came of a cooperation."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.cooperation.models.agreements import Agreement
from matchmaking.cooperation.models.sources import COUNTRY_CODE, EntryState, Sourced
from matchmaking.db import Id, Model, choice
from matchmaking.organisations.models import Organisation, Sector

success_story_sector = sa.Table(
    "success_story_sector",
    Model.metadata,
    sa.Column("success_story_id", sa.ForeignKey("success_story.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sector_code", sa.ForeignKey("sector.code"), primary_key=True, index=True),
)


class SuccessStory(Sourced, Model):
    """A cooperation told in the form of the ECCP: context, type, objective, policy support, results.

    The long texts are Markdown.
    """

    __tablename__ = "success_story"
    __table_args__ = (sa.Index("ix_success_story_listed", "state", "published_at", "id"),)

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(server_default="")
    state: Mapped[EntryState] = mapped_column(choice(EntryState))
    subsectors: Mapped[str] = mapped_column(server_default="")
    """As the partners name them, one a line."""
    context: Mapped[str] = mapped_column(server_default="")
    cooperation_type: Mapped[str] = mapped_column(server_default="")
    """In a few words: "Knowledge and business sharing"."""
    cooperation: Mapped[str] = mapped_column(server_default="")
    """What was done, and how it came about."""
    objective: Mapped[str] = mapped_column(server_default="")
    policy_support: Mapped[str] = mapped_column(server_default="")
    results: Mapped[str] = mapped_column(server_default="")
    agreement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agreement.id", ondelete="SET NULL"), index=True)
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    submitted_for_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id", ondelete="SET NULL"), index=True
    )
    """The organisation whose manager handed it in."""
    review_note: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    sectors: Mapped[list[Sector]] = relationship(secondary=success_story_sector, order_by=Sector.code)
    agreement: Mapped[Agreement | None] = relationship()
    submitted_for: Mapped[Organisation | None] = relationship()
    partners: Mapped[list[StoryPartner]] = relationship(
        back_populates="story", cascade="all, delete-orphan", order_by="StoryPartner.position"
    )


class StoryPartner(Model):
    """An organisation that the story is about; one without a profile here is named."""

    __tablename__ = "story_partner"
    __table_args__ = (
        sa.UniqueConstraint("story_id", "organisation_id"),
        sa.CheckConstraint("organisation_id IS NOT NULL OR name <> ''", name="named"),
        sa.CheckConstraint(COUNTRY_CODE, name="country_code"),
    )

    id: Mapped[Id]
    story_id: Mapped[int] = mapped_column(sa.ForeignKey("success_story.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id", ondelete="RESTRICT"), index=True
    )
    name: Mapped[str] = mapped_column(server_default="")
    country_code: Mapped[str | None]
    position: Mapped[int] = mapped_column(server_default="0")

    story: Mapped[SuccessStory] = relationship(back_populates="partners")
    organisation: Mapped[Organisation | None] = relationship()
