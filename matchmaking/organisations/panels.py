"""What rooms above have to show on an organisation's page: its partnerships, agreements, stories.

Rooms look only down, so each registers a `Panel` where its views are imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matchmaking.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page: `template` is included with what `of` gives for the organisation; None shows nothing."""

    name: str
    template: str
    of: Callable[[Organisation], Mapping[str, Any] | None]


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Show `panel` from now on; one of the same name takes the place of the one before."""
    _panels[panel.name] = panel


def panels_of(organisation: Organisation) -> list[tuple[str, Mapping[str, Any]]]:
    """Templates with their values, in the order of registration."""
    shown = ((panel.template, panel.of(organisation)) for panel in _panels.values())
    return [(template, values) for template, values in shown if values is not None]
