"""Outlines as SVG paths for one area: projected, simplified to what the eye can tell, cut off around the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from matchmaking.organisations.mapping.areas import WORLD, Area, area_of
from matchmaking.organisations.mapping.atlas import atlas, stitched
from matchmaking.organisations.mapping.projections import Point

TOLERANCE = 1.1
"""Units of the drawing that a point may be off its outline: half a pixel of a map of 1,000."""
SMALLEST = 14.0
"""Square units below which an island is left out of a picture."""
AROUND = 0.5
"""How much is drawn beyond each side, as a part of the picture, for whoever moves it."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """The paths of an area: all land, and the country that it is a picture of (empty for more than one)."""

    land: str
    chosen: str


@lru_cache(maxsize=300)
def outlines(key: str) -> Outlines:
    """The paths of the area `key`, made once."""
    area = area_of(key)
    world = atlas()
    if key == WORLD:
        cut = (part for shape in world.shapes for ring in shape.rings for part in _cut(world.ring(ring)))
        return Outlines("".join(_path(_visible(_simple(part, area), area)) for part in cut), "")
    arcs = tuple(_simple(arc, area) for arc in world.arcs)
    land: list[str] = []
    chosen: list[str] = []
    for shape in world.shapes:
        paths = [_path(_visible(_whole(ring, arcs), area)) for ring in shape.rings]
        (chosen if shape.code == key else land).extend(paths)
    return Outlines("".join(land), "".join(chosen))


def _cut(ring: list[Point]) -> list[list[Point]]:
    """The parts of a ring of degrees on the two sides of the 180th meridian. None where it goes round a pole."""
    turned: list[Point] = []
    for lon, lat in ring:
        turns = round((turned[-1][0] - lon) / 360) if turned else 0
        turned.append((lon + 360 * turns, lat))
    if abs(turned[0][0] - turned[-1][0]) > 1:
        return []
    parts = (clipped([(lon + turn, lat) for lon, lat in turned], (-180, -90, 180, 90)) for turn in (0, 360, -360))
    return [[*part, part[0]] for part in parts if part]


def _simple(points: Sequence[Point], area: Area) -> tuple[Point, ...]:
    """Degrees in units, simplified as neighbours share them; nothing where a part of it is out of this world."""
    placed = [place for point in points if (place := area.place(point)) is not None]
    return simplified(placed, TOLERANCE) if len(placed) == len(points) else ()


def _whole(ring: tuple[int, ...], arcs: tuple[tuple[Point, ...], ...]) -> list[Point]:
    """The ring; nothing where one of its arcs is missing."""
    complete = all(arcs[number if number >= 0 else ~number] for number in ring)
    return stitched(ring, arcs) if complete else []


def _visible(ring: Sequence[Point], area: Area) -> list[Point]:
    """What of the ring is in the picture or next to it, if it can be seen at all."""
    beyond_x, beyond_y = area.width * AROUND, area.height * AROUND
    points = clipped(ring, (-beyond_x, -beyond_y, area.width + beyond_x, area.height + beyond_y))
    return points if abs(_area(points)) >= SMALLEST else []


def simplified(points: list[Point], tolerance: float) -> tuple[Point, ...]:
    """The fewest of `points` from which no other is farther than `tolerance` (Douglas and Peucker); the ends stay."""
    keep = {0, len(points) - 1}
    if len(points) > 2 and points[0] == points[-1]:  # noqa: PLR2004 -- a ring: its farthest point stays too
        keep.add(max(range(len(points)), key=lambda place: math.dist(points[place], points[0])))
    stack = list(pairwise(sorted(keep)))
    while stack:
        first, last = stack.pop()
        if last - first < 2:  # noqa: PLR2004 -- nothing between
            continue
        offs = [_off(points[place], points[first], points[last]) for place in range(first + 1, last)]
        far = max(offs)
        if far > tolerance:
            middle = first + 1 + offs.index(far)
            keep.add(middle)
            stack += [(first, middle), (middle, last)]
    return tuple(points[place] for place in sorted(keep))


def _off(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1) = point, start
    dx, dy = end[0] - x1, end[1] - y1
    length = dx * dx + dy * dy
    along = ((x - x1) * dx + (y - y1) * dy) / length if length else 0.0
    along = 0.0 if along < 0 else min(along, 1.0)
    return math.hypot(x - x1 - along * dx, y - y1 - along * dy)


def clipped(ring: Sequence[Point], box: tuple[float, float, float, float]) -> list[Point]:
    """What of the ring is inside `box` (left, top, right, bottom), closed along its sides (Sutherland and Hodgman)."""
    left, top, right, bottom = box
    sides = ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1))
    for axis, limit, sign in sides:
        if not ring:
            break
        kept: list[Point] = []
        before = ring[-1]
        for point in ring:
            inside, was = (point[axis] - limit) * sign >= 0, (before[axis] - limit) * sign >= 0
            if inside != was:
                kept.append(_crossing(before, point, axis, limit))
            if inside:
                kept.append(point)
            before = point
        ring = kept
    return list(ring)


def _crossing(start: Point, end: Point, axis: int, limit: float) -> Point:
    part = (limit - start[axis]) / (end[axis] - start[axis])
    x = start[0] + part * (end[0] - start[0])
    y = start[1] + part * (end[1] - start[1])
    return (limit, y) if axis == 0 else (x, limit)


def _area(ring: list[Point]) -> float:
    closed = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in closed) / 2


def _path(points: list[Point]) -> str:
    """The ring as a path in whole units, each point told from the one before."""
    if not points:
        return ""
    x, y = round(points[0][0]), round(points[0][1])
    parts = [f"M{x} {y}l"]
    steps = []
    for point in points[1:]:
        to_x, to_y = round(point[0]), round(point[1])
        if (to_x, to_y) != (x, y):
            steps.append(f"{to_x - x} {to_y - y}")
            x, y = to_x, to_y
    if len(steps) < 2:  # noqa: PLR2004 -- two lines make no surface
        return ""
    return "".join([*parts, " ".join(steps).replace(" -", "-"), "z"])
