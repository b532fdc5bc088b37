"""What the map can be a picture of: the world, a continent, a country; each with the projection that suits it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from matchmaking.organisations.mapping.atlas import Atlas, Shape, atlas
from matchmaking.organisations.mapping.projections import AzimuthalEqualArea, EqualEarth, Numbers, Point, Projection

WIDTH = 2000
HEIGHT = 1300
WORLD_HEIGHT = 900
MARGIN = 0.04
FARTHEST_PART = 40.0
"""Degrees from its main part at which a country's other parts (French Guiana) no longer belong into its picture."""
SMALLEST_PART = 0.02
SMALLEST_FRAME = 0.022
"""Radii of the globe, some 140 km: a city state is shown with what is around it."""

WORLD = "world"
CONTINENTS: dict[str, tuple[str, Point, tuple[float, float, float, float]]] = {
    "europe": ("EU", (12, 53), (-22, 35, 36, 70)),
    "north-america": ("NA", (-96, 46), (-127, 14, -60, 66)),
    "south-america": ("SA", (-60, -18), (-80, -54, -36, 11)),
    "africa": ("AF", (18, 2), (-16, -34, 50, 36)),
    "asia": ("AS", (92, 30), (45, -2, 140, 55)),
    "oceania": ("OC", (150, -25), (114, -46, 178, 2)),
}
"""Each one's code in the atlas, the centre of its picture, and what must be in it: west, south, east, north."""


@dataclass(frozen=True, slots=True)
class Area:
    """A picture's frame: where a position on the globe stands in a drawing of `width` x `height` units."""

    key: str
    projection: Projection
    left: float
    top: float
    scale: float
    width: int = WIDTH
    height: int = HEIGHT

    def place(self, at: Point) -> Point | None:
        """The position in units of the drawing, inside it or not; None on the far side of the world."""
        x, y = self.place_all(*at)
        return None if np.isnan(x) else (float(x), float(y))

    def place_all(self, lon: Any, lat: Any) -> tuple[Numbers, Numbers]:
        """The same of many positions at once; NaN on the far side of the world."""
        x, y = self.projection(lon, lat)
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def holds(self, at: Point) -> bool:
        """True for a point in units that is inside the picture; NaN is not."""
        return 0 <= at[0] <= self.width and 0 <= at[1] <= self.height


@lru_cache(maxsize=300)
def area_of(key: str) -> Area:
    """The frame of "world", of a continent's key or of a country's code; an unknown one is the world's."""
    if key in CONTINENTS:
        _code, centre, (west, south, east, north) = CONTINENTS[key]
        points = [(west + (east - west) * i / 12, lat) for i in range(13) for lat in (south, north)]
        return _framed(key, AzimuthalEqualArea(*centre), points)
    shape = atlas().by_code.get(key)
    if shape is not None:
        return _framed(key, AzimuthalEqualArea(*shape.centre), _main_parts(shape, atlas()))
    sides: list[Point] = [(-178, 0), (178, 0), (0, 82), (0, -56)]
    return _framed(WORLD, EqualEarth(), sides, WORLD_HEIGHT)


def countries_of(key: str) -> tuple[str, ...] | None:
    """The codes of the countries in the area; None for the whole world, where all are."""
    if key in CONTINENTS:
        continent = CONTINENTS[key][0]
        return tuple(shape.code for shape in atlas().shapes if shape.code and shape.continent == continent)
    return None if key == WORLD else (key,)


def continent_of(country_code: str) -> str:
    """The key of the continent that the country is in; the world's where it is in none that is drawn."""
    shape = atlas().by_code.get(country_code)
    for key, (continent, *_frame) in CONTINENTS.items():
        if shape and shape.continent == continent:
            return key
    return WORLD


def _main_parts(shape: Shape, world: Atlas) -> list[Point]:
    rings = [world.ring(ring) for ring in shape.rings]
    least = SMALLEST_PART * _extent(rings[0])
    parts = [ring for ring in rings if _extent(ring) >= least and _apart(ring[0], shape.centre) < FARTHEST_PART]
    return [point for ring in parts or rings[:1] for point in ring]


def _extent(ring: list[Point]) -> float:
    lons, lats = [lon for lon, _lat in ring], [lat for _lon, lat in ring]
    shrink = math.cos(math.radians(sum(lats) / len(lats)))
    return (max(lons) - min(lons)) * shrink * (max(lats) - min(lats))


def _apart(one: Point, other: Point) -> float:
    """Degrees between two points on the globe."""
    (lon, lat), (to_lon, to_lat) = one, other
    a, b, turn = math.radians(lat), math.radians(to_lat), math.radians(to_lon - lon)
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def _framed(key: str, projection: Projection, points: list[Point], height: int = HEIGHT) -> Area:
    """The smallest frame of the drawing's proportions that holds `points`, with a margin."""
    xs, ys = projection(*np.array(points).T)
    west, east, north, south = (float(one) for one in (np.nanmin(xs), np.nanmax(xs), np.nanmin(ys), np.nanmax(ys)))
    wide, high = max(east - west, SMALLEST_FRAME), max(south - north, SMALLEST_FRAME)
    scale = min(WIDTH * (1 - 2 * MARGIN) / wide, height * (1 - 2 * MARGIN) / high)
    left = (west + east) / 2 - WIDTH / scale / 2
    top = (north + south) / 2 - height / scale / 2
    return Area(key, projection, left, top, scale, WIDTH, height)
