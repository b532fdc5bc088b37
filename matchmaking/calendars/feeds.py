"""Calendars to subscribe to: the same content gives the same bytes, whenever it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from icalendar.prop import vDuration

from matchmaking.calendars.components import calendar, event, written
from matchmaking.calendars.entries import Entry, instant
from matchmaking.calendars.text import many_lines, one_line, web_address

REFRESH = timedelta(hours=1)
CANCELLED_STAYS = timedelta(days=14)
"""How long a cancelled entry is still shown, so that every subscriber's calendar has learnt of it."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's bytes and what HTTP says about them. `etag` stands without its quotes."""

    body: bytes
    etag: str
    last_modified: datetime


def publish(
    name: str,
    entries: Iterable[Entry],
    *,
    calendar_uid: str,
    now: datetime,
    description: str = "",
    url: str = "",
    colour: str | None = None,
) -> Feed:
    """METHOD:PUBLISH of `entries`, without attendees, in order of time.

    `now` (aware) only decides which cancelled entries are still shown. `colour` is a CSS3 colour's name.
    `last_modified` is the latest change that the entries show (to the second), or `now` where no entry
    tells. Raises ValueError where two entries share a uid, for a bad colour and for a naive `now`.
    """
    now = instant(now)
    ordered = sorted(entries, key=lambda entry: (entry.starts_at, entry.uid))
    if len({entry.uid for entry in ordered}) < len(ordered):
        raise ValueError("two entries of a feed share a uid")
    whole = calendar("PUBLISH")
    whole["UID"] = one_line(calendar_uid)
    for key in ("NAME", "X-WR-CALNAME"):
        whole[key] = one_line(name)
    if description.strip():
        for key in ("DESCRIPTION", "X-WR-CALDESC"):
            whole[key] = many_lines(description)
    if url:
        whole["URL"] = web_address(url)
    if colour is not None:
        if not re.fullmatch("[a-z]+", colour):
            raise ValueError(f"{colour!r} is not a colour's CSS3 name")
        whole["COLOR"] = one_line(colour)
    interval = vDuration(REFRESH)
    interval.params["VALUE"] = "DURATION"  # icalendar 7.3's own refresh_interval leaves it out
    whole["REFRESH-INTERVAL"] = interval
    whole["X-PUBLISHED-TTL"] = vDuration(REFRESH)
    for entry in ordered:
        if not _gone(entry, now):
            whole.add_component(event(entry, stamp=entry.changed_at, status=entry.status))
    body = written(whole)
    return Feed(body, sha256(body).hexdigest()[:32], _last_modified(ordered, now))


def _gone(entry: Entry, now: datetime) -> bool:
    return entry.status == "cancelled" and now >= instant(entry.changed_at) + CANCELLED_STAYS


def _last_modified(entries: list[Entry], now: datetime) -> datetime:
    """An entry that has gone changed the feed when it went."""
    changes = (instant(entry.changed_at) + (CANCELLED_STAYS if _gone(entry, now) else timedelta()) for entry in entries)
    return min(now, max(changes, default=now))
