"""Reading the searches that people keep."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from matchmaking.accounts.models import Person
from matchmaking.cooperation.models import PartnerSearch, PartnerSearchMatch
from matchmaking.db import session
from matchmaking.errors import NotFound

MOST_SEARCHES = 20
"""How many searches a person may keep for an organisation, so all of them fit on a page."""
SWEPT = 500


def searches_of(person: Person, organisation_id: int) -> Sequence[PartnerSearch]:
    """What `person` keeps for the organisation, by name."""
    query = (
        sa.select(PartnerSearch)
        .where(PartnerSearch.person_id == person.id, PartnerSearch.organisation_id == organisation_id)
        .order_by(sa.func.lower(PartnerSearch.name), PartnerSearch.id)
        .limit(MOST_SEARCHES)
    )
    return session().scalars(query).all()


def search_of(person: Person, search_id: int) -> PartnerSearch:
    """One that `person` keeps. Raises NotFound for anybody else's."""
    found = session().scalar(
        sa.select(PartnerSearch)
        .where(PartnerSearch.id == search_id, PartnerSearch.person_id == person.id)
        .options(joinedload(PartnerSearch.organisation))
    )
    if found is None:
        raise NotFound("no such search of this person")
    return found


def search_with(search_id: int, token: str) -> PartnerSearch:
    """One by the secret of its link. Raises NotFound for a wrong one."""
    found = session().get(PartnerSearch, search_id, options=[joinedload(PartnerSearch.organisation)])
    if found is None or not hmac.compare_digest(found.token.encode(), token.encode()):
        raise NotFound("no such search")
    return found


def due(now: datetime) -> Sequence[int]:
    """Ids of searches whose new matches are to be looked for, the longest due first."""
    query = (
        sa.select(PartnerSearch.id)
        .where(PartnerSearch.sends_mail, PartnerSearch.next_mail_at <= now)
        .order_by(PartnerSearch.next_mail_at)
        .limit(SWEPT)
    )
    return session().scalars(query).all()


def known_matches(search_id: int, organisation_ids: Collection[int]) -> set[int]:
    """Which of these organisations the search has found before."""
    match = PartnerSearchMatch
    query = sa.select(match.organisation_id).where(
        match.search_id == search_id, match.organisation_id.in_(organisation_ids)
    )
    return set(session().scalars(query))
