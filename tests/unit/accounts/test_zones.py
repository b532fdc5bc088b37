from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from matchmaking.accounts.zones import known_zones, zone_choices


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_zone_that_is_offered_is_known_and_offered_with_a_name(language: str) -> None:
    offered = [choice for choices in zone_choices(language).values() for choice in choices]

    assert {zone for zone, _ in offered} <= known_zones()
    assert [city for _, city in offered if not city or "/" in city or "_" in city] == []


def test_zones_are_under_their_countries_in_the_readers_language() -> None:
    assert zone_choices("en")["Belgium"] == [("Europe/Brussels", "Brussels")]
    assert zone_choices("fr")["Belgique"] == [("Europe/Brussels", "Bruxelles")]
    assert ("America/Toronto", "Toronto, Montréal") in zone_choices("fr")["Canada"]


def test_known_zones_can_be_computed_with() -> None:
    assert {"Europe/Brussels", "America/Montreal", "Asia/Calcutta", "UTC"} <= known_zones()
    assert {ZoneInfo(name).key for name in known_zones()} == set(known_zones())
