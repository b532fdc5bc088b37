"""The rows of tabs inside an event: what the reader is there, and what waits for them.

Rooms look only down, so a room above adds what it knows by `register`. In templates:

    {% block event_nav %}
      {% set nav = event_navigation(event) %}
      {% if nav.roles %}{{ navigation.event_nav(event, 'setup', nav.counts, nav.roles) }}{% endif %}
    {% endblock %}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from matchmaking.accounts.models import Person
from matchmaking.events import queries
from matchmaking.events.models import Event


@dataclass(frozen=True, slots=True)
class EventNavigation:
    """What a reader is in an event. `counts`: what waits behind a tab, by its key (see macros/navigation.html)."""

    is_organiser: bool = False
    is_participant: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def roles(self) -> list[str]:
        """The rows to show, of "participant" and "organiser", in this order."""
        held = {"participant": self.is_participant, "organiser": self.is_organiser}
        return [role for role, holds in held.items() if holds]

    def including(self, *, is_participant: bool = False, counts: Mapping[str, int] | None = None) -> EventNavigation:
        """The same with what another room knows added."""
        return replace(
            self, is_participant=self.is_participant or is_participant, counts={**self.counts, **(counts or {})}
        )


Provider = Callable[[Event, Person, EventNavigation], EventNavigation]
"""Given an event, a signed-in person and what is known so far, gives `so_far.including(...)`."""

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Let `provider` add to every event's navigation from now on; rooms call it where their views are imported."""
    if provider not in _providers:
        _providers.append(provider)


def navigation(event: Event, person: Person | None) -> EventNavigation:
    """What `person` (None: a visitor) is in `event`, and what waits for them there."""
    if person is None:
        return EventNavigation()
    known = EventNavigation(is_organiser=queries.roles(event, person).is_organiser)
    for provider in _providers:
        known = provider(event, person, known)
    return known
