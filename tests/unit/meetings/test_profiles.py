"""An organisation as the engine judges it, and the filters of the participants' list."""

from __future__ import annotations

import pytest

from matchmaking.accounts.models import Person
from matchmaking.meetings.profiles import profile
from matchmaking.meetings.ranking import Filters
from matchmaking.organisations.models import ListingKind, Organisation, OrganisationKind, ProfileListing, Sector
from matchmaking.registrations.models import Registration


def organisation() -> Organisation:
    return Organisation(
        id=7,
        name="Aéro Nord",
        kind=OrganisationKind.CLUSTER,
        country_code="CA",
        target_countries=["BE"],
        search_text="aero nord montreal",
        sectors=[Sector(code="aerospace")],
        listings=[
            ProfileListing(kind=kind, title=kind.value, sector_code="aerospace" if at % 2 == 0 else None)
            for at, kind in enumerate(ListingKind)
        ],
    )


def test_a_profile_sorts_listings_into_offers_and_requests() -> None:
    made = profile(organisation())
    assert (made.id, made.country, made.kind) == ("7", "CA", "cluster")
    assert (made.sectors, made.target_countries) == (frozenset({"aerospace"}), frozenset({"BE"}))
    assert [(offer.kind, offer.sector) for offer in made.offers] == [
        ("business_offer", "aerospace"),
        ("technology_offer", "aerospace"),
    ]
    assert [(request.kind, request.sector) for request in made.requests] == [
        ("business_request", None),
        ("technology_request", None),
        ("research_request", "aerospace"),
    ]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), True),
        (Filters(kinds=frozenset({"cluster", "sme"})), True),
        (Filters(kinds=frozenset({"sme"})), False),
        (Filters(countries=frozenset({"CA"})), True),
        (Filters(countries=frozenset({"SE"})), False),
        (Filters(sectors=frozenset({"aerospace", "health"})), True),
        (Filters(sectors=frozenset({"health"})), False),
        (Filters(text="MONTRÉ nord"), True),
        (Filters(text="élise"), True),
        (Filters(text="director"), True),
        (Filters(text="nord south"), False),
        (Filters(kinds=frozenset({"cluster"}), countries=frozenset({"SE"})), False),
    ],
)
def test_filters_narrow_each_other_down(filters: Filters, found: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    who = Registration(organisation=organisation(), person=Person(name="Élise Roy"), role_title="Director")
    assert filters.match(who) is found
