"""European Strategic Cluster Partnerships - Going International (ESCP-4i)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.cooperation.models.sources import COUNTRY_CODE, Sourced
from matchmaking.db import Id, Model, choice
from matchmaking.organisations.models import Organisation, Sector


class PartnershipPhase(StrEnum):
    """How far it has come: first a common strategy, then its implementation."""

    PREPARATION = "preparation"
    IMPLEMENTATION = "implementation"
    ENDED = "ended"


partnership_sector = sa.Table(
    "partnership_sector",
    Model.metadata,
    sa.Column("partnership_id", sa.ForeignKey("partnership.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sector_code", sa.ForeignKey("sector.code"), primary_key=True, index=True),
)


class Partnership(Sourced, Model):
    """A partnership of clusters that look for partners in third countries together."""

    __tablename__ = "partnership"
    __table_args__ = (
        sa.Index("ix_partnership_countries", "target_countries", postgresql_using="gin"),
        sa.Index("ix_partnership_search", sa.text("to_tsvector('simple', search_text)"), postgresql_using="gin"),
        sa.CheckConstraint("least(smes, partners) >= 0", name="counts"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    acronym: Mapped[str]
    name: Mapped[str]
    sector_stated: Mapped[str] = mapped_column(server_default="")
    """The sector in the source's own taxonomy: "Downstream Chemical Products"."""
    technology_stated: Mapped[str] = mapped_column(server_default="")
    """The technology area in the source's own taxonomy, from wide to narrow, parted by " / "."""
    target_countries: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default="{}")
    """ISO codes of the third countries."""
    smes: Mapped[int | None]
    """Number of SMEs involved."""
    partners: Mapped[int | None]
    """Number of partners, as stated: the members listed may be fewer."""
    phase: Mapped[PartnershipPhase | None] = mapped_column(choice(PartnershipPhase))
    aim: Mapped[str] = mapped_column(server_default="")
    """Markdown."""
    activities: Mapped[str] = mapped_column(server_default="")
    """Markdown."""
    website: Mapped[str] = mapped_column(server_default="")
    further_sources: Mapped[str] = mapped_column(server_default="")
    """Sources beside the first, one a line: "Document | address"."""
    sort_name: Mapped[str] = mapped_column(unique=True)
    """The acronym without accents and case."""
    sort_title: Mapped[str] = mapped_column(server_default="")
    """The name in the same way."""
    search_text: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    """Rises with every edit, so that two people who edit at once hear of each other."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    sectors: Mapped[list[Sector]] = relationship(secondary=partnership_sector, order_by=Sector.code)
    members: Mapped[list[PartnershipMember]] = relationship(
        back_populates="partnership", cascade="all, delete-orphan", order_by="PartnershipMember.position"
    )


class PartnershipMember(Model):
    """A cluster that takes part; one that has no profile here is named as the source names it."""

    __tablename__ = "partnership_member"
    __table_args__ = (
        sa.UniqueConstraint("partnership_id", "organisation_id"),
        sa.CheckConstraint("organisation_id IS NOT NULL OR name <> ''", name="named"),
        sa.CheckConstraint(COUNTRY_CODE, name="country_code"),
    )

    id: Mapped[Id]
    partnership_id: Mapped[int] = mapped_column(sa.ForeignKey("partnership.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id", ondelete="RESTRICT"), index=True
    )
    name: Mapped[str] = mapped_column(server_default="")
    country_code: Mapped[str | None]
    position: Mapped[int] = mapped_column(server_default="0")
    is_coordinator: Mapped[bool] = mapped_column(server_default=sa.false())

    partnership: Mapped[Partnership] = relationship(back_populates="members")
    organisation: Mapped[Organisation | None] = relationship()
