"""Which part of a drawing is looked at: told by the address, so that it can be moved without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matchmaking.organisations.mapping.areas import Area

STEP = 2
CLOSEST = 8
PART = 0.4
"""How much of what is seen a step to a side moves."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """What is seen of a drawing of `width` x `height` units: `zoom` times closer, around `x`, `y`."""

    zoom: int
    x: float
    y: float
    width: int
    height: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, width and height, for SVG."""
        wide, high = self.width / self.zoom, self.height / self.zoom
        return round(self.x - wide / 2), round(self.y - high / 2), round(wide), round(high)

    @property
    def args(self) -> dict[str, str]:
        """The query string's part that leads here; nothing for the whole drawing."""
        return {"zoom": str(self.zoom), "at": f"{self.x:.0f},{self.y:.0f}"} if self.zoom > 1 else {}

    def closer(self, at: tuple[float, float] | None = None) -> Viewport | None:
        """One step closer, around `at` where it is given; None where it is closest already."""
        x, y = at or (self.x, self.y)
        return self.at(self.zoom * STEP, x, y) if self.zoom < CLOSEST else None

    def farther(self) -> Viewport | None:
        """One step back; None where all is seen."""
        return self.at(self.zoom // STEP, self.x, self.y) if self.zoom > 1 else None

    def moved(self, right: int, down: int) -> Viewport | None:
        """A step to a side; None where the drawing ends."""
        x = self.x + right * PART * self.width / self.zoom
        y = self.y + down * PART * self.height / self.zoom
        there = self.at(self.zoom, x, y)
        return there if (there.x, there.y) != (self.x, self.y) else None

    def at(self, zoom: int, x: float, y: float) -> Viewport:
        """What is seen `zoom` times closer around this point, or as near to it as the drawing's sides allow."""
        half_wide, half_high = self.width / zoom / 2, self.height / zoom / 2
        return Viewport(
            zoom,
            min(max(x, half_wide), self.width - half_wide),
            min(max(y, half_high), self.height - half_high),
            self.width,
            self.height,
        )


def viewport_from(args: Mapping[str, Any], area: Area) -> Viewport:
    """What a query string asks for: the whole drawing where it asks for nothing that there is."""
    whole = Viewport(1, area.width / 2, area.height / 2, area.width, area.height)
    wanted = args.get("zoom", "")
    if wanted not in {str(STEP**power) for power in range(1, 4)}:
        return whole
    x, _comma, y = str(args.get("at", ""))[:20].partition(",")
    try:
        return whole.at(int(wanted), float(int(x)), float(int(y)))
    except ValueError:
        return whole.at(int(wanted), whole.x, whole.y)
