"""Invitations as RFC 5546 has them: one attendee, one entry, asked for or called off."""

from __future__ import annotations

from datetime import datetime

from matchmaking.calendars.components import calendar, event, written
from matchmaking.calendars.entries import Entry
from matchmaking.calendars.text import address


def request(entry: Entry, *, now: datetime) -> bytes:
    """METHOD:REQUEST for the entry's attendee, stamped `now` (aware).

    Raises ValueError without organizer or attendee, for a cancelled entry, and for a naive `now`.
    """
    if entry.status == "cancelled":
        raise ValueError("a cancelled entry is called off, not asked for")
    return _invitation(entry, method="REQUEST", status=entry.status, now=now, RSVP="TRUE")


def cancellation(entry: Entry, *, now: datetime) -> bytes:
    """METHOD:CANCEL with STATUS:CANCELLED for the entry's attendee, stamped `now` (aware).

    The caller has raised `entry.sequence` above that of the last request. No RSVP: nothing is asked.
    Raises ValueError without organizer or attendee, and for a naive `now`.
    """
    return _invitation(entry, method="CANCEL", status="cancelled", now=now)


def _invitation(entry: Entry, *, method: str, status: str, now: datetime, **asked: str) -> bytes:
    if entry.organizer is None or entry.attendee is None:
        raise ValueError("an invitation needs an organizer and an attendee")
    component = event(entry, stamp=now, status=status)
    component["ATTENDEE"] = address(
        entry.attendee, CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT", PARTSTAT=entry.partstat, **asked
    )
    whole = calendar(method)
    whole.add_component(component)
    return written(whole)
