"""An application whose commits are real, for what only two sessions can show."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from psycopg import sql

from matchmaking.app import create_app
from matchmaking.db import db
from tests.conftest import clone_database, database_url, settings_for, worker_number


@pytest.fixture
def own_app() -> Iterator[Flask]:
    """An application on a database of this test's own."""
    name = f"accounts_{worker_number()}"
    application = create_app(settings_for(clone_database(name)))
    yield application
    with application.app_context():
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(database_url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def rival(own_app: Flask) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Another session on the database of `own_app`, in a transaction of its own."""
    with psycopg.connect(database_url(f"accounts_{worker_number()}")) as connection:
        yield connection
