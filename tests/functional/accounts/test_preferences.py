from __future__ import annotations

import re

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matchmaking.audit.models import AuditEntry
from matchmaking.db import session
from tests import factories
from tests.functional.accounts import steps

PAGE = "/account/preferences"


def logged() -> list[tuple[str, dict[str, object], dict[str, object]]]:
    rows = session().scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
    return [(row.action, row.before, row.after) for row in rows]


def test_preferences_are_saved_and_said_in_the_new_language(client: FlaskClient) -> None:
    alice = factories.person("Alice")
    factories.sign_in(client, alice)

    answer = steps.send(client, PAGE, name=" Alice  Tremblay", locale="fr", time_zone="America/Toronto")

    assert (answer.status_code, answer.location) == (302, PAGE)
    assert (alice.name, alice.locale, alice.time_zone) == ("Alice Tremblay", "fr", "America/Toronto")
    assert '<html lang="fr">' in client.get(PAGE).text
    assert logged() == [
        (
            "person.update",
            {"name": "Alice", "locale": "en", "time_zone": "Europe/Brussels"},
            {"name": "Alice Tremblay", "locale": "fr", "time_zone": "America/Toronto"},
        )
    ]


def test_saving_what_is_so_already_changes_nothing(client: FlaskClient) -> None:
    factories.sign_in(client, factories.person("Alice"))

    answer = steps.send(client, PAGE, name="Alice", locale="en", time_zone="Europe/Brussels")

    assert steps.notices(client, answer) == [("fine", "Your preferences are saved.")]
    assert logged() == []


def test_preferences_refuse_what_is_not_to_be_chosen(client: FlaskClient) -> None:
    alice = factories.person("Alice")
    factories.sign_in(client, alice)

    answer = steps.send(client, PAGE, name="\x00", locale="tlh", time_zone="localtime")

    assert steps.errors(answer) == ["Enter your name.", "Not a valid choice.", "Choose a time zone of the list."]
    assert (alice.name, alice.locale, alice.time_zone) == ("Alice", "en", "Europe/Brussels")


def test_old_zone_name_of_a_browser_stays_chosen(client: FlaskClient) -> None:
    factories.sign_in(client, factories.person("Alice", time_zone="Asia/Calcutta"))

    page = client.get(PAGE).text

    assert re.findall(r'<option selected value="([^"]+)">([^<]+)', page)[-1] == ("Asia/Calcutta", "Asia/Calcutta")


def test_preferences_are_for_members(client: FlaskClient) -> None:
    assert client.get(PAGE).location == f"/account/login?next={PAGE}"
    unconfirmed = factories.sign_in(client, factories.person("Bob", confirmed_at=None))
    assert unconfirmed.get(PAGE).location == f"/account/confirm?next={PAGE}"


def test_calendar_address_is_renewed_for_its_owner_alone(app: Flask, database: None) -> None:
    alice, bob = factories.person("Alice"), factories.person("Bob")
    before = alice.feed_token, bob.feed_token
    client = factories.sign_in(app.test_client(), alice)
    assert f"{alice.id}/{alice.feed_token}" in client.get(PAGE).text

    answer = steps.send(client, PAGE, to="/account/calendar-address")

    assert answer.location == f"{PAGE}#calendar"
    assert (alice.feed_token != before[0], bob.feed_token == before[1]) == (True, True)
    assert len(alice.feed_token) >= 40
    assert logged() == [("person.renew_feed", {}, {})]


def test_a_language_chosen_at_the_top_of_a_page_is_noted_once(client: FlaskClient) -> None:
    factories.sign_in(client, factories.person("Alice"))

    for _ in range(2):
        steps.send(client, PAGE, to="/language", language="fr")

    assert logged() == [("person.update", {"locale": "en"}, {"locale": "fr"})]


def test_signing_up_is_noted(client: FlaskClient) -> None:
    steps.sign_up(client)
    assert logged() == [("person.create", {}, {})]
