"""The score: bounded, open, the same from both sides, and never less for more that fits."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.engine.partners import (
    COMPLEMENTS,
    DEFAULT_WEIGHTS,
    Corpus,
    Fit,
    FitCode,
    FitReason,
    Listing,
    Name,
    Profile,
    Stance,
    Weights,
    fit,
    read,
)

WALLONIA = Profile(
    "skywin",
    "BE",
    "cluster",
    sectors=frozenset({"aerospace", "materials"}),
    offers=(Listing("technology_offer", "Composite wings", "aerospace"),),
    requests=(Listing("business_request", "Distributor of drones", "materials"),),
    target_countries=frozenset({"CA"}),
    text="Companies and laboratories that build wings, engines and satellites.",
    size=2,
)
QUEBEC = Profile(
    "aero",
    "CA",
    "cluster",
    sectors=frozenset({"aerospace"}),
    offers=(Listing("business_offer", "Distribution de drones", "materials"),),
    requests=(Listing("technology_request", "Lighter wings", "aerospace"),),
    target_countries=frozenset({"FR"}),
    text="Les entreprises qui construisent des moteurs et des ailes.",
    size=3,
)


def value(found: Fit, name: Name) -> float:
    return {factor.name: factor.value for factor in found.factors}[name]


def test_every_factor_has_the_documented_value() -> None:
    found = fit(WALLONIA, QUEBEC)
    assert value(found, Name.SHARED_SECTORS) == pytest.approx(1 / math.sqrt(2))
    assert value(found, Name.COMPLEMENTARY_SECTORS) == 1
    assert 0.5 < value(found, Name.THEY_OFFER) <= 1
    assert 0.5 < value(found, Name.THEY_SEEK) <= 1
    assert value(found, Name.COUNTRY_SOUGHT) == 1
    assert value(found, Name.SOUGHT_BY_THEM) == 0
    assert value(found, Name.COOPERATION) == 1
    assert value(found, Name.SIZE) == pytest.approx(2 / 3)
    assert value(found, Name.TIES) == 1
    assert value(found, Name.ACTIVITY) > 0


def test_reasons_are_told_from_the_readers_side() -> None:
    reasons = fit(WALLONIA, QUEBEC).reasons
    assert FitReason(FitCode.OFFER_MEETS_REQUEST, {"offer": "Composite wings", "request": "Lighter wings"}) in reasons
    met = {"request": "Distributor of drones", "offer": "Distribution de drones"}
    assert FitReason(FitCode.REQUEST_MEETS_OFFER, met) in reasons
    assert FitReason(FitCode.COUNTRY_SOUGHT, {"country": "CA"}) in reasons
    assert FitReason(FitCode.SOUGHT_BY_THEM, {"country": "CA"}) in fit(QUEBEC, WALLONIA).reasons
    assert reasons[-1] == FitReason(FitCode.SHARED_SECTOR, {"sector": "aerospace"})


def test_nobody_suits_themselves() -> None:
    assert fit(WALLONIA, WALLONIA) == Fit(0.0)


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
    assert value(fit(a, b), Name.THEY_SEEK) == (0.5 if meets else 0)
    assert value(fit(b, a), Name.THEY_OFFER) == (0.5 if meets else 0)
    elsewhere = replace(b, requests=(Listing(request_kind, "r", "y"),))
    assert value(fit(a, elsewhere), Name.THEY_SEEK) == 0


def test_a_listing_without_sector_meets_by_its_words_in_either_language() -> None:
    a = Profile("a", "BE", "sme", offers=(Listing("business_offer", "Emballage pour l'alimentation"),))
    b = Profile("b", "CA", "sme", requests=(Listing("business_request", "Food packaging"),))
    assert value(fit(a, b), Name.THEY_SEEK) == 0.5


def test_ties_count_as_the_reader_chooses() -> None:
    new = fit(WALLONIA, QUEBEC)
    assert fit(WALLONIA, QUEBEC, ties=["agreement"]).score == pytest.approx(new.score - DEFAULT_WEIGHTS[Name.TIES])
    again = Weights(stance=Stance.CONTINUITY)
    assert fit(WALLONIA, QUEBEC, weights=again, ties=["network"]).score > fit(WALLONIA, QUEBEC, weights=again).score
    either = Weights(stance=Stance.IGNORE)
    found = fit(WALLONIA, QUEBEC, weights=either, ties=["agreement"])
    assert found == fit(WALLONIA, QUEBEC, weights=either)
    assert Name.TIES not in {factor.name for factor in found.factors}


def test_a_chosen_kind_of_cooperation_takes_the_place_of_the_profiles() -> None:
    research = Weights(sought=frozenset({"research"}))
    assert value(fit(WALLONIA, QUEBEC, weights=research), Name.COOPERATION) == 0.5


def test_weights_outside_their_range_are_refused() -> None:
    for wrong in ({Name.SIZE: -1}, {Name.SIZE: 101}, {}, {Name.SIZE: 0}):
        with pytest.raises(ValueError, match=r"weight|count"):
            Weights(of=wrong)
    with pytest.raises(ValueError, match="count"):
        Weights(of={Name.TIES: 5}, stance=Stance.IGNORE)
    with pytest.raises(ValueError, match="cooperation"):
        Weights(sought=frozenset({"friendship"}))


def test_complements_join_two_different_sectors_of_the_taxonomy() -> None:
    assert {len(pair) for pair in COMPLEMENTS} == {2}
    assert COMPLEMENTS[frozenset(("photonics", "medical-technology"))] == 1
    assert COMPLEMENTS[frozenset(("packaging", "food-processing"))] == 1


WORDS = st.lists(st.sampled_from(("engine", "moteur", "gear", "cheese", "fromage", "of", "cluster")), max_size=4)
LISTINGS = st.builds(
    Listing,
    st.sampled_from(
        ("business_offer", "business_request", "technology_offer", "technology_request", "research_request")
    ),
    WORDS.map(" ".join),
    st.sampled_from((None, "photonics", "health")),
)


def listings(*kinds: str) -> st.SearchStrategy[tuple[Listing, ...]]:
    return st.lists(LISTINGS.filter(lambda one: one.kind in kinds), max_size=3).map(tuple)


PROFILES = st.builds(
    Profile,
    st.sampled_from(("a", "b", "c")),
    st.sampled_from(("BE", "CA")),
    st.sampled_from(("sme", "cluster", "investor")),
    st.frozensets(st.sampled_from(("photonics", "medical-technology", "health", "space"))),
    listings("business_offer", "technology_offer"),
    listings("business_request", "technology_request", "research_request"),
    st.frozensets(st.sampled_from(("BE", "CA"))),
    WORDS.map(" ".join),
    st.none() | st.integers(0, 3),
)
WEIGHTS = st.builds(
    Weights,
    st.fixed_dictionaries({name: st.integers(0, 100) for name in Name if name is not Name.SIZE}).map(
        lambda weights: {**weights, Name.SIZE: 1}
    ),
    st.sampled_from(Stance),
    st.frozensets(st.sampled_from(("business", "research"))),
)
TIES = st.lists(st.sampled_from(("agreement", "network")), max_size=2)


@given(PROFILES, PROFILES, WEIGHTS, TIES)
def test_the_parts_add_up_to_a_score_in_range(a: Profile, b: Profile, weights: Weights, ties: list[str]) -> None:
    found = fit(a, b, weights=weights, ties=ties)
    assert 0 <= found.score <= 100
    assert found.points <= found.score + 1e-6
    assert found.score == pytest.approx(math.fsum(factor.part for factor in found.factors))
    assert all(0 <= factor.value <= 1 and 0 <= factor.part <= factor.most for factor in found.factors)
    if a.id != b.id:
        assert math.fsum(factor.most for factor in found.factors) == pytest.approx(100)
    assert found == fit(a, b, weights=weights, ties=ties)


@given(PROFILES, PROFILES)
def test_the_score_is_symmetric_where_it_promises_to_be(a: Profile, b: Profile) -> None:
    corpus = Corpus.of([read(a), read(b), ["engin"]])
    there, back = fit(a, b, corpus=corpus), fit(b, a, corpus=corpus)
    assert there.score == pytest.approx(back.score, abs=1e-9)
    assert len(there.reasons) == len(back.reasons)


@given(PROFILES, PROFILES, LISTINGS)
def test_an_offer_more_never_answers_less(a: Profile, b: Profile, one: Listing) -> None:
    richer = replace(b, offers=(*b.offers, replace(one, kind="business_offer")))
    if a.id != b.id:
        assert value(fit(a, richer), Name.THEY_OFFER) >= value(fit(a, b), Name.THEY_OFFER)


@given(PROFILES, PROFILES)
def test_a_sector_taken_up_in_common_never_takes_points_for_sectors(a: Profile, b: Profile) -> None:
    if a.id != b.id and a.sectors - b.sectors:
        nearer = replace(b, sectors=b.sectors | {min(a.sectors - b.sectors)})
        assert value(fit(a, nearer), Name.SHARED_SECTORS) > value(fit(a, b), Name.SHARED_SECTORS)


@given(PROFILES, PROFILES, st.sampled_from(Name), st.integers(0, 99))
def test_a_heavier_factor_has_a_larger_part_of_the_whole(a: Profile, b: Profile, name: Name, weight: int) -> None:
    light = Weights(of={**DEFAULT_WEIGHTS, name: weight})
    heavy = Weights(of={**DEFAULT_WEIGHTS, name: weight + 1})
    if a.id != b.id:
        most = [
            {factor.name: factor.most for factor in fit(a, b, weights=weights).factors}.get(name, 0.0)
            for weights in (light, heavy)
        ]
        assert most[0] < most[1]


def test_two_words_in_common_say_less_in_a_profile_of_two_words() -> None:
    ours = replace(WALLONIA, text="Avionics test benches for aircraft, drones and helicopters, with flight recorders.")
    terse = replace(QUEBEC, text="A test cluster.", offers=(), requests=())
    telling = replace(QUEBEC, text="Factories of drones, engines and avionics equipment.", offers=(), requests=())
    corpus = Corpus.of(
        [*(read(replace(terse, text=f"Clusters of word{number}.")) for number in range(40)), read(ours), read(telling)]
    )

    def alike(theirs: Profile) -> float:
        return value(fit(ours, theirs, corpus=corpus), Name.ACTIVITY)

    assert 0 < alike(terse) < alike(telling)


@pytest.mark.parametrize("text", ["We make small things", "Faire de petites choses"])
def test_words_that_all_use_are_no_subject(text: str) -> None:
    words = read(replace(QUEBEC, text=text, offers=(), requests=())).words
    assert set(words.values()) <= {"things", "choses"}
