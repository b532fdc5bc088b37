"""What a calendar shows, as plain values: people and entries, checked once when they are made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

Status = Literal["confirmed", "tentative", "cancelled"]
Partstat = Literal["NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"]

# What may stand before the @ without quotes (RFC 5322 dot-atom), and host names as DNS carries them.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")


@dataclass(frozen=True, slots=True)
class Person:
    """A name as people write it (may be empty) and an e-mail address.

    A host outside ASCII is kept in the form that mail carries (`xn--...`). Raises ValueError where the
    address is not one that a plain SMTP server takes.
    """

    name: str
    email: str

    def __post_init__(self) -> None:
        local, at, host = self.email.rpartition("@")
        try:
            carried = host.encode("idna").decode("ascii")
        except UnicodeError:
            carried = ""
        if not (at and _LOCAL.fullmatch(local) and _HOST.fullmatch(carried)):
            raise ValueError(f"{self.email!r} is not an e-mail address that can be written to")
        object.__setattr__(self, "email", f"{local}@{carried}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar. Times are aware and mean the instant; they are written in UTC.

    `uid` never changes and is the same on every channel; `sequence` rises when time, place or status
    changes; `changed_at` is when the entry last changed. `ends_at=None` means that no end is known.
    Raises ValueError for a naive time, an end before the start, an empty uid or a negative sequence.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime | None
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    status: Status = "confirmed"
    organizer: Person | None = None
    attendee: Person | None = None
    partstat: Partstat = "NEEDS-ACTION"
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        instant(self.changed_at)
        starts = instant(self.starts_at)
        if self.ends_at is not None and instant(self.ends_at) < starts:
            raise ValueError("an entry ends before it starts")
        if not self.uid.strip():
            raise ValueError("an entry needs a uid")
        if self.sequence < 0:
            raise ValueError("a sequence counts from 0")
        if self.status not in get_args(Status):
            raise ValueError(f"{self.status!r} is not a status")
        if self.partstat not in get_args(Partstat):
            raise ValueError(f"{self.partstat!r} is not an answer to an invitation")


def instant(moment: datetime) -> datetime:
    """`moment` in UTC, to the second. Raises ValueError for a naive time, which means no instant."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC).replace(microsecond=0)
