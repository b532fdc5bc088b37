"""Rooms above hang things on an event's slots, tables and state; here they say what would be lost, and let go.

Rooms look only down, so each registers a `Dependant` where its views are imported.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from matchmaking.accounts.models import Person
from matchmaking.events.models import Event


class Dependant:
    """What one room hangs on events; override what applies. All are called inside the organiser's transaction."""

    def lost_with(self, event: Event, *, slots: Collection[int], tables: Collection[int]) -> list[str]:  # noqa: ARG002 -- most override only some
        """Sentences that tell what is lost when these slots and tables (by id) go."""
        return []

    def let_go(self, event: Event, *, slots: Collection[int], tables: Collection[int], now: datetime) -> None:
        """Remove what refers to these slots and tables, which are deleted next."""

    def lost_by_cancelling(self, event: Event) -> list[str]:  # noqa: ARG002 -- as above
        """Sentences that tell what happens when the event is cancelled."""
        return []

    def cancelled(self, event: Event, *, actor: Person, now: datetime) -> None:
        """The event has been cancelled."""


_dependants: list[Dependant] = []


def register(dependant: Dependant) -> None:
    """Ask `dependant` from now on."""
    if not any(type(known) is type(dependant) for known in _dependants):
        _dependants.append(dependant)


def unregister(dependant: Dependant) -> None:
    """Ask `dependant` no more."""
    _dependants.remove(dependant)


def lost_with(event: Event, *, slots: Collection[int] = (), tables: Collection[int] = ()) -> list[str]:
    """What every room would lose with these slots and tables, as sentences."""
    if not slots and not tables:
        return []
    return [line for known in _dependants for line in known.lost_with(event, slots=slots, tables=tables)]


def let_go(event: Event, *, slots: Collection[int] = (), tables: Collection[int] = (), now: datetime) -> None:
    """Let every room remove what refers to these slots and tables."""
    if slots or tables:
        for known in _dependants:
            known.let_go(event, slots=slots, tables=tables, now=now)


def lost_by_cancelling(event: Event) -> list[str]:
    """What cancelling the event does in every room, as sentences."""
    return [line for known in _dependants for line in known.lost_by_cancelling(event)]


def cancelled(event: Event, *, actor: Person, now: datetime) -> None:
    """Tell every room that the event has been cancelled."""
    for known in _dependants:
        known.cancelled(event, actor=actor, now=now)
