"""Outlines as SVG paths for one area: projected, simplified to what the eye can tell, cut off around the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

import numpy as np

from matchmaking.organisations.mapping.areas import WORLD, Area, area_of
from matchmaking.organisations.mapping.atlas import TURNED, Atlas, atlas, stitched
from matchmaking.organisations.mapping.projections import Point

TOLERANCE = 1.1
"""Units of the drawing that a point may be off its outline: half a pixel of a map of 1,000."""
SMALLEST = 14.0
"""Square units below which an island is left out of a picture."""
AROUND = 0.5
"""How much is drawn beyond each side, as a part of the picture, for whoever moves it."""


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


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
    box = (-area.width * AROUND, -area.height * AROUND, area.width * (1 + AROUND), area.height * (1 + AROUND))
    arcs = _drawn(world.arcs, area, box)
    land: list[str] = []
    chosen: list[str] = []
    for shape in world.shapes:
        paths = chosen if shape.code == key else land
        for ring in shape.rings:
            parts: list[Sequence[Point]] = [_whole(ring, arcs)]
            if key == WORLD and _goes_round(ring, world):
                parts = [_drawn([part], area, box)[0] for part in _cut(world.ring(ring))]
            paths.extend(_path(visible) for part in parts if (visible := _visible(part, box)))
    return Outlines("".join(land), "".join(chosen))


def _drawn(arcs: Sequence[Sequence[Point]], area: Area, box: Box) -> list[tuple[Point, ...]]:
    """Arcs of degrees in units, simplified as neighbours share them; none where a part is out of this world."""
    ends = list(accumulate(len(arc) for arc in arcs))
    flat = np.array([point for arc in arcs for point in arc])
    xs, ys = area.place_all(flat[:, 0], flat[:, 1])
    drawn: list[tuple[Point, ...]] = []
    for start, end in zip([0, *ends], ends, strict=False):
        x, y = xs[start:end], ys[start:end]
        if np.isnan(x).any():
            drawn.append(())
        elif x.max() < box[0] or x.min() > box[2] or y.max() < box[1] or y.min() > box[3]:
            # All of it is beyond one side, and so is the line between its ends: cut off, they are the same.
            drawn.append(((float(x[0]), float(y[0])), (float(x[-1]), float(y[-1]))))
        else:
            drawn.append(simplified(_apart(list(zip(x.tolist(), y.tolist(), strict=True))), TOLERANCE))
    return drawn


def _apart(points: list[Point]) -> list[Point]:
    """Without the points that are next to the one before; the ends stay."""
    kept = [points[0]]
    last_x, last_y = points[0]
    for x, y in points[1:-1]:
        if abs(x - last_x) + abs(y - last_y) >= TOLERANCE:
            kept.append((x, y))
            last_x, last_y = x, y
    return [*kept, points[-1]]


def _goes_round(ring: tuple[int, ...], world: Atlas) -> bool:
    """True for a ring that crosses the 180th meridian."""
    lons = [lon for lon, _lat in world.ring(ring)]
    return any(abs(lon - before) > TURNED for before, lon in pairwise(lons))


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


def _whole(ring: tuple[int, ...], arcs: Sequence[tuple[Point, ...]]) -> list[Point]:
    """The ring; nothing where one of its arcs is missing."""
    complete = all(arcs[number if number >= 0 else ~number] for number in ring)
    return stitched(ring, arcs) if complete else []


def _visible(ring: Sequence[Point], box: Box) -> list[Point]:
    """What of the ring is in the picture or next to it, if it can be seen at all."""
    points = clipped(ring, box)
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


def clipped(ring: Sequence[Point], box: Box) -> list[Point]:
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
