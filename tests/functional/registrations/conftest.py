"""Fixtures of the registrations room's tests."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.functional.registrations.scenes import Scene, make_scene


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    """Alice's event with Bob and Dana in it."""
    return make_scene()
