"""Pages take the text fields of forms, and nothing that fields cannot hold."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from tests.functional.organisations.steps import token
from tests.functional.web.conftest import Build


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"data": {"name": "Alice"}}, 200),
        ({"data": {"name": "Alice"}, "content_type": "multipart/form-data"}, 200),
        ({}, 200),
        ({"data": {"name": (BytesIO(b"Alice"), "name.txt")}}, 415),
        ({"json": {"name": 5}}, 415),
        ({"data": "<name/>", "content_type": "text/xml"}, 415),
    ],
)
def test_a_post_carries_the_texts_of_a_form(build: Build, body: dict[str, Any], status: int) -> None:
    client = build().test_client()
    headers = {"X-CSRFToken": token(client.get("/account/login"))}

    assert client.post("/try/public", headers=headers, **body).status_code == status
