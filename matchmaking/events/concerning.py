"""The events that concern a country or belong to a partnership: a few of them, those to come first.

Everything here shows what everybody may see: published and cancelled events, never drafts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from matchmaking.cooperation.models import Partnership
from matchmaking.db import session
from matchmaking.events import listing
from matchmaking.events.filters import EventFilter, Sort, When
from matchmaking.events.listing import LISTED
from matchmaking.events.models import Event, event_partnership

SHOWN = 5
"""Events of a country that its page shows; the listing has the rest."""
SHOWN_OF_PARTNERSHIP = 25
"""The same of a partnership, which no listing is filtered by."""


def of_country(code: str, *, now: datetime) -> list[Event]:
    """Events that concern the country: the next ones and, where there is room, the latest past ones."""
    chosen = {"country": (code,)}
    coming = EventFilter(chosen=chosen, when=When.UPCOMING, sort=Sort.DATE)
    events = listing.page_of(coming, page=1, now=now, size=SHOWN)
    if len(events) < SHOWN:
        past = EventFilter(chosen=chosen, when=When.PAST, sort=Sort.DATE, descending=True)
        events += listing.page_of(past, page=1, now=now, size=SHOWN - len(events))
    return events


def of_partnership(partnership: Partnership, *, now: datetime) -> list[Event]:
    """The partnership's events nearest to `now`: first those that are not over, the next first."""
    own = sa.select(event_partnership.c.event_id).where(event_partnership.c.partnership_id == partnership.id)
    distance = sa.func.abs(sa.extract("epoch", Event.starts_at - now))
    query = sa.select(Event).where(LISTED, Event.id.in_(own)).order_by(Event.over_at <= now, distance, Event.id)
    return list(session().scalars(query.limit(SHOWN_OF_PARTNERSHIP)))


def coming_by_country(now: datetime) -> Mapping[str, int]:
    """How many events that are not over concern each country."""
    codes = sa.select(sa.func.unnest(Event.countries).label("code")).where(LISTED, Event.over_at > now).subquery()
    query = sa.select(codes.c.code, sa.func.count()).group_by(codes.c.code)
    return dict(session().execute(query).all())
