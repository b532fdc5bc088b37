from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matchmaking.audit.models import AuditEntry
from matchmaking.db import session
from tests import factories
from tests.functional.accounts import steps

NEW = "an even better sentence"


def signed_in(app: Flask, email: str, *, remember: bool = False) -> FlaskClient:
    """A browser of its own on which the person is signed in."""
    client = app.test_client()
    fields = {"remember": "y"} if remember else {}
    assert steps.sign_in(client, email, **fields).status_code == 302
    return client


def logged() -> list[tuple[str, str, dict[str, object], dict[str, object]]]:
    rows = session().scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
    return [(row.action, row.subject_name, row.before, row.after) for row in rows]


def test_changing_the_password_keeps_this_session_and_ends_the_others(app: Flask, database: None) -> None:
    alice = factories.person("Alice")
    here, elsewhere = signed_in(app, alice.email), signed_in(app, alice.email, remember=True)

    answer = steps.send(here, "/account/change", password=factories.PASSWORD, new_password=NEW)

    assert (answer.status_code, answer.location) == (302, "/account/preferences")
    assert steps.is_signed_in(here)
    assert not steps.is_signed_in(elsewhere)
    assert not steps.is_signed_in(app.test_client())
    assert steps.sign_in(app.test_client(), alice.email).status_code == 200
    assert steps.sign_in(app.test_client(), alice.email, NEW).status_code == 302
    assert logged() == [("person.change_password", "Alice", {}, {})]
    assert [mail.subject for mail in steps.mails()] == ["Your password was changed - Matchmaking"]


@pytest.mark.parametrize(
    ("present", "new", "told"),
    [
        ("not my password", NEW, "This is not your present password."),
        (factories.PASSWORD, factories.PASSWORD, "Choose a password that differs from the present one."),
        (factories.PASSWORD, "too short", "Use 10 characters or more."),
        (factories.PASSWORD, "", "Enter a password."),
    ],
)
def test_changing_the_password_refuses(app: Flask, database: None, present: str, new: str, told: str) -> None:
    alice = factories.person("Alice")
    client = signed_in(app, alice.email)

    answer = steps.send(client, "/account/change", password=present, new_password=new)

    assert steps.errors(answer) == [told]
    assert logged() == []


def test_resetting_the_password_ends_every_session_and_its_link_works_once(app: Flask, database: None) -> None:
    alice = factories.person("Alice")
    elsewhere = signed_in(app, alice.email, remember=True)
    visitor = app.test_client()
    steps.send(visitor, "/account/reset", email=alice.email.upper())
    link = steps.link(steps.mails()[0])

    answer = steps.send(visitor, link, password=NEW)

    assert (answer.status_code, answer.location) == (302, "/account/login")
    assert not steps.is_signed_in(elsewhere)
    assert not steps.is_signed_in(visitor)
    assert steps.sign_in(visitor, alice.email, NEW).status_code == 302
    again = app.test_client().get(link)
    assert (again.status_code, again.location) == (302, "/account/reset")
    assert logged() == [("person.reset_password", "Alice", {}, {})]


def test_resetting_the_password_confirms_an_address_that_was_not(app: Flask, database: None) -> None:
    alice = factories.person("Alice", confirmed_at=None)
    visitor = app.test_client()
    steps.send(visitor, "/account/reset", email=alice.email)

    steps.send(visitor, steps.link(steps.mails()[0]), password=NEW)

    assert steps.sign_in(visitor, alice.email, NEW).status_code == 302
    assert steps.is_signed_in(visitor)
    assert [action for action, *_ in logged()] == ["person.reset_password", "person.confirm"]


def test_new_address_counts_once_its_mail_is_answered(app: Flask, database: None) -> None:
    alice = factories.person("Alice", email="alice@old.example")
    here, elsewhere = signed_in(app, alice.email), signed_in(app, alice.email)
    steps.send(here, "/account/reset", email=alice.email)
    steps.send(here, "/account/change-email", email="alice@new.example")
    assert alice.email == "alice@old.example"
    reset, change = steps.mails()
    assert (reset.to_address, change.to_address) == ("alice@old.example", "alice@new.example")

    here.get(steps.link(change))

    assert alice.email == "alice@new.example"
    assert steps.is_signed_in(here)
    assert not steps.is_signed_in(elsewhere)
    assert app.test_client().get(steps.link(reset)).location == "/account/reset"
    assert app.test_client().get(steps.link(change)).location == "/account/change-email"
    told = steps.mails()[-1]
    assert (told.to_address, told.subject) == (
        "alice@old.example",
        "Your e-mail address was changed - Matchmaking",
    )
    assert logged() == [
        ("person.change_address", "Alice", {"email": "alice@old.example"}, {"email": "alice@new.example"})
    ]


def test_new_address_that_was_taken_in_the_meantime_is_refused(app: Flask, database: None) -> None:
    alice = factories.person("Alice", email="alice@old.example")
    here = signed_in(app, alice.email)
    steps.send(here, "/account/change-email", email="alice@new.example")
    factories.person("Other", email="ALICE@new.example")

    answer = here.get(steps.link(steps.mails()[0]))

    assert (answer.status_code, alice.email) == (302, "alice@old.example")
    assert logged() == []


def test_changing_the_address_long_after_sign_in_asks_for_the_password(app: Flask, database: None) -> None:
    alice = factories.person("Alice")
    client = signed_in(app, alice.email)
    with client.session_transaction() as cookie:
        cookie["fs_paa"] = 0

    asked = client.get("/account/change-email")
    answer = steps.send(client, asked.location, to="/account/verify", password="no idea")
    granted = steps.send(
        client, asked.location, to="/account/verify", password=factories.PASSWORD, next="/account/change-email"
    )

    assert asked.location == "/account/verify?next=/account/change-email"
    assert steps.errors(answer) == ["This is not your present password."]
    assert (granted.status_code, granted.location) == (302, "/account/change-email")
    assert client.get("/account/change-email").status_code == 200


def test_sign_out_asks_first_and_ends_this_session_alone(app: Flask, database: None) -> None:
    alice = factories.person("Alice")
    here, elsewhere = signed_in(app, alice.email, remember=True), signed_in(app, alice.email)

    asked = here.get("/account/logout")

    assert (asked.status_code, "You are signed in as" in asked.text) == (200, True)
    assert steps.is_signed_in(here)
    assert steps.send(here, "/account/logout").status_code == 302
    assert not steps.is_signed_in(here)
    assert steps.is_signed_in(elsewhere)


def test_sign_out_everywhere_ends_every_session_and_unused_links(app: Flask, database: None) -> None:
    alice = factories.person("Alice")
    here, elsewhere = signed_in(app, alice.email, remember=True), signed_in(app, alice.email, remember=True)
    steps.send(here, "/account/reset", email=alice.email)

    answer = steps.send(here, "/account/preferences", to="/account/sign-out-everywhere")

    assert steps.notices(here, answer) == [("fine", "You are signed out on all devices.")]
    assert [steps.is_signed_in(client) for client in (here, elsewhere)] == [False, False]
    assert app.test_client().get(steps.link(steps.mails()[0])).location == "/account/reset"
    assert logged() == [("person.sign_out_everywhere", "Alice", {}, {})]


def test_closed_account_is_signed_out_at_once(app: Flask, database: None) -> None:
    alice = factories.person("Alice")
    client = signed_in(app, alice.email)

    alice.active = False
    session().commit()

    assert not steps.is_signed_in(client)


def test_post_without_token_is_refused(client: FlaskClient) -> None:
    alice = factories.person("Alice")

    answer = client.post("/account/login", data={"email": alice.email, "password": factories.PASSWORD})

    assert answer.status_code == 400
    assert not steps.is_signed_in(client)


def test_pages_about_accounts_are_not_kept_by_caches(client: FlaskClient) -> None:
    assert client.get("/account/login").headers["Cache-Control"] == "no-store"
