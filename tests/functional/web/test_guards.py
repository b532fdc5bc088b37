"""Who comes through which guard, on views that are there for this alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from flask.testing import FlaskClient

from matchmaking.db import db
from tests import factories
from tests.functional.web.conftest import Build

SIGN_IN = "/account/login?next="
CONFIRM = "/account/confirm?next="


@pytest.fixture
def client(build: Build) -> Iterator[FlaskClient]:
    application = build()
    with application.app_context():
        engines = cast("dict[str | None, Any]", db.engines)
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        engines[None] = connection
        yield application.test_client()
        db.session.remove()
        outer.rollback()
        connection.close()
        engines[None] = engine


def enter(client: FlaskClient, who: str) -> None:
    """Sign in as one of the kinds of people that guards tell apart."""
    if who == "unconfirmed":
        factories.sign_in(client, factories.person("Ursula", confirmed_at=None))
    elif who != "visitor":
        factories.sign_in(client, factories.person("Alice", roles=() if who == "member" else (who,)))


@pytest.mark.parametrize(
    ("who", "guard", "status", "leads_to"),
    [
        ("visitor", "public", 200, None),
        ("visitor", "signed_in", 302, SIGN_IN),
        ("visitor", "member", 302, SIGN_IN),
        ("visitor", "organiser", 302, SIGN_IN),
        ("visitor", "administrator", 302, SIGN_IN),
        ("unconfirmed", "public", 200, None),
        ("unconfirmed", "signed_in", 200, None),
        ("unconfirmed", "member", 302, CONFIRM),
        ("unconfirmed", "organiser", 302, CONFIRM),
        ("unconfirmed", "administrator", 302, CONFIRM),
        ("member", "signed_in", 200, None),
        ("member", "member", 200, None),
        ("member", "organiser", 404, None),
        ("member", "administrator", 404, None),
        ("organiser", "member", 200, None),
        ("organiser", "organiser", 200, None),
        ("organiser", "administrator", 404, None),
        ("administrator", "member", 200, None),
        ("administrator", "organiser", 200, None),
        ("administrator", "administrator", 200, None),
    ],
)
def test_guard_lets_in_and_leads_away(client: FlaskClient, who: str, guard: str, status: int, leads_to: str) -> None:
    enter(client, who)

    answer = client.get(f"/try/{guard}?page=2")

    assert answer.status_code == status
    assert (answer.get_data(as_text=True) == "inside") == (status == 200)
    location = answer.headers.get("Location")
    assert location is None if leads_to is None else str(location).startswith(leads_to)


def test_guard_brings_a_visitor_back_to_the_very_page(client: FlaskClient) -> None:
    location = client.get("/try/member?page=2&q=a%26b").headers["Location"]

    assert location == "/account/login?next=/try/member?page%3D2%26q%3Da%2526b"


def test_guard_never_brings_a_visitor_back_to_what_a_form_sent(client: FlaskClient) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False

    assert client.post("/try/member").headers["Location"] == "/account/login"


@pytest.mark.parametrize(
    ("who", "guard", "status", "title"),
    [
        ("visitor", "signed_in", 401, "Unauthorized"),
        ("visitor", "administrator", 401, "Unauthorized"),
        ("member", "organiser", 404, "Not Found"),
    ],
)
def test_guard_answers_a_client_that_wants_json_with_a_problem(
    client: FlaskClient, who: str, guard: str, status: int, title: str
) -> None:
    enter(client, who)

    answer = client.get(f"/try/{guard}", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.get_json() == {"type": "about:blank", "title": title, "status": status, "detail": ""}


def test_guard_keeps_out_whoever_was_deactivated_while_signed_in(client: FlaskClient) -> None:
    factories.sign_in(client, factories.person("Charlie", active=False))

    assert client.get("/try/signed_in").headers["Location"].startswith(SIGN_IN)
