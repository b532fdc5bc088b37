"""The table of partnerships: searched, filtered, counted, and sorted by any of its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import selectinload

from matchmaking.cooperation.models import Partnership, PartnershipMember, partnership_sector
from matchmaking.db import session
from matchmaking.organisations.models import Organisation
from matchmaking.web.folding import LONGEST_WORD, fold, words
from matchmaking.web.paging import paged

PAGE_SIZE = 25
SORTS = ("acronym", "name", "sector", "country", "smes", "partners")
MOST_WORDS = 12

_SIMPLE: sa.ColumnElement[str] = sa.literal_column("'simple'")


@dataclass(frozen=True, slots=True)
class PartnershipFilter:
    """What the reader asked for. Several values of one filter widen it, several filters narrow the table."""

    q: str = ""
    sectors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    sort: str = "acronym"
    direction: str = "asc"

    @property
    def narrow(self) -> bool:
        """True when something is left out of the table."""
        return bool(self.q or self.sectors or self.countries)

    def as_args(self) -> dict[str, Any]:
        """The query string that asks for the same table, without what is usual."""
        args = {
            "q": self.q,
            "sector": list(self.sectors),
            "country": list(self.countries),
            "sort": self.sort if self.sort != "acronym" else "",
            "direction": self.direction if self.direction != "asc" else "",
        }
        return {key: value for key, value in args.items() if value}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many partnerships each value of a filter would show, the other filters kept; and the largest numbers."""

    sectors: Mapping[str, int]
    countries: Mapping[str, int]
    most_smes: int
    most_partners: int


def page_of(
    wanted: PartnershipFilter, *, page: int, sector_order: Sequence[str], country_order: Sequence[str]
) -> Pagination:
    """A page of the table. The orders are those of the names in the reader's language."""
    query = (
        sa.select(Partnership)
        .where(*conditions(wanted))
        .order_by(*_order(wanted, sector_order, country_order))
        .options(selectinload(Partnership.sectors))
    )
    return paged(query, page=page, size=PAGE_SIZE)


def counts(wanted: PartnershipFilter) -> Counts:
    """The counts beside the filters' values, and what the bars are drawn against: the largest numbers of all."""
    sector = partnership_sector.c.sector_code
    by_sector = (
        sa.select(sector, sa.func.count())
        .join(Partnership, Partnership.id == partnership_sector.c.partnership_id)
        .where(*conditions(replace(wanted, sectors=())))
        .group_by(sector)
    )
    country = sa.func.unnest(Partnership.target_countries).label("code")
    listed = sa.select(country).where(*conditions(replace(wanted, countries=()))).subquery()
    by_country = sa.select(listed.c.code, sa.func.count()).group_by(listed.c.code)
    most = session().execute(sa.select(sa.func.max(Partnership.smes), sa.func.max(Partnership.partners))).one()
    return Counts(
        sectors=dict(session().execute(by_sector).all()),
        countries=dict(session().execute(by_country).all()),
        most_smes=most[0] or 0,
        most_partners=most[1] or 0,
    )


def conditions(wanted: PartnershipFilter) -> list[sa.ColumnElement[bool]]:
    """What a partnership must be like to be shown."""
    where: list[sa.ColumnElement[bool]] = []
    if wanted.q:
        where += _matches(wanted.q)
    if wanted.sectors:
        link = partnership_sector.c
        where.append(Partnership.id.in_(sa.select(link.partnership_id).where(link.sector_code.in_(wanted.sectors))))
    if wanted.countries:
        where.append(Partnership.target_countries.overlap(sa.cast(list(wanted.countries), ARRAY(sa.Text()))))
    return where


def _matches(text: str) -> list[sa.ColumnElement[bool]]:
    """Every word as the beginning of one, of the partnership or of a member's name as it is now."""
    found = words(text)[:MOST_WORDS]
    if not found:  # signs alone are looked for as they stand
        return [Partnership.sort_name.contains(fold(text), autoescape=True)]
    return [_has(word[:LONGEST_WORD]) for word in found]


def _has(word: str) -> sa.ColumnElement[bool]:
    query = sa.func.to_tsquery(_SIMPLE, f"{word}:*")
    member = (
        sa.select(PartnershipMember.partnership_id)
        .outerjoin(Organisation, Organisation.id == PartnershipMember.organisation_id)
        .where(_document(sa.func.coalesce(Organisation.sort_name, PartnershipMember.name)).bool_op("@@")(query))
    )
    return sa.or_(_document(Partnership.search_text).bool_op("@@")(query), Partnership.id.in_(member))


def _document(column: Any) -> Any:
    return sa.func.to_tsvector(_SIMPLE, column)


def _order(
    wanted: PartnershipFilter, sector_order: Sequence[str], country_order: Sequence[str]
) -> list[sa.ColumnElement[Any]]:
    """By the chosen column, what is not stated last either way; then by acronym."""
    columns: dict[str, Any] = {
        "acronym": Partnership.sort_name,
        "name": Partnership.sort_title,
        "sector": _sector_places(sector_order),
        "country": _country_places(country_order),
        "smes": Partnership.smes,
        "partners": Partnership.partners,
    }
    column = columns[wanted.sort]
    chosen: Any = column.desc() if wanted.direction == "desc" else column.asc()
    return [chosen.nulls_last(), Partnership.sort_name, Partnership.id]


def _sector_places(order: Sequence[str]) -> Any:
    """The places of a partnership's sectors in the reader's alphabet, the first name first: they compare as lists."""
    place = _place(partnership_sector.c.sector_code, order)
    return (
        sa.select(sa.func.array_agg(aggregate_order_by(place, place)))
        .where(partnership_sector.c.partnership_id == Partnership.id)
        .scalar_subquery()
    )


def _country_places(order: Sequence[str]) -> Any:
    """The same of its target countries."""
    code: Any = sa.func.unnest(Partnership.target_countries).column_valued("code")
    place = _place(code, order)
    return sa.select(sa.func.array_agg(aggregate_order_by(place, place))).scalar_subquery()


def _place(column: Any, order: Sequence[str]) -> sa.ColumnElement[int]:
    return sa.func.array_position(sa.cast(sa.literal(list(order), ARRAY(sa.Text())), ARRAY(sa.Text())), column)
