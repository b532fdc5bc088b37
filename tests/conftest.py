"""What all tests stand on: real servers, started once, and a database that each test finds as it should be."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import flask_migrate
import psycopg
import pytest
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from psycopg import sql
from werkzeug.test import TestResponse

from matchmaking.app import create_app
from matchmaking.config import Settings, load
from matchmaking.db import db
from matchmaking.embedded import Postgres, Redis
from matchmaking.web.clock import OFFSET

TEMPLATE = "template_matchmaking"
PG_VARIABLE = "MATCHMAKING_TEST_PG"
REDIS_VARIABLE = "MATCHMAKING_TEST_REDIS"
FOLDER_VARIABLE = "MATCHMAKING_TEST_FOLDER"

CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""A certificate for localhost, with its key, that nobody believes who is not told to."""
TODAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

_running: list[Any] = []


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL and Redis once, in the process that hands out the tests."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    folder = Path(tempfile.mkdtemp(prefix="mm-test-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user where the tests run as root
    postgres = Postgres(
        folder / "pg", settings={"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    )
    redis = Redis(folder / "redis", persist=False)
    _running.extend([folder, postgres, redis])
    os.environ[FOLDER_VARIABLE] = str(folder)
    os.environ[PG_VARIABLE] = postgres.url("{}")
    os.environ[REDIS_VARIABLE] = redis.address
    app = create_app(settings_for(postgres.create_database(TEMPLATE)))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()


def pytest_unconfigure() -> None:
    """Stop what `pytest_configure` started."""
    if _running:
        folder, postgres, redis = _running
        redis.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
        _running.clear()


def stand_at_today(application: Flask) -> None:
    """Let the application's clock run from `TODAY`, so that the tests' events are to come in any year."""
    application.config[OFFSET] = TODAY - datetime.now(UTC)


def settings_for(database_url: str, **changes: str) -> Settings:
    """The settings of an application under test."""
    return load(environment_for(database_url, **changes))


def environment_for(database_url: str, **changes: str) -> dict[str, str]:
    """The same as environment variables, for processes that a test starts."""
    return {
        "MATCHMAKING_ENV": "test",
        "SECRET_KEY": "a secret of the tests, known to all",
        "DATABASE_URL": database_url,
        "REDIS_URL": f"{os.environ[REDIS_VARIABLE]}/{worker_number()}",
        "BASE_URL": "http://localhost",
        "SMTP_URL": "smtp://127.0.0.1:1",
        "MAIL_FROM": "events@matchmaking.example",
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "text",
        **changes,
    }


def worker_number() -> int:
    """0 for a lone pytest or the first of its workers, 1 for the second, ..."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 16


def database_url(name: str) -> str:
    """The address of a database on the tests' server."""
    return os.environ[PG_VARIABLE].format(name)


def clone_database(name: str) -> str:
    """Make database `name` anew with all tables and no rows, and give its address."""
    with psycopg.connect(database_url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE))
        )
    return database_url(name)


class Browser(FlaskClient):
    """A test client whose every request starts with an empty `g`.

    The fixture `database` keeps an application context open around all requests of a test, and with it `g`,
    where Flask-Login keeps the person and Flask-WTF the CSRF token: the next visitor would inherit both.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.expire_all()
            for name in list(g):
                g.pop(name)
        return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def app() -> Iterator[Flask]:
    """The application on this worker's own database."""
    application = create_app(settings_for(clone_database(f"test_{worker_number()}")))
    application.test_client_class = Browser
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def database(app: Flask) -> Iterator[None]:
    """An application context whose every commit is undone when the test ends."""
    with app.app_context():
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        engines = cast("dict[str | None, Any]", db.engines)
        engines[None] = connection
        try:
            yield
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            engines[None] = engine


@pytest.fixture
def client(app: Flask, database: None) -> FlaskClient:
    """A visitor's browser without JavaScript."""
    return app.test_client()
