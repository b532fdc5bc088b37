from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

FOR_EVER = "public, max-age=31536000, immutable"


def addresses(client: FlaskClient) -> list[str]:
    page = client.get("/about").get_data(as_text=True)
    return re.findall(r'(?:href|src)="((?:/bootstrap)?/static/[^"#]+)', page)


def test_every_file_of_a_page_names_its_version_and_is_kept_for_ever(client: FlaskClient) -> None:
    found = addresses(client)

    assert len(found) > 10
    for address in found:
        answer = client.get(address)
        assert re.search(r"\?v=[0-9a-f]{12}$", address), address
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_EVER), address
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("query", ["", "?v=", "?v=000000000000"])
def test_a_file_without_its_own_version_is_asked_for_again_each_time(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/static/js/announce.js{query}")
    again = client.get(f"/static/js/announce.js{query}", headers={"If-None-Match": answer.headers["ETag"]})

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert (again.status_code, again.headers["Cache-Control"], again.data) == (304, "no-cache", b"")


def test_a_version_is_that_of_the_content(app: Flask) -> None:
    with app.test_request_context():
        first, again, other, missing = (
            app.url_for("static", filename=name)
            for name in ("js/main.js", "js/main.js", "js/announce.js", "js/missing.js")
        )

    assert first == again
    assert first.partition("?")[2] != other.partition("?")[2]
    assert missing == "/static/js/missing.js"


def test_a_missing_file_is_not_kept(client: FlaskClient) -> None:
    answer = client.get("/static/js/missing.js?v=None")

    assert (answer.status_code, answer.headers.get("Cache-Control")) == (404, None)


@pytest.mark.parametrize("path", ["/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/static//etc/passwd"])
def test_nothing_beside_the_static_files_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path, follow_redirects=True).status_code == 404
