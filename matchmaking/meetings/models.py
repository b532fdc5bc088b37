"""Meeting requests, and the meetings that came of them."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.db import Id, Model, choice
from matchmaking.events.models import Event, MeetingTable, Slot
from matchmaking.registrations.models import Registration


class Priority(StrEnum):
    """How much the asking side wants the meeting."""

    MUST = "must"
    HIGH = "high"
    NORMAL = "normal"


class RequestState(StrEnum):
    """pending -> accepted | declined | withdrawn | expired."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class MeetingState(StrEnum):
    """scheduled -> cancelled; held | missed."""

    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    HELD = "held"
    MISSED = "missed"


class MeetingRequest(Model):
    """One participant asks another for a meeting. While unanswered it is a wish and holds no slot."""

    __tablename__ = "meeting_request"
    __table_args__ = (
        sa.CheckConstraint("from_id <> to_id", name="two_people"),
        # Whoever asked first, two participants have at most one living request between them.
        sa.Index(
            "uq_meeting_request_pair",
            sa.text("least(from_id, to_id)"),
            sa.text("greatest(from_id, to_id)"),
            unique=True,
            postgresql_where=sa.text("state IN ('pending', 'accepted')"),
        ),
        sa.Index("ix_meeting_request_event_id_state", "event_id", "state"),
    )

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), index=True)
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), index=True)
    message: Mapped[str] = mapped_column(server_default="")
    priority: Mapped[Priority] = mapped_column(choice(Priority))
    return_priority: Mapped[Priority | None] = mapped_column(
        sa.Enum(
            Priority,
            native_enum=False,
            create_constraint=True,
            length=32,
            name="returnpriority",  # `choice` would name both constraints alike
            values_callable=lambda members: [member.value for member in members],
        )
    )
    """Set where both asked: the priority with which the other side asked while this request waited."""
    state: Mapped[RequestState] = mapped_column(choice(RequestState))
    answer_note: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    sender: Mapped[Registration] = relationship(foreign_keys=from_id)
    recipient: Mapped[Registration] = relationship(foreign_keys=to_id)
    meeting: Mapped[Meeting | None] = relationship(back_populates="request")

    @property
    def is_mutual(self) -> bool:
        """True where both sides asked, each without knowing of the other."""
        return self.return_priority is not None


class Meeting(Model):
    """A meeting that the people concerned have been told of."""

    __tablename__ = "meeting"
    __table_args__ = (
        # One meeting per table and time. Deferrable, since a release swaps meetings in one transaction.
        ExcludeConstraint(
            (sa.text("int8range(table_id, table_id, '[]')"), "&&"),
            (sa.column("during"), "&&"),
            name="ex_meeting_table",
            using="gist",
            where=sa.text("state = 'scheduled' AND table_id IS NOT NULL"),
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.Index("ix_meeting_event_id_state", "event_id", "state"),
    )

    id: Mapped[Id]
    uid: Mapped[uuid.UUID] = mapped_column(sa.Uuid(), default=uuid.uuid4, unique=True)
    """The meeting's immutable id on every calendar."""
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting_request.id"), unique=True)
    slot_id: Mapped[int] = mapped_column(sa.ForeignKey("slot.id"), index=True)
    table_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting_table.id"), index=True)
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE())
    """The slot's time, kept here so that the database can forbid overlaps."""
    state: Mapped[MeetingState] = mapped_column(choice(MeetingState))
    sequence: Mapped[int] = mapped_column(server_default="0", default=0)
    """iCalendar's SEQUENCE: rises when time, place or status changes."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    request: Mapped[MeetingRequest] = relationship(back_populates="meeting")
    slot: Mapped[Slot] = relationship()
    table: Mapped[MeetingTable | None] = relationship()
    attendances: Mapped[list[Attendance]] = relationship(
        back_populates="meeting", cascade="all, delete-orphan", order_by="Attendance.registration_id"
    )


class Attendance(Model):
    """One participant's part in a meeting.

    Nobody is ever double-booked, across events too: the exclusion constraint holds it.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        ExcludeConstraint(
            (sa.text("int8range(person_id, person_id, '[]')"), "&&"),
            (sa.column("during"), "&&"),
            name="ex_attendance_person",
            using="gist",
            where=sa.text("active"),
            deferrable=True,
            initially="IMMEDIATE",
        ),
    )

    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), primary_key=True, index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE())
    active: Mapped[bool] = mapped_column(server_default=sa.true(), default=True)
    """False once the meeting is cancelled."""

    meeting: Mapped[Meeting] = relationship(back_populates="attendances")
    registration: Mapped[Registration] = relationship()
