"""What is known of countries, as files: facts, and contact points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from matchmaking.cooperation.models import ContactPoint, CountryFact, Network
from matchmaking.cooperation.open_data.linked import participants, source
from matchmaking.cooperation.queries.contact_points import ContactFilter, fits
from matchmaking.organisations.filters import known as chosen
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.open_data.linked import address, country, known
from matchmaking.web.datasets import Args, Column, Dataset, Record, State, entities, home, state_of
from matchmaking.web.locale import countries
from matchmaking.web.settings import absolute_url

_NETWORKS = {"een": "Enterprise Europe Network", "ecn": "Enterprise Canada Network"}
_BY_COUNTRY = (Column("country", _l("An ISO 3166 code with two letters; may be given several times."), "CA"),)


def facts(args: Args) -> Iterator[Record]:
    """All facts, by country and in their order there."""
    query = sa.select(CountryFact).where(*_facts_of(args))
    for fact in entities(query.order_by(CountryFact.country_code, CountryFact.position, CountryFact.id)):
        yield {
            "id": f"{home()}#fact-{fact.country_code}-{fact.code}",
            "country": fact.country_code,
            "code": fact.code,
            "label_en": fact.label_en,
            "label_fr": fact.label_fr,
            "value_en": fact.value_en,
            "value_fr": fact.value_fr,
            "as_of": fact.as_of,
            "source": fact.source_document,
            "source_url": fact.source_url,
        }


def linked_fact(row: Record) -> dict[str, Any]:
    """An Observation of schema.org about the country."""
    return known(
        {
            "@type": "Observation",
            "@id": row["id"],
            "observationAbout": country(row["country"]),
            "name": _both(row["label_en"], row["label_fr"]),
            "value": _both(row["value_en"], row["value_fr"]),
            "observationDate": row["as_of"],
            "isBasedOn": source(row),
        }
    )


def facts_state(args: Args) -> State:
    """A fact knows no date, so all of it counts."""
    columns = (getattr(CountryFact, column.key) for column in sa.inspect(CountryFact).column_attrs)
    return state_of(sa.select(*columns).where(*_facts_of(args)))


def contact_points(args: Args) -> Iterator[Record]:
    """All contact points, by country and town."""
    profile = absolute_url("organisations.show", slug="SLUG")
    query = sa.select(ContactPoint).where(*_points_of(args)).options(joinedload(ContactPoint.organisation))
    for point in entities(query.order_by(ContactPoint.country_code, ContactPoint.city, ContactPoint.id)):
        host = participants([point], profile) if point.organisation else []
        yield {
            "id": f"{home()}#contact-point-{point.id}",
            "network": point.network.value,
            "country": point.country_code,
            "region": point.region,
            "city": point.city,
            "organisation": host[0]["id"] if host else "",
            "organisation_name": host[0]["name"] if host else "",
            "website": point.website,
            "source": point.source_document,
            "source_url": point.source_url,
            "changed_at": point.changed_at,
        }


def linked_point(row: Record) -> dict[str, Any]:
    """An Organization of schema.org that belongs to its network."""
    network = _NETWORKS[row["network"]]
    return known(
        {
            "@type": "Organization",
            "@id": row["id"],
            "additionalType": f"{home()}#support_office",
            "name": row["organisation_name"] or ", ".join(part for part in (network, row["city"]) if part),
            "sameAs": row["organisation"],
            "url": row["website"],
            "address": address(row["country"], row["region"], row["city"]),
            "parentOrganization": {"@type": "Organization", "name": network},
            "subjectOf": source(row),
        }
    )


def points_state(args: Args) -> State:
    hosts = sa.select(Organisation.id, Organisation.slug, Organisation.name, Organisation.state)
    hosts = hosts.where(Organisation.id.in_(sa.select(ContactPoint.organisation_id)))
    return state_of(sa.select(ContactPoint.id, ContactPoint.changed_at).where(*_points_of(args)), hosts)


def _facts_of(args: Args) -> list[Any]:
    places = chosen(args, "country", set(countries("en")))
    return [CountryFact.country_code.in_(places)] if places else []


def _points_of(args: Args) -> list[Any]:
    networks = chosen(args, "network", {network.value for network in Network})
    return fits(
        ContactFilter(
            networks=tuple(Network(network) for network in networks),
            countries=chosen(args, "country", set(countries("en"))),
        )
    )


def _both(english: str, french: str) -> list[dict[str, str]]:
    return [{"@value": text, "@language": tag} for text, tag in ((english, "en"), (french, "fr")) if text]


FACTS = Dataset(
    name="country-facts",
    title=_l("Facts about countries"),
    description=_l("The figures and dates that the pages of the countries name, each with its source."),
    columns=(
        Column("id", _l("What it is known by; it stays the same.")),
        Column("country", _l("The ISO 3166 code with two letters."), "CA"),
        Column("code", _l("What it is about, for machines."), "clusters"),
        Column("label_en", _l("What it is about, in English.")),
        Column("label_fr", _l("What it is about, in French.")),
        Column("value_en", _l("The figure or date, in English.")),
        Column("value_fr", _l("The figure or date, in French.")),
        Column("as_of", _l("When it held: a year, month or day."), "2017"),
        Column("source", _l("The public document that it was taken from.")),
        Column("source_url", _l("Where that document is.")),
    ),
    rows=facts,
    linked=linked_fact,
    state=facts_state,
    kind="Observation",
    page="cooperation.countries",
    filters=_BY_COUNTRY,
)
CONTACT_POINTS = Dataset(
    name="contact-points",
    title=_l("Contact points"),
    description=_l("Offices of the Enterprise Europe Network and the Enterprise Canada Network, by country and town."),
    columns=(
        Column("id", _l("What it is known by; it stays the same.")),
        Column("network", _l("een or ecn."), "een"),
        Column("country", _l("The ISO 3166 code with two letters."), "CA"),
        Column("region", _l("Region, province or state."), "Ontario"),
        Column("city", _l("The town."), "Ottawa"),
        Column("organisation", _l("The id of the organisation that it is part of.")),
        Column("organisation_name", _l("The name of that organisation.")),
        Column("website", _l("The address of its public website.")),
        Column("source", _l("The public document that it was taken from.")),
        Column("source_url", _l("Where that document is.")),
        Column("changed_at", _l("When it was changed last, in UTC.")),
    ),
    rows=contact_points,
    linked=linked_point,
    state=points_state,
    kind="Organization",
    page="cooperation.contact_points",
    filters=(Column("network", _l("een or ecn; may be given several times."), "een"), *_BY_COUNTRY),
)
