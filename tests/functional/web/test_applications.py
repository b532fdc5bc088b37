from __future__ import annotations

from flask.testing import FlaskClient

from matchmaking.app import create_app
from tests.conftest import database_url, settings_for


def test_an_application_for_https_leaves_another_one_as_it_is(client: FlaskClient) -> None:
    secure = create_app(settings_for(database_url("never_asked"), BASE_URL="https://events.example"))

    assert secure.test_client().get("/about").status_code == 302
    assert client.get("/about").status_code == 200
