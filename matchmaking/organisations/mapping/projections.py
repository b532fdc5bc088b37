"""From the globe to the plane. Both projections keep areas: a country looks as large as it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

Point = tuple[float, float]

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2
_FARTHEST = math.radians(150)
"""Nearer the other side of the world, an azimuthal map tears shapes apart."""


class Projection(Protocol):
    """Longitude and latitude in degrees become x to the right and y downwards, in radii of the globe."""

    def __call__(self, lon: float, lat: float) -> Point | None:
        """None where the projection has no sensible place for it."""


@dataclass(frozen=True, slots=True)
class EqualEarth:
    """The whole world (Šavrič, Patterson and Jenny, 2018)."""

    def __call__(self, lon: float, lat: float) -> Point | None:
        t = math.asin(_M * math.sin(math.radians(lat)))
        square = t * t
        sixth = square**3
        x = math.radians(lon) * math.cos(t) / (_M * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)))
        y = t * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
        return x, -y


@dataclass(frozen=True, slots=True)
class AzimuthalEqualArea:
    """A part of the world around a centre (Lambert, 1772), with north upwards there."""

    lon: float
    lat: float

    def __call__(self, lon: float, lat: float) -> Point | None:
        along, up, middle = math.radians(lon - self.lon), math.radians(lat), math.radians(self.lat)
        cosine = math.sin(middle) * math.sin(up) + math.cos(middle) * math.cos(up) * math.cos(along)
        if math.acos(max(-1.0, min(1.0, cosine))) > _FARTHEST:
            return None
        scale = math.sqrt(2 / (1 + cosine))
        x = scale * math.cos(up) * math.sin(along)
        y = scale * (math.cos(middle) * math.sin(up) - math.sin(middle) * math.cos(up) * math.cos(along))
        return x, -y
