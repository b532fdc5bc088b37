"""The public directory: published organisations, searched, filtered, counted and sorted.

Every list is read from an index, whatever it is sorted by: `docs/directory/exports.md` tells how.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from string import ascii_uppercase
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload, load_only, selectinload

from matchmaking.db import session
from matchmaking.organisations.models import Organisation, OrganisationKind
from matchmaking.organisations.text_search import FARTHEST, FREQUENT, first_of, is_near, matches
from matchmaking.web import facets as counting
from matchmaking.web.facets import Counts
from matchmaking.web.kept import Kept
from matchmaking.web.paging import Page

PAGE_SIZE = 25
SORTS = ("name", "country", "kind")
LAST_PAGE = 100_000
"""Beyond it nobody reads, and the database's numbers end somewhere."""
KEPT_FROM = 1_000
"""Counts of fewer organisations are quickly made anew, and so always right."""

# Literally as in the indexes: a bound parameter would keep PostgreSQL from using them.
LISTED: Any = sa.text("organisation.state = 'published'")

_kept = Kept("matchmaking:organisations", 60)
_COLUMNS: dict[str, Any] = {
    "kind": Organisation.kind,
    "country": Organisation.country_code,
    "sector": Organisation.sector_codes,
}
_SHOWN = (
    Organisation.slug, Organisation.name, Organisation.kind, Organisation.country_code, Organisation.city,
    Organisation.state, Organisation.is_demo, Organisation.source_document, Organisation.claimed_at,
)  # fmt: skip
_CODES = tuple(first + second for first in ascii_uppercase for second in ascii_uppercase)
"""Every code that the table can hold, known to the reader's language or not."""


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
    """How many organisations each value of a filter would show, all other filters kept; and how many fit."""

    kinds: Mapping[OrganisationKind, int]
    countries: Mapping[str, int]
    sectors: Mapping[str, int]
    total: int = 0


def page_of(
    filters: Filters,
    *,
    page: int,
    country_order: list[str],
    kind_order: list[OrganisationKind],
    total: int | None = None,
) -> Page:
    """A page of the directory. The orders are those of the names in the reader's language.

    `total`: how many fit, where that has been counted. A count that was kept may be a moment older than the
    rows, and then it is the rows that are right.
    """
    number = min(max(page, 1), LAST_PAGE)
    orders = {"country": country_order, "kind": [kind.value for kind in kind_order]}
    counted = facets(filters).total if total is None else total
    found = ids(filters, orders, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE, total=counted)
    rows = {
        row.id: row
        for row in session().scalars(
            sa.select(Organisation)
            .where(Organisation.id.in_(found))
            .options(load_only(*_SHOWN), selectinload(Organisation.sectors), joinedload(Organisation.logo))
        )
    }
    items = [rows[one] for one in found if one in rows]
    seen = (number - 1) * PAGE_SIZE + len(items)
    if items:
        counted = seen if len(items) < PAGE_SIZE else max(counted, seen)
    return Page(items, number, counted, PAGE_SIZE)


def facets(filters: Filters) -> Facets:
    """The counts beside the values of each filter; values that would show nothing are left out."""
    key = _kept.key_of(filters.q, sorted(filters.kinds), sorted(filters.countries), sorted(filters.sectors))
    found = _kept.read(key)
    if found is not None:
        return _facets(Counts(**found))
    counted = counting.count(_COLUMNS, _chosen(filters), _base(filters))
    if counted.total >= KEPT_FROM or any(
        max(values.values(), default=0) >= KEPT_FROM for values in counted.facets.values()
    ):
        _kept.keep(key, {"total": counted.total, "facets": dict(counted.facets)})
    return _facets(counted)


def _facets(counted: Counts) -> Facets:
    of = counted.facets
    return Facets(
        kinds={OrganisationKind(kind): number for kind, number in of["kind"].items()},
        countries=of["country"],
        sectors=of["sector"],
        total=counted.total,
    )


def ids(filters: Filters, orders: Mapping[str, list[str]], *, limit: int, offset: int = 0, total: int = 0) -> list[int]:
    """The ids of the organisations that fit, in their order. `orders`: the values of country and kind in theirs.

    `total`: about how many fit; it decides about the way, not about what is found (`text_search` names an exception).
    """
    found = _read_through(filters, orders, offset + limit, total) if filters.q else None
    if found is not None:
        return found[offset:]
    return list(session().scalars(ids_query(filters, orders, limit=limit, offset=offset)))


def _read_through(filters: Filters, orders: Mapping[str, list[str]], wanted: int, total: int) -> list[int] | None:
    """The first `wanted` that fit, found by reading the list in its order; None where another way is quicker."""
    if total < FREQUENT:
        return None
    everybody, among = replace(filters, q=""), max(total, _about_how_many())
    if not is_near(wanted, of=total, among=among):
        return None
    stride = ceil(1.2 * wanted * among / total)  # most often enough
    reach = min(FARTHEST, 3 * stride)
    ahead = list(session().scalars(ids_query(everybody, orders, limit=reach)))
    found = first_of(ahead, filters.q, wanted, stride)
    return found if len(found) == wanted or len(ahead) < reach else None


def _about_how_many() -> int:
    """How many organisations there are, as the database last estimated; 0 or -1 where it never has."""
    estimate = sa.text("SELECT reltuples::bigint FROM pg_class WHERE oid = 'organisation'::regclass")
    return session().scalar(estimate) or 0


def ids_query(filters: Filters, orders: Mapping[str, list[str]], *, limit: int, offset: int = 0) -> sa.Select[Any]:
    """The statement behind `ids`. It is one of three, each of which an index answers."""
    if filters.q:
        query = _searched(filters, orders)
    elif filters.sort == "name":
        query = sa.select(Organisation.id).where(*conditions(filters))
        query = query.order_by(*_by_name(Organisation, filters.direction))
    else:
        query = _by_value(filters, orders[filters.sort], reach=limit + offset)
    return query.limit(limit).offset(offset)


def _searched(filters: Filters, orders: Mapping[str, list[str]]) -> sa.Select[Any]:
    """What the words find, sorted afterwards.

    OFFSET 0 keeps the planner from reading through the list in its order instead: `_read_through` knows better when.
    """
    fitting = sa.select(Organisation.id, Organisation.sort_name, Organisation.kind, Organisation.country_code)
    hit = fitting.where(*conditions(filters)).offset(0).subquery("hit")
    if filters.sort == "name":
        return sa.select(hit.c.id).order_by(*_by_name(hit.c, filters.direction))
    values, column = {
        "country": (_every(orders["country"]), hit.c.country_code),
        "kind": (orders["kind"], sa.cast(hit.c.kind, sa.Text())),
    }[filters.sort]
    place = sa.func.array_position(sa.cast(values, ARRAY(sa.Text())), column)
    return sa.select(hit.c.id).order_by(
        place.desc() if filters.direction == "desc" else place, hit.c.sort_name, hit.c.id
    )


def _by_value(filters: Filters, order: list[str], *, reach: int) -> sa.Select[Any]:
    """One value after the other in the reader's order, the organisations of each by name: no more than are shown."""
    column = _COLUMNS[filters.sort]
    values = _every(order) if filters.sort == "country" else order
    if filters.direction == "desc":
        values = values[::-1]
    asked = [code for code in values if not filters.countries or filters.sort != "country" or code in filters.countries]
    listed = sa.func.unnest(sa.cast(asked, ARRAY(sa.Text()))).table_valued("value", with_ordinality="place")
    value = listed.render_derived(name="listed")
    of_value = (
        sa.select(Organisation.id, Organisation.sort_name)
        .where(*conditions(filters), sa.cast(column, sa.Text()) == value.c.value)
        .order_by(Organisation.sort_name, Organisation.id)
        .limit(reach)
        .lateral("of_value")
    )
    return (
        sa.select(of_value.c.id)
        .select_from(value.join(of_value, sa.true()))
        .order_by(value.c.place, of_value.c.sort_name, of_value.c.id)
    )


def _every(order: list[str]) -> list[str]:
    """All country codes: those that the reader's language has no name for stand at the end."""
    known = set(order)
    return [*order, *(code for code in _CODES if code not in known)]


def _by_name(of: Any, direction: str) -> list[sa.ColumnElement[Any]]:
    return [of.sort_name.desc() if direction == "desc" else of.sort_name, of.id]


def conditions(filters: Filters, *, but: str = "") -> list[Any]:
    """What an organisation must be like to be shown; `but`: a dimension that may be anything."""
    return [*_base(filters), *(one for name, one in _chosen(filters).items() if name != but)]


def _base(filters: Filters) -> list[Any]:
    return [LISTED, matches(filters.q)] if filters.q else [LISTED]


def _chosen(filters: Filters) -> dict[str, sa.ColumnElement[bool]]:
    chosen: dict[str, sa.ColumnElement[bool]] = {}
    if filters.kinds:
        chosen["kind"] = Organisation.kind.in_(filters.kinds)
    if filters.countries:
        chosen["country"] = Organisation.country_code.in_(filters.countries)
    if filters.sectors:
        chosen["sector"] = Organisation.sector_codes.overlap(sa.cast(list(filters.sectors), ARRAY(sa.Text())))
    return chosen
