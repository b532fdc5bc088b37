from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import vobject

from matchmaking.calendars.entries import Entry
from matchmaking.calendars.feeds import Feed, publish
from tests.unit.calendars.samples import MEETING, NOW, anatomy

LATER = replace(
    MEETING, uid="meeting-8@matchmaking.example", starts_at=NOW + timedelta(days=60), ends_at=None, organizer=None
)
CANCELLED = replace(MEETING, status="cancelled", changed_at=NOW)


def feed(*entries: Entry, now: datetime = NOW) -> Feed:
    return publish("My agenda", entries, calendar_uid="agenda-5@matchmaking.example", now=now)


def test_a_feed_is_written_to_the_byte() -> None:
    bare = replace(MEETING, description="", location="", url="", organizer=None, categories=())
    published = publish(
        "My agenda, Montréal",
        [bare],
        calendar_uid="agenda-5@matchmaking.example",
        now=NOW,
        description="All meetings",
        url="https://matchmaking.example/agenda",
        colour="teal",
    )
    expected = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Matchmaking//Matchmaking//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
DESCRIPTION:All meetings
X-WR-CALDESC:All meetings
NAME:My agenda\\, Montréal
X-WR-CALNAME:My agenda\\, Montréal
COLOR:teal
REFRESH-INTERVAL;VALUE=DURATION:PT1H
UID:agenda-5@matchmaking.example
URL:https://matchmaking.example/agenda
X-PUBLISHED-TTL:PT1H
BEGIN:VEVENT
SUMMARY:Skywin and Aéro Montréal
DTSTART:20270310T142000Z
DTEND:20270310T144000Z
DTSTAMP:20270131T170509Z
UID:meeting-7@matchmaking.example
SEQUENCE:2
LAST-MODIFIED:20270131T170509Z
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
"""
    assert published.body.decode() == expected.replace("\n", "\r\n")


def test_a_feed_names_no_attendee() -> None:
    assert [line for line in anatomy(feed(MEETING).body) if line.startswith("ATTENDEE")] == []


def test_the_same_entries_in_any_order_at_any_time_are_the_same_feed() -> None:
    assert feed(MEETING, LATER) == feed(LATER, MEETING, now=NOW + timedelta(days=3))


def test_the_etag_changes_with_the_content() -> None:
    etags = {
        feed(entry).etag for entry in (MEETING, replace(MEETING, sequence=3), replace(MEETING, location="Table 4"))
    }
    assert len(etags) == 3


def test_last_modified_is_the_latest_change() -> None:
    changed = replace(LATER, changed_at=datetime(2027, 2, 1, 8, 29, 59, 700000, tzinfo=UTC))
    assert feed(MEETING, changed).last_modified == datetime(2027, 2, 1, 8, 29, 59, tzinfo=UTC)


def test_an_empty_feed_was_modified_now_since_nothing_tells_when_it_became_so() -> None:
    assert feed().last_modified == NOW
    assert feed().etag == feed(now=NOW + timedelta(hours=1)).etag


def test_a_cancelled_entry_stays_two_weeks_and_then_goes() -> None:
    last_moment = NOW + timedelta(days=14) - timedelta(seconds=1)
    shown = feed(CANCELLED, now=last_moment)
    (event,) = icalendar.Calendar.from_ical(shown.body).events
    assert str(event["STATUS"]) == "CANCELLED"

    gone = feed(CANCELLED, now=NOW + timedelta(days=14))
    assert icalendar.Calendar.from_ical(gone.body).events == []
    assert gone.etag != shown.etag
    assert gone.last_modified == NOW + timedelta(days=14)


def test_an_entry_without_end_has_no_dtend_and_both_readers_take_it() -> None:
    body = feed(LATER).body
    assert [line for line in anatomy(body) if line in ("DTEND", "DURATION")] == []
    (event,) = icalendar.Calendar.from_ical(body).events
    assert (event.start, event.end) == (LATER.starts_at, LATER.starts_at)
    vevent = vobject.readOne(body.decode()).vevent
    assert vevent.dtstart.value == LATER.starts_at
    assert vevent.contents.get("dtend") is None


def test_a_feed_of_two_is_read_by_vobject() -> None:
    calendar = vobject.readOne(feed(LATER, MEETING).body.decode())
    assert [event.uid.value for event in calendar.vevent_list] == [MEETING.uid, LATER.uid]
    assert calendar.contents["x-wr-calname"][0].value == "My agenda"


def test_two_entries_with_one_uid_are_refused() -> None:
    with pytest.raises(ValueError, match="share a uid"):
        feed(MEETING, replace(LATER, uid=MEETING.uid))


def test_a_colour_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        publish("x", [], calendar_uid="x", now=NOW, colour="#0a7")


def test_a_feed_at_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        feed(now=datetime(2027, 2, 1))  # noqa: DTZ001 - naive is what is refused
