"""The register of cooperation agreements as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from matchmaking.cooperation.models import Agreement, AgreementKind, AgreementParty
from matchmaking.cooperation.open_data.linked import organisations, participants, source
from matchmaking.cooperation.queries.agreements import AgreementFilters, listed
from matchmaking.organisations.filters import known as chosen
from matchmaking.organisations.filters import searched
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.open_data.linked import known, sectors
from matchmaking.web.datasets import Args, Column, Dataset, Record, State, entities, state_of
from matchmaking.web.locale import countries
from matchmaking.web.settings import absolute_url

_WHOLE = (
    selectinload(Agreement.sectors),
    selectinload(Agreement.parties).joinedload(AgreementParty.organisation),
)


def rows(args: Args) -> Iterator[Record]:
    """The agreements that everybody may see, by title; of their parties those whose profile is public."""
    page = absolute_url("cooperation.show_agreement", slug="SLUG")
    profile = absolute_url("organisations.show", slug="SLUG")
    query = listed(_filters(args)).order_by(Agreement.sort_name, Agreement.id)
    for agreement in entities(query.options(*_WHOLE)):
        parties = participants(agreement.parties, profile)
        yield {
            "id": page.replace("SLUG", agreement.slug),
            "title": agreement.title,
            "kind": agreement.kind.value,
            "parties": [party["name"] for party in parties],
            "party_ids": [party["id"] for party in parties],
            "sectors": [sector.code for sector in agreement.sectors],
            "signed": agreement.signed,
            "runs_until": agreement.runs_until,
            "description": agreement.description,
            "source": agreement.source_document,
            "source_url": agreement.source_url,
            "changed_at": agreement.changed_at,
            "linked_parties": parties,
        }


def linked(row: Record) -> dict[str, Any]:
    """A document of schema.org, with those who signed it as its contributors."""
    return known(
        {
            "@type": "DigitalDocument",
            "@id": row["id"],
            "additionalType": row["kind"],
            "name": row["title"],
            "mainEntityOfPage": row["id"],
            "description": row["description"],
            "about": sectors(row["sectors"]),
            "contributor": organisations(row["linked_parties"]),
            "dateCreated": row["signed"],
            "expires": row["runs_until"],
            "isBasedOn": source(row),
        }
    )


def state(args: Args) -> State:
    agreements = listed(_filters(args)).with_only_columns(Agreement.id, Agreement.version, Agreement.changed_at)
    parties = sa.select(
        AgreementParty.agreement_id, Organisation.id, Organisation.slug, Organisation.name, Organisation.state
    ).join(Organisation, Organisation.id == AgreementParty.organisation_id)
    return state_of(agreements, parties)


def _filters(args: Args) -> AgreementFilters:
    return AgreementFilters(
        q=searched(args),
        kinds=tuple(AgreementKind(kind) for kind in chosen(args, "kind", {kind.value for kind in AgreementKind})),
        countries=chosen(args, "country", set(countries("en"))),
        sectors=tuple(args.getlist("sector")),
        organisations=tuple(args.getlist("organisation")),
    )


DATASET = Dataset(
    name="agreements",
    title=_l("Cooperation agreements"),
    description=_l("Who has agreed to work with whom, and networks with their members."),
    columns=(
        Column("id", _l("The address of its page; it stays the same.")),
        Column("title", _l("What it is called.")),
        Column("kind", _l("mou, cooperation, partnership or network."), "mou"),
        Column("parties", _l("The organisations that signed, separated by |; who leads a network stands first.")),
        Column("party_ids", _l("Their ids in the list of organisations, separated by |.")),
        Column("sectors", _l("Codes of the sectors, separated by |.")),
        Column("signed", _l("A year, month or day; empty where the source does not tell."), "2014-06"),
        Column("runs_until", _l("The same; empty where no end is known.")),
        Column("description", _l("What was agreed, as Markdown.")),
        Column("source", _l("The public document that it was taken from.")),
        Column("source_url", _l("Where that document is.")),
        Column("changed_at", _l("When it was changed last, in UTC.")),
    ),
    rows=rows,
    linked=linked,
    state=state,
    kind="DigitalDocument",
    page="cooperation.agreements",
    filters=(
        Column("q", _l("Beginnings of words."), "aero"),
        Column("organisation", _l("The last part of a party's address; may be given several times."), "skywin"),
        Column("kind", _l("A kind; may be given several times."), "mou"),
        Column("country", _l("A country of a party; may be given several times."), "CA"),
        Column("sector", _l("A code of the sectors; may be given several times."), "aerospace"),
    ),
)
