"""Alice organises, Bob takes part, Charlie is a stranger; Dora administers."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from matchmaking.events.models import Event, EventState
from tests import factories
from tests.functional.events.scenes import TOKEN, coming

PAGES = ["/events/{}/setup", "/events/{}/edit", "/events/{}/log", "/events/{}/cancelling"]
ACTS = [
    "/events/{}/publish",
    "/events/{}/cancel",
    "/events/{}/registration/open",
    "/events/{}/registration/close",
    "/events/{}/setup/grid",
    "/events/{}/setup/slots",
    "/events/{}/setup/tables",
    "/events/{}/setup/organisers",
    "/events/{}/setup/organisers/remove",
    "/events/{}/edit",
]


@pytest.fixture
def event(database: None) -> Event:
    event = coming("Forum", organiser=factories.person("Alice", roles=["organiser"]))
    factories.registration(event, factories.person("Bob"))
    factories.person("Charlie", roles=["organiser"])
    factories.person("Dora", roles=["administrator"])
    return event


def as_(client: FlaskClient, name: str) -> FlaskClient:
    from matchmaking.accounts.models import Person  # noqa: PLC0415 -- only here
    from matchmaking.db import session  # noqa: PLC0415 -- only here

    return factories.sign_in(client, session().query(Person).filter_by(name=name).one())


@pytest.mark.parametrize("path", PAGES)
def test_only_organisers_and_administrators_open_an_organisers_page(
    client: FlaskClient, event: Event, path: str
) -> None:
    path = path.format(event.slug)
    visitor = client.get(path)
    answers = {name: as_(client, name).get(path).status_code for name in ("Alice", "Bob", "Charlie", "Dora")}

    assert (visitor.status_code, visitor.location.startswith("/account/login")) == (302, True)
    assert answers == {"Alice": 200, "Bob": 404, "Charlie": 404, "Dora": 200}


@pytest.mark.parametrize("path", ACTS)
@pytest.mark.parametrize("name", ["Bob", "Charlie"])
def test_nobody_else_does_what_an_organiser_does(client: FlaskClient, event: Event, path: str, name: str) -> None:
    token = TOKEN.search(as_(client, name).get("/organise").text) or TOKEN.search(client.get("/").text)
    assert token is not None

    answer = client.post(path.format(event.slug), data={"csrf_token": token[1], "count": "3", "email": "x@y.example"})

    assert answer.status_code == 404


@pytest.mark.parametrize("path", ACTS)
def test_without_a_token_of_its_form_nothing_is_done(client: FlaskClient, event: Event, path: str) -> None:
    assert as_(client, "Alice").post(path.format(event.slug)).status_code == 400


@pytest.mark.parametrize("path", [*PAGES, *ACTS])
def test_an_event_that_does_not_exist_is_not_found(client: FlaskClient, event: Event, path: str) -> None:
    page = as_(client, "Dora").get("/organise").text
    token = TOKEN.search(page)
    assert token is not None
    path = path.format("nowhere")

    answer = client.get(path) if path.split("/", 3)[3] in ("setup", "edit", "log", "cancelling") else None
    answer = answer or client.post(path, data={"csrf_token": token[1]})

    assert answer.status_code == 404


def test_a_draft_is_not_found_by_anybody_but_its_organisers(client: FlaskClient, event: Event) -> None:
    event.state = EventState.DRAFT
    factories.store(event)

    visitor = client.get(f"/events/{event.slug}").status_code
    answers = {
        name: as_(client, name).get(f"/events/{event.slug}").status_code for name in ("Alice", "Bob", "Charlie", "Dora")
    }

    assert (visitor, answers) == (404, {"Alice": 200, "Bob": 404, "Charlie": 404, "Dora": 200})


def test_only_who_may_create_events_opens_the_form(client: FlaskClient, event: Event) -> None:
    assert {name: as_(client, name).get("/organise/new").status_code for name in ("Alice", "Bob", "Dora")} == {
        "Alice": 200,
        "Bob": 404,
        "Dora": 200,
    }
