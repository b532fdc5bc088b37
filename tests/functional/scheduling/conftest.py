"""Fixtures of the scheduling room's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaking.app import create_app
from matchmaking.db import db
from tests.conftest import clone_database, settings_for, worker_number
from tests.functional.scheduling.scenes import Scene, make_scene


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    """Alice's event, ready to be planned."""
    return make_scene()


@pytest.fixture
def own_app() -> Iterator[Flask]:
    """An application on a database of its own, in which commits are real; its context is open."""
    application = create_app(settings_for(clone_database(f"scheduling_{worker_number()}")))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()
