"""Clusters side by side: who their members are, what they share, where they look for partners.

What rooms above know of them (agreements, partnerships) they register here as a `Panel`, since rooms look only down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.db import session
from matchmaking.organisations import listing
from matchmaking.organisations.models import Organisation, OrganisationKind, Sector

MOST = 4
MOST_SUGGESTED = 10


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page: `template` is included with what `of` gives for the organisations; None shows nothing."""

    name: str
    template: str
    of: Callable[[Sequence[Organisation]], Mapping[str, Any] | None]


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Show `panel` from now on; one of the same name takes the place of the one before."""
    _panels[panel.name] = panel


def panels_of(organisations: Sequence[Organisation]) -> list[tuple[str, Mapping[str, Any]]]:
    """Templates with their values, in the order of registration."""
    shown = ((panel.template, panel.of(organisations)) for panel in _panels.values())
    return [(template, values) for template, values in shown if values is not None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a cluster tells of its members and staff; None where it does not tell."""

    smes: int | None
    large: int | None
    research: int | None
    others: int | None
    staff: float | None

    @property
    def members(self) -> int | None:
        """All members of those kinds that it tells of."""
        known = [one for one in (self.smes, self.large, self.research, self.others) if one is not None]
        return sum(known) if known else None


def sizes_of(organisation: Organisation) -> Sizes:
    """What the profile says; nothing at all where it has no cluster's part."""
    cluster = organisation.cluster
    if cluster is None:
        return Sizes(None, None, None, None, None)
    staff = None if cluster.staff is None else float(cluster.staff)
    return Sizes(cluster.members_sme, cluster.members_large, cluster.members_research, cluster.members_other, staff)


def clusters(slugs: Sequence[str]) -> list[Organisation]:
    """The published clusters of these slugs, in their order; what is none is left out."""
    asked = [slug for slug in dict.fromkeys(slugs) if "\0" not in slug]
    query = (
        sa.select(Organisation)
        .where(listing.LISTED, Organisation.kind == OrganisationKind.CLUSTER, Organisation.slug.in_(asked))
        .options(selectinload(Organisation.sectors), joinedload(Organisation.cluster))
    )
    found = {organisation.slug: organisation for organisation in session().scalars(query)} if asked else {}
    return [found[slug] for slug in asked if slug in found]


def suggested(text: str, without: Sequence[Organisation]) -> list[Organisation]:
    """The clusters that a search finds, by name, beside those that are chosen already."""
    wanted = listing.conditions(listing.Filters(q=text, kinds=(OrganisationKind.CLUSTER,)))
    query = (
        sa.select(Organisation)
        .where(*wanted, Organisation.id.not_in([one.id for one in without]))
        .order_by(Organisation.sort_name, Organisation.id)
        .limit(MOST_SUGGESTED)
    )
    return list(session().scalars(query))


def shared_and_own(organisations: Sequence[Organisation]) -> tuple[list[Sector], dict[int, list[Sector]]]:
    """The sectors that two or more have, and for each organisation those that it alone has."""
    holders: dict[str, int] = {}
    by_code: dict[str, Sector] = {}
    for organisation in organisations:
        for sector in organisation.sectors:
            holders[sector.code] = holders.get(sector.code, 0) + 1
            by_code[sector.code] = sector
    shared = [by_code[code] for code in sorted(by_code) if holders[code] > 1]
    own = {one.id: [sector for sector in one.sectors if holders[sector.code] == 1] for one in organisations}
    return shared, own
