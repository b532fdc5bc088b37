"""Addresses made of what stands in the address: people may put anything there."""

from __future__ import annotations

import pytest
from flask import Flask, url_for

from matchmaking.web.templating import page_args
from tests import factories

NO_BIGINT = "99999999999999999999"


@pytest.mark.parametrize(
    ("query", "changes", "address"),
    [
        ("q=a&page=3", {"page": 4}, "/?q=a&page=4"),
        ("type=a&type=b", {}, "/?type=a&type=b"),
        ("page=3&q=x", {"page": None}, "/?q=x"),
        ("_external=1&_scheme=javascript&_anchor=x&_method=POST", {}, "/"),
        ("endpoint=web.about&page=2", {}, "/?page=2"),
        ("self=1&values=2&x%5B%5D=%00", {}, "/?self=1&values=2&x%5B%5D=%00"),
    ],
)
def test_page_args_keep_the_query_and_nothing_that_commands(
    app: Flask, query: str, changes: dict[str, object], address: str
) -> None:
    with app.test_request_context(f"/?{query}"):
        assert url_for("events.index", **page_args(**changes)) == address


@pytest.mark.parametrize("path", ["/", "/organisations", "/admin/log", "/admin/people"])
@pytest.mark.parametrize("page", ["0", "-1", NO_BIGINT, "x", "", "2"])
def test_lists_stand_any_page_number_and_any_name_in_the_address(
    app: Flask, database: None, path: str, page: str
) -> None:
    client = factories.sign_in(app.test_client(), factories.person("Ada", roles=["administrator"]))

    answer = client.get(f"{path}?page={page}&endpoint=x&_scheme=x&_external=1&self=1&args=1&slug=x")

    assert answer.status_code in ({200, 404} if page == NO_BIGINT else {200})
