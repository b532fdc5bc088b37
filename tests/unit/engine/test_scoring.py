"""Who suits whom, and what a request weighs."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.engine import FitCode, FitReason, Listing, Priority, Profile, fit, request_weight

WALLONIA = Profile(
    "skywin",
    "BE",
    "cluster",
    sectors=frozenset({"aerospace", "drones"}),
    offers=(Listing("technology_offer", "Composite wings", "aerospace"),),
    requests=(Listing("business_request", "Distributor in Québec", "drones"),),
    target_countries=frozenset({"CA"}),
)
QUEBEC = Profile(
    "aero",
    "CA",
    "cluster",
    sectors=frozenset({"aerospace"}),
    offers=(Listing("business_offer", "Distribution", "drones"),),
    requests=(Listing("technology_request", "Lighter wings", "aerospace"),),
    target_countries=frozenset({"FR"}),
)


def test_every_factor_counts_and_is_told() -> None:
    found = fit(WALLONIA, QUEBEC)
    assert found.score == 15 + 20 + 20 + 15
    assert found.reasons == (
        FitReason(FitCode.OFFER_MEETS_REQUEST, {"offer": "Composite wings", "request": "Lighter wings"}),
        FitReason(FitCode.REQUEST_MEETS_OFFER, {"request": "Distributor in Québec", "offer": "Distribution"}),
        FitReason(FitCode.COUNTRY_SOUGHT, {"country": "CA"}),
        FitReason(FitCode.SHARED_SECTOR, {"sector": "aerospace"}),
    )
    assert FitReason(FitCode.SOUGHT_BY_THEM, {"country": "CA"}) in fit(QUEBEC, WALLONIA).reasons


def test_nobody_suits_themselves() -> None:
    assert fit(WALLONIA, WALLONIA).score == 0
    assert fit(WALLONIA, WALLONIA).reasons == ()


@pytest.mark.parametrize(
    ("offer", "request_kind", "meets"),
    [
        ("business_offer", "business_request", True),
        ("business_offer", "technology_request", False),
        ("technology_offer", "technology_request", True),
        ("technology_offer", "research_request", True),
        ("technology_offer", "business_request", False),
    ],
)
def test_offers_meet_requests_of_their_type(offer: str, request_kind: str, *, meets: bool) -> None:
    a = Profile("a", "BE", "sme", offers=(Listing(offer, "o", "x"),))
    b = Profile("b", "CA", "sme", requests=(Listing(request_kind, "r", "x"),))
    assert fit(a, b).score == (20 if meets else 0)
    assert fit(b, a).score == fit(a, b).score
    elsewhere = replace(b, requests=(Listing(request_kind, "r", "y"),))
    assert fit(a, elsewhere).score == 0
    anywhere = replace(a, offers=(Listing(offer, "o"),))
    assert fit(anywhere, replace(b, requests=(Listing(request_kind, "r"),))).score == 0


def test_two_research_requests_in_a_sector_meet_once() -> None:
    a = Profile("a", "BE", "sme", requests=(Listing("research_request", "ours", "x"),))
    b = Profile("b", "CA", "sme", requests=(Listing("research_request", "theirs", "x"),))
    assert fit(a, b).score == 20
    assert fit(a, b).reasons == (FitReason(FitCode.REQUEST_MEETS_OFFER, {"request": "ours", "offer": "theirs"}),)


LISTINGS = st.builds(
    Listing,
    st.sampled_from(
        ("business_offer", "business_request", "technology_offer", "technology_request", "research_request")
    ),
    st.text(max_size=2),
    st.sampled_from((None, "x", "y")),
)
PROFILES = st.builds(
    Profile,
    st.sampled_from(("a", "b", "c")),
    st.sampled_from(("BE", "CA")),
    st.just("sme"),
    st.frozensets(st.sampled_from("vwxyz")),
    st.lists(LISTINGS, max_size=4).map(tuple),
    st.lists(LISTINGS, max_size=4).map(tuple),
    st.frozensets(st.sampled_from(("BE", "CA"))),
)


@given(PROFILES, PROFILES)
def test_the_score_is_symmetric_and_in_range(a: Profile, b: Profile) -> None:
    there, back = fit(a, b), fit(b, a)
    assert there.score == back.score
    assert 0 <= there.score <= 100
    assert bool(there.reasons) == (there.score > 0)
    assert len(there.reasons) == len(back.reasons)


def test_a_weight_is_the_documented_sum() -> None:
    assert request_weight("must", mutual=False, score=0) == 100
    assert request_weight("must", mutual=True, score=100) == 130
    assert request_weight("high", mutual=True, score=59) == 45
    assert request_weight("normal", mutual=False, score=9) == 10


def test_any_higher_priority_outweighs_any_lower() -> None:
    def all_of(priority: Priority) -> list[int]:
        pairs = itertools.product((False, True), range(101))
        return [request_weight(priority, mutual=mutual, score=score) for mutual, score in pairs]

    assert min(all_of("must")) > max(all_of("high"))
    assert min(all_of("high")) > max(all_of("normal"))
    assert min(all_of("normal")) > 0


def test_a_score_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match=r"0\.\.100"):
        request_weight("must", mutual=False, score=101)


def test_the_factors_add_up_to_the_score_each_below_its_most() -> None:
    found = fit(WALLONIA, QUEBEC)
    assert sum(factor.points for factor in found.factors) == found.score
    assert [factor.name for factor in found.factors] == ["sectors", "listings", "countries"]
    assert all(0 <= factor.points <= factor.most for factor in found.factors)
    assert sum(factor.most for factor in found.factors) == 100
