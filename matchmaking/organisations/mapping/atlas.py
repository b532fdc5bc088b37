"""The outlines of countries as `data/countries.json` holds them: Natural Earth's, in the public domain."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from matchmaking.organisations.mapping.projections import Point

LONGEST_STEP = 3
"""Degrees of longitude."""
TURNED = 180
"""A step of so many degrees goes the other way round the world."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A country's outline: rings of arcs, ~n being arc n backwards, the largest ring first."""

    code: str | None
    """Its ISO code; None for land whose state is disputed and has no code."""
    centre: Point
    """Longitude and latitude of the middle of its largest ring."""
    continent: str | None
    rings: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Atlas:
    """All countries, and the arcs that neighbours share."""

    arcs: tuple[tuple[Point, ...], ...]
    shapes: tuple[Shape, ...]
    by_code: Mapping[str, Shape]

    def ring(self, arcs: tuple[int, ...]) -> list[Point]:
        """The closed ring that these arcs make, in degrees."""
        return stitched(arcs, self.arcs)


def stitched(ring: tuple[int, ...], arcs: Sequence[tuple[Point, ...]]) -> list[Point]:
    """The points of `ring` one after the other, those in which two arcs meet once."""
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return points


@cache
def atlas() -> Atlas:
    """The countries, read once."""
    text = files("matchmaking.organisations").joinpath("data", "countries.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    shapes = tuple(
        Shape(
            shape["code"],
            (shape["centre"][0], shape["centre"][1]),
            shape["continent"],
            tuple(tuple(ring) for ring in shape["rings"]),
        )
        for shape in stored["shapes"]
    )
    arcs = tuple(_unpacked(arc, stored["grid"]) for arc in stored["arcs"])
    return Atlas(arcs, shapes, {shape.code: shape for shape in shapes if shape.code})


def _unpacked(numbers: list[int], grid: int) -> tuple[Point, ...]:
    x = y = 0
    points: list[Point] = []
    for place in range(0, len(numbers), 2):
        dx, dy = numbers[place], numbers[place + 1]
        # A border along a parallel is a curve on most maps: a long straight piece is told in steps.
        steps = 1 + int(abs(dx) / grid / LONGEST_STEP) if place and abs(dx) < grid * TURNED else 1
        points.extend(((x + dx * step / steps) / grid, (y + dy * step / steps) / grid) for step in range(1, steps + 1))
        x, y = x + dx, y + dy
    return tuple(points)
