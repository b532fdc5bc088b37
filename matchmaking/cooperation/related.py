"""What rooms above have to show on the pages of a country or a partnership: its events, say.

Rooms look only down, so each registers a `Panel` where its views are imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matchmaking.cooperation.models import Partnership


def nothing(_subject: Any, _now: datetime) -> None:
    """What a panel shows on the pages that it has no part in."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page: `template` is included with what `of_country` or `of_partnership` gives.

    Both get `now`; None shows nothing.
    """

    name: str
    template: str
    of_country: Callable[[str, datetime], Mapping[str, Any] | None] = nothing
    of_partnership: Callable[[Partnership, datetime], Mapping[str, Any] | None] = nothing


_panels: dict[str, Panel] = {}
ORDER = ("partnerships", "agreements", "stories", "events", "news", "contact-points", "organisations")
"""The names of the panels as they follow each other on a page; any other comes after them."""


def register(panel: Panel) -> None:
    """Show `panel` from now on; one of the same name takes the place of the one before."""
    _panels[panel.name] = panel


def of_country(code: str, now: datetime) -> list[tuple[str, Mapping[str, Any]]]:
    """Templates with their values, for the page of the country."""
    return _shown((panel.template, panel.of_country(code, now)) for panel in _ordered())


def of_partnership(partnership: Partnership, now: datetime) -> list[tuple[str, Mapping[str, Any]]]:
    """Templates with their values, for the page of the partnership."""
    return _shown((panel.template, panel.of_partnership(partnership, now)) for panel in _ordered())


def _ordered() -> list[Panel]:
    places = {name: place for place, name in enumerate(ORDER)}
    return sorted(_panels.values(), key=lambda panel: places.get(panel.name, len(ORDER)))


def _shown(panels: Any) -> list[tuple[str, Mapping[str, Any]]]:
    return [(template, values) for template, values in panels if values is not None]
