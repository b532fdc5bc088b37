"""Reading news: the list with its filters, one item, the feed, and what somebody may write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload

from matchmaking.accounts.models import Person
from matchmaking.cooperation.models import EntryState, NewsItem, Partnership
from matchmaking.cooperation.queries.offices import office_countries
from matchmaking.db import session
from matchmaking.errors import NotFound
from matchmaking.web.paging import paged

PAGE_SIZE = 20
FEED_SIZE = 50
PANEL_SIZE = 5

_NEWEST = (NewsItem.happened_on.desc(), NewsItem.id.desc())
_PUBLIC = NewsItem.state == EntryState.PUBLISHED


@dataclass(frozen=True, slots=True)
class NewsFilter:
    """What the reader asked for: any of these countries, and any of these partnerships (slugs)."""

    countries: tuple[str, ...] = ()
    partnerships: tuple[str, ...] = ()

    def as_args(self) -> dict[str, Any]:
        """The query string that asks for the same list."""
        args = {"country": list(self.countries), "partnership": list(self.partnerships)}
        return {name: values for name, values in args.items() if values}


def page_of(wanted: NewsFilter, *, page: int) -> Pagination:
    """A page of the published items, what happened last first."""
    return _page(sa.select(NewsItem).where(_PUBLIC, *fits(wanted)), page)


def desk_of(person: Person, *, page: int) -> Pagination:
    """The drafts and withdrawn items that `person` may edit."""
    query = sa.select(NewsItem).where(NewsItem.state != EntryState.PUBLISHED)
    if not person.is_administrator:
        theirs = sa.cast(sorted(office_countries(person)), ARRAY(sa.Text()))
        query = query.where(NewsItem.countries.contained_by(theirs), sa.func.cardinality(NewsItem.countries) > 0)
    return _page(query, page)


def latest(wanted: NewsFilter) -> tuple[Sequence[NewsItem], int]:
    """The newest `PANEL_SIZE` published items, and how many there are."""
    found = session().scalars(sa.select(NewsItem).where(_PUBLIC, *fits(wanted)).order_by(*_NEWEST).limit(PANEL_SIZE))
    items = found.all()
    if len(items) < PANEL_SIZE:
        return items, len(items)
    counted = sa.select(sa.func.count()).select_from(NewsItem).where(_PUBLIC, *fits(wanted))
    return items, session().scalar(counted) or 0


def for_feed(wanted: NewsFilter) -> tuple[Sequence[NewsItem], datetime | None]:
    """The newest `FEED_SIZE` published items, and when the list last changed; withdrawing one changes it too."""
    query = sa.select(NewsItem).where(_PUBLIC, *fits(wanted)).options(joinedload(NewsItem.partnership))
    items = session().scalars(query.order_by(*_NEWEST).limit(FEED_SIZE)).all()
    shown = NewsItem.state.in_([EntryState.PUBLISHED, EntryState.WITHDRAWN])
    changed = session().scalar(sa.select(sa.func.max(NewsItem.changed_at)).where(shown, *fits(wanted)))
    return items, changed


def countries_with_news() -> dict[str, int]:
    """How many published items each country has."""
    code = sa.func.unnest(NewsItem.countries).label("code")
    named = sa.select(code).where(_PUBLIC).subquery()
    return dict(session().execute(sa.select(named.c.code, sa.func.count()).group_by(named.c.code)).all())


def partnerships_with_news() -> list[tuple[str, str, int]]:
    """Slug, acronym and number of published items of each partnership that has any, by acronym."""
    query = (
        sa.select(Partnership.slug, Partnership.acronym, sa.func.count())
        .join(NewsItem, NewsItem.partnership_id == Partnership.id)
        .where(_PUBLIC)
        .group_by(Partnership.id)
        .order_by(Partnership.sort_name, Partnership.id)
    )
    return [(slug, acronym, count) for slug, acronym, count in session().execute(query)]


def visible(slug: str, person: Person | None) -> NewsItem:
    """A published item, or one that `person` may edit. Raises NotFound."""
    item = _by_slug(slug)
    if item is None or (item.state is not EntryState.PUBLISHED and not may_edit(person, item)):
        raise NotFound(f"no news item {slug!r} that this person may see")
    return item


def edited_by(slug: str, person: Person) -> NewsItem:
    """The item that `person` may edit. Raises NotFound."""
    item = _by_slug(slug)
    if item is None or not may_edit(person, item):
        raise NotFound(f"no news item {slug!r} that this person edits")
    return item


def may_write(person: Person | None) -> bool:
    """True for administrators, and for the people of a published support office."""
    return person is not None and (person.is_administrator or bool(office_countries(person)))


def may_edit(person: Person | None, item: NewsItem) -> bool:
    """Administrators edit all; the people of a support office what concerns no country but theirs."""
    if person is None:
        return False
    if person.is_administrator:
        return True
    return bool(item.countries) and set(item.countries) <= office_countries(person)


def partnerships_to_name(person: Person) -> list[tuple[str, str]]:
    """Slug and acronym of the partnerships that `person` may write news of: those that target their countries."""
    query = sa.select(Partnership.slug, Partnership.acronym).order_by(Partnership.sort_name, Partnership.id)
    if not person.is_administrator:
        theirs = sa.cast(sorted(office_countries(person)), ARRAY(sa.Text()))
        query = query.where(Partnership.target_countries.overlap(theirs))
    return [(slug, acronym) for slug, acronym in session().execute(query)]


def _page(query: sa.Select[Any], page: int) -> Pagination:
    ordered = query.options(joinedload(NewsItem.partnership)).order_by(*_NEWEST)
    return paged(ordered, page=page, size=PAGE_SIZE)


def fits(wanted: NewsFilter) -> list[sa.ColumnElement[bool]]:
    """What an item must be about to be shown."""
    where: list[sa.ColumnElement[bool]] = []
    if wanted.countries:
        where.append(NewsItem.countries.overlap(sa.cast(list(wanted.countries), ARRAY(sa.Text()))))
    if wanted.partnerships:
        named = sa.select(Partnership.id).where(Partnership.slug.in_(wanted.partnerships))
        where.append(NewsItem.partnership_id.in_(named))
    return where


def _by_slug(slug: str) -> NewsItem | None:
    if "\0" in slug:  # PostgreSQL cannot even be asked
        return None
    return session().scalar(sa.select(NewsItem).where(NewsItem.slug == slug).options(joinedload(NewsItem.partnership)))
