"""Why it is not higher: the factor that costs most, told concretely."""

from dataclasses import replace

import pytest
from hypothesis import given

from matchmaking.engine.partners import (
    Corpus,
    Listing,
    Name,
    Profile,
    Shortfall,
    ShortfallCode,
    Stance,
    Weights,
    fit,
    read,
    shortfall,
    weigh,
)
from tests.unit.engine.partners.test_partner_score import PROFILES, QUEBEC, WALLONIA

NONE = Corpus()


def only(name: Name, a: Profile, b: Profile, *ties: str, stance: Stance = Stance.NOVELTY) -> Shortfall | None:
    """The shortfall where nothing but `name` counts."""
    weights = Weights(of={name: 50}, stance=stance)
    ours, theirs = weigh(read(a), NONE), weigh(read(b), NONE)
    return shortfall(fit(ours, theirs, weights=weights, ties=ties), ours, theirs, weights=weights, ties=ties)


def told(found: Shortfall | None) -> tuple[ShortfallCode, dict[str, tuple[str, ...]]]:
    assert found is not None
    return found.code, dict(found.parameters)


def test_each_factor_tells_what_about_it_is_missing() -> None:
    a, b = QUEBEC, WALLONIA
    assert told(only(Name.SHARED_SECTORS, a, b)) == (
        ShortfallCode.SECTORS_APART,
        {"ours": (), "theirs": ("materials",)},
    )
    assert told(only(Name.COUNTRY_SOUGHT, a, b)) == (ShortfallCode.COUNTRY_NOT_SOUGHT, {"country": ("BE",)})
    assert told(only(Name.SOUGHT_BY_THEM, b, a)) == (ShortfallCode.NOT_SOUGHT_BY_THEM, {"countries": ("FR",)})
    assert told(only(Name.TIES, a, b, "agreement")) == (ShortfallCode.TIED_ALREADY, {"ties": ("agreement",)})
    assert told(only(Name.TIES, a, b, stance=Stance.CONTINUITY)) == (ShortfallCode.NOT_TIED, {})
    assert told(only(Name.SIZE, a, b))[0] is ShortfallCode.OTHER_SIZE
    bakers = replace(b, text="Bakers of bread")
    code, parameters = told(only(Name.ACTIVITY, a, bakers))
    assert code is ShortfallCode.OTHER_WORK
    assert set(parameters["words"]) <= {"entreprises", "construisent", "moteurs", "ailes", "distribution"}


def test_the_request_that_is_answered_least_is_named() -> None:
    a = Profile(
        "a",
        "BE",
        "sme",
        requests=(
            Listing("business_request", "Cheese", "agri-food"),
            Listing("business_request", "Engines", "aerospace"),
        ),
    )
    b = Profile("b", "CA", "sme", offers=(Listing("business_offer", "Milk", "agri-food"),))
    assert told(only(Name.THEY_OFFER, a, b)) == (ShortfallCode.NOT_OFFERED, {"request": ("Engines",)})
    assert told(only(Name.THEY_SEEK, a, b)) == (ShortfallCode.THEY_SEEK_NOTHING, {})


def test_what_would_complement_is_named_where_nothing_does() -> None:
    a = Profile("a", "BE", "sme", sectors=frozenset({"packaging"}))
    b = Profile("b", "CA", "sme", sectors=frozenset({"tourism"}))
    code, parameters = told(only(Name.COMPLEMENTARY_SECTORS, a, b))
    assert code is ShortfallCode.NO_COMPLEMENT
    assert parameters["sectors"] == ("agri-food", "food-processing", "materials")


def test_nothing_is_missing_from_a_full_score() -> None:
    assert only(Name.COUNTRY_SOUGHT, WALLONIA, QUEBEC) is None


@given(PROFILES, PROFILES)
def test_the_factor_told_is_the_one_that_costs_most(a: Profile, b: Profile) -> None:
    ours, theirs = weigh(read(a), NONE), weigh(read(b), NONE)
    found = fit(ours, theirs)
    missing = shortfall(found, ours, theirs)
    if not found.factors:
        assert missing is None
    else:
        assert missing is not None
        assert missing.lost == pytest.approx(max(factor.lost for factor in found.factors))
