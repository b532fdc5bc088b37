"""Cooperation agreements between organisations, and networks with their members."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.cooperation.models.sources import PARTIAL_DATE, EntryState, Sourced
from matchmaking.db import Id, Model, choice
from matchmaking.organisations.models import Organisation, Sector


class AgreementKind(StrEnum):
    """What was signed. A network is joined rather than signed, by three or more."""

    MOU = "mou"
    COOPERATION = "cooperation"
    PARTNERSHIP = "partnership"
    NETWORK = "network"


agreement_sector = sa.Table(
    "agreement_sector",
    Model.metadata,
    sa.Column("agreement_id", sa.ForeignKey("agreement.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sector_code", sa.ForeignKey("sector.code"), primary_key=True, index=True),
)


class Agreement(Sourced, Model):
    """Two or more organisations that have agreed to work together."""

    __tablename__ = "agreement"
    __table_args__ = (
        sa.CheckConstraint(f"signed ~ '{PARTIAL_DATE}'", name="signed"),
        sa.CheckConstraint(f"runs_until ~ '{PARTIAL_DATE}'", name="runs_until"),
        sa.Index("ix_agreement_listed", "state", "sort_name", "id"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    kind: Mapped[AgreementKind] = mapped_column(choice(AgreementKind), index=True)
    state: Mapped[EntryState] = mapped_column(choice(EntryState), server_default=EntryState.PUBLISHED)
    signed: Mapped[str] = mapped_column(server_default="")
    """A day, month or year in ISO 8601; empty where the source does not tell."""
    runs_until: Mapped[str] = mapped_column(server_default="")
    """The same; empty where it has no end, or none is known."""
    description: Mapped[str] = mapped_column(server_default="")
    """Markdown."""
    sort_name: Mapped[str] = mapped_column(server_default="")
    search_text: Mapped[str] = mapped_column(server_default="")
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    submitted_for_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id", ondelete="SET NULL"))
    """The organisation whose manager handed it in."""
    review_note: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    sectors: Mapped[list[Sector]] = relationship(secondary=agreement_sector, order_by=Sector.code)
    parties: Mapped[list[AgreementParty]] = relationship(
        back_populates="agreement", cascade="all, delete-orphan", order_by="AgreementParty.position"
    )


class AgreementParty(Model):
    """An organisation that signed; the one that leads a network stands first."""

    __tablename__ = "agreement_party"

    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreement.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("organisation.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(server_default="0")

    agreement: Mapped[Agreement] = relationship(back_populates="parties")
    organisation: Mapped[Organisation] = relationship()
