"""Searches for partners that people keep, and whom each has told of already."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import Person
from matchmaking.db import Id, Model
from matchmaking.organisations.models import Organisation


class PartnerSearch(Model):
    """What a person looks for on behalf of an organisation, under a name."""

    __tablename__ = "partner_search"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "organisation_id", "name"),
        sa.CheckConstraint("name <> ''", name="named"),
        sa.Index("ix_partner_search_due", "next_mail_at", postgresql_where=sa.text("sends_mail")),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    criteria: Mapped[dict[str, Any]]
    """Weights and filters, as the arguments of the search's address."""
    sends_mail: Mapped[bool] = mapped_column(server_default=sa.true())
    """Whether the person wants to hear of new matches."""
    token: Mapped[str] = mapped_column(unique=True)
    """The secret of the link that stops the mails without signing in."""
    created_at: Mapped[datetime]
    next_mail_at: Mapped[datetime]
    """When new matches are looked for next."""

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()


class PartnerSearchMatch(Model):
    """An organisation that a search has found before: it is no news any more."""

    __tablename__ = "partner_search_match"

    search_id: Mapped[int] = mapped_column(sa.ForeignKey("partner_search.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    found_at: Mapped[datetime]
