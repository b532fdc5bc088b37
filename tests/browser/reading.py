"""Calendars read by a second parser than the one that wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import vobject

from matchmaking.mail.delivered import Delivered


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """What another program makes of one VEVENT; the times as instants in UTC."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str


def read_calendar(text: str) -> tuple[str, list[CalendarEvent]]:
    """The METHOD and the events of an iCalendar text."""
    calendar = vobject.readOne(text)
    events = [
        CalendarEvent(
            event.uid.value,
            event.dtstart.value.astimezone(UTC),
            event.dtend.value.astimezone(UTC),
            event.summary.value,
            event.location.value,
        )
        for event in calendar.contents.get("vevent", [])
    ]
    return str(calendar.method.value), events


def attachments(mail: Delivered) -> dict[str, str]:
    """What is attached to `mail`, by file name."""
    whole = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(mail.path.read_bytes())
    return {
        part.get_filename() or "": part.get_payload(decode=True).decode()  # type: ignore[union-attr]  # a leaf has bytes
        for part in whole.iter_attachments()
    }
