"""The words for kinds, sizes and states, in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaking.organisations.models import ListingKind, OrganisationKind, OrganisationState, SizeBand

KINDS = {
    OrganisationKind.SME: _l("SME"),
    OrganisationKind.CLUSTER: _l("Cluster"),
    OrganisationKind.LARGE_COMPANY: _l("Large company"),
    OrganisationKind.RESEARCH_ORGANISATION: _l("Research organisation"),
    OrganisationKind.SUPPORT_OFFICE: _l("Support office"),
    OrganisationKind.PUBLIC_AUTHORITY: _l("Public authority"),
    OrganisationKind.INVESTOR: _l("Investor"),
}
SIZES = {
    SizeBand.MICRO: _l("fewer than 10 employees"),
    SizeBand.SMALL: _l("10 to 49 employees"),
    SizeBand.MEDIUM: _l("50 to 249 employees"),
    SizeBand.LARGE: _l("250 employees and more"),
}
LISTING_KINDS = {
    ListingKind.BUSINESS_OFFER: _l("Business offer"),
    ListingKind.BUSINESS_REQUEST: _l("Business request"),
    ListingKind.TECHNOLOGY_OFFER: _l("Technology offer"),
    ListingKind.TECHNOLOGY_REQUEST: _l("Technology request"),
    ListingKind.RESEARCH_REQUEST: _l("Research request"),
}
STATES = {
    OrganisationState.DRAFT: (_l("draft"), "neutral"),
    OrganisationState.SUBMITTED: (_l("waiting for publication"), "waiting"),
    OrganisationState.PUBLISHED: (_l("published"), "fine"),
    OrganisationState.SUSPENDED: (_l("suspended"), "problem"),
}
"""For each state its word and its meaning (see macros/lists.html)."""

_REGIONS = {
    "CA": _l("Province or territory"),
    "US": _l("State"),
    "AU": _l("State or territory"),
    "DE": _l("Land"),
    "AT": _l("Land"),
    "CH": _l("Canton"),
    "PL": _l("Voivodeship"),
    "JP": _l("Prefecture"),
}
_NAICS_COUNTRIES = {"CA", "US", "MX"}


def region_word(country_code: str | None) -> str:
    """What a region is called in that country."""
    return str(_REGIONS.get(country_code or "", _l("Region")))


def uses_naics(country_code: str | None) -> bool:
    """True where statistics sort branches by NAICS; elsewhere the NACE code is the familiar one."""
    return country_code in _NAICS_COUNTRIES
