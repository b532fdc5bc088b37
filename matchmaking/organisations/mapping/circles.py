"""From counted places to the circles of the drawing: what would overlap becomes one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matchmaking.organisations.mapping.areas import Area
from matchmaking.organisations.mapping.atlas import atlas
from matchmaking.organisations.mapping.counting import Counted
from matchmaking.organisations.mapping.gazetteer import COUNTRY, Place
from matchmaking.organisations.mapping.projections import Numbers, Point

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
    count: int = 0

    def add(self, one: Counted) -> None:
        """Let it stand for one place more."""
        self.counted.append(one)
        self.count += one.count

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
    centres, radii = np.zeros((MOST, 2)), np.zeros(MOST)
    found = list(places)
    spots = np.array([one.place.at or (np.nan, np.nan) for one in found]).reshape(-1, 2)
    xs, ys = area.place_all(spots[:, 0], spots[:, 1])
    for one, at in zip(found, zip(xs.tolist(), ys.tolist(), strict=True), strict=True):
        if not area.holds(at):
            outside.append(one)
            continue
        number = _nearest(centres[: len(circles)], radii[: len(circles)] + radius(one.count) + APART, at, zoom)
        if number is None:
            number = len(circles)
            centres[number] = at
            circles.append(Circle(*at))
        circles[number].add(one)
        radii[number] = circles[number].radius
    return Drawn(sorted(circles, key=lambda circle: -circle.count), outside)


def _nearest(centres: Numbers, reach: Numbers, at: Point, zoom: float) -> int | None:
    """The closest circle within its reach of this point; where there are enough, the closest wherever it is."""
    if not len(centres):
        return None
    off = np.hypot(centres[:, 0] - at[0], centres[:, 1] - at[1])
    near = np.where(off * zoom < reach, off, np.inf) if len(centres) < MOST else off
    number = int(near.argmin())
    return number if near[number] < np.inf else None


def of_countries(counts: Mapping[str, int]) -> list[Counted]:
    """One place for each country, at its centre: what the world map counts."""
    by_code = atlas().by_code
    found = []
    for code, count in counts.items():
        at = by_code[code].centre if code in by_code else None
        found.append(Counted(Place(f"{code}:{COUNTRY}", code, "", at, "country"), count, ()))
    return sorted(found, key=lambda one: (-one.count, one.place.key))
