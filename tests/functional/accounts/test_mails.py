from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from tests import factories
from tests.functional.accounts import steps


def test_links_are_on_the_configured_address_whatever_host_is_named(client: FlaskClient) -> None:
    factories.person("Alice", email="alice@people.example")
    factories.person("Bob", email="bob@people.example", confirmed_at=None)
    evil = "http://evil.example"
    for page, fields in (
        ("/account/reset", {"email": "alice@people.example"}),
        ("/account/confirm", {"email": "bob@people.example"}),
        ("/account/register", {"email": "carol@people.example", "name": "Carol", "password": factories.PASSWORD}),
        ("/account/register", {"email": "alice@people.example", "name": "Alice", "password": factories.PASSWORD}),
    ):
        token = steps.token(client.get(page, base_url=evil))
        data = {"csrf_token": token, "time_zone": "Europe/Paris", **fields}
        client.post(page, data=data, base_url=evil, headers={"X-Forwarded-Host": "evil.example"})

    links = [link for mail in steps.mails() for link in re.findall(r'https?://[^\s"<]+', mail.text + mail.html)]

    assert len(links) == 4 * 3
    assert {re.match(r"https?://[^/]+", link)[0] for link in links} == {"http://localhost"}  # type: ignore[index]  # each begins so


def test_mail_is_in_the_language_of_who_gets_it(app: Flask, database: None) -> None:
    factories.person("Ève", email="eve@people.example", locale="fr")
    steps.send(app.test_client(), "/account/reset", email="eve@people.example")

    (mail,) = steps.mails()

    assert '<html lang="fr">' in mail.html


def test_mail_says_in_text_and_in_html_the_same(client: FlaskClient) -> None:
    factories.person("Alice <b>", email="alice@people.example")

    steps.send(client, "/account/reset", email="alice@people.example")

    (mail,) = steps.mails()
    link = steps.link(mail)
    assert mail.text == (
        "Dear Alice <b>,\n\n"
        "Somebody, perhaps you, asked for a new password for your account. Choose it here:\n\n"
        f"Choose a new password:\n{link}\n\n"
        "The link is valid for 1 day.\n\n"
        "If it was not you, there is nothing to do: without the link, nothing happens.\n\n"
        "Matchmaking\n"
    )
    assert "Dear Alice &lt;b&gt;," in mail.html
    assert f'href="{link}"' in mail.html


def test_mail_to_an_unconfirmed_address_signing_up_again_lets_its_owner_take_the_account(client: FlaskClient) -> None:
    steps.sign_up(client, "victim@people.example", name="Mallory", password="the intruder's own")
    steps.sign_up(client, "victim@people.example", name="Victim")
    again = steps.mails()[1]

    steps.send(client, steps.link(again), password="known to the victim")

    assert steps.sign_in(client, "victim@people.example", "the intruder's own").status_code == 200
    assert steps.sign_in(client, "victim@people.example", "known to the victim").status_code == 302
