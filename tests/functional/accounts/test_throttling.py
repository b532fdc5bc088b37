from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaking.app import create_app
from matchmaking.db import db
from matchmaking.web.extensions import limiter
from tests import factories
from tests.conftest import Browser, database_url, settings_for, worker_number
from tests.functional.accounts import steps


@contextmanager
def counting(database: str) -> Iterator[Flask]:
    """An application on this database whose limits count."""
    application = create_app(settings_for(database_url(database), MATCHMAKING_ENV="development"))
    application.test_client_class = Browser
    cheap = {"argon2__rounds": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
    application.extensions["security"].pwd_context.update(**cheap)  # a hundred tries, each hashed
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()
    limiter.reset()
    limiter.enabled = False  # one for all applications of this process


@pytest.fixture
def guarded() -> Iterator[Flask]:
    """Nothing in tests with this one is stored in the database."""
    with counting(f"test_{worker_number()}") as application:
        yield application


def visitor(app: Flask, ip: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = ip
    return client


def tries(client: FlaskClient, page: str, email: str, count: int) -> list[int]:
    fields = {"email": email, "password": "not the password"}
    return [steps.send(client, page, **fields).status_code for _ in range(count)]


def test_passwords_of_one_address_can_be_tried_ten_times_from_one_place(app: Flask, guarded: Flask) -> None:
    here, elsewhere = visitor(guarded, "192.0.2.1"), visitor(guarded, "192.0.2.2")
    email = f"{uuid4()}@people.example"

    assert tries(here, "/account/login", email, 10) == [200] * 10
    assert tries(here, "/account/login", f" {email.upper()}", 1) == [429]
    assert tries(here, "/account/login", f"other-{email}", 1) == [200]
    assert tries(elsewhere, "/account/login", email, 1) == [200]


def test_refusal_says_when_to_try_again(app: Flask, guarded: Flask) -> None:
    client = visitor(guarded, "192.0.2.3")
    email = f"{uuid4()}@people.example"
    tries(client, "/account/login", email, 10)

    answer = steps.send(client, "/account/login", email=email, password="not the password")

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert "this can be tried only so often. Try again in" in answer.text
    assert "<h1>Too many tries in a short time</h1>" in answer.text


@pytest.mark.parametrize("page", ["/account/reset", "/account/confirm"])
def test_mails_to_one_address_are_limited_whoever_asks(app: Flask, guarded: Flask, page: str) -> None:
    email = f"{uuid4()}@people.example"

    answers = [tries(visitor(guarded, f"198.51.100.{host}"), page, email, 1) for host in range(7)]

    assert answers == [[200]] * 6 + [[429]]


def test_one_place_is_limited_whatever_addresses_it_tries(app: Flask, guarded: Flask) -> None:
    client = visitor(guarded, "192.0.2.4")

    token = steps.token(client.get("/account/login"))

    answers = [
        client.post(
            "/account/login", data={"csrf_token": token, "email": f"{n}@a.example", "password": "x"}
        ).status_code
        for n in range(121)
    ]

    assert answers == [200] * 120 + [429]


def test_looking_at_the_pages_is_not_limited(app: Flask, guarded: Flask) -> None:
    client = visitor(guarded, "192.0.2.5")

    assert {client.get("/account/login").status_code for _ in range(15)} == {200}


def test_member_can_name_ten_addresses_an_hour(own_app: Flask, guarded: Flask) -> None:
    """`own_app` lends its database: a member is stored there."""
    with own_app.app_context():
        email = factories.person("Alice").email
        db.session.remove()
    client = visitor(own_app, "192.0.2.6")
    assert steps.sign_in(client, email).status_code == 302

    answers = [
        steps.send(client, "/account/change-email", email=f"{uuid4()}@people.example").status_code for _ in range(11)
    ]

    assert answers == [200] * 10 + [429]


def test_who_knows_the_password_is_not_counted_nor_told_to_wait(own_app: Flask) -> None:
    """`own_app` lends its database: a member is stored there."""
    with own_app.app_context():
        email = factories.person("Alice").email
        db.session.remove()
    with counting(f"accounts_{worker_number()}") as application:
        answers = [steps.sign_in(visitor(application, "192.0.2.7"), email) for _ in range(12)]

        assert [answer.status_code for answer in answers] == [302] * 12
        assert not any("Retry-After" in answer.headers for answer in answers)
        guessing = visitor(application, "192.0.2.7")
        assert tries(guessing, "/account/login", email, 11) == [200] * 10 + [429]
        assert steps.sign_in(guessing, email).status_code == 429
