"""What the reader of the map asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from matchmaking.organisations import listing
from matchmaking.organisations.mapping.areas import WORLD
from matchmaking.organisations.mapping.crosswalk import System
from matchmaking.organisations.models import ClusterProfile, Market, Organisation, OrganisationKind, Sector


class Members(StrEnum):
    """How many members a cluster says it has."""

    UNDER_50 = "under-50"
    UNDER_100 = "50-99"
    UNDER_250 = "100-249"
    MORE = "250-more"
    UNKNOWN = "unknown"


LIMITS = {
    Members.UNDER_50: (0, 49),
    Members.UNDER_100: (50, 99),
    Members.UNDER_250: (100, 249),
    Members.MORE: (250, None),
}
"""The least and the most of each band."""

_KNOWN_MEMBERS = (
    ClusterProfile.members_sme,
    ClusterProfile.members_large,
    ClusterProfile.members_research,
    ClusterProfile.members_other,
)
_SUM: sa.ColumnElement[int] = sum((sa.func.coalesce(one, 0) for one in _KNOWN_MEMBERS), sa.literal(0))
MEMBERS: sa.ColumnElement[int | None] = sa.case((sa.func.num_nonnulls(*_KNOWN_MEMBERS) > 0, _SUM))
"""All members of a cluster that it tells of; NULL where it tells of none."""


@dataclass(frozen=True, slots=True)
class MapFilters:
    """Each narrows the map and its list."""

    q: str = ""
    all_kinds: bool = False
    """Every organisation, not only clusters."""
    market: Market | None = None
    sector: str = ""
    system: System = System.NACE
    code: str = ""
    """As it was written; `code_sectors` is what it means."""
    code_sectors: tuple[str, ...] | None = None
    """The sectors that have the code; None where none was asked for, or it is not known."""
    members: Members | None = None
    area: str = WORLD
    region: str = ""
    """Its country and key: "CA:quebec"."""
    places: tuple[str, ...] = ()

    @property
    def narrow(self) -> bool:
        """True when something is left out, beside organisations that are no clusters."""
        return bool(self.q or self.market or self.sector or self.code_sectors is not None or self.members) or bool(
            self.region or self.places or self.area != WORLD
        )

    def as_args(self, **changes: Any) -> dict[str, Any]:
        """The query string that asks for the same, some of it changed; without what is usual."""
        args = {
            "q": self.q,
            "show": "all" if self.all_kinds else "",
            "market": self.market.value if self.market else "",
            "sector": self.sector,
            "system": self.system.value if self.code and self.system is not System.NACE else "",
            "code": self.code,
            "members": self.members.value if self.members else "",
            "area": "" if self.area == WORLD else self.area,
            "region": self.region,
            "place": list(self.places),
        } | changes
        return {key: value for key, value in args.items() if value}


def conditions(filters: MapFilters) -> list[Any]:
    """What an organisation must be like, wherever it is."""
    wanted: list[Any] = listing.conditions(
        listing.Filters(
            q=filters.q,
            kinds=() if filters.all_kinds else (OrganisationKind.CLUSTER,),
            sectors=(filters.sector,) if filters.sector else (),
        )
    )
    if filters.market:
        served = sa.select(sa.func.array_agg(Sector.code)).where(Sector.market == filters.market)
        wanted.append(Organisation.sector_codes.overlap(served.scalar_subquery()))
    if filters.code_sectors is not None:
        wanted.append(Organisation.sector_codes.overlap(sa.cast(list(filters.code_sectors), ARRAY(sa.Text()))))
    if filters.members:
        wanted.append(_has_members(filters.members))
    return wanted


def _has_members(band: Members) -> sa.ColumnElement[bool]:
    if band is Members.UNKNOWN:
        return ~sa.exists().where(ClusterProfile.organisation_id == Organisation.id, MEMBERS.is_not(None))
    least, most = LIMITS[band]
    fits = [MEMBERS.between(least, most)] if most is not None else [MEMBERS.op(">=")(least)]
    return Organisation.id.in_(sa.select(ClusterProfile.organisation_id).where(*fits))
