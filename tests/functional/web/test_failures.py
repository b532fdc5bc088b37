"""Every failure is a page with a next step, in the reader's language, also while the database is away."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from tests.functional.web.conftest import Build

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def title_of(page: str) -> str:
    return str(re.findall(r"<h1>(.*?)</h1>", page, re.DOTALL)[0]).strip()


@pytest.mark.parametrize("database", ["there", "away"])
@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/missing", 404, "There is nothing here"),
        ("/try/refuse/not-found", 404, "There is nothing here"),
        ("/try/refuse/429", 429, "Too many tries in a short time"),
        ("/try/refuse/413", 413, "That file is too large"),
        ("/try/refuse/broken", 500, "Something went wrong on our side"),
        ("/try/refuse/503", 503, "Back in a few minutes"),
    ],
)
def test_a_failure_is_a_page_of_the_site(build: Build, database: str, path: str, status: int, title: str) -> None:
    client = build(NOWHERE if database == "away" else None).test_client()

    answer = client.get(path, headers=BROWSER)
    page = answer.get_data(as_text=True)

    assert (answer.status_code, title_of(page)) == (status, title)
    assert "a secret detail" not in page
    assert answer.headers.getlist("Set-Cookie") == []


@pytest.mark.parametrize("path", ["/about", "/missing", "/try/member", "/try/refuse/broken"])
def test_whoever_is_signed_in_is_told_that_the_database_is_away(build: Build, path: str) -> None:
    client = build(NOWHERE).test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "somebody whom only the database could tell"

    answer = client.get(path, headers=BROWSER)

    assert (answer.status_code, title_of(answer.get_data(as_text=True))) == (503, "Back in a few minutes")


def test_a_failure_speaks_the_readers_language(client: FlaskClient) -> None:
    page = client.get("/missing", headers={"Accept-Language": "fr"}).get_data(as_text=True)

    assert '<html lang="fr"' in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_not_there_is_said_in_words_for_readers_and_its_reason_in_the_log(build: Build, language: str) -> None:
    client = build(LOG_LEVEL="INFO").test_client()
    with capture_logs() as lines:
        answer = client.get("/try/refuse/not-found", headers={**BROWSER, "Accept-Language": language})

    page = answer.get_data(as_text=True)
    assert "There is no such meeting." not in page
    assert {"en": "The address may be old or mistyped", "fr": "ancienne ou mal écrite"}[language] in page
    assert [(line["event"], line["reason"]) for line in lines if "reason" in line] == [
        ("not_found", "There is no such meeting.")
    ]


@pytest.mark.parametrize(
    ("kind", "status", "title", "detail"),
    [
        ("not-found", 404, "Not Found", "There is no such meeting."),
        ("not-allowed", 403, "Forbidden", "Only the organiser may do this."),
        ("conflict", 409, "Conflict", "It has been accepted already."),
        ("invalid", 422, "Unprocessable Entity", "The end is before the start."),
        ("413", 413, "Request Entity Too Large", ""),
        ("429", 429, "Too Many Requests", ""),
        ("broken", 500, "Internal Server Error", ""),
        ("503", 503, "Service Unavailable", ""),
    ],
)
def test_a_failure_is_a_problem_for_who_wants_json(
    build: Build, kind: str, status: int, title: str, detail: str
) -> None:
    answer = build().test_client().get(f"/try/refuse/{kind}", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    problem = answer.get_json()
    assert (problem["type"], problem["status"], problem["detail"]) == ("about:blank", status, detail)


def test_a_form_without_its_token_is_refused_with_the_way_on(client: FlaskClient) -> None:
    answer = client.post("/language", data={"language": "fr"}, headers=BROWSER)

    assert answer.status_code == 400
    assert "The form was open for too long" in answer.get_data(as_text=True)
    assert answer.headers.getlist("Set-Cookie") == []


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = client.post("/language", data={"language": "x" * 3_000_000}, headers=BROWSER)

    assert answer.status_code == 413


def test_a_wrong_method_is_told_the_right_ones(client: FlaskClient) -> None:
    answer = client.get("/language", headers=BROWSER)

    assert (answer.status_code, set(answer.headers["Allow"].split(", "))) == (405, {"OPTIONS", "POST"})


@pytest.mark.parametrize(
    "path",
    ["/events/%00", "/organisations/a%00b", "/?q=%00", "/organisations?q=%00", "/calendar/99999999999999999999/x.ics"],
)
def test_what_no_column_can_hold_is_not_found_rather_than_a_failure(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in {200, 404}


def test_the_database_away_is_said_to_a_reader_and_to_the_health_check(build: Build) -> None:
    client = build(NOWHERE).test_client()

    home = client.get("/", headers=BROWSER)
    ready = client.get("/health/ready")
    live = client.get("/health/live")

    assert (home.status_code, title_of(home.get_data(as_text=True))) == (503, "Back in a few minutes")
    assert (ready.status_code, ready.get_json()) == (503, {"status": "unavailable", "problems": ["database"]})
    assert (live.status_code, live.get_json()) == (200, {"status": "ok"})


def test_redis_away_is_said_to_the_health_check_and_harms_no_page(build: Build) -> None:
    client = build(REDIS_URL="redis://127.0.0.1:1/0", MATCHMAKING_ENV="development").test_client()

    ready = client.get("/health/ready")

    assert (ready.status_code, ready.get_json()) == (503, {"status": "unavailable", "problems": ["redis"]})
    assert client.get("/").status_code == 200
    assert client.get("/account/login").status_code == 200
