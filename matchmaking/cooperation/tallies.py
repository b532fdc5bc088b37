"""What each country has to show, counted: the columns of the list of countries.

Rooms look only down, so each room above registers a `Tally` where its views are imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Tally:
    """A column: its name, its title (a lazy text), and how many there are by ISO code.

    A country that is missing has none. `order` places the column.
    """

    name: str
    title: Any
    of: Callable[[datetime], Mapping[str, int]]
    order: int = 0


_tallies: dict[str, Tally] = {}


def register(tally: Tally) -> None:
    """Count `tally` from now on; one of the same name takes the place of the one before."""
    _tallies[tally.name] = tally


def tallies() -> list[Tally]:
    """All that is counted, in the order of the columns."""
    return sorted(_tallies.values(), key=lambda tally: (tally.order, tally.name))
