"""Wrong input never tells which addresses have an account: status, page and notices are the same for all."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import factories
from tests.functional.accounts import steps

CASES = ("nobody@people.example", "known@people.example", "unconfirmed@people.example", "closed@people.example")
VARYING = re.compile(r'(name="csrf_token"[^>]*value=")[^"]*|csrf_token" value="[^"]*')


@pytest.fixture
def people(database: None) -> None:
    factories.person("Known", email="known@people.example")
    factories.person("Unconfirmed", email="unconfirmed@people.example", confirmed_at=None)
    factories.person("Closed", email="closed@people.example", active=False)


def seen(client: FlaskClient, answer: TestResponse, email: str) -> tuple[object, ...]:
    """All that the visitor gets to see, with what they typed themselves taken out."""
    page = client.get(answer.location) if answer.location else answer
    text = VARYING.sub("", page.text).replace(email, "THEIRS")
    headers = {key: value for key, value in answer.headers if key not in {"Set-Cookie", "Content-Length"}}
    return answer.status_code, headers, text


def all_the_same(app: Flask, page: str, **fields: str) -> tuple[object, ...]:
    shown = []
    for email in CASES:
        visitor = app.test_client()
        shown.append(seen(visitor, steps.send(visitor, page, email=email, **fields), email))
    assert shown[1:] == shown[:1] * (len(CASES) - 1)
    return shown[0]


def test_sign_in_with_a_wrong_password_tells_nothing(app: Flask, people: None) -> None:
    status, _, page = all_the_same(app, "/account/login", password="a wrong password")

    assert (status, "E-mail address and password do not fit together." in str(page)) == (200, True)


def test_sign_up_tells_nothing(app: Flask, people: None) -> None:
    status, _headers, page = all_the_same(
        app, "/account/register", name="Mallory", password=factories.PASSWORD, time_zone="Europe/Paris"
    )

    assert (status, "a mail is on its way to THEIRS" in str(page)) == (302, True)
    assert [(mail.to_address, mail.subject.split(" - ")[0]) for mail in steps.mails()] == [
        ("nobody@people.example", "Confirm your e-mail address"),
        ("known@people.example", "You have an account already"),
        ("unconfirmed@people.example", "You have an account already"),
        ("closed@people.example", "You have an account already"),
    ]


def test_sign_up_with_a_bad_password_tells_nothing(app: Flask, people: None) -> None:
    status, _, page = all_the_same(app, "/account/register", name="Mallory", password="short", time_zone="Europe/Paris")

    assert (status, "Use 10 characters or more." in str(page)) == (200, True)
    assert steps.mails() == []


def test_forgotten_password_tells_nothing(app: Flask, people: None) -> None:
    status, _, page = all_the_same(app, "/account/reset")

    assert (status, "If THEIRS belongs to an account" in str(page)) == (200, True)
    assert [mail.to_address for mail in steps.mails()] == ["known@people.example", "unconfirmed@people.example"]


def test_asking_for_the_confirmation_again_tells_nothing(app: Flask, people: None) -> None:
    status, _, page = all_the_same(app, "/account/confirm")

    assert (status, "If THEIRS waits to be confirmed" in str(page)) == (200, True)
    assert [mail.to_address for mail in steps.mails()] == ["unconfirmed@people.example"]


def test_change_of_address_tells_a_member_nothing(app: Flask, people: None) -> None:
    shown = []
    alice = factories.person("Alice", email="alice@people.example")
    for email in CASES:
        client = app.test_client()
        steps.sign_in(client, alice.email)
        shown.append(seen(client, steps.send(client, "/account/change-email", email=email), email))

    assert shown[1:] == shown[:1] * (len(CASES) - 1)
    assert "the mail that is on its way to THEIRS" in str(shown[0][2])
    assert [mail.to_address for mail in steps.mails()] == ["nobody@people.example"]


@pytest.mark.parametrize("page", ["/account/reset", "/account/confirm", "/account/login"])
def test_misspelt_address_is_told_beside_the_field(client: FlaskClient, page: str) -> None:
    answer = steps.send(client, page, email="alice@", password=factories.PASSWORD)

    assert steps.errors(answer) == ["This is not an e-mail address that can be written to."]
    assert steps.notices(client, answer) == []


def test_sign_in_without_anything_names_both_fields(client: FlaskClient) -> None:
    answer = steps.send(client, "/account/login")

    assert steps.errors(answer) == ["Enter an e-mail address.", "Enter a password."]


def test_accounts_speak_no_json(client: FlaskClient) -> None:
    asked = client.get("/account/login", headers={"Accept": "application/json"})
    posted = client.post(
        "/account/login",
        json={"email": "known@people.example"},
        headers={"X-CSRFToken": steps.token(asked)},
    )

    assert (asked.mimetype, posted.status_code) == ("text/html", 415)
