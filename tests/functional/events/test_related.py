"""Events beside what they concern: a country's page, a partnership's page, and back from the event's own."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from matchmaking.audit.models import AuditEntry
from matchmaking.cooperation.models import Partnership
from matchmaking.db import session
from matchmaking.errors import Invalid
from matchmaking.events import concerning, services
from matchmaking.events.models import Event, EventState
from matchmaking.web.clock import current_time
from tests import factories
from tests.functional.events.scenes import coming, send
from tests.functional.events.test_editing import FIELDS, details

PANEL = re.compile(r'<section class="section" aria-labelledby="events">.*?</section>', re.DOTALL)
NAME = re.compile(r'class="event-name">\s*<a href="[^"]*">([^<]*)</a>')


def panel(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    found = PANEL.search(answer.text)
    assert found is not None
    return unescape(found[0])


@pytest.fixture
def partnership(database: None) -> Partnership:
    return factories.partnership("ABROAD")


def test_a_countrys_page_shows_what_is_coming_first_and_then_the_past(client: FlaskClient) -> None:
    coming("Far", 90)
    coming("Past", -9)
    coming("Older", -40)
    coming("Near", 2)
    coming("Running", -0.05)
    coming("Oldest", -80)
    coming("Draft", 1, state=EventState.DRAFT)
    coming("Elsewhere", 1, countries=["FR"])

    shown = panel(client, "/countries/ca")

    assert NAME.findall(shown) == ["Running", "Near", "Far", "Past", "Older"]
    assert '<a href="/?country=CA&when=all">All events that concern this country</a>' in shown


def test_a_country_without_events_says_what_to_do_next(client: FlaskClient) -> None:
    shown = panel(client, "/countries/ca")

    assert "No event that concerns this country is listed." in shown
    assert '<a href="/">Look at all coming events</a>' in shown


def test_coming_events_are_counted_by_country(client: FlaskClient) -> None:
    coming("One", 3, countries=["CA", "FR"])
    coming("Two", 5)
    coming("Past", -9)
    coming("Draft", 1, state=EventState.DRAFT)

    assert concerning.coming_by_country(current_time()) == {"CA": 2, "FR": 1}


def test_a_partnerships_page_shows_its_events_and_the_event_shows_the_partnership(
    client: FlaskClient, partnership: Partnership
) -> None:
    past = coming("Past", -9, partnerships=[partnership])
    coming("Next", 9, partnerships=[partnership])
    coming("Another's", 9)
    coming("Draft", 1, state=EventState.DRAFT, partnerships=[partnership])

    assert NAME.findall(panel(client, "/partnerships/abroad")) == ["Next", "Past"]
    assert '<a class="tag" href="/partnerships/abroad">ABROAD</a>' in client.get(f"/events/{past.slug}").text


def test_a_partnership_shows_so_many_events_and_says_so(client: FlaskClient, partnership: Partnership) -> None:
    for number in range(26):
        coming(f"E{number}", number + 1, partnerships=[partnership])

    shown = panel(client, "/partnerships/abroad")

    assert NAME.findall(shown) == [f"E{number}" for number in range(25)]
    assert "The 25 events nearest to today are shown." in shown


def test_an_organiser_names_the_partnerships_of_an_event(client: FlaskClient, partnership: Partnership) -> None:
    factories.sector("rail")
    other = factories.partnership("OTHER")
    alice = factories.person("Alice", roles=["organiser"])
    factories.sign_in(client, alice)
    fields: dict[str, Any] = FIELDS | {"partnerships": ["abroad"]}
    send(client, "/organise/new", **fields)
    event = session().scalars(sa.select(Event)).one()
    page = client.get(f"/events/{event.slug}/edit").text

    seen = event.changed_at.isoformat()
    answer = send(client, f"/events/{event.slug}/edit", **(fields | {"partnerships": ["other"], "seen": seen}))

    ticked = re.findall(r'<input[^>]* name="partnerships"[^>]*>', page)
    assert [("checked" in box, re.findall(r'value="(\w+)"', box)) for box in ticked] == [
        (True, ["abroad"]),
        (False, ["other"]),
    ]
    session().expire_all()
    assert (answer.status_code, event.partnerships) == (302, [other])
    last = session().scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert (last.action, last.before, last.after) == (
        "event.edit",
        {"partnerships": ["ABROAD"]},
        {"partnerships": ["OTHER"]},
    )


@pytest.mark.parametrize("asked", ["nobody", "a\0b", "1"])
def test_a_partnership_that_is_not_there_is_refused(client: FlaskClient, partnership: Partnership, asked: str) -> None:
    factories.sector("rail")
    alice = factories.person("Alice", roles=["organiser"])
    answer = send(factories.sign_in(client, alice), "/organise/new", **(FIELDS | {"partnerships": [asked]}))

    assert (answer.status_code, session().scalar(sa.select(sa.func.count()).select_from(Event))) == (422, 0)
    with pytest.raises(Invalid, match="Choose partnerships from the list"):
        services.create(details(partnerships=["nobody"]), actor=alice, now=current_time())


def test_an_event_forgets_a_partnership_that_is_deleted(client: FlaskClient, partnership: Partnership) -> None:
    event = coming("Forum", 9, partnerships=[partnership])
    session().execute(sa.delete(Partnership))
    session().commit()

    session().expire_all()
    assert event.partnerships == []
    assert "Partnerships</span>" not in client.get(f"/events/{event.slug}").text
