"""A sheet to draw on: plain SVG with a background of its own, so that it reads the same on light and dark pages."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Literal

PAGE, CARD, SUNKEN = "#fcfcfa", "#ffffff", "#f0f2ee"
INK, SOFT, RULE = "#16201f", "#53605d", "#d5d9d3"
ACCENT, ACCENT_MID, ACCENT_PALE = "#0b5961", "#5f9a9c", "#d5e7e6"
WAITING, WAITING_MID, WAITING_PALE = "#8a5a00", "#d9a441", "#f8edd6"

FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif"

Anchor = Literal["start", "middle", "end"]


class Paper:
    """A picture of so many pixels. `title` and `description` are read out to who cannot see it."""

    def __init__(self, width: int, height: int, title: str, description: str) -> None:
        self.width, self.height = width, height
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" font-family="{FAMILY}" '
            'style="font-variant-numeric: tabular-nums">'
        )
        self._parts = [opening, f"<title>{escape(title)}</title>", f"<desc>{escape(description)}</desc>"]
        self.box(0.5, 0.5, width - 1, height - 1, fill=PAGE, stroke=RULE, radius=10)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "none",
        stroke: str = "none",
        radius: float = 0,
        thick: float = 1,
        dash: str = "",
    ) -> None:
        """A rectangle from its upper left corner."""
        self._add(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="{_n(radius)}" '
            f'fill="{fill}" stroke="{stroke}" stroke-width="{_n(thick)}"{_dash(dash)}/>'
        )

    def line(
        self, x: float, y: float, to_x: float, to_y: float, *, color: str = RULE, thick: float = 1, dash: str = ""
    ) -> None:
        """A straight line."""
        self._add(
            f'<line x1="{_n(x)}" y1="{_n(y)}" x2="{_n(to_x)}" y2="{_n(to_y)}" stroke="{color}" '
            f'stroke-width="{_n(thick)}" stroke-linecap="round"{_dash(dash)}/>'
        )

    def path(self, d: str, *, color: str = "none", thick: float = 1.5, fill: str = "none", dash: str = "") -> None:
        """What the path data say."""
        self._add(
            f'<path d="{d}" fill="{fill}" stroke="{color}" stroke-width="{_n(thick)}" stroke-linejoin="round" '
            f'stroke-linecap="round"{_dash(dash)}/>'
        )

    def arrow(self, points: list[tuple[float, float]], *, color: str = SOFT, thick: float = 1.5) -> None:
        """A line through the points with a head at its end; its last stretch is level or upright."""
        (x, y), (tip_x, tip_y) = points[-2], points[-1]
        dx, dy = _sign(tip_x - x), _sign(tip_y - y)
        end = (tip_x - 5 * dx, tip_y - 5 * dy)
        self.path(path_through([*points[:-1], end]), color=color, thick=thick)
        sides = [(tip_x - 8 * dx - 4.5 * dy, tip_y - 8 * dy - 4.5 * dx)]
        sides.append((tip_x - 8 * dx + 4.5 * dy, tip_y - 8 * dy + 4.5 * dx))
        self.path(path_through([sides[0], (tip_x, tip_y), sides[1]]) + "Z", fill=color)

    def dot(self, x: float, y: float, radius: float, *, fill: str = ACCENT, stroke: str = "none") -> None:
        """A filled circle."""
        self._add(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}" stroke="{stroke}" stroke-width="1.5"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        said: str,
        *,
        size: float = 13,
        color: str = INK,
        anchor: Anchor = "start",
        weight: int = 400,
    ) -> None:
        """Words on a base line."""
        self._add(
            f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" fill="{color}" text-anchor="{anchor}" '
            f'font-weight="{weight}">{escape(said)}</text>'
        )

    def heading(self, said: str, below: str = "") -> None:
        """What the picture shows, at its top."""
        self.text(28, 38, said, size=17, weight=650)
        if below:
            self.text(28, 60, below, size=13, color=SOFT)

    def write(self, path: Path) -> None:
        """Into a file."""
        path.write_text("\n".join([*self._parts, "</svg>"]) + "\n", encoding="utf-8")

    def _add(self, part: str) -> None:
        self._parts.append(part)


def path_through(points: list[tuple[float, float]]) -> str:
    """Path data: straight from point to point."""
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def stairs(points: list[tuple[float, float]]) -> str:
    """Path data: level until the next point, then up or down to it."""
    corners = points[:1]
    for x, y in points[1:]:
        corners += [(x, corners[-1][1]), (x, y)]
    return path_through(corners)


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _dash(dash: str) -> str:
    return f' stroke-dasharray="{dash}"' if dash else ""
