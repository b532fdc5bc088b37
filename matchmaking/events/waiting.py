"""What waits for an event's organisers, in their list of events. Rooms look only down, so each above adds its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from matchmaking.events.models import Event


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits in an event, in words, and the page to deal with it."""

    text: str
    url: str


Provider = Callable[[Sequence[Event], datetime], Mapping[int, Waiting]]
"""Given events and the time, by event id what waits there; as many queries for one event as for many."""

_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Show what `provider` finds in the list of an organiser's events. Called at import; may decorate."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def waiting(events: Sequence[Event], *, now: datetime) -> Mapping[int, Sequence[Waiting]]:
    """By event id, what waits in each of `events`, in the order of registration."""
    found = [provider(events, now) for provider in _providers] if events else []
    return {event.id: [each[event.id] for each in found if event.id in each] for event in events}
