from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from matchmaking.events.models import EventMode, EventState
from tests import factories
from tests.functional.events.scenes import coming

MONTREAL: dict[str, Any] = {
    "starts_at": datetime(2031, 3, 12, 13, 0, tzinfo=UTC),
    "ends_at": datetime(2031, 3, 13, 21, 0, tzinfo=UTC),
    "time_zone": "America/Toronto",
}


def test_it_says_when_in_its_own_zone_where_for_whom_and_about_what(client: FlaskClient) -> None:
    rail = factories.sector("rail")
    event = coming(
        "Forum",
        venue="Palais",
        sectors=[rail],
        countries=["CA", "FR"],
        programme="# Day one\n\n- **meetings**",
        **MONTREAL,
    )

    text = client.get(f"/events/{event.slug}").text

    assert "Wed 12 March 2031, 09:00 - Thu 13 March 2031, 17:00 (Montréal)</time>" in text
    for expected in (
        "Palais",
        "Montréal, Canada",
        "Cluster managers, SME",
        "Rail",
        "France",
        "<strong>meetings</strong>",
    ):
        assert expected in text
    assert "<h3>Day one</h3>" in text
    assert "Register for this event" in text


def test_a_signed_in_reader_in_another_zone_sees_both_times(client: FlaskClient) -> None:
    event = coming("Forum", **MONTREAL)
    factories.sign_in(client, factories.person("Bob", time_zone="Europe/Brussels"))

    assert "17:00 (Montréal), 14:00 in Brussels" in client.get(f"/events/{event.slug}").text


def test_an_event_of_a_public_source_names_it_and_that_no_end_is_known(client: FlaskClient) -> None:
    event = coming(
        "World Investment Forum", -3000, ends_at=None, mode=None, city="", country_code=None, registration_open=False,
        source_document="ECCP page on Canada (2017)", source_url="https://clusters.example/canada",
    )  # fmt: skip

    text = client.get(f"/events/{event.slug}").text

    assert "Start as stated by the source; no end stated." in text
    assert '<a href="https://clusters.example/canada" rel="nofollow noopener">ECCP page on Canada (2017)</a>' in text
    assert "This event is over." in text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"state": EventState.CANCELLED}, "This event has been cancelled."),
        ({"is_demo": True}, "This event is a demonstration."),
        ({"registration_open": False}, "Registration is not open now."),
    ],
)
def test_it_says_what_state_it_is_in(client: FlaskClient, values: dict[str, Any], sentence: str) -> None:
    event = coming("Forum", **values)

    assert sentence in client.get(f"/events/{event.slug}").text


def test_nobody_registers_for_a_cancelled_event(client: FlaskClient) -> None:
    event = coming("Forum", state=EventState.CANCELLED, registration_open=True)

    assert "Register for this event" not in client.get(f"/events/{event.slug}").text


def test_the_online_room_is_not_shown_to_everybody(client: FlaskClient) -> None:
    event = coming("Forum", mode=EventMode.ONLINE, online_url="https://rooms.example/secret")

    assert "rooms.example" not in client.get(f"/events/{event.slug}").text
    assert "rooms.example" not in client.get(f"/events/{event.slug}.ics").text


def test_search_engines_find_the_event_in_their_own_words(client: FlaskClient) -> None:
    event = coming("Forum </script><b>", **MONTREAL)

    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(f"/events/{event.slug}").text)

    assert found is not None
    assert json.loads(found[1]) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Forum </script><b>",
        "startDate": "2031-03-12T09:00:00-04:00",
        "endDate": "2031-03-13T17:00:00-04:00",
        "url": f"http://localhost/events/{event.slug}",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Montréal",
                "address": {"@type": "PostalAddress", "addressLocality": "Montréal", "addressCountry": "CA"},
            }
        ],
    }


def test_an_unknown_event_is_not_found(client: FlaskClient) -> None:
    assert [client.get(f"/events/{slug}").status_code for slug in ("none", "none.ics", "%00", "x" * 3000)] == [404] * 4


def test_the_online_room_is_shown_to_participants_alone(client: FlaskClient) -> None:
    event = coming("Webinar", mode=EventMode.ONLINE, has_meetings=False, online_url="https://room.example/1")
    page = f"/events/{event.slug}"
    bob, charlie = factories.registration(event).person, factories.person("Charlie")

    visitor = "room.example" in client.get(page).text
    stranger, participant = ("room.example" in factories.sign_in(client, who).get(page).text for who in (charlie, bob))

    assert (visitor, stranger, participant) == (False, False, True)


def test_an_event_without_meetings_has_no_tabs_for_them(client: FlaskClient) -> None:
    alice = factories.person("Alice")
    event = coming("Conference", organiser=alice, has_meetings=False)
    factories.registration(event, alice)

    text = factories.sign_in(client, alice).get(f"/events/{event.slug}").text

    tabs = re.findall(
        r'<a href="/events/[^/"]+/?([^"]*)"[^>]*>', text[text.index('class="event-nav"') : text.index("<main")]
    )
    assert tabs == ["", "", "participants", "setup", "registrations", "log"]
