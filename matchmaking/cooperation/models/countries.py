"""What is known of a country: sections with their history, and facts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.cooperation.models.sources import COUNTRY_CODE, Sourced
from matchmaking.db import Id, Model, choice


class SectionKind(StrEnum):
    """The sections of a country page, in their order."""

    INTRODUCTION = "introduction"
    CONTEXT = "context"
    COMMUNITY = "community"
    POLICIES = "policies"
    OPPORTUNITIES = "opportunities"


class RevisionState(StrEnum):
    """A proposal of somebody who may not edit waits for somebody who may."""

    PUBLISHED = "published"
    PROPOSED = "proposed"
    DECLINED = "declined"


class CountrySection(Model):
    """A section of a country's page in one language: the text in force. How it came about is in its revisions."""

    __tablename__ = "country_section"
    __table_args__ = (
        sa.UniqueConstraint("country_code", "kind", "language"),
        sa.CheckConstraint(COUNTRY_CODE, name="country_code"),
        sa.CheckConstraint("language ~ '^[a-z]{2}$'", name="language"),
    )

    id: Mapped[Id]
    country_code: Mapped[str]
    kind: Mapped[SectionKind] = mapped_column(choice(SectionKind))
    language: Mapped[str]
    summary: Mapped[str] = mapped_column(server_default="")
    """The two lines that the folded section shows."""
    body: Mapped[str] = mapped_column(server_default="")
    """Markdown."""
    sources: Mapped[str] = mapped_column(server_default="")
    """Where it was taken from, one source a line: "Document | address"."""
    version: Mapped[int] = mapped_column(server_default="0")
    """The number of the revision in force; 0 before the first."""
    changed_at: Mapped[datetime]

    revisions: Mapped[list[SectionRevision]] = relationship(
        back_populates="section", cascade="all, delete-orphan", order_by="SectionRevision.id.desc()"
    )


class SectionRevision(Model):
    """A text that was in force, or is proposed. Nothing of it changes but the state of a proposal."""

    __tablename__ = "section_revision"
    __table_args__ = (
        sa.UniqueConstraint("section_id", "number"),
        sa.CheckConstraint("(number IS NULL) = (state <> 'published')", name="numbered"),
    )

    id: Mapped[Id]
    section_id: Mapped[int] = mapped_column(sa.ForeignKey("country_section.id", ondelete="CASCADE"), index=True)
    state: Mapped[RevisionState] = mapped_column(choice(RevisionState))
    number: Mapped[int | None]
    """1, 2, ... of those that were in force; none for a proposal."""
    summary: Mapped[str] = mapped_column(server_default="")
    body: Mapped[str] = mapped_column(server_default="")
    sources: Mapped[str] = mapped_column(server_default="")
    note: Mapped[str] = mapped_column(server_default="")
    """What was changed and why, in the author's words."""
    restored_number: Mapped[int | None]
    """The number of the revision that this one restores."""
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_name: Mapped[str] = mapped_column(server_default="")

    section: Mapped[CountrySection] = relationship(back_populates="revisions")


class CountryFact(Sourced, Model):
    """A figure or a date that a page names, with its source."""

    __tablename__ = "country_fact"
    __table_args__ = (
        sa.UniqueConstraint("country_code", "code"),
        sa.CheckConstraint(COUNTRY_CODE, name="country_code"),
    )

    id: Mapped[Id]
    country_code: Mapped[str] = mapped_column(index=True)
    code: Mapped[str]
    """What it is, for machines: "clusters", "supercluster-budget"."""
    label_en: Mapped[str]
    label_fr: Mapped[str]
    value_en: Mapped[str]
    value_fr: Mapped[str]
    as_of: Mapped[str] = mapped_column(server_default="")
    """When it held: a year, month or day in ISO 8601."""
    position: Mapped[int] = mapped_column(server_default="0")
