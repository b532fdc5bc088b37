"""What rooms above hang on a registration. They look down, so they say so here instead of being called.

A follower is told inside the transaction of the use case; what it does is part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from matchmaking.accounts.models import Person
from matchmaking.registrations.models import Registration


@dataclass(frozen=True, slots=True)
class Stake:
    """What would be lost if a registration ended. `meetings`: with whom, by the slot's id."""

    requests: int = 0
    meetings: Mapping[int, str] = field(default_factory=dict)

    def __add__(self, other: Stake) -> Stake:
        return Stake(self.requests + other.requests, {**self.meetings, **other.meetings})


class Follower(Protocol):
    """A room above."""

    def stake(self, registration: Registration, *, after: datetime | None) -> Stake:
        """What of this room hangs on `registration`; of its meetings, those that begin later than `after`."""

    def end(self, registration: Registration, *, actor: Person, now: datetime) -> None:
        """`registration` has just been cancelled: end what hangs on it, and tell the others concerned."""


_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Let `follower` take part from now on. Rooms call it once, where their views are imported."""
    _followers.append(follower)


def stake(registration: Registration, *, after: datetime | None = None) -> Stake:
    """All that hangs on `registration`; of its meetings, those that begin later than `after`, else all."""
    return sum((follower.stake(registration, after=after) for follower in _followers), start=Stake())


def end(registration: Registration, *, actor: Person, now: datetime) -> None:
    """Tell every follower that `registration` has been cancelled."""
    for follower in _followers:
        follower.end(registration, actor=actor, now=now)
