"""Fixtures of the scheduling room's tests."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.functional.scheduling.scenes import Scene, make_scene


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    """Alice's event, ready to be planned."""
    return make_scene()
