"""From the globe to the plane. Both projections keep areas: a country looks as large as it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Numbers = NDArray[np.float64]

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2
_FARTHEST = math.cos(math.radians(150))
"""Nearer the other side of the world, an azimuthal map tears shapes apart."""


class Projection(Protocol):
    """Longitudes and latitudes in degrees become x to the right and y downwards, in radii of the globe."""

    def __call__(self, lon: Any, lat: Any) -> tuple[Numbers, Numbers]:
        """Of numbers or arrays of them; NaN where the projection has no sensible place."""


@dataclass(frozen=True, slots=True)
class EqualEarth:
    """The whole world (Šavrič, Patterson and Jenny, 2018)."""

    def __call__(self, lon: Any, lat: Any) -> tuple[Numbers, Numbers]:
        t = np.arcsin(_M * np.sin(np.radians(lat)))
        square = t * t
        sixth = square**3
        slope = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
        x = np.radians(lon) * np.cos(t) / (_M * slope)
        return x, -t * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


@dataclass(frozen=True, slots=True)
class AzimuthalEqualArea:
    """A part of the world around a centre (Lambert, 1772), with north upwards there."""

    lon: float
    lat: float

    def __call__(self, lon: Any, lat: Any) -> tuple[Numbers, Numbers]:
        along, up, middle = np.radians(np.subtract(lon, self.lon)), np.radians(lat), math.radians(self.lat)
        cosine = math.sin(middle) * np.sin(up) + math.cos(middle) * np.cos(up) * np.cos(along)
        near = np.where(cosine > _FARTHEST, cosine, np.nan)
        scale = np.sqrt(2 / (1 + near))
        x = scale * np.cos(up) * np.sin(along)
        return x, -scale * (math.cos(middle) * np.sin(up) - math.sin(middle) * np.cos(up) * np.cos(along))
