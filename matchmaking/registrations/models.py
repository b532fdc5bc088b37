"""Registrations and the slots in which they can meet."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import Person
from matchmaking.db import Id, Model, choice
from matchmaking.events.models import Event, Slot
from matchmaking.organisations.models import Organisation


class RegistrationState(StrEnum):
    """pending -> approved | declined | waitlisted; -> cancelled."""

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    WAITLISTED = "waitlisted"
    CANCELLED = "cancelled"


availability = sa.Table(
    "availability",
    Model.metadata,
    sa.Column("registration_id", sa.ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("slot_id", sa.ForeignKey("slot.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Registration(Model):
    """One person of one organisation taking part in one event."""

    __tablename__ = "registration"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "person_id"),
        sa.Index("ix_registration_event_id_state", "event_id", "state"),
        sa.CheckConstraint("max_meetings > 0", name="max_meetings"),
    )

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    role_title: Mapped[str] = mapped_column(server_default="")
    """What the person does there, such as "International relations"."""
    state: Mapped[RegistrationState] = mapped_column(choice(RegistrationState))
    note: Mapped[str] = mapped_column(server_default="")
    """To the organiser."""
    answer_note: Mapped[str] = mapped_column(server_default="")
    """From the organiser, with the answer."""
    max_meetings: Mapped[int | None]
    availability_set_at: Mapped[datetime | None]
    """Until it is set, the person can meet in every slot; then in those of `available_slots`."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()
    available_slots: Mapped[list[Slot]] = relationship(secondary=availability, order_by=Slot.starts_at)
