from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from matchmaking.audit.models import AuditEntry
from matchmaking.db import session
from matchmaking.errors import Conflict, Invalid
from matchmaking.events import services
from matchmaking.events.models import Event, EventMode, EventState, EventType
from matchmaking.web.clock import current_time
from tests import factories
from tests.functional.events.scenes import coming, names, send
from tests.functional.queries import count_queries

NOW = datetime(2030, 1, 1, tzinfo=UTC)
FIELDS: dict[str, Any] = {
    "name": "EU-Canada Cluster Matchmaking",
    "type": "matchmaking",
    "audiences": ["sme", "cluster_managers"],
    "mode": "on_site",
    "time_zone": "America/Toronto",
    "starts": "2031-03-12T09:00",
    "ends": "2031-03-13T17:00",
    "country_code": "CA",
    "city": "Montréal",
    "sectors": ["rail"],
    "countries": ["FR", "BE"],
    "summary": "Come.",
    "programme": "## Day one",
    "website": "forum.example.org",
    "has_meetings": "y",
}


@pytest.fixture
def alice(database: None) -> Person:
    factories.sector("rail")
    return factories.person("Alice", roles=["organiser"])


@pytest.fixture
def browser(client: FlaskClient, alice: Person) -> FlaskClient:
    return factories.sign_in(client, alice)


def details(**changes: Any) -> services.EventDetails:
    values: dict[str, Any] = {
        "name": "Forum",
        "type": EventType.CONFERENCE,
        "audiences": ["sme"],
        "mode": EventMode.ON_SITE,
        "time_zone": "Europe/Brussels",
        "starts": datetime(2031, 3, 12, 9, 0),  # noqa: DTZ001 -- as organisers write, on the zone's clocks
        "ends": datetime(2031, 3, 12, 17, 0),  # noqa: DTZ001 -- as above
        "city": "Gent",
        "country_code": "BE",
        "countries": [],
        "sectors": [],
    }
    return services.EventDetails(**(values | changes))


def log() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    return [(one.action, one.before, one.after) for one in session().query(AuditEntry).order_by(AuditEntry.id)]


def test_an_organiser_makes_a_draft_from_the_form(browser: FlaskClient, alice: Person) -> None:
    answer = send(browser, "/organise/new", **FIELDS)

    event = session().query(Event).one()
    assert (answer.status_code, answer.location) == (302, "/events/eu-canada-cluster-matchmaking/setup")
    assert (event.state, event.organisers, event.has_meetings) == (EventState.DRAFT, [alice], True)
    assert (event.starts_at, event.ends_at) == (
        datetime(2031, 3, 12, 13, 0, tzinfo=UTC),
        datetime(2031, 3, 13, 21, 0, tzinfo=UTC),
    )
    assert (event.audiences, event.countries) == (["cluster_managers", "sme"], ["CA", "BE", "FR"])
    assert (event.website, event.sector_codes, event.sort_place) == (
        "https://forum.example.org",
        ["rail"],
        "montreal canada",
    )
    assert event.search_text == "eu canada cluster matchmaking come montreal belgium france belgique rail"
    assert [action for action, _before, _after in log()] == ["event.create"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "This is needed."),
        ({"name": "x" * 201}, "Use 200 characters at most."),
        ({"starts": "soon"}, "Not a valid datetime value"),
        ({"ends": "2031-03-12T09:00"}, "The end must lie after the start."),
        ({"starts": "0001-01-01T00:00"}, "Write the year with four digits, such as 2027."),
        ({"ends": "9999-12-31T23:59"}, "Write the year with four digits, such as 2027."),
        ({"starts": "2031-03-09T02:30"}, "On 2031-03-09 the clocks in America/Toronto jump over 02:30."),
        ({"time_zone": "Mars/Olympus"}, "Choose a time zone of the list."),
        ({"city": ""}, "Say in which city people meet, or choose Online."),
        ({"audiences": ["everyone"]}, "is not a valid choice"),
        ({"audiences": []}, "This is needed."),
        ({"website": "javascript:alert(1)"}, "This is not the address of a public web page."),
        ({"programme": "x" * 20_001}, "Use 20000 characters at most."),
        ({"sectors": ["magic"]}, "is not a valid choice"),
    ],
)
def test_a_form_that_cannot_be_says_why_beside_the_field_and_keeps_what_was_written(
    browser: FlaskClient, change: dict[str, Any], sentence: str
) -> None:
    answer = send(browser, "/organise/new", **(FIELDS | change))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "## Day one" in answer.text or "programme" in change
    assert session().query(Event).count() == 0


def test_a_time_that_the_clocks_show_twice_is_the_first_and_said(browser: FlaskClient) -> None:
    answer = send(browser, "/organise/new", **(FIELDS | {"starts": "2031-11-02T01:30", "ends": "2031-11-02T09:00"}))

    assert session().query(Event).one().starts_at == datetime(2031, 11, 2, 5, 30, tzinfo=UTC)
    assert "On 2031-11-02 the clocks show 01:30 twice; the first time was taken." in browser.get(answer.location).text


def test_events_of_one_name_get_addresses_of_their_own(alice: Person) -> None:
    slugs = [services.create(details(), actor=alice, now=NOW).slug for _ in range(3)]

    assert slugs == ["forum", "forum-2", "forum-3"]


def test_an_online_event_needs_no_city(browser: FlaskClient) -> None:
    answer = send(browser, "/organise/new", **(FIELDS | {"mode": "online", "city": "", "country_code": ""}))

    event = session().query(Event).one()
    assert answer.status_code == 302
    assert (event.country_code, event.sort_place) == (None, "online")


def test_the_form_of_an_event_sent_unchanged_changes_nothing(browser: FlaskClient, alice: Person) -> None:
    event = services.create(details(programme="# A"), actor=alice, now=NOW)
    page = browser.get(f"/events/{event.slug}/edit").text
    assert 'value="2031-03-12T09:00' in page

    services.edit(event.slug, details(programme="# A"), seen=event.changed_at, actor=alice, now=current_time())

    assert (event.changed_at, event.sequence, [action for action, *_ in log()]) == (NOW, 0, ["event.create"])


@pytest.mark.parametrize(
    ("change", "sequence"),
    [
        ({"name": "Congress"}, 0),
        ({"programme": "## New"}, 0),
        ({"city": "Lyon"}, 1),
        ({"time_zone": "Europe/Lisbon"}, 1),
        ({"ends": datetime(2031, 3, 12, 18, 0)}, 1),  # noqa: DTZ001 -- as organisers write
        ({"mode": EventMode.HYBRID}, 1),
    ],
)
def test_the_calendars_sequence_rises_with_time_and_place_alone(
    alice: Person, change: dict[str, Any], sequence: int
) -> None:
    event = services.create(details(), actor=alice, now=NOW)
    later = NOW.replace(month=2)

    services.edit(event.slug, details(**change), seen=event.changed_at, actor=alice, now=later)

    assert (event.sequence, event.changed_at) == (sequence, later)
    action, before, after = log()[-1]
    assert (action, set(change) <= {*before} | {"ends"}, before != after) == ("event.edit", True, True)


def test_of_two_organisers_with_the_form_open_the_second_is_told(browser: FlaskClient, alice: Person) -> None:
    event = services.create(details(), actor=alice, now=NOW)
    seen = event.changed_at.isoformat()
    services.edit(event.slug, details(name="Hers"), seen=event.changed_at, actor=alice, now=NOW.replace(month=2))
    page = f"/events/{event.slug}/edit"

    first = send(browser, page, **(FIELDS | {"name": "Mine", "seen": seen}))
    name_after_first = event.name
    again = send(browser, page, **(FIELDS | {"name": "Mine", "seen": event.changed_at.isoformat()}))

    assert (first.status_code, again.status_code) == (422, 302)
    assert "Somebody else has changed this event since you opened the form." in first.text
    assert (name_after_first, event.name) == ("Hers", "Mine")


def test_a_released_plan_keeps_its_meetings(alice: Person) -> None:
    event = coming("Forum", organiser=alice, released_plan_number=1)

    with pytest.raises(Conflict):
        services.edit(event.slug, details(has_meetings=False), seen=event.changed_at, actor=alice, now=NOW)


def test_an_end_before_the_start_is_refused_with_its_field(alice: Person) -> None:
    with pytest.raises(Invalid) as refused:
        services.create(details(ends=datetime(2031, 3, 12, 9, 0)), actor=alice, now=NOW)  # noqa: DTZ001 -- as above

    assert refused.value.field == "ends"


def test_a_draft_is_published_once_and_then_listed(browser: FlaskClient, alice: Person) -> None:
    event = coming("Forum", organiser=alice, state=EventState.DRAFT, registration_open=False)
    setup = f"/events/{event.slug}/setup"
    hidden = names(browser.get("/"))

    first = send(browser, setup, f"/events/{event.slug}/publish")
    second = send(browser, setup, f"/events/{event.slug}/publish")

    told = browser.get(setup).text

    assert (hidden, names(browser.get("/"))) == ([], ["Forum"])
    assert (first.status_code, second.status_code, event.sequence) == (302, 302, 1)
    assert "This event is not a draft any more." in told
    assert [(action, before, after) for action, before, after in log()] == [
        ("event.publish", {"state": "draft"}, {"state": "published"})
    ]


def test_cancelling_shows_its_consequence_and_closes_registration(browser: FlaskClient, alice: Person) -> None:
    event = coming("Forum", organiser=alice)

    consequence = browser.get(f"/events/{event.slug}/cancelling").text
    send(browser, f"/events/{event.slug}/cancelling", f"/events/{event.slug}/cancel")

    assert "This cannot be undone." in consequence
    assert (event.state, event.registration_open, event.sequence) == (EventState.CANCELLED, False, 1)
    assert [action for action, *_ in log()] == ["event.cancel"]


def test_registration_opens_for_a_published_event_that_is_not_over(browser: FlaskClient, alice: Person) -> None:
    event = coming("Forum", organiser=alice, registration_open=False)
    setup = f"/events/{event.slug}/setup"

    send(browser, setup, f"/events/{event.slug}/registration/open")
    opened = event.registration_open
    send(browser, setup, f"/events/{event.slug}/registration/open")
    send(browser, setup, f"/events/{event.slug}/registration/close")

    assert (opened, event.registration_open) == (True, False)
    assert [action for action, *_ in log()] == ["event.open_registration", "event.close_registration"]


@pytest.mark.parametrize("values", [{"state": EventState.DRAFT}, {"days": -30}, {"state": EventState.CANCELLED}])
def test_registration_of_any_other_event_stays_closed(alice: Person, values: dict[str, Any]) -> None:
    event = coming("Forum", organiser=alice, registration_open=False, **values)

    with pytest.raises(Conflict):
        services.open_registration(event.slug, actor=alice, now=current_time())

    assert event.registration_open is False


def test_my_events_are_listed_with_what_waits_at_the_same_cost(browser: FlaskClient, alice: Person) -> None:
    found = []
    coming("Somebody else's", 1)
    for number in range(3):
        event = coming(f"Forum {number}", 10 + number, organiser=alice)
        factories.slots(event, 2)
        if number in (0, 2):
            with count_queries() as queries:
                page = browser.get("/organise")
            found.append(queries.count)

    assert names(page) == ["Forum 0", "Forum 1", "Forum 2"]
    assert "tables to be set" in page.text
    assert found == [6, 6]  # the person and roles; how many, which, their slots, their tables


def test_the_log_tells_who_changed_what(browser: FlaskClient, alice: Person) -> None:
    event = services.create(details(), actor=alice, now=NOW)
    services.edit(event.slug, details(city="Lyon"), seen=event.changed_at, actor=alice, now=NOW)

    text = browser.get(f"/events/{event.slug}/log").text

    assert text.index("edited the event") < text.index("created the event")
    assert "Lyon" in text
