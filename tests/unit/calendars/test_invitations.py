from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from matchmaking.calendars.invitations import cancellation, request
from tests.unit.calendars.samples import MEETING, NOW

REQUEST = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Matchmaking//Matchmaking//EN
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Skywin and Aéro Montréal
DTSTART:20270310T142000Z
DTEND:20270310T144000Z
DTSTAMP:20270201T083000Z
UID:meeting-7@matchmaking.example
SEQUENCE:2
ATTENDEE;CN="International relations, Skywin";CUTYPE=INDIVIDUAL;PARTSTAT=N
 EEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:international@skywin.exa
 mple
CATEGORIES:Aerospace\\, space,B2B
DESCRIPTION:Wed 10 March 2027\\, 09:20-09:40 (Montréal)\\, 15:20 in Brussel
 s\\nTable 3\\; bring C:\\\\New
LAST-MODIFIED:20270131T170509Z
LOCATION:Table 3\\, Palais des congrès
ORGANIZER;CN="EU-Canada Cluster Matchmaking":mailto:meetings@matchmaking.e
 xample
STATUS:CONFIRMED
URL:https://matchmaking.example/meetings/7?from=mail
END:VEVENT
END:VCALENDAR
"""


def test_a_request_is_written_to_the_byte() -> None:
    assert request(MEETING, now=NOW).decode() == REQUEST.replace("\n", "\r\n")


def test_a_time_given_in_another_zone_is_written_in_utc() -> None:
    montreal = ZoneInfo("America/Toronto")
    assert MEETING.ends_at is not None
    local = replace(
        MEETING, starts_at=MEETING.starts_at.astimezone(montreal), ends_at=MEETING.ends_at.astimezone(montreal)
    )
    assert request(local, now=NOW.astimezone(montreal)) == request(MEETING, now=NOW)


def test_a_cancellation_keeps_the_uid_asks_nothing_and_is_cancelled() -> None:
    dropped = cancellation(replace(MEETING, sequence=3), now=NOW).decode()
    expected = (
        REQUEST.replace("METHOD:REQUEST", "METHOD:CANCEL")
        .replace("SEQUENCE:2", "SEQUENCE:3")
        .replace("STATUS:CONFIRMED", "STATUS:CANCELLED")
        .replace(
            "ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:international@skywin.exa\n mple",
            "ROLE=REQ-PARTICIPANT:mailto:international@skywin.example",
        )
    )
    assert dropped == expected.replace("\n", "\r\n")


def test_a_request_is_read_by_icalendar_as_it_was_meant() -> None:
    calendar = icalendar.Calendar.from_ical(request(MEETING, now=NOW))
    (event,) = calendar.events
    assert (str(calendar["METHOD"]), str(event["UID"]), event["SEQUENCE"]) == ("REQUEST", MEETING.uid, 2)
    assert (event.start, event.end, event.DTSTAMP) == (MEETING.starts_at, MEETING.ends_at, NOW)
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (MEETING.summary, MEETING.description)
    assert (str(event["LOCATION"]), str(event["URL"])) == (MEETING.location, MEETING.url)
    assert tuple(event.categories) == MEETING.categories
    assert event["ATTENDEE"] == "mailto:international@skywin.example"
    assert dict(event["ATTENDEE"].params) == {
        "CN": "International relations, Skywin",
        "CUTYPE": "INDIVIDUAL",
        "PARTSTAT": "NEEDS-ACTION",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "TRUE",
    }
    assert event["ORGANIZER"] == "mailto:meetings@matchmaking.example"


def test_a_request_is_read_by_vobject_as_it_was_meant() -> None:
    calendar = vobject.readOne(request(MEETING, now=NOW).decode())
    event = calendar.vevent
    assert (calendar.method.value, event.uid.value, event.sequence.value) == ("REQUEST", MEETING.uid, "2")
    assert (event.dtstart.value, event.dtend.value) == (MEETING.starts_at, MEETING.ends_at)
    assert (event.summary.value, event.description.value) == (MEETING.summary, MEETING.description)
    assert event.attendee.value == "mailto:international@skywin.example"
    assert event.attendee.params == {
        "CN": ["International relations, Skywin"],
        "CUTYPE": ["INDIVIDUAL"],
        "PARTSTAT": ["NEEDS-ACTION"],
        "ROLE": ["REQ-PARTICIPANT"],
        "RSVP": ["TRUE"],
    }


def test_a_request_without_organizer_or_attendee_is_refused() -> None:
    for entry in (replace(MEETING, organizer=None), replace(MEETING, attendee=None)):
        with pytest.raises(ValueError, match="an organizer and an attendee"):
            request(entry, now=NOW)
        with pytest.raises(ValueError, match="an organizer and an attendee"):
            cancellation(entry, now=NOW)


def test_a_request_for_a_cancelled_entry_is_refused() -> None:
    with pytest.raises(ValueError, match="called off"):
        request(replace(MEETING, status="cancelled"), now=NOW)


def test_a_naive_now_is_refused() -> None:
    naive = datetime(2027, 2, 1, 8, 30)  # noqa: DTZ001 - naive is what is refused
    with pytest.raises(ValueError, match="no time zone"):
        request(MEETING, now=naive)
    with pytest.raises(ValueError, match="no time zone"):
        cancellation(MEETING, now=naive)


def test_a_link_that_is_no_web_address_is_refused() -> None:
    with pytest.raises(ValueError, match="not a web address"):
        request(replace(MEETING, url="javascript:alert(1)"), now=NOW)
