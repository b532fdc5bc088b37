"""A committed database, a broker of the test's own, and workers on both."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import redis
from flask import Flask
from psycopg import sql

from matchmaking.app import create_app
from matchmaking.config import load
from matchmaking.db import db
from matchmaking.mail.mailbox import Sink
from tests.conftest import REDIS_VARIABLE, clone_database, database_url, environment_for, worker_number
from tests.processes import Worker

StartWorker = Callable[..., Worker]


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """An SMTP server that puts every mail into a folder."""
    with Sink(tmp_path / "mails") as running:
        yield running


@pytest.fixture
def environment(sink: Sink) -> Iterator[dict[str, str]]:
    """The settings of all processes of one test: its own database, broker and mail server."""
    name = f"services_{worker_number()}"
    broker = f"{os.environ[REDIS_VARIABLE]}/{15 - worker_number()}"  # the others count from 0 up
    redis.Redis.from_url(broker).flushdb()
    yield environment_for(clone_database(name), REDIS_URL=broker, SMTP_URL=f"smtp://127.0.0.1:{sink.port}")
    redis.Redis.from_url(broker).flushdb()
    with psycopg.connect(database_url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def own_app(environment: dict[str, str]) -> Iterator[Flask]:
    """The web server's side; its context is open, its commits are real."""
    application = create_app(load(environment))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def start_worker(own_app: Flask, environment: dict[str, str]) -> Iterator[StartWorker]:
    """Starts a worker that is ready when it returns; `changes` are settings that differ. All are killed at the end."""
    with ExitStack() as running:

        def start(name: str = "first", **changes: str) -> Worker:
            return running.enter_context(Worker({**environment, **changes}, name))

        yield start
