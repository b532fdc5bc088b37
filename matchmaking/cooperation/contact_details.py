"""What is told of a contact point, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaking.cooperation.contact_words import NETWORKS
from matchmaking.cooperation.models import ContactPoint, Network
from matchmaking.web.locale import countries


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDetails:
    """What is told of a contact point. `organisation`: the slug of its support office, empty for none."""

    network: Network
    country_code: str
    region: str = ""
    city: str = ""
    organisation: str = ""
    website: str = ""
    source_document: str = ""
    source_url: str = ""


def details_of(point: ContactPoint) -> ContactDetails:
    """What is stored now."""
    return ContactDetails(
        network=point.network,
        country_code=point.country_code,
        region=point.region,
        city=point.city,
        organisation=point.organisation.slug if point.organisation else "",
        website=point.website,
        source_document=point.source_document,
        source_url=point.source_url,
    )


def name_of(point: ContactPoint | ContactDetails) -> str:
    """The network and the place: "Enterprise Europe Network, Ottawa"."""
    return ", ".join(
        part for part in (NETWORKS[point.network], point.city or countries("en")[point.country_code]) if part
    )
