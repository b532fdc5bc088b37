"""Organisations and what they offer in the words of schema.org, from the rows of the files."""

from __future__ import annotations

from typing import Any

from matchmaking.organisations.models import ListingKind, OrganisationKind, SizeBand
from matchmaking.web.datasets import Record, home

_TYPES = {
    OrganisationKind.RESEARCH_ORGANISATION.value: "ResearchOrganization",
    OrganisationKind.PUBLIC_AUTHORITY.value: "GovernmentOrganization",
}
_EMPLOYEES = {
    SizeBand.MICRO.value: {"minValue": 1, "maxValue": 9},
    SizeBand.SMALL.value: {"minValue": 10, "maxValue": 49},
    SizeBand.MEDIUM.value: {"minValue": 50, "maxValue": 249},
    SizeBand.LARGE.value: {"minValue": 250},
}
_OFFERS = ("business_offers", "technology_offers")
_REQUESTS = ("business_requests", "technology_requests", "research_requests")
_PROPERTIES = (
    "members_sme",
    "members_large",
    "members_research",
    "members_other",
    "staff",
    "recognised_by",
    "invented",
)


def organisation(row: Record) -> dict[str, Any]:
    """A schema.org Organization; what is not known is left out."""
    employees = _EMPLOYEES.get(row["size"])
    node: dict[str, Any] = {
        "@type": _TYPES.get(row["kind"], "Organization"),
        "@id": row["id"],
        "additionalType": f"{home()}#{row['kind']}",
        "name": row["name"],
        "url": row["website"],
        "mainEntityOfPage": row["id"],
        "description": row["description"],
        "address": address(row["country"], row["region"], row["city"]),
        "foundingDate": str(row["founded"]) if row["founded"] else "",
        "numberOfEmployees": {"@type": "QuantitativeValue", **employees} if employees else None,
        "knowsAbout": sectors(row["sectors"]),
        "areaServed": [country(code) for code in row["target_countries"]],
        "makesOffer": [_offered("Offer", name, title) for name in _OFFERS for title in row[name]],
        "seeks": [_offered("Demand", name, title) for name in _REQUESTS for title in row[name]],
        "additionalProperty": [
            {"@type": "PropertyValue", "propertyID": name, "value": row[name]} for name in _PROPERTIES if row[name]
        ],
        "subjectOf": source(row),
    }
    return known(node)


def offered(row: Record) -> dict[str, Any]:
    """An Offer or a Demand, with the organisation behind it."""
    is_offer = ListingKind(row["kind"]).is_offer
    node = {
        "@type": "Offer" if is_offer else "Demand",
        "@id": row["id"],
        "additionalType": f"{home()}#{row['kind']}",
        "name": row["title"],
        "description": row["description"],
        "category": sectors([row["sector"]] if row["sector"] else []),
    }
    whose = {
        "@type": "Organization",
        "@id": row["organisation"],
        "name": row["organisation_name"],
        "address": address(row["country"], "", row["city"]),
    }
    return known({**node, **({"offeredBy": whose} if is_offer else {"@reverse": {"seeks": whose}})})


def address(country_code: str, region: str, city: str) -> dict[str, Any]:
    """A PostalAddress with what is known of it."""
    parts = {"addressCountry": country_code, "addressRegion": region, "addressLocality": city}
    return {"@type": "PostalAddress", **{name: value for name, value in parts.items() if value}}


def country(code: str) -> dict[str, Any]:
    """A Country by its ISO code."""
    return {"@type": "Country", "identifier": code}


def sectors(codes: list[str]) -> list[dict[str, Any]]:
    """Terms of the taxonomy."""
    return [{"@type": "DefinedTerm", "@id": f"{home()}#sector-{code}", "termCode": code} for code in codes]


def source(row: Record) -> dict[str, Any] | None:
    """The public document that a row was taken from."""
    if not row["source"]:
        return None
    return known({"@type": "CreativeWork", "name": row["source"], "url": row["source_url"]})


def known(node: dict[str, Any]) -> dict[str, Any]:
    """`node` without what is empty."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def _offered(kind: str, column: str, title: str) -> dict[str, Any]:
    return {"@type": kind, "name": title, "additionalType": f"{home()}#{column.removesuffix('s')}"}
