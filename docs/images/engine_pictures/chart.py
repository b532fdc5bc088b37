"""Axes, and values on them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine_pictures.paper import INK, RULE, SOFT, Paper

Span = tuple[float, float]

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Chart:
    """A field of a paper: its edges in pixels, and what they stand for. `growing`: equal steps across are factors."""

    paper: Paper
    left: float
    top: float
    right: float
    bottom: float
    across: Span
    up: Span
    growing: bool = False

    def x(self, value: float) -> float:
        """Where a value stands across."""
        low, high = self.across
        if self.growing:
            value, low, high = math.log(value), math.log(low), math.log(high)
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Where a value stands upright."""
        low, high = self.up
        return self.bottom - (value - low) / (high - low) * (self.bottom - self.top)

    def points(self, values: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """Where pairs of values stand."""
        return [(self.x(a), self.y(b)) for a, b in values]

    def rows(self, ticks: Sequence[tuple[float, str]]) -> None:
        """Lines across, each with its words at the left."""
        for value, said in ticks:
            self.paper.line(self.left, self.y(value), self.right, self.y(value), color=RULE)
            self.paper.text(self.left - 10, self.y(value) + 4, said, size=12, color=SOFT, anchor="end")

    def columns(self, ticks: Sequence[tuple[float, str]], below: str) -> None:
        """Words below, and what they count."""
        self.paper.line(self.left, self.bottom, self.right, self.bottom, color=SOFT)
        for value, said in ticks:
            self.paper.line(self.x(value), self.bottom, self.x(value), self.bottom + 5, color=SOFT)
            self.paper.text(self.x(value), self.bottom + 20, said, size=12, color=SOFT, anchor="middle")
        self.paper.text((self.left + self.right) / 2, self.bottom + 42, below, size=12.5, color=INK, anchor="middle")


def counted(number: int) -> str:
    """In words of a few signs: 1,200 or 3 million."""
    return f"{number // MILLION} million" if number >= MILLION else f"{number:,}"


def tersely(values: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """The points at which the value changes, and the last."""
    kept = [(float(a), float(b)) for a, b in values[:1]]
    for a, b in values[1:]:
        if b != kept[-1][1]:
            kept.append((float(a), float(b)))
    return [*kept, (float(values[-1][0]), float(values[-1][1]))]
