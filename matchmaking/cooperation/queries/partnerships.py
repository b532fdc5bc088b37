"""Reading one partnership, and those of an organisation or a country. The table is in `partnership_table`."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.accounts.models import Person
from matchmaking.cooperation.models import NewsItem, Partnership, PartnershipMember
from matchmaking.db import session
from matchmaking.errors import NotFound
from matchmaking.organisations.models import (
    Affiliation,
    AffiliationRole,
    AffiliationState,
    Organisation,
    OrganisationState,
)

PANEL_SIZE = 15
"""Rows of a panel; the table shows the rest."""

_WHOLE = (
    selectinload(Partnership.sectors),
    selectinload(Partnership.members).joinedload(PartnershipMember.organisation),
)


def partnership_by_slug(slug: str) -> Partnership:
    """The partnership with its sectors and members; every one is everybody's. Raises NotFound."""
    partnership = None
    if "\0" not in slug:  # PostgreSQL cannot even be asked
        partnership = session().scalar(sa.select(Partnership).where(Partnership.slug == slug).options(*_WHOLE))
    if partnership is None:
        raise NotFound(f"no partnership {slug!r}")
    return partnership


def edited_by(slug: str, person: Person) -> Partnership:
    """The partnership that `person` may edit. Raises NotFound for anybody else."""
    partnership = partnership_by_slug(slug)
    if not may_edit(person, partnership):
        raise NotFound(f"no partnership {slug!r} that this person edits")
    return partnership


def may_edit(person: Person | None, partnership: Partnership) -> bool:
    """True for an administrator, and for a confirmed manager of an organisation that is a member and not suspended."""
    if person is None:
        return False
    if person.is_administrator:
        return True
    manages_member = (
        sa.exists()
        .where(PartnershipMember.partnership_id == partnership.id)
        .where(PartnershipMember.organisation_id == Affiliation.organisation_id)
        .where(Organisation.id == Affiliation.organisation_id, Organisation.state == OrganisationState.PUBLISHED)
        .where(Affiliation.person_id == person.id)
        .where(Affiliation.role == AffiliationRole.MANAGER, Affiliation.state == AffiliationState.CONFIRMED)
    )
    return bool(session().scalar(sa.select(manages_member)))


def partnerships_of(organisation: Organisation) -> Sequence[Partnership]:
    """The first `PANEL_SIZE` partnerships that the organisation is a member of, by acronym."""
    query = (
        sa.select(Partnership)
        .join(PartnershipMember)
        .where(PartnershipMember.organisation_id == organisation.id)
        .options(selectinload(Partnership.sectors), selectinload(Partnership.members))
        .order_by(Partnership.sort_name, Partnership.id)
        .limit(PANEL_SIZE)
    )
    return session().scalars(query).all()


def targeting(code: str) -> tuple[Sequence[Partnership], int]:
    """The partnerships that look for partners in the country, most SMEs first; and how many there are."""
    fits = Partnership.target_countries.contains(sa.cast([code], ARRAY(sa.Text())))
    query = (
        sa.select(Partnership)
        .where(fits)
        .options(selectinload(Partnership.sectors))
        .order_by(Partnership.smes.desc().nulls_last(), Partnership.sort_name, Partnership.id)
        .limit(PANEL_SIZE)
    )
    found = session().scalars(query).all()
    if len(found) < PANEL_SIZE:
        return found, len(found)
    return found, session().scalar(sa.select(sa.func.count()).select_from(Partnership).where(fits)) or 0


def member_of(partnership: Partnership, member_id: int) -> PartnershipMember:
    """A member of this very partnership. Raises NotFound."""
    member = session().scalar(
        sa.select(PartnershipMember)
        .where(PartnershipMember.id == member_id, PartnershipMember.partnership_id == partnership.id)
        .options(joinedload(PartnershipMember.organisation))
    )
    if member is None:
        raise NotFound("no such member here")
    return member


def news_of(partnership: Partnership) -> int:
    """How many news items name it, in whatever state."""
    query = sa.select(sa.func.count()).select_from(NewsItem).where(NewsItem.partnership_id == partnership.id)
    return session().scalar(query) or 0


def all_partnerships() -> Sequence[Partnership]:
    """Every partnership by acronym, for a field to choose from."""
    return session().scalars(sa.select(Partnership).order_by(Partnership.sort_name, Partnership.id)).all()
