"""What every answer promises to browsers, and what a request's Host header can do: nothing."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from matchmaking.web.settings import absolute_url
from tests.functional.web.conftest import Build

PRODUCTION = {
    "MATCHMAKING_ENV": "production",
    "BASE_URL": "https://match.example",
    "SECRET_KEY": "a secret of the tests, which is long enough",
}
PROMISED = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "browsing-topics=()",
}


@pytest.mark.parametrize("path", ["/about", "/missing", "/static/js/main.js", "/health/live"])
def test_every_answer_carries_the_promised_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    assert {name: headers.get(name) for name in PROMISED} == PROMISED
    assert "Strict-Transport-Security" not in headers


def test_production_answers_over_https_alone_with_cookies_to_match(build: Build) -> None:
    client = build(**PRODUCTION).test_client()

    plain = client.get("/about?x=1", base_url="http://match.example")
    secure = client.get("/account/login", base_url="https://match.example")
    cookie = secure.headers["Set-Cookie"]

    assert (plain.status_code, plain.headers["Location"]) == (302, "https://match.example/about?x=1")
    assert secure.status_code == 200
    assert secure.headers["Strict-Transport-Security"] == "max-age=31556926; includeSubDomains"
    assert [flag for flag in ("Secure", "HttpOnly", "SameSite=Lax") if flag not in cookie] == []


@pytest.mark.parametrize("host", ["evil.example", "match.example.evil.example", "match.example:x", "a@match.example"])
@pytest.mark.parametrize("path", ["/about", "/missing", "/account/login", "/health/ready", "/static/js/main.js"])
def test_production_answers_no_other_host(build: Build, host: str, path: str) -> None:
    client = build(**PRODUCTION).test_client()

    answer = client.get(path, base_url="https://match.example", headers={"Host": host})

    assert (answer.status_code, answer.get_data(as_text=True)) == (400, "This site is https://match.example\n")


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000"])
def test_production_answers_health_checks_from_inside_over_http(build: Build, host: str) -> None:
    client = build(**PRODUCTION).test_client()

    assert client.get("/health/ready", base_url=f"http://{host}").status_code == 200


def test_a_proxy_is_believed_where_one_is_trusted(build: Build) -> None:
    forwarded = {"X-Forwarded-Host": "match.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}

    behind = build(**PRODUCTION, TRUSTED_PROXIES="1").test_client()
    alone = build(**PRODUCTION).test_client()

    assert behind.get("/about", base_url="http://web:8000", headers=forwarded).status_code == 200
    assert alone.get("/about", base_url="http://web:8000", headers=forwarded).status_code == 400


def test_links_in_mails_stand_on_the_base_url_whatever_host_was_named(client: FlaskClient) -> None:
    with client.application.test_request_context("/about", base_url="http://evil.example"):
        link = absolute_url("events.show", slug="montréal")

    assert link == "http://localhost/events/montr%C3%A9al"


def test_links_in_mails_keep_the_port_of_the_base_url(build: Build) -> None:
    with build(BASE_URL="http://localhost:8001").app_context():
        assert absolute_url("web.about", _anchor="source") == "http://localhost:8001/about#source"
