from __future__ import annotations

from datetime import UTC, datetime

from matchmaking.web.folding import fold
from matchmaking.web.locale import LANGUAGES, countries, in_zone, select_locale


def test_countries_are_those_of_iso_3166_in_every_language() -> None:
    for language in LANGUAGES:
        names = countries(language)
        assert len(names) == 249
        assert {"EU", "UN", "XA", "XK", "ZZ", "AN", "SU", "UK"} & names.keys() == set()
        assert len(set(names.values())) == 249


def test_countries_are_named_and_sorted_in_their_language() -> None:
    assert [countries(language)["BE"] for language in ("en", "fr")] == ["Belgium", "Belgique"]
    for language in LANGUAGES:
        names = [fold(name) for name in countries(language).values()]
        assert names == sorted(names)
    assert list(countries("fr"))[:2] == ["AF", "ZA"]


def test_select_locale_outside_a_request_is_english() -> None:
    assert select_locale() == "en"


def test_in_zone_keeps_the_instant() -> None:
    moment = datetime(2027, 3, 14, 6, 59, tzinfo=UTC)

    assert in_zone(moment, "America/Toronto").isoformat() == "2027-03-14T01:59:00-05:00"
    assert in_zone(moment, "America/Toronto") == moment
