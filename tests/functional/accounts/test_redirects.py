from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests import factories
from tests.functional.accounts import steps

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "/\x00//evil.example",
    "http://localhost@evil.example/",
    "http://[evil.example",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_sign_in_leads_nowhere_else(client: FlaskClient, target: str) -> None:
    alice = factories.person("Alice")

    answer = steps.sign_in(client, alice.email, next=target)

    assert answer.status_code == 400
    assert not steps.is_signed_in(client)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_sign_in_page_forgets_a_target_elsewhere(client: FlaskClient, target: str) -> None:
    page = client.get("/account/login", query_string={"next": target})

    assert (page.status_code, 'name="next" type="hidden" value=""' in page.text) == (200, True)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_choosing_a_language_leads_nowhere_else(client: FlaskClient, target: str) -> None:
    answer = steps.send(client, "/account/login", to="/language", language="fr", next=target)

    assert (answer.status_code, answer.location) == (302, "/")


def test_sign_in_leads_back_to_where_one_came_from(client: FlaskClient) -> None:
    alice = factories.person("Alice")
    refused = client.get("/account/preferences")

    page = client.get(refused.location).text
    answer = steps.sign_in(client, alice.email, next="/account/preferences?a=b")

    assert refused.location == "/account/login?next=/account/preferences"
    assert 'value="/account/preferences"' in page
    assert (answer.status_code, answer.location) == (302, "/account/preferences?a=b")


def test_language_is_kept_for_visitor_and_member_alike(client: FlaskClient) -> None:
    visitor = steps.send(client, "/account/login", to="/language", language="fr", next="/account/login")
    assert visitor.location == "/account/login"
    assert '<html lang="fr">' in client.get("/account/login").text

    alice = factories.person("Alice", locale="en")
    factories.sign_in(client, alice)
    assert '<html lang="en">' in client.get("/account/preferences").text
    steps.send(client, "/account/preferences", to="/language", language="fr")
    assert alice.locale == "fr"
    steps.send(client, "/account/preferences", to="/language", language="tlh")
    assert alice.locale == "fr"
