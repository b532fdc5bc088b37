from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests import factories


def language_of(client: FlaskClient, path: str = "/about", **headers: str) -> str:
    page = client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return str(re.findall(r'<html lang="(\w+)"', page.get_data(as_text=True))[0])


@pytest.mark.parametrize("path", ["/", "/events", "/organisations", "/about", "/accessibility", "/contact", "/missing"])
def test_a_visitor_gets_no_cookie_from_a_page_to_read(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.headers.getlist("Set-Cookie") == []
    assert 'name="csrf_token"' not in answer.get_data(as_text=True)


def test_a_visitor_is_told_no_name_of_a_setting_where_there_is_no_address(client: FlaskClient) -> None:
    page = client.get("/contact").get_data(as_text=True)

    assert "There is no address for other questions yet." in page
    assert "CONTACT_EMAIL" not in page


@pytest.mark.parametrize(("language", "words"), [("en", "Search events"), ("fr", "Rechercher un événement")])
def test_the_search_of_the_bar_says_what_it_searches(client: FlaskClient, language: str, words: str) -> None:
    page = client.get("/about", headers={"Accept-Language": language}).get_data(as_text=True)

    assert page.count(f'placeholder="{words}"') == page.count('role="search"') > 0


def test_the_browsers_language_is_taken_until_a_visitor_chooses(client: FlaskClient) -> None:
    assert language_of(client, Accept_Language="fr-CA,fr;q=0.9,en;q=0.5") == "fr"
    assert language_of(client, Accept_Language="de") == "en"

    chosen = client.get("/about?lang=fr")

    assert (chosen.status_code, chosen.headers["Location"]) == (302, "/about")
    assert language_of(client, Accept_Language="en") == "fr"


def test_choosing_a_language_keeps_the_rest_of_the_address(client: FlaskClient) -> None:
    page = client.get("/events?q=Montr%C3%A9al+%26+caf%C3%A9&type=a&type=b&lang=xx")
    assert page.headers["Location"] == "/events?q=Montr%C3%A9al%20%26%20caf%C3%A9&type=a&type=b"

    shown = client.get("/events?q=a%26b&_scheme=javascript").get_data(as_text=True)

    assert set(re.findall(r'href="([^"]*)" rel="nofollow" lang="fr"', shown)) == {
        "/events?q=a%26b&amp;_scheme=javascript&amp;lang=fr"
    }


@pytest.mark.parametrize("path", ["//evil.example/", "//evil.example/about", "/\\evil.example", "/about\n"])
def test_choosing_a_language_leads_nowhere_else(client: FlaskClient, path: str) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": path, "QUERY_STRING": "lang=fr"})

    assert (answer.status_code, answer.headers.get("Location")) in {
        (404, None),
        (308, "http://localhost/evil.example/?lang=fr"),
        (308, "http://localhost/evil.example/about?lang=fr"),
    }


def test_an_unknown_language_is_not_kept(client: FlaskClient) -> None:
    assert client.get("/about?lang=tlh").headers.getlist("Set-Cookie") == []


def test_whoever_is_signed_in_keeps_their_own_language_and_has_a_form_to_change_it(client: FlaskClient) -> None:
    factories.sign_in(client, factories.person("Alice", locale="fr"))

    page = client.get("/about").get_data(as_text=True)

    assert '<html lang="fr"' in page
    assert (page.count('action="/language"'), page.count('rel="nofollow" lang=')) == (2, 0)
