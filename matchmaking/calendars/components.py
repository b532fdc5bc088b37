"""The parts that invitations and feeds share: the calendar's head and one VEVENT."""

from __future__ import annotations

from datetime import datetime

from icalendar import Calendar, Event
from icalendar.prop import vCategory, vDatetime

from matchmaking.calendars.entries import Entry, instant
from matchmaking.calendars.text import address, many_lines, one_line, web_address

PRODID = "-//Matchmaking//Matchmaking//EN"


def calendar(method: str) -> Calendar:
    """An empty VCALENDAR with METHOD and without a UID of its own."""
    component = Calendar()
    component.add("VERSION", "2.0")
    component.add("PRODID", PRODID)
    component.add("CALSCALE", "GREGORIAN")
    component.add("METHOD", method)
    return component


def written(whole: Calendar) -> bytes:
    """The calendar's text: UTF-8, CRLF, folded at 75 octets, in an order that does not vary."""
    text: bytes = whole.to_ical()
    return text


def event(entry: Entry, *, stamp: datetime, status: str) -> Event:
    """The VEVENT of `entry` without people; `stamp` becomes DTSTAMP. All times are in UTC.

    Without an end there is no DTEND: by RFC 5545 3.6.1 such an event ends when it starts.
    """
    component = Event()
    component["UID"] = one_line(entry.uid)
    component.add("SEQUENCE", entry.sequence)
    component["DTSTAMP"] = vDatetime(instant(stamp))
    component["LAST-MODIFIED"] = vDatetime(instant(entry.changed_at))
    component["DTSTART"] = vDatetime(instant(entry.starts_at))
    if entry.ends_at is not None:
        component["DTEND"] = vDatetime(instant(entry.ends_at))
    component["SUMMARY"] = one_line(entry.summary)
    component["STATUS"] = one_line(status.upper())
    if entry.description.strip():
        component["DESCRIPTION"] = many_lines(entry.description)
    if entry.location.strip():
        component["LOCATION"] = one_line(entry.location)
    if entry.url:
        component["URL"] = web_address(entry.url)
    categories: list[str] = [one_line(category) for category in entry.categories if category.strip()]
    if categories:
        component["CATEGORIES"] = vCategory(categories)
    if entry.organizer is not None:
        component["ORGANIZER"] = address(entry.organizer)
    return component
