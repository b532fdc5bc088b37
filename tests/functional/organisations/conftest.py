from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from tests import factories
from tests.functional.organisations.steps import taxonomy


@pytest.fixture
def alice(client: FlaskClient) -> Person:
    """Alice, signed in."""
    taxonomy()
    who = factories.person("Alice")
    factories.sign_in(client, who)
    return who
