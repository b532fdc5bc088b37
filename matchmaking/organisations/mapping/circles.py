"""From counted places to the circles of the drawing: what would overlap becomes one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from matchmaking.organisations.mapping.areas import Area
from matchmaking.organisations.mapping.atlas import atlas
from matchmaking.organisations.mapping.counting import Counted
from matchmaking.organisations.mapping.gazetteer import COUNTRY, Place
from matchmaking.organisations.mapping.projections import Point

SMALLEST, LARGEST = 30.0, 84.0
"""Radii in units of the drawing: half as many pixels on a map of 1,000, a finger's width at the least."""
GROWTH = 7.0
APART = 20.0
"""Units between two circles."""
MOST = 150
"""Circles of one drawing."""


@dataclass(slots=True)
class Circle:
    """A circle of the drawing: its centre and radius in units, and the places that it stands for."""

    x: float
    y: float
    counted: list[Counted] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(one.count for one in self.counted)

    @property
    def radius(self) -> float:
        return radius(self.count)

    @property
    def first(self) -> Place:
        """The place with most organisations."""
        return self.counted[0].place

    @property
    def keys(self) -> list[str]:
        return [one.place.key for one in self.counted]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The circles, the largest first so that small ones lie on top, and the places that the picture does not show."""

    circles: Sequence[Circle]
    outside: Sequence[Counted]


def radius(count: int) -> float:
    """A circle's radius: its surface grows with the count, up to a limit."""
    return min(SMALLEST + GROWTH * (math.sqrt(count) - 1), LARGEST)


def drawn(places: Iterable[Counted], area: Area, *, zoom: float = 1) -> Drawn:
    """The circles for `places` (the largest first). `zoom`: how much closer the reader looks, so that less merges."""
    circles: list[Circle] = []
    outside: list[Counted] = []
    for one in places:
        at = area.place(one.place.at) if one.place.at else None
        if at is None or not area.holds(at):
            outside.append(one)
            continue
        near = _nearest(circles, at, radius(one.count), zoom)
        if near is None and len(circles) >= MOST:
            near = min(circles, key=lambda circle: _distance(circle, at))
        if near is None:
            near = Circle(*at)
            circles.append(near)
        near.counted.append(one)
    return Drawn(sorted(circles, key=lambda circle: -circle.count), outside)


def _nearest(circles: Iterable[Circle], at: Point, own: float, zoom: float) -> Circle | None:
    """The closest circle that one of radius `own` at this point would touch."""
    touching = [circle for circle in circles if _distance(circle, at) * zoom < circle.radius + own + APART]
    return min(touching, key=lambda circle: _distance(circle, at)) if touching else None


def _distance(circle: Circle, at: Point) -> float:
    return math.hypot(circle.x - at[0], circle.y - at[1])


def of_countries(counts: Mapping[str, int]) -> list[Counted]:
    """One place for each country, at its centre: what the world map counts."""
    by_code = atlas().by_code
    found = []
    for code, count in counts.items():
        at = by_code[code].centre if code in by_code else None
        found.append(Counted(Place(f"{code}:{COUNTRY}", code, "", at, "country"), count, ()))
    return sorted(found, key=lambda one: (-one.count, one.place.key))
