"""The directory as a file.

The columns are those that an import of linked maps reads, so that two sites can take from each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from matchmaking.db import session
from matchmaking.organisations import listing, queries
from matchmaking.organisations.filters import filters_from
from matchmaking.organisations.models import ClusterProfile, ListingKind, Organisation, ProfileListing
from matchmaking.organisations.open_data.linked import organisation as linked
from matchmaking.web.datasets import Args, Column, Dataset, Record, State, chunks, state_of
from matchmaking.web.locale import countries
from matchmaking.web.settings import absolute_url

LISTING_COLUMNS = {kind: f"{kind.value}s" for kind in ListingKind}
"""The titles of each kind of listing have a column: `business_offers`."""

_OF_CLUSTERS = (
    "members_sme",
    "members_large",
    "members_research",
    "members_other",
    "staff",
    "recognised_by",
    "services",
)
_QUERY = sa.select(
    Organisation.id.label("key"),
    Organisation.slug,
    Organisation.name,
    Organisation.kind,
    Organisation.country_code,
    Organisation.region,
    Organisation.city,
    Organisation.website,
    Organisation.description,
    Organisation.size,
    Organisation.founded_year,
    Organisation.sector_codes,
    Organisation.target_countries,
    Organisation.source_document,
    Organisation.source_url,
    Organisation.is_demo,
    Organisation.published_at,
    Organisation.changed_at,
    *(getattr(ClusterProfile, name) for name in _OF_CLUSTERS),
).outerjoin(ClusterProfile, ClusterProfile.organisation_id == Organisation.id)


def rows(args: Args) -> Iterator[Record]:
    """The organisations that the filters of the directory leave, in the order in which they came."""
    names = countries("en")
    page = absolute_url("organisations.show", slug="SLUG")
    for part in chunks(_QUERY.where(*_conditions(args)).order_by(Organisation.id)):
        titles = _titles([row.key for row in part])
        for row in part:
            yield {
                "id": page.replace("SLUG", row.slug),
                "name": row.name,
                "kind": row.kind.value,
                "country": row.country_code,
                "country_name": names.get(row.country_code, row.country_code),
                "region": row.region,
                "city": row.city,
                "website": row.website,
                "description": row.description,
                "size": row.size.value if row.size else "",
                "founded": row.founded_year,
                "sectors": row.sector_codes,
                "target_countries": sorted(row.target_countries),
                **{column: titles[row.key, kind] for kind, column in LISTING_COLUMNS.items()},
                "members_sme": row.members_sme,
                "members_large": row.members_large,
                "members_research": row.members_research,
                "members_other": row.members_other,
                "staff": None if row.staff is None else float(row.staff),
                "recognised_by": row.recognised_by or "",
                "services": row.services or "",
                "source": row.source_document,
                "source_url": row.source_url,
                "invented": row.is_demo,
                "published_at": row.published_at,
                "changed_at": row.changed_at,
            }


def state(args: Args) -> State:
    moment = sa.func.greatest(Organisation.changed_at, Organisation.published_at).label("changed_at")
    return state_of(sa.select(Organisation.id, moment).where(*_conditions(args)))


def _conditions(args: Args) -> list[Any]:
    return listing.conditions(filters_from(args, {sector.code for sector in queries.sectors()}))


def _titles(keys: Sequence[int]) -> dict[tuple[int, ListingKind], list[str]]:
    found: dict[tuple[int, ListingKind], list[str]] = defaultdict(list)
    query = sa.select(ProfileListing.organisation_id, ProfileListing.kind, ProfileListing.title)
    query = query.where(ProfileListing.organisation_id.in_(keys)).order_by(ProfileListing.id)
    for key, kind, title in session().execute(query):
        found[key, kind].append(title)
    return found


FILTERS = (
    Column("q", _l("Beginnings of words in names, places, sectors, offers and requests."), "montreal aero"),
    Column("kind", _l("A kind; may be given several times."), "cluster"),
    Column("country", _l("An ISO 3166 code with two letters; may be given several times."), "CA"),
    Column("sector", _l("A code of the sectors; may be given several times."), "aerospace"),
)
DATASET = Dataset(
    name="organisations",
    title=_l("Organisations"),
    description=_l("Clusters, SMEs and their partners with a published profile."),
    columns=(
        Column("id", _l("The address of its page; it stays the same."), "https://…/organisations/skywin"),
        Column("name", _l("The name in full."), "Skywin"),
        Column(
            "kind",
            _l("sme, cluster, large_company, research_organisation, support_office, public_authority or investor."),
            "cluster",
        ),
        Column("country", _l("The ISO 3166 code with two letters."), "BE"),
        Column("country_name", _l("The country's name in English."), "Belgium"),
        Column("region", _l("Region, province or state."), "Wallonia"),
        Column("city", _l("The town."), "Namur"),
        Column("website", _l("The address of its public website.")),
        Column("description", _l("A few sentences, in the language they were written in.")),
        Column("size", _l("micro, small, medium or large, as the EU counts employees."), "small"),
        Column("founded", _l("The year."), "2006"),
        Column("sectors", _l("Codes of the sectors, separated by |."), "aerospace | photonics"),
        Column("target_countries", _l("Where it looks for partners: ISO codes, separated by |."), "CA | JP"),
        Column("business_offers", _l("Titles, separated by |; the list of offers and requests says more.")),
        Column("business_requests", _l("Titles, separated by |.")),
        Column("technology_offers", _l("Titles, separated by |.")),
        Column("technology_requests", _l("Titles, separated by |.")),
        Column("research_requests", _l("Titles, separated by |.")),
        Column("members_sme", _l("Of a cluster: how many of its members are SMEs."), "120"),
        Column("members_large", _l("Of a cluster: members that are large companies.")),
        Column("members_research", _l("Of a cluster: members that are research organisations.")),
        Column("members_other", _l("Of a cluster: other members.")),
        Column("staff", _l("Of a cluster: its own staff, in full-time equivalents."), "4.5"),
        Column("recognised_by", _l("Of a cluster: who recognises it officially.")),
        Column("services", _l("Of a cluster: what it does for its members.")),
        Column("source", _l("The public document that it was taken from; empty where it registered itself.")),
        Column("source_url", _l("Where that document is.")),
        Column("invented", _l("true for an organisation of a demonstration, which does not exist."), "false"),
        Column("published_at", _l("When the profile was published, in UTC."), "2027-01-11T09:00:00Z"),
        Column("changed_at", _l("When the profile was changed last, in UTC."), "2027-01-11T09:00:00Z"),
    ),
    rows=rows,
    linked=linked,
    state=state,
    kind="Organization",
    page="organisations.index",
    filters=FILTERS,
)
