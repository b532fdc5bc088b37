"""What organisations offer and seek, as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from matchmaking.organisations.filters import known
from matchmaking.organisations.listing import LISTED
from matchmaking.organisations.models import ListingKind, Organisation, ProfileListing
from matchmaking.organisations.open_data.linked import offered as linked
from matchmaking.web.datasets import Args, Column, Dataset, Record, State, chunks, state_of
from matchmaking.web.locale import countries
from matchmaking.web.settings import absolute_url

_QUERY = sa.select(
    ProfileListing.id.label("key"),
    ProfileListing.kind,
    ProfileListing.title,
    ProfileListing.description,
    ProfileListing.sector_code,
    Organisation.slug,
    Organisation.name,
    Organisation.country_code,
    Organisation.city,
    Organisation.is_demo,
    Organisation.changed_at,
).join(Organisation, ProfileListing.organisation_id == Organisation.id)


def rows(args: Args) -> Iterator[Record]:
    """The listings of published organisations, in the order in which they came."""
    page = absolute_url("organisations.show", slug="SLUG")
    for part in chunks(_QUERY.where(*_conditions(args)).order_by(ProfileListing.id)):
        for row in part:
            organisation = page.replace("SLUG", row.slug)
            yield {
                "id": f"{organisation}#listing-{row.key}",
                "kind": row.kind.value,
                "title": row.title,
                "description": row.description,
                "sector": row.sector_code or "",
                "organisation": organisation,
                "organisation_name": row.name,
                "country": row.country_code,
                "city": row.city,
                "invented": row.is_demo,
                "changed_at": row.changed_at,
            }


def state(args: Args) -> State:
    """A listing is changed with the profile that it stands in."""
    query = sa.select(ProfileListing.id, Organisation.changed_at).join(
        Organisation, ProfileListing.organisation_id == Organisation.id
    )
    return state_of(query.where(*_conditions(args)))


def _conditions(args: Args) -> list[Any]:
    where: list[Any] = [LISTED]
    if kinds := known(args, "kind", {kind.value for kind in ListingKind}):
        where.append(ProfileListing.kind.in_([ListingKind(kind) for kind in kinds]))
    if places := known(args, "country", set(countries("en"))):
        where.append(Organisation.country_code.in_(places))
    if sectors := args.getlist("sector"):
        where.append(ProfileListing.sector_code.in_(sectors))
    return where


DATASET = Dataset(
    name="listings",
    title=_l("Offers and requests"),
    description=_l("What published organisations offer and look for: business, technology and research."),
    columns=(
        Column("id", _l("The organisation's page and a number; it stays the same.")),
        Column(
            "kind",
            _l("business_offer, business_request, technology_offer, technology_request or research_request."),
            "technology_offer",
        ),
        Column("title", _l("What is offered or looked for.")),
        Column("description", _l("More of it, in the language it was written in.")),
        Column("sector", _l("A code of the sectors."), "aerospace"),
        Column("organisation", _l("Whose it is: the id in the list of organisations.")),
        Column("organisation_name", _l("The name of that organisation."), "Skywin"),
        Column("country", _l("Where the organisation is: the ISO 3166 code."), "BE"),
        Column("city", _l("Where the organisation is: the town."), "Namur"),
        Column("invented", _l("true for an organisation of a demonstration, which does not exist."), "false"),
        Column("changed_at", _l("When the profile was changed last, in UTC."), "2027-01-11T09:00:00Z"),
    ),
    rows=rows,
    linked=linked,
    state=state,
    kind="Offer",
    page="organisations.index",
    filters=(
        Column("kind", _l("A kind; may be given several times."), "technology_request"),
        Column("country", _l("An ISO 3166 code with two letters; may be given several times."), "CA"),
        Column("sector", _l("A code of the sectors; may be given several times."), "aerospace"),
    ),
)
