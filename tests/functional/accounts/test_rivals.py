"""Two at once: what only sessions with commits of their own can show."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask

from matchmaking.accounts import queries, services
from matchmaking.accounts.models import Person, RoleName
from matchmaking.db import db, session
from matchmaking.errors import Invalid
from tests import factories
from tests.conftest import database_url, worker_number
from tests.functional.accounts import steps, waits

Rival = psycopg.Connection[Any]
INSERT = "INSERT INTO person (email, fs_uniquifier, feed_token, active, created_at) VALUES (%s, 'r', 'r', true, now())"


def own_url() -> str:
    return database_url(f"accounts_{worker_number()}")


def test_two_sign_ups_with_one_address_make_one_account_and_no_failure(own_app: Flask, rival: Rival) -> None:
    rival.execute(INSERT, ["ALICE@skywin.example"])

    def slower() -> list[tuple[str, str]]:
        client = own_app.test_client()
        return steps.notices(client, steps.sign_up(client, "alice@skywin.example"))

    with ThreadPoolExecutor() as threads:
        told = threads.submit(slower)
        waits.until_blocked(own_url())
        rival.commit()
        said = told.result(timeout=30)

    assert said == [
        ("waiting", "Nearly done: a mail is on its way to alice@skywin.example. Open the link in it, then sign in.")
    ]
    with own_app.app_context():
        assert session().scalars(sa.select(Person.email)).all() == ["ALICE@skywin.example"]
        assert [mail.subject for mail in steps.mails()] == ["You have an account already - Matchmaking"]


def test_two_administrators_who_dismiss_each_other_leave_one(own_app: Flask, rival: Rival) -> None:
    with own_app.app_context():
        alice, bob = (factories.person(name, roles=["administrator"]).id for name in ("Alice", "Bob"))
    rival.execute("SELECT id FROM role WHERE name = 'administrator' FOR UPDATE")
    rival.execute("DELETE FROM person_role WHERE person_id = %s", [alice])

    def dismiss() -> str:
        with own_app.app_context():
            try:
                person = queries.person_by_id(bob)
                services.revoke_role(person, RoleName.ADMINISTRATOR, actor=None, now=factories.NOW)
            except Invalid as refusal:
                return str(refusal)
            finally:
                db.session.remove()
        return "dismissed"

    with ThreadPoolExecutor() as threads:
        outcome = threads.submit(dismiss)
        waits.until_blocked(own_url())
        rival.commit()

        assert outcome.result(timeout=30).startswith("Somebody must stay administrator.")

    with own_app.app_context():
        assert [queries.person_by_id(person).is_administrator for person in (alice, bob)] == [False, True]


def test_role_is_given_once_by_two_at_once(own_app: Flask, rival: Rival) -> None:
    with own_app.app_context():
        charlie = factories.person("Charlie").id
    rival.execute("INSERT INTO role (name) VALUES ('organiser')")
    rival.execute("INSERT INTO person_role SELECT %s, id FROM role", [charlie])

    def grant() -> bool:
        with own_app.app_context():
            try:
                person = queries.person_by_id(charlie)
                return services.grant_role(person, RoleName.ORGANISER, actor=None, now=factories.NOW)
            finally:
                db.session.remove()

    with ThreadPoolExecutor() as threads:
        outcome = threads.submit(grant)
        waits.until_blocked(own_url())
        rival.commit()

        assert outcome.result(timeout=30) is False
