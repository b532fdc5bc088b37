"""The partnerships (ESCP-4i) as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from matchmaking.cooperation.models import Partnership, PartnershipMember
from matchmaking.cooperation.open_data.linked import organisations, participants, source
from matchmaking.cooperation.queries.partnership_table import PartnershipFilter, conditions
from matchmaking.organisations.filters import known as chosen
from matchmaking.organisations.filters import searched
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.open_data.linked import country, known, sectors
from matchmaking.web.datasets import Args, Column, Dataset, Record, State, entities, state_of
from matchmaking.web.locale import countries
from matchmaking.web.settings import absolute_url

_WHOLE = (
    selectinload(Partnership.sectors),
    selectinload(Partnership.members).joinedload(PartnershipMember.organisation),
)


def rows(args: Args) -> Iterator[Record]:
    """All partnerships, by acronym."""
    page = absolute_url("cooperation.partnership", slug="SLUG")
    profile = absolute_url("organisations.show", slug="SLUG")
    query = sa.select(Partnership).where(*_conditions(args)).order_by(Partnership.sort_name, Partnership.id)
    for partnership in entities(query.options(*_WHOLE)):
        members = participants(partnership.members, profile)
        yield {
            "id": page.replace("SLUG", partnership.slug),
            "acronym": partnership.acronym,
            "name": partnership.name,
            "sectors": [sector.code for sector in partnership.sectors],
            "sector_stated": partnership.sector_stated,
            "technology_stated": partnership.technology_stated,
            "target_countries": partnership.target_countries,
            "smes": partnership.smes,
            "partners": partnership.partners,
            "phase": partnership.phase.value if partnership.phase else "",
            "members": [member["name"] for member in members],
            "member_ids": [member["id"] for member in members if member["id"]],
            "aim": partnership.aim,
            "activities": partnership.activities,
            "website": partnership.website,
            "source": partnership.source_document,
            "source_url": partnership.source_url,
            "changed_at": partnership.changed_at,
            "linked_members": members,
        }


def linked(row: Record) -> dict[str, Any]:
    """A Project of schema.org, with its members."""
    return known(
        {
            "@type": "Project",
            "@id": row["id"],
            "name": row["name"],
            "alternateName": row["acronym"],
            "description": row["aim"],
            "url": row["website"],
            "mainEntityOfPage": row["id"],
            "knowsAbout": sectors(row["sectors"]),
            "areaServed": [country(code) for code in row["target_countries"]],
            "member": organisations(row["linked_members"]),
            "additionalProperty": [
                {"@type": "PropertyValue", "propertyID": name, "value": row[name]}
                for name in ("smes", "partners", "phase")
                if row[name] not in (None, "")
            ],
            "subjectOf": source(row),
        }
    )


def state(args: Args) -> State:
    members = sa.select(
        PartnershipMember.id, PartnershipMember.name, Organisation.slug, Organisation.name, Organisation.state
    ).outerjoin(Organisation, Organisation.id == PartnershipMember.organisation_id)
    return state_of(
        sa.select(Partnership.id, Partnership.version, Partnership.changed_at).where(*_conditions(args)), members
    )


def _conditions(args: Args) -> list[Any]:
    return conditions(
        PartnershipFilter(
            q=searched(args),
            sectors=tuple(args.getlist("sector")),
            countries=chosen(args, "country", set(countries("en"))),
        )
    )


DATASET = Dataset(
    name="partnerships",
    title=_l("Partnerships"),
    description=_l("European Strategic Cluster Partnerships that look for partners in third countries together."),
    columns=(
        Column("id", _l("The address of its page; it stays the same.")),
        Column("acronym", _l("What it is called for short."), "NATUREEF"),
        Column("name", _l("The name in full.")),
        Column("sectors", _l("Codes of the sectors, separated by |.")),
        Column("sector_stated", _l("The sector in the words of the source.")),
        Column("technology_stated", _l("The technology area in the words of the source, from wide to narrow.")),
        Column("target_countries", _l("The third countries that it targets, separated by |."), "CA | US"),
        Column("smes", _l("Number of SMEs involved.")),
        Column("partners", _l("Number of partners, as the source states it: those named may be fewer.")),
        Column("phase", _l("preparation, implementation or ended.")),
        Column("members", _l("The names of its members, separated by |.")),
        Column("member_ids", _l("The ids of those members that have a profile here, separated by |.")),
        Column("aim", _l("What it wants to reach, as Markdown.")),
        Column("activities", _l("What it does, as Markdown.")),
        Column("website", _l("The address of its public website.")),
        Column("source", _l("The public document that it was taken from.")),
        Column("source_url", _l("Where that document is.")),
        Column("changed_at", _l("When it was changed last, in UTC.")),
    ),
    rows=rows,
    linked=linked,
    state=state,
    kind="Project",
    page="cooperation.partnerships",
    filters=(
        Column("q", _l("Beginnings of words."), "aero"),
        Column("sector", _l("A code of the sectors; may be given several times."), "aerospace"),
        Column("country", _l("A country that it targets; may be given several times."), "CA"),
    ),
)
