"""Events, their slots and tables, and who organises them."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import Person
from matchmaking.cooperation.models import Partnership
from matchmaking.db import Id, Model, choice
from matchmaking.organisations.models import Sector


class EventType(StrEnum):
    """What kind of event it is."""

    MATCHMAKING = "matchmaking"
    CONFERENCE = "conference"
    INFORMATION_EVENT = "information_event"
    TRADE_MISSION = "trade_mission"
    TRADE_FAIR = "trade_fair"
    TRAINING = "training"
    WEBINAR = "webinar"


class Audience(StrEnum):
    """Whom an event is for; the ECCP's target groups."""

    CLUSTER_MANAGERS = "cluster_managers"
    SME = "sme"
    PROJECT_COORDINATORS = "project_coordinators"
    LARGE_AUDIENCE = "large_audience"
    RESEARCH = "research"
    PUBLIC_AUTHORITIES = "public_authorities"
    INVESTORS = "investors"


class EventMode(StrEnum):
    """Where people meet."""

    ON_SITE = "on_site"
    ONLINE = "online"
    HYBRID = "hybrid"


class EventState(StrEnum):
    """draft -> published -> cancelled; a published event is over by the clock."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


event_sector = sa.Table(
    "event_sector",
    Model.metadata,
    sa.Column("event_id", sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sector_code", sa.ForeignKey("sector.code"), primary_key=True, index=True),
)
event_partnership = sa.Table(
    "event_partnership",
    Model.metadata,
    sa.Column("event_id", sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("partnership_id", sa.ForeignKey("partnership.id", ondelete="CASCADE"), primary_key=True, index=True),
)
event_organiser = sa.Table(
    "event_organiser",
    Model.metadata,
    sa.Column("event_id", sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True),
)


def _listed(name: str, *columns: str) -> sa.Index:
    """An index that gives the public listing in one order, and knows what is over without reading the row."""
    return sa.Index(name, *columns, "id", postgresql_include=["over_at"], postgresql_where=sa.text("state <> 'draft'"))


class Event(Model):
    """Something that takes place at a time, for some audiences; with or without B2B meetings."""

    __tablename__ = "event"
    __table_args__ = (
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("country_code ~ '^[A-Z]{2}$'", name="country_code"),
        sa.Index("ix_event_search", sa.text("to_tsvector('simple', search_text)"), postgresql_using="gin"),
        # The listing: one index per column that sorts, over what everybody may see.
        _listed("ix_event_listed", "starts_at"),
        _listed("ix_event_listed_name", "sort_name"),
        _listed("ix_event_listed_type", "type", "starts_at"),
        _listed("ix_event_listed_target", "audiences", "starts_at"),
        _listed("ix_event_listed_place", "sort_place", "starts_at"),
        # The counts beside the filters read this instead of the rows.
        sa.Index(
            "ix_event_counted",
            "over_at",
            postgresql_include=["starts_at", "type", "mode", "audiences", "sector_codes", "countries"],
            postgresql_where=sa.text("state <> 'draft'"),
        ),
        sa.Index("ix_event_running", sa.text("tstzrange(starts_at, over_at)"), postgresql_using="gist"),
        sa.Index("ix_event_countries", "countries", postgresql_using="gin"),
        sa.Index("ix_event_sector_codes", "sector_codes", postgresql_using="gin"),
    )

    id: Mapped[Id]
    uid: Mapped[uuid.UUID] = mapped_column(sa.Uuid(), default=uuid.uuid4, unique=True)
    """The event's immutable id on every calendar."""
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    summary: Mapped[str] = mapped_column(server_default="")
    """One or two plain sentences: is it for me?"""
    programme: Mapped[str] = mapped_column(server_default="")
    """Markdown."""
    type: Mapped[EventType] = mapped_column(choice(EventType))
    audiences: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default="{}")
    """Values of `Audience`."""
    mode: Mapped[EventMode | None] = mapped_column(choice(EventMode))
    """None where a public source does not say."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """None where a public source gives the start alone."""
    over_at: Mapped[datetime] = mapped_column(sa.Computed("coalesce(ends_at, starts_at)", persisted=True))
    """From then on it is past: its end or, where none is known, its start. Kept by the database."""
    time_zone: Mapped[str]
    venue: Mapped[str] = mapped_column(server_default="")
    city: Mapped[str] = mapped_column(server_default="")
    country_code: Mapped[str | None]
    countries: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default="{}")
    """ISO codes of the countries that the event concerns, the one it takes place in among them."""
    online_url: Mapped[str] = mapped_column(server_default="")
    website: Mapped[str] = mapped_column(server_default="")
    state: Mapped[EventState] = mapped_column(choice(EventState))
    has_meetings: Mapped[bool] = mapped_column(server_default=sa.false())
    """True for an event with B2B meetings: slots, tables, requests, a plan."""
    registration_open: Mapped[bool] = mapped_column(server_default=sa.false())
    released_plan_number: Mapped[int | None]
    """The plan in force; from the first release on, slots and tables are no longer edited."""
    grid: Mapped[dict[str, Any] | None] = mapped_column(JSONB())
    """What the slot grid was last made from (`GridSpec.as_json`); its slots that were taken out can come back."""
    source_document: Mapped[str] = mapped_column(server_default="")
    source_url: Mapped[str] = mapped_column(server_default="")
    is_demo: Mapped[bool] = mapped_column(server_default=sa.false())
    sequence: Mapped[int] = mapped_column(server_default="0", default=0)
    """iCalendar's SEQUENCE: rises when time, place or status changes."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    search_text: Mapped[str] = mapped_column(server_default="")
    """Name, summary, place, countries and sectors without accents and case, for the text search."""
    sort_name: Mapped[str] = mapped_column(server_default="")
    sort_place: Mapped[str] = mapped_column(server_default="")
    """City and country without accents and case."""
    sector_codes: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default="{}")
    """The codes of `sectors` once more, for the listing's filter and its counts."""

    sectors: Mapped[list[Sector]] = relationship(secondary=event_sector, order_by=Sector.code)
    partnerships: Mapped[list[Partnership]] = relationship(
        secondary=event_partnership, order_by=(Partnership.sort_name, Partnership.id)
    )
    """The cluster partnerships that it is an event of."""
    organisers: Mapped[list[Person]] = relationship(secondary=event_organiser, order_by=Person.id)
    slots: Mapped[list[Slot]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="Slot.starts_at"
    )
    tables: Mapped[list[MeetingTable]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="MeetingTable.number"
    )

    def is_over(self, now: datetime) -> bool:
        """True once the end (or, where none is known, the start) has passed."""
        return (self.ends_at or self.starts_at) <= now

    @property
    def is_released(self) -> bool:
        return self.released_plan_number is not None


class Slot(Model):
    """A length of time for one meeting. Slots of an event never overlap."""

    __tablename__ = "slot"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        ExcludeConstraint(
            (sa.text("int8range(event_id, event_id, '[]')"), "&&"),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            name="ex_slot_overlap",
            using="gist",
        ),
    )

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    session: Mapped[str] = mapped_column(server_default="")
    """The stretch without a pause that it belongs to, such as "2027-03-10 morning"."""

    event: Mapped[Event] = relationship(back_populates="slots")


class MeetingTable(Model):
    """A place for one meeting per slot."""

    __tablename__ = "meeting_table"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "number"),
        sa.CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    number: Mapped[int]
    label: Mapped[str] = mapped_column(server_default="")

    event: Mapped[Event] = relationship(back_populates="tables")
