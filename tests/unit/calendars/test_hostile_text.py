"""Whatever people write stays inside the value that it was written into, and comes back as written."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import icalendar
import vobject
from hypothesis import given

from matchmaking.calendars.entries import Entry, Person
from matchmaking.calendars.feeds import publish
from matchmaking.calendars.invitations import cancellation, request
from tests.unit.calendars.samples import ATTENDEE, MEETING, NOW, ORGANISER, anatomy, hostile

ANATOMY = anatomy(request(MEETING, now=NOW))


def readable(text: str) -> str:
    return "".join(
        character
        for character in text
        if character.isspace() or (unicodedata.category(character) not in ("Cc", "Cs") and character != "\ufeff")
    )


def one_line(text: str) -> str:
    return " ".join(readable(text).split())


def many_lines(text: str) -> str:
    ends: dict[str, str | int | None] = dict.fromkeys("\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029", "\n")
    return readable(text.replace("\r\n", "\n")).translate(str.maketrans(ends)).strip()


@given(hostile, hostile, hostile, hostile, hostile)
def test_no_text_adds_a_line_or_a_parameter(
    summary: str, description: str, location: str, name: str, category: str
) -> None:
    entry = replace(
        MEETING,
        summary=summary,
        description=f"x{description}x",
        location=f"x{location}",
        categories=(f"x{category}", category),
        organizer=Person(name, ORGANISER.email),
        attendee=Person(name, ATTENDEE.email),
        url=f"https://matchmaking.example/{location}",
    )
    assert anatomy(request(entry, now=NOW)) == ANATOMY
    without_rsvp = [line.removesuffix(";RSVP") for line in ANATOMY]
    assert anatomy(cancellation(entry, now=NOW)) == without_rsvp


@given(hostile, hostile, hostile)
def test_text_comes_back_through_icalendar_as_written(summary: str, description: str, name: str) -> None:
    (event,) = icalendar.Calendar.from_ical(_with(summary, description, name)).events
    assert str(event["SUMMARY"]) == one_line(f"x{summary}")
    assert str(event["DESCRIPTION"]) == many_lines(f"x{description}")
    assert event["ATTENDEE"].params["CN"] == one_line(f"x{name}").replace('"', "'").replace("\\", "/")


@given(hostile, hostile)
def test_text_comes_back_through_vobject_as_written(summary: str, description: str) -> None:
    event = vobject.readOne(_with(summary, description, "").decode()).vevent
    assert event.summary.value == one_line(f"x{summary}")
    assert event.description.value == many_lines(f"x{description}")


@given(hostile, hostile)
def test_a_feed_keeps_names_inside_their_lines(name: str, uid: str) -> None:
    plain = publish("x", [MEETING], calendar_uid="x", now=NOW, description="x")
    entry: Entry = replace(MEETING, uid=f"x{uid}", summary=name)
    body = publish(name, [entry], calendar_uid=f"x{uid}", now=NOW, description=f"x{name}").body
    assert anatomy(body) == anatomy(plain.body)


def test_a_backslash_before_a_capital_n_is_no_line_end() -> None:
    (event,) = icalendar.Calendar.from_ical(_with("C:\\New", "C:\\New\\new", "")).events
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == ("xC:\\New", "xC:\\New\\new")


def _with(summary: str, description: str, name: str) -> bytes:
    attendee = Person(f"x{name}", ATTENDEE.email)
    return request(replace(MEETING, summary=f"x{summary}", description=f"x{description}", attendee=attendee), now=NOW)
