"""How many clusters, organisations, members and SMEs there are, by country or region and by sector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from matchmaking.db import session
from matchmaking.organisations.mapping.areas import CONTINENTS, WORLD, countries_of
from matchmaking.organisations.mapping.filters import MEMBERS, MapFilters, conditions
from matchmaking.organisations.mapping.gazetteer import region_key, region_name
from matchmaking.organisations.models import ClusterProfile, Organisation, OrganisationKind
from matchmaking.web.kept import Kept

PAGE_SIZE = 40
KEPT_FROM = 1_000
"""Figures of fewer organisations are quickly made anew, and so always right."""
UNKNOWN = ""
"""The key of what names no region, or no sector."""

_IS_CLUSTER = Organisation.kind == OrganisationKind.CLUSTER


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted of a group of organisations."""

    clusters: int = 0
    organisations: int = 0
    members: int = 0
    """Of the clusters that tell how many they have."""
    member_smes: int = 0
    """SMEs among the members, of the clusters that tell."""
    smes: int = 0
    """SMEs with a profile of their own."""
    untold: int = 0
    """Clusters that do not tell how many members they have."""

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


Groups = list[tuple[tuple[str, str | None], Figures]]

_kept = Kept("matchmaking:map", 60)

MEASURES = ("clusters", "organisations", "members", "smes")

_COUNTS: tuple[sa.ColumnElement[Any], ...] = (
    sa.func.count().filter(_IS_CLUSTER),
    sa.func.count(),
    sa.func.coalesce(sa.func.sum(MEMBERS).filter(_IS_CLUSTER), 0),
    sa.func.coalesce(sa.func.sum(ClusterProfile.members_sme).filter(_IS_CLUSTER), 0),
    sa.func.count().filter(Organisation.kind == OrganisationKind.SME),
    sa.func.count().filter(_IS_CLUSTER, MEMBERS.is_(None)),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A country or region: its figures, each organisation once, and those of each of its sectors."""

    key: str
    name: str
    """Of a region; a country's is said in the reader's language."""
    whole: Figures
    sectors: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with the most organisations first; the columns are sectors, likewise. Sums count each organisation once."""

    rows: Sequence[Row]
    sectors: Sequence[tuple[str, Figures]]
    whole: Figures
    by_region: bool


def table(filters: MapFilters) -> Table:
    """The figures of what fits: by region where the area is a country, else by country."""
    by_region = filters.area != WORLD and filters.area not in CONTINENTS
    wholes: dict[str, Figures] = {}
    names: dict[str, str] = {}
    counted, parted = _counts(filters, by_region=by_region)
    for (written, _none), figures in counted:
        key = _key(written, filters.area) if by_region else written
        names.setdefault(key, region_name(filters.area, written) if by_region else "")
        wholes[key] = wholes.get(key, Figures()) + figures
    cells: dict[str, dict[str, Figures]] = {key: {} for key in wholes}
    for (written, sector), figures in parted:
        row = cells.setdefault(_key(written, filters.area) if by_region else written, {})
        row[sector or UNKNOWN] = row.get(sector or UNKNOWN, Figures()) + figures
    rows = [Row(key, names[key], whole, cells[key]) for key, whole in wholes.items()]
    rows.sort(key=lambda row: (row.key == UNKNOWN, -row.whole.organisations, row.key))
    return Table(rows, _by_sector(rows), sum(wholes.values(), Figures()), by_region)


def _counts(filters: MapFilters, *, by_region: bool) -> tuple[Groups, Groups]:
    """The figures of each place, and of each place and sector. Of many organisations they are kept for a while."""
    key = _kept.key_of(filters.as_args())
    kept = _kept.read(key)
    if kept is not None:
        return _groups(kept[0]), _groups(kept[1])
    place = Organisation.region if by_region else Organisation.country_code
    where = conditions(filters)
    inside = countries_of(filters.area)
    if inside is not None:
        where.append(Organisation.country_code.in_(inside))
    counted = _grouped(place, sa.null(), where), _grouped(place, _sector(), where)
    if sum(row[3] for row in counted[0]) >= KEPT_FROM:
        _kept.keep(key, counted)
    return _groups(counted[0]), _groups(counted[1])


def _groups(rows: Sequence[Sequence[Any]]) -> Groups:
    return [((place, sector), Figures(*numbers)) for place, sector, *numbers in rows]


def _key(region: str, country_code: str) -> str:
    return region_key(country_code, region) if region else UNKNOWN


def _sector() -> sa.ColumnElement[Any]:
    """Each sector of an organisation in turn; NULL for one without any."""
    codes = sa.func.coalesce(sa.func.nullif(Organisation.sector_codes, sa.text("'{}'::text[]")), sa.text("ARRAY[NULL]"))
    return sa.func.unnest(codes)


def _grouped(place: Any, sector: Any, where: list[Any]) -> list[list[Any]]:
    """Place, sector and the figures' numbers of each group, plain enough to be kept."""
    query = (
        sa.select(place.label("place"), sa.cast(sector, sa.Text()).label("sector"), *_COUNTS)
        .select_from(Organisation)
        .outerjoin(ClusterProfile, ClusterProfile.organisation_id == Organisation.id)
        .where(*where)
        .group_by(sa.text("1"), sa.text("2"))
    )
    return [[found, code, *(int(number) for number in numbers)] for found, code, *numbers in session().execute(query)]


def _by_sector(rows: Sequence[Row]) -> list[tuple[str, Figures]]:
    sums: dict[str, Figures] = {}
    for row in rows:
        for code, figures in row.sectors.items():
            sums[code] = sums.get(code, Figures()) + figures
    return sorted(sums.items(), key=lambda one: (one[0] == UNKNOWN, -one[1].organisations, one[0]))
