"""What waits for an administrator. Rooms look only down, so each room above adds its own by `register`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of thing that waits: its name ("Profiles to publish"), how many, and the page to deal with them."""

    label: str
    count: int
    url: str


_providers: list[Callable[[], Waiting]] = []


def register(provider: Callable[[], Waiting]) -> Callable[[], Waiting]:
    """Show what `provider` finds on the administrator's overview. Called at import; may decorate."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def waiting() -> list[Waiting]:
    """Everything that can wait, in the order of registration, zeros included."""
    return [provider() for provider in _providers]
