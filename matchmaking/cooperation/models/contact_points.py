"""Contact points: offices of a network that help businesses find partners abroad."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.cooperation.models.sources import COUNTRY_CODE, Sourced
from matchmaking.db import Id, Model, choice
from matchmaking.organisations.models import Organisation


class Network(StrEnum):
    """Whose contact points are listed."""

    EEN = "een"
    ECN = "ecn"


class ContactPoint(Sourced, Model):
    """An office that helps businesses find partners abroad. It names the organisation and no person."""

    __tablename__ = "contact_point"
    __table_args__ = (
        sa.UniqueConstraint("network", "country_code", "city"),
        sa.CheckConstraint(COUNTRY_CODE, name="country_code"),
    )

    id: Mapped[Id]
    network: Mapped[Network] = mapped_column(choice(Network))
    country_code: Mapped[str] = mapped_column(index=True)
    region: Mapped[str] = mapped_column(server_default="")
    city: Mapped[str] = mapped_column(server_default="")
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id", ondelete="SET NULL"), index=True
    )
    website: Mapped[str] = mapped_column(server_default="")
    changed_at: Mapped[datetime]

    organisation: Mapped[Organisation | None] = relationship()
