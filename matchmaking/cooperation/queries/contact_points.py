"""Reading contact points: offices that help businesses find partners abroad."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload

from matchmaking.cooperation.models import ContactPoint, Network
from matchmaking.db import session
from matchmaking.errors import NotFound
from matchmaking.web.paging import paged

PAGE_SIZE = 50
PANEL_SIZE = 20


@dataclass(frozen=True, slots=True)
class ContactFilter:
    """What the reader asked for."""

    networks: tuple[Network, ...] = ()
    countries: tuple[str, ...] = ()

    def as_args(self) -> dict[str, Any]:
        """The query string that asks for the same list."""
        args = {"network": [network.value for network in self.networks], "country": list(self.countries)}
        return {name: values for name, values in args.items() if values}


def page_of(wanted: ContactFilter, *, page: int, country_order: Sequence[str]) -> Pagination:
    """A page of the list by country, in the order of its name in the reader's language, and city."""
    order = sa.cast(list(country_order), ARRAY(sa.Text()))
    query = (
        sa.select(ContactPoint)
        .where(*fits(wanted))
        .options(joinedload(ContactPoint.organisation))
        .order_by(
            sa.func.array_position(order, ContactPoint.country_code),
            ContactPoint.country_code,
            ContactPoint.city == "",
            ContactPoint.city,
            ContactPoint.network,
            ContactPoint.id,
        )
    )
    return paged(query, page=page, size=PAGE_SIZE)


def of_country(code: str) -> list[ContactPoint]:
    """The contact points there, by city; those of a whole country last."""
    query = (
        sa.select(ContactPoint)
        .where(ContactPoint.country_code == code)
        .options(joinedload(ContactPoint.organisation))
        .order_by(ContactPoint.city == "", ContactPoint.city, ContactPoint.network, ContactPoint.id)
        .limit(PANEL_SIZE)
    )
    return list(session().scalars(query))


def networks_counted(countries: tuple[str, ...]) -> dict[Network, int]:
    """How many contact points each network has in these countries (none named: in all)."""
    query = sa.select(ContactPoint.network, sa.func.count()).where(*fits(ContactFilter(countries=countries)))
    return dict(session().execute(query.group_by(ContactPoint.network)).all())


def countries_counted(networks: tuple[Network, ...]) -> dict[str, int]:
    """How many contact points of these networks (none named: of all) each country has."""
    query = sa.select(ContactPoint.country_code, sa.func.count()).where(*fits(ContactFilter(networks=networks)))
    return dict(session().execute(query.group_by(ContactPoint.country_code)).all())


def contact_point(point_id: int) -> ContactPoint:
    """Raises NotFound."""
    found = session().get(ContactPoint, point_id, options=[joinedload(ContactPoint.organisation)])
    if found is None:
        raise NotFound(f"no contact point {point_id}")
    return found


def fits(wanted: ContactFilter) -> list[sa.ColumnElement[bool]]:
    """What a contact point must be like to be shown."""
    where: list[sa.ColumnElement[bool]] = []
    if wanted.networks:
        where.append(ContactPoint.network.in_(wanted.networks))
    if wanted.countries:
        where.append(ContactPoint.country_code.in_(wanted.countries))
    return where
