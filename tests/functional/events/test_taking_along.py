from __future__ import annotations

import csv
import io
from datetime import UTC
from typing import Any

import icalendar
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaking.db import session
from matchmaking.events import services
from matchmaking.events.models import EventState, EventType
from tests import factories
from tests.functional.events.scenes import at, coming


def parsed(answer: TestResponse) -> list[Any]:
    return list(icalendar.Calendar.from_ical(answer.data).walk("VEVENT"))


def test_the_feed_holds_the_events_of_the_filter_in_utc_with_their_own_uid(client: FlaskClient) -> None:
    forum = coming("Forum in Montréal", 5, type=EventType.CONFERENCE, venue="Palais", summary="Come.")
    coming("Training", 6, type=EventType.TRAINING)
    coming("Draft", 7, type=EventType.CONFERENCE, state=EventState.DRAFT)

    answer = client.get("/events.ics?type=conference")

    assert answer.content_type == "text/calendar; charset=utf-8"
    assert [
        (str(one["UID"]), str(one["SUMMARY"]), one.start, one.end, str(one["LOCATION"]), str(one["STATUS"]))
        for one in parsed(answer)
    ] == [
        (
            f"event-{forum.uid}@matchmaking", "Forum in Montréal", forum.starts_at.astimezone(UTC),
            forum.ends_at and forum.ends_at.astimezone(UTC), "Palais, Montréal, Canada", "CONFIRMED",
        )
    ]  # fmt: skip
    assert "webcal://localhost/events.ics?type=conference" in client.get("/?type=conference").text


def test_the_feed_of_no_events_is_a_calendar_too(client: FlaskClient) -> None:
    answer = client.get("/events.ics?type=webinar")

    assert (answer.status_code, parsed(answer)) == (200, [])


@pytest.mark.parametrize("path", ["/events.ics", "/events/{slug}.ics"])
def test_a_calendar_that_has_not_changed_is_answered_with_304(client: FlaskClient, path: str) -> None:
    olga = factories.person("Olga")
    event = coming("Forum", 5, organiser=olga)
    path = path.format(slug=event.slug)

    first = client.get(path)
    same = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    since = client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    services.cancel(event.slug, actor=olga, now=at(0))
    changed = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (same.status_code, same.data, since.status_code) == (304, b"", 304)
    assert changed.status_code == 200
    assert [(str(one["STATUS"]), one["SEQUENCE"]) for one in parsed(changed)] == [("CANCELLED", 1)]


def test_an_event_without_a_known_end_has_none_in_the_calendar(client: FlaskClient) -> None:
    event = coming("Forum", 5, ends_at=None, source_document="ECCP page on Canada (2017)")

    (entry,) = parsed(client.get(f"/events/{event.slug}.ics"))

    assert "DTEND" not in entry
    assert "Start as stated by the source (ECCP page on Canada (2017))." in str(entry["DESCRIPTION"])


def test_the_calendar_of_a_draft_is_its_organisers_alone(client: FlaskClient) -> None:
    olga = factories.person("Olga")
    event = coming("Draft", 5, state=EventState.DRAFT, organiser=olga)

    stranger = client.get(f"/events/{event.slug}.ics")
    own = factories.sign_in(client, olga).get(f"/events/{event.slug}.ics")

    assert (stranger.status_code, own.status_code) == (404, 200)


def test_lines_of_a_name_cannot_add_to_the_calendar(client: FlaskClient) -> None:
    event = coming("Forum\r\nATTENDEE:mailto:x@y.example", 5)

    (entry,) = parsed(client.get(f"/events/{event.slug}.ics"))

    assert "ATTENDEE" not in entry


def test_the_table_file_holds_all_events_of_the_filter_not_only_a_page(client: FlaskClient) -> None:
    rail = factories.sector("rail")
    for number in range(30):
        coming(f"Forum {number:02}", 1 + number, sectors=[rail])
    coming("Training", 5, type=EventType.TRAINING)

    answer = client.get("/events.csv?type=matchmaking&sort=name&direction=desc")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="events.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert [row["Name"] for row in rows] == [f"Forum {number:02}" for number in reversed(range(30))]
    assert (rows[0]["Target"], rows[0]["Type"], rows[0]["Place"], rows[0]["Sectors"]) == (
        "Cluster managers, SME",
        "Matchmaking",
        "Montréal, Canada",
        "Rail",
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_table_file_is_a_formula(client: FlaskClient, start: str) -> None:
    coming(f"{start}cmd|' /C calc'!A0", 1)

    rows = list(csv.reader(io.StringIO(client.get("/events.csv").data.decode("utf-8-sig"), newline="")))

    assert rows[1][5] == f"'{start}cmd|' /C calc'!A0"


def test_reading_a_feed_changes_nothing(client: FlaskClient) -> None:
    event = coming("Forum", 5)
    before = event.changed_at

    client.get("/events.ics")
    client.get("/events.csv")

    session().refresh(event)
    assert event.changed_at == before
