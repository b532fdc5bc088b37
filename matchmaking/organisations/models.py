"""Organisations, what they offer and seek, and the people who act for them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import Person
from matchmaking.db import Id, Model, choice


class OrganisationKind(StrEnum):
    """What sort of legal body it is."""

    SME = "sme"
    CLUSTER = "cluster"
    LARGE_COMPANY = "large_company"
    RESEARCH_ORGANISATION = "research_organisation"
    SUPPORT_OFFICE = "support_office"
    PUBLIC_AUTHORITY = "public_authority"
    INVESTOR = "investor"


class OrganisationState(StrEnum):
    """draft -> submitted -> published (-> suspended)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    SUSPENDED = "suspended"


class SizeBand(StrEnum):
    """Number of employees, in the bands of the EU's definition of an SME."""

    MICRO = "micro"  # fewer than 10
    SMALL = "small"  # 10 to 49
    MEDIUM = "medium"  # 50 to 249
    LARGE = "large"  # 250 and more


class ListingKind(StrEnum):
    """The five types of profile of the Enterprise Europe Network."""

    BUSINESS_OFFER = "business_offer"
    BUSINESS_REQUEST = "business_request"
    TECHNOLOGY_OFFER = "technology_offer"
    TECHNOLOGY_REQUEST = "technology_request"
    RESEARCH_REQUEST = "research_request"

    @property
    def is_offer(self) -> bool:
        """True for what is offered, False for what is sought."""
        return self in {ListingKind.BUSINESS_OFFER, ListingKind.TECHNOLOGY_OFFER}


class Market(StrEnum):
    """Whom a sector serves: traded ones markets beyond their region, local ones the region itself."""

    TRADED = "traded"
    LOCAL = "local"


class AffiliationRole(StrEnum):
    """What a person may do for an organisation: a manager edits the profile and confirms joiners."""

    MANAGER = "manager"
    MEMBER = "member"


class AffiliationState(StrEnum):
    """requested -> confirmed | declined."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


organisation_sector = sa.Table(
    "organisation_sector",
    Model.metadata,
    sa.Column("organisation_id", sa.ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sector_code", sa.ForeignKey("sector.code"), primary_key=True, index=True),
)


class Sector(Model):
    """One branch of the taxonomy, with its NACE Rev. 2 and NAICS codes side by side."""

    __tablename__ = "sector"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_en: Mapped[str]
    name_fr: Mapped[str]
    nace: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()))
    naics: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()))
    emerging_industry: Mapped[str | None]
    market: Mapped[Market | None] = mapped_column(choice(Market))
    """None where nobody has said; `docs/directory/map.md` tells the rule."""

    def name(self, locale: str) -> str:
        """The name in the reader's language; English where there is no other."""
        return self.name_fr if locale.startswith("fr") else self.name_en


_LISTED = sa.text("state = 'published'")


def _listed(name: str, *columns: str, carried: list[str]) -> sa.Index:
    """An index that gives the directory in one order, and knows what the filters ask without reading the row."""
    return sa.Index(name, *columns, "id", postgresql_include=carried, postgresql_where=_LISTED)


class Organisation(Model):
    """A legal body with a public profile."""

    __tablename__ = "organisation"
    __table_args__ = (
        sa.Index(
            "ix_organisation_search",
            sa.text("words_of(search_text)"),
            postgresql_using="gin",
            postgresql_where=_LISTED,
        ),
        # The directory: one index per column that sorts, over what everybody may see.
        _listed("ix_organisation_listed_name", "sort_name", carried=["kind", "country_code", "sector_codes"]),
        _listed("ix_organisation_listed_country", "country_code", "sort_name", carried=["kind", "sector_codes"]),
        _listed("ix_organisation_listed_kind", "kind", "sort_name", carried=["country_code", "sector_codes"]),
        # Of all organisations, since PostgreSQL does not join two indexes that each tell who is listed: beside words.
        sa.Index("ix_organisation_kind", "kind"),
        sa.Index("ix_organisation_country_code", "country_code"),
        sa.Index("ix_organisation_sector_codes", "sector_codes", postgresql_using="gin"),
        # The map's counts per country, region and town.
        sa.Index(
            "ix_organisation_listed_place",
            *("kind", "country_code", "region", "city"),
            postgresql_include=["sector_codes"],
            postgresql_where=_LISTED,
        ),
        # The partner search's first look at everybody.
        sa.Index(
            "ix_organisation_listed_fit",
            "id",
            postgresql_include=["kind", "country_code", "sector_codes", "target_countries"],
            postgresql_where=_LISTED,
        ),
        sa.Index(
            "ix_organisation_waiting", "state", "submitted_at", "id", postgresql_where=sa.text("state <> 'published'")
        ),
        sa.CheckConstraint("country_code ~ '^[A-Z]{2}$'", name="country_code"),
        sa.CheckConstraint("founded_year BETWEEN 1000 AND 2200", name="founded_year"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[OrganisationKind] = mapped_column(choice(OrganisationKind))
    state: Mapped[OrganisationState] = mapped_column(choice(OrganisationState))
    country_code: Mapped[str]
    region: Mapped[str] = mapped_column(server_default="")
    city: Mapped[str] = mapped_column(server_default="")
    website: Mapped[str] = mapped_column(server_default="")
    description: Mapped[str] = mapped_column(server_default="")
    size: Mapped[SizeBand | None] = mapped_column(choice(SizeBand))
    founded_year: Mapped[int | None]
    target_countries: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default="{}")
    """ISO codes of the countries in which partners are sought."""
    source_document: Mapped[str] = mapped_column(server_default="")
    """The public source that a listed, not yet claimed organisation was taken from; empty for registered ones."""
    source_url: Mapped[str] = mapped_column(server_default="")
    is_demo: Mapped[bool] = mapped_column(server_default=sa.false())
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    review_note: Mapped[str] = mapped_column(server_default="")
    """What an administrator asked to have changed when sending the profile back, or why it was suspended."""
    search_text: Mapped[str] = mapped_column(server_default="")
    """Name, place, description, sectors and listings without accents and case, for the text search."""
    sort_name: Mapped[str] = mapped_column(server_default="")
    sector_codes: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default="{}")
    """The codes of `sectors` once more, for the directory's filter and its counts. Kept by the database (a trigger)."""

    sectors: Mapped[list[Sector]] = relationship(secondary=organisation_sector, order_by=Sector.code)
    listings: Mapped[list[ProfileListing]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan", order_by="ProfileListing.id"
    )
    cluster: Mapped[ClusterProfile | None] = relationship(back_populates="organisation", cascade="all, delete-orphan")
    affiliations: Mapped[list[Affiliation]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan", order_by="Affiliation.id"
    )
    logo: Mapped[OrganisationLogo | None] = relationship(back_populates="organisation", cascade="all, delete-orphan")

    @property
    def is_listed_only(self) -> bool:
        """Taken from a public source and not yet claimed by anybody."""
        return bool(self.source_document) and self.claimed_at is None

    claimed_at: Mapped[datetime | None]


class ClusterProfile(Model):
    """What only a cluster organisation tells of itself."""

    __tablename__ = "cluster_profile"
    __table_args__ = (
        sa.CheckConstraint("least(members_sme, members_large, members_research, members_other) >= 0", name="members"),
        sa.CheckConstraint("staff >= 0", name="staff"),
    )

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    members_sme: Mapped[int | None]
    members_large: Mapped[int | None]
    members_research: Mapped[int | None]
    members_other: Mapped[int | None]
    staff: Mapped[float | None] = mapped_column(sa.Numeric(6, 1))
    """Management staff in full-time equivalents."""
    recognised_by: Mapped[str] = mapped_column(server_default="")
    website_in_english: Mapped[bool] = mapped_column(server_default=sa.false())
    services: Mapped[str] = mapped_column(server_default="")

    organisation: Mapped[Organisation] = relationship(back_populates="cluster")


class OrganisationLogo(Model):
    """The picture that an organisation is known by, as this service has drawn it anew."""

    __tablename__ = "organisation_logo"
    __table_args__ = (sa.CheckConstraint("least(width, height) > 0", name="size"),)

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str]
    """Of the content, in hexadecimal: another picture has another address."""
    content: Mapped[bytes] = mapped_column(deferred=True)
    """Never read along with a list."""
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str] = mapped_column(server_default="")
    """What it shows, for those who cannot see it; empty where that is the organisation's name alone."""
    changed_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(back_populates="logo")


class ProfileListing(Model):
    """One thing that an organisation offers or seeks."""

    __tablename__ = "profile_listing"

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ListingKind] = mapped_column(choice(ListingKind))
    title: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    sector_code: Mapped[str | None] = mapped_column(sa.ForeignKey("sector.code"), index=True)

    organisation: Mapped[Organisation] = relationship(back_populates="listings")
    sector: Mapped[Sector | None] = relationship()


class Affiliation(Model):
    """A person who acts for an organisation, or has asked to."""

    __tablename__ = "affiliation"
    __table_args__ = (sa.UniqueConstraint("person_id", "organisation_id"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    role: Mapped[AffiliationRole] = mapped_column(choice(AffiliationRole))
    state: Mapped[AffiliationState] = mapped_column(choice(AffiliationState))
    position: Mapped[str] = mapped_column(server_default="")
    """What the person does there, in their own words: "International relations"."""
    note: Mapped[str] = mapped_column(server_default="")
    """What a claimant tells the administrator, or a joiner the managers."""
    requested_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship(back_populates="affiliations")
