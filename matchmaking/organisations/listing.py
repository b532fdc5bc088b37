"""The public directory: published organisations, searched, filtered, counted and sorted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import selectinload

from matchmaking.db import db, session
from matchmaking.organisations.models import Organisation, OrganisationKind, OrganisationState, organisation_sector
from matchmaking.web.folding import fold, prefix_query

PAGE_SIZE = 25
SORTS = ("name", "country", "kind")
LAST_PAGE = 100_000
"""Beyond it nobody reads, and the database's numbers end somewhere."""

_SIMPLE: sa.ColumnElement[str] = sa.literal_column("'simple'")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked for. Several values of one filter widen it, several filters narrow the list."""

    q: str = ""
    kinds: tuple[OrganisationKind, ...] = ()
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    sort: str = "name"
    direction: str = "asc"

    @property
    def narrow(self) -> bool:
        """True when something is left out of the list."""
        return bool(self.q or self.kinds or self.countries or self.sectors)

    def as_args(self) -> dict[str, Any]:
        """The query string that asks for the same list, without what is usual."""
        args = {
            "q": self.q,
            "kind": [kind.value for kind in self.kinds],
            "country": list(self.countries),
            "sector": list(self.sectors),
            "sort": self.sort if self.sort != "name" else "",
            "direction": self.direction if self.direction != "asc" else "",
        }
        return {key: value for key, value in args.items() if value}


@dataclass(frozen=True, slots=True)
class Facets:
    """How many organisations each value of a filter would show, all other filters kept."""

    kinds: Mapping[OrganisationKind, int]
    countries: Mapping[str, int]
    sectors: Mapping[str, int]


def page_of(filters: Filters, *, page: int, country_order: list[str], kind_order: list[OrganisationKind]) -> Pagination:
    """A page of the directory. The orders are those of the names in the reader's language."""
    query = (
        sa.select(Organisation)
        .where(*_conditions(filters))
        .order_by(*_order(filters, country_order, kind_order))
        .options(selectinload(Organisation.sectors))
    )
    number = min(max(page, 1), LAST_PAGE)
    return db.paginate(query, page=number, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)


def facets(filters: Filters) -> Facets:
    """The counts beside the values of each filter; values that would show nothing are left out."""
    by_kind = _counted(Organisation.kind, replace(filters, kinds=()))
    by_country = _counted(Organisation.country_code, replace(filters, countries=()))
    code = organisation_sector.c.sector_code
    by_sector = (
        sa.select(code, sa.func.count())
        .join(Organisation, Organisation.id == organisation_sector.c.organisation_id)
        .where(*_conditions(replace(filters, sectors=())))
        .group_by(code)
    )
    return Facets(kinds=by_kind, countries=by_country, sectors=dict(session().execute(by_sector).all()))


def _counted(column: Any, filters: Filters) -> dict[Any, int]:
    query = sa.select(column, sa.func.count()).where(*_conditions(filters)).group_by(column)
    return dict(session().execute(query).all())


def _conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = [Organisation.state == OrganisationState.PUBLISHED]
    if filters.q:
        where.append(_matches(filters.q))
    if filters.kinds:
        where.append(Organisation.kind.in_(filters.kinds))
    if filters.countries:
        where.append(Organisation.country_code.in_(filters.countries))
    if filters.sectors:
        link = organisation_sector.c
        where.append(Organisation.id.in_(sa.select(link.organisation_id).where(link.sector_code.in_(filters.sectors))))
    return where


def _matches(text: str) -> sa.ColumnElement[bool]:
    """Every word as the beginning of one; a text without Latin letters or digits is looked for in the names."""
    query = prefix_query(text)
    if query:
        document = sa.func.to_tsvector(_SIMPLE, Organisation.search_text)
        return document.bool_op("@@")(sa.func.to_tsquery(_SIMPLE, query))
    return Organisation.sort_name.contains(fold(text), autoescape=True)


def _order(
    filters: Filters, country_order: list[str], kind_order: list[OrganisationKind]
) -> list[sa.ColumnElement[Any]]:
    by_name = Organisation.sort_name
    places: dict[str, list[Any]] = {
        "name": [by_name],
        "country": [_place(Organisation.country_code, country_order), Organisation.country_code],
        "kind": [_place(sa.cast(Organisation.kind, sa.Text()), [kind.value for kind in kind_order])],
    }
    chosen = places[filters.sort]
    if filters.direction == "desc":
        chosen = [column.desc() for column in chosen]
    return [*chosen, by_name, Organisation.id]


def _place(column: Any, order: list[str]) -> sa.ColumnElement[int]:
    return sa.func.array_position(sa.cast(sa.literal(order, ARRAY(sa.Text())), ARRAY(sa.Text())), column)
