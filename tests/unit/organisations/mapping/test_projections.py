from __future__ import annotations

import math

import pytest

from matchmaking.organisations.mapping.areas import HEIGHT, WIDTH, WORLD, area_of, continent_of, countries_of
from matchmaking.organisations.mapping.projections import AzimuthalEqualArea, EqualEarth, Projection

CELLS = [(12, 50), (40, 10), (-95, 60), (2, 72)]


@pytest.mark.parametrize("projection", [EqualEarth(), AzimuthalEqualArea(12, 53), AzimuthalEqualArea(-96, 50)])
@pytest.mark.parametrize(("lon", "lat"), CELLS)
def test_projections_keep_areas(projection: Projection, lon: float, lat: float) -> None:
    half = 0.05
    corners = [(lon - half, lat - half), (lon + half, lat - half), (lon + half, lat + half), (lon - half, lat + half)]
    placed = [tuple(float(one) for one in projection(*corner)) for corner in corners]
    pairs = zip(placed, [*placed[1:], placed[0]], strict=True)
    drawn = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2
    width = math.radians(2 * half)
    on_the_globe = width * (math.sin(math.radians(lat + half)) - math.sin(math.radians(lat - half)))

    assert drawn == pytest.approx(on_the_globe, rel=0.002)


def test_equal_earth_agrees_with_its_authors() -> None:
    """The pole's y and the equator's half width, as the paper has them."""
    assert [float(one) for one in EqualEarth()(0, 90)] == pytest.approx([0, -1.3173627591574133])
    assert [float(one) for one in EqualEarth()(180, 0)] == pytest.approx([2.7066299836960748, 0])


def test_azimuthal_map_has_its_centre_in_the_middle_and_north_above_it() -> None:
    projection = AzimuthalEqualArea(12, 53)

    assert [float(one) for one in projection(12, 53)] == pytest.approx([0, 0])
    x, y = projection(12, 60)
    assert float(x) == pytest.approx(0)
    assert float(y) < 0
    assert math.isnan(projection(-168, -53)[0])  # the other side of the world


@pytest.mark.parametrize(
    ("key", "inside", "outside"),
    [
        ("europe", [(-9.1, 38.7), (24.9, 60.2), (4.4, 50.8), (28.9, 41.0)], [(-73.6, 45.5), (37.6, 4.0)]),
        ("north-america", [(-73.6, 45.5), (-123.1, 49.3), (-99.1, 19.4)], [(4.4, 50.8)]),
        ("CA", [(-73.6, 45.5), (-123.1, 49.3), (-52.7, 47.6)], [(-99.1, 19.4)]),
        ("FR", [(2.3, 48.9), (8.7, 41.9)], [(-52.3, 4.9)]),  # Corsica is in its picture, French Guiana is not
        ("NZ", [(174.8, -41.3)], [(151.2, -33.9)]),
        (WORLD, [(-73.6, 45.5), (174.8, -41.3), (139.7, 35.7)], []),
    ],
)
def test_pictures_hold_what_they_are_of(
    key: str, inside: list[tuple[float, float]], outside: list[tuple[float, float]]
) -> None:
    area = area_of(key)

    assert [at for at in inside if not ((placed := area.place(at)) and area.holds(placed))] == []
    assert [at for at in outside if (placed := area.place(at)) and area.holds(placed)] == []


def test_small_countries_get_a_picture_with_what_is_around_them() -> None:
    malta = area_of("MT")

    assert WIDTH / malta.scale > 0.02
    assert malta.place((14.5, 35.9)) == pytest.approx((WIDTH / 2, HEIGHT / 2), abs=HEIGHT / 8)


def test_areas_know_their_countries() -> None:
    assert countries_of(WORLD) is None
    assert countries_of("CA") == ("CA",)
    europe = countries_of("europe") or ()
    assert ({"BE", "FR", "PL"} <= set(europe), {"CA", "JP"} & set(europe)) == (True, set())
    assert (continent_of("BE"), continent_of("CA"), continent_of("ZZ")) == ("europe", "north-america", WORLD)
