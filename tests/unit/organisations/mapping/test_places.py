from __future__ import annotations

import pytest

from matchmaking.demo.records import records
from matchmaking.organisations.mapping import circles
from matchmaking.organisations.mapping.areas import area_of
from matchmaking.organisations.mapping.circles import MOST, drawn
from matchmaking.organisations.mapping.counting import Counted
from matchmaking.organisations.mapping.gazetteer import Place, place_of, region_key, region_name


@pytest.mark.parametrize("city", ["Montréal", "montreal", "MONTREAL"])
def test_towns_are_found_however_they_are_spelt(city: str) -> None:
    place = place_of("CA", "Québec", city)

    assert (place.key, place.name, place.kind) == ("CA:montreal", "Montréal", "town")
    assert place.at == pytest.approx((-73.6, 45.5), abs=0.1)


def test_towns_have_names_in_several_languages() -> None:
    keys = [place_of("BE", "", name).key for name in ("Brussels", "Bruxelles", "Brussel")]

    assert keys == ["BE:brussels"] * 3


def test_without_a_known_town_the_region_counts_and_without_that_the_country() -> None:
    assert place_of("BE", "Wallonie", "Nowhere-sur-Rien").key == "BE:region:wallonia"
    assert place_of("BE", "", "").key == "BE:country"
    assert place_of("BE", "", "").kind == "country"
    assert place_of("ZZ", "", "") == Place("ZZ:country", "ZZ", "", None, "country")


def test_towns_of_one_name_are_told_apart_by_their_region() -> None:
    known = place_of("US", "Oregon", "Portland"), place_of("US", "", "Portland")
    other = place_of("US", "Texas", "Portland")

    assert known[0] == known[1]
    assert known[0].at == pytest.approx((-122.7, 45.5), abs=0.1)
    assert other.key in {"US:portland", "US:portland:tx"}


def test_regions_are_one_whatever_the_language() -> None:
    assert region_key("CA", "quebec") == region_key("CA", "Québec") == "CA:quebec"
    assert region_key("BE", "Wallonie") == region_key("BE", "Wallonia") == "BE:wallonia"
    assert region_name("BE", "wallonie") == "Wallonia"
    assert (region_key("XX", "Far Away"), region_name("XX", "Far Away")) == ("XX:far-away", "Far Away")


def test_the_public_lists_name_places_that_the_map_knows() -> None:
    rows = [*records("organisations")["organisations"], *records("demo_smes")["organisations"]]
    unknown = [
        row["slug"]
        for row in rows
        if (row["city"] and place_of(row["country"], row["region"] or "", row["city"]).kind != "town")
        or (row["region"] and not row["city"] and place_of(row["country"], row["region"], "").kind != "region")
    ]

    assert unknown == []


def counted(key: str, at: tuple[float, float], count: int) -> Counted:
    return Counted(Place(key, "BE", key, at, "town"), count, ())


def test_circles_that_would_overlap_are_one_and_part_when_looked_at_closely() -> None:
    brussels, wavre, madrid = (
        counted("a", (4.35, 50.85), 9),
        counted("b", (4.61, 50.72), 4),
        counted("c", (-3.7, 40.4), 1),
    )
    europe = area_of("europe")

    far = drawn([brussels, wavre, madrid], europe)
    close = drawn([brussels, wavre, madrid], area_of("BE"))

    assert [(circle.count, circle.keys) for circle in far.circles] == [(13, ["a", "b"]), (1, ["c"])]
    assert [circle.keys for circle in close.circles] == [["a"], ["b"]]
    assert [one.place.key for one in close.outside] == ["c"]
    assert len(drawn([brussels, wavre], europe, zoom=64).circles) == 2


def test_no_organisation_is_lost_between_the_counts_and_the_circles() -> None:
    places = [counted(f"{lon}:{lat}", (lon, lat), 3) for lon in range(-10, 40) for lat in range(36, 70)]
    nowhere = Counted(Place("ZZ:country", "ZZ", "", None, "country"), 2, ())

    found = drawn([*places, nowhere], area_of("europe"), zoom=8)

    assert len(found.circles) == MOST
    assert (
        sum(circle.count for circle in found.circles) + sum(one.count for one in found.outside) == 3 * len(places) + 2
    )


def test_a_circle_grows_with_its_count_and_stops() -> None:
    radii = [circles.radius(count) for count in (1, 4, 25, 10_000, 1_000_000)]

    assert radii == sorted(radii)
    assert (radii[0], radii[-1]) == (circles.SMALLEST, circles.LARGEST)
