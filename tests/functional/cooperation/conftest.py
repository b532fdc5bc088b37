from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from tests import factories
from tests.functional.cooperation.scenes import Scene


@pytest.fixture
def ada(client: FlaskClient) -> Person:
    """An administrator, signed in."""
    who = factories.person("Ada", roles=["administrator"])
    factories.sign_in(client, who)
    return who


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    """Alice is signed in."""
    alice, bob, charlie, dora = (factories.person(name) for name in ("Alice", "Bob", "Charlie", "Dora"))
    ada = factories.person("Ada", roles=["administrator"])
    skywin = factories.organisation("Skywin", manager=alice, slug="skywin")
    factories.affiliation(bob, skywin, role="member")
    medteq = factories.organisation("MEDTEQ", manager=dora, slug="medteq", country_code="CA")
    factories.sector("aerospace")
    factories.sign_in(client, alice)
    return Scene(skywin, medteq, alice, bob, charlie, dora, ada)
