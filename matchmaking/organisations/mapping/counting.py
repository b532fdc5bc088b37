"""Organisations counted by place and listed, in the database: never one row read per organisation to draw the map."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, load_only, selectinload

from matchmaking.db import session
from matchmaking.organisations.mapping.areas import countries_of
from matchmaking.organisations.mapping.filters import MapFilters, conditions
from matchmaking.organisations.mapping.gazetteer import Place, place_of, region_key, region_name
from matchmaking.organisations.models import Organisation, Sector
from matchmaking.web.paging import Page

PAGE_SIZE = 25
LAST_PAGE = 100_000
FEW = 5_000

Written = tuple[str, str, str]
"""A country, region and town as profiles have them."""

_WRITTEN = (Organisation.country_code, Organisation.region, Organisation.city)
_SHOWN = (
    Organisation.slug, Organisation.name, Organisation.kind, Organisation.country_code, Organisation.region,
    Organisation.city, Organisation.is_demo, Organisation.source_document, Organisation.claimed_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """A place, how many organisations are counted there, and every spelling that means it."""

    place: Place
    count: int
    spellings: tuple[Written, ...]


def countries(filters: MapFilters) -> dict[str, int]:
    """How many organisations each country has, wherever the map is looking."""
    query = (
        sa.select(Organisation.country_code, sa.func.count())
        .where(*conditions(filters))
        .group_by(Organisation.country_code)
    )
    return dict(session().execute(query).all())


def places(filters: MapFilters) -> list[Counted]:
    """The places in the filters' area and region, the one with most organisations first."""
    inside = countries_of(filters.area)
    query = (
        sa.select(*_WRITTEN, sa.func.count())
        .where(*conditions(filters), *([Organisation.country_code.in_(inside)] if inside is not None else []))
        .group_by(*_WRITTEN)
    )
    gathered: dict[Place, tuple[int, list[Written]]] = {}
    for country, region, city, count in session().execute(query):
        if filters.region and region_key(country, region) != filters.region:
            continue
        place = place_of(country, region, city)
        before, spellings = gathered.get(place, (0, []))
        gathered[place] = before + count, [*spellings, (country, region, city)]
    found = [Counted(place, count, tuple(spellings)) for place, (count, spellings) in gathered.items()]
    return sorted(found, key=lambda one: (-one.count, one.place.key))


def regions(filters: MapFilters) -> list[tuple[str, str, int]]:
    """Key, name and count of each region of the area's country, the one with most organisations first."""
    query = (
        sa.select(Organisation.region, sa.func.count())
        .where(*conditions(filters), Organisation.country_code == filters.area, Organisation.region != "")
        .group_by(Organisation.region)
    )
    gathered: dict[str, tuple[str, int]] = {}
    for region, count in session().execute(query):
        key = region_key(filters.area, region)
        gathered[key] = region_name(filters.area, region), gathered.get(key, ("", 0))[1] + count
    found = [(key, name, count) for key, (name, count) in gathered.items()]
    return sorted(found, key=lambda one: (-one[2], one[1]))


def page_of(filters: MapFilters, chosen: Collection[Counted] | None, *, page: int) -> Page:
    """A page of the organisations in the filters' area, by name.

    `chosen`: the places that they must be in; None where nothing but the area limits them.
    """
    where = conditions(filters)
    inside = countries_of(filters.area)
    if chosen is not None:
        written = [spelling for counted in chosen for spelling in counted.spellings]
        where.append(sa.tuple_(*_WRITTEN).in_(written))
    elif inside is not None:
        where.append(Organisation.country_code.in_(inside))
    total = (
        sum(counted.count for counted in chosen)
        if chosen is not None
        else session().scalar(sa.select(sa.func.count()).select_from(Organisation).where(*where)) or 0
    )
    number = min(max(page, 1), LAST_PAGE)
    if total <= FEW:
        # Found first and sorted then: the order's index would be read to its end for a few that are rare.
        fitting = sa.select(Organisation.id).where(*where).cte("fitting").prefix_with("MATERIALIZED")
        where = [Organisation.id.in_(sa.select(fitting.c.id))]
    query = (
        sa.select(Organisation)
        .where(*where)
        .order_by(Organisation.sort_name, Organisation.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
        .options(load_only(*_SHOWN), selectinload(Organisation.sectors), joinedload(Organisation.cluster))
    )
    return Page(list(session().scalars(query)), number, total, PAGE_SIZE)


def sectors_by_code() -> Mapping[str, Sector]:
    """The taxonomy."""
    found: Any = session().scalars(sa.select(Sector).order_by(Sector.code))
    return {sector.code: sector for sector in found}
