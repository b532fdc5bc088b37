from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from matchmaking.accounts.queries import person_by_email
from matchmaking.cli.people import person
from matchmaking.db import db
from tests import factories
from tests.conftest import database_url, environment_for, worker_number
from tests.functional.accounts import steps


@pytest.fixture
def opened(own_app: Flask) -> Iterator[Flask]:
    """The database that the command writes to, to be looked at."""
    with own_app.app_context():
        yield own_app
        db.session.remove()


def run(*arguments: str, entered: str = "") -> Result:
    environ = environment_for(database_url(f"accounts_{worker_number()}"))
    return CliRunner().invoke(person, list(arguments), input=entered, env=environ)


def test_create_with_a_password_makes_an_administrator_who_can_sign_in(opened: Flask) -> None:
    password = f"{factories.PASSWORD}\n"

    result = run("create", "Alice@Skywin.Example", "--name", "Alice", "--role", "administrator", entered=password * 2)

    assert (result.exit_code, result.output.splitlines()[-1]) == (
        0,
        "Alice@skywin.example has an account as administrator.",
    )
    alice = person_by_email("alice@skywin.example")
    assert (alice.name, alice.is_administrator, alice.is_member) == ("Alice", True, True)
    client = opened.test_client()
    assert steps.sign_in(client, "alice@skywin.example").status_code == 302
    assert client.get("/admin").status_code == 200


def test_create_by_mail_lets_the_person_choose_the_password(opened: Flask) -> None:
    result = run("create", "alice@skywin.example", "--name", "Alice", "--mail")

    assert result.output == "alice@skywin.example has an account. A mail with a link is on its way.\n"
    (mail,) = steps.mails()
    assert (mail.to_address, mail.subject) == ("alice@skywin.example", "An account was opened for you - Matchmaking")
    client = opened.test_client()
    steps.send(client, steps.link(mail), password="chosen by Alice")
    assert steps.sign_in(client, "alice@skywin.example", "chosen by Alice").status_code == 302


@pytest.mark.parametrize(
    ("address", "entered", "told"),
    [
        ("alice@", "", "Error: alice@: This is not an e-mail address that can be written to."),
        ("new@skywin.example", "short\nshort\n", "Error: Use 10 characters or more."),
        ("TAKEN@skywin.example", f"{factories.PASSWORD}\n" * 2, "Error: TAKEN@skywin.example has an account already."),
    ],
)
def test_create_refuses_with_a_sentence(opened: Flask, address: str, entered: str, told: str) -> None:
    factories.person("Taken", email="taken@skywin.example")

    result = run("create", address, "--name", "Somebody", entered=entered)

    assert (result.exit_code, result.output.splitlines()[-1]) == (1, told)


def test_grant_gives_a_role_once(opened: Flask) -> None:
    factories.person("Bob", email="bob@skywin.example")

    first, second = (run("grant", "BOB@skywin.example", "organiser").output for _ in range(2))

    assert (first, second) == ("bob@skywin.example is organiser now.\n", "bob@skywin.example was organiser already.\n")


def test_grant_refuses_an_unknown_address_with_a_sentence(opened: Flask) -> None:
    result = run("grant", "nobody@skywin.example", "organiser")

    assert (result.exit_code, result.output) == (1, "Error: Nobody has the address nobody@skywin.example.\n")
