"""Jobs leave after the commit, over one connection; a broker that is away costs seconds at most, and no use case."""

# ruff: noqa: PT012 -- what is expected to fail is a whole use case

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import cast

import pytest
import redis
from flask import Flask
from structlog.testing import capture_logs

from matchmaking.app import create_app
from matchmaking.db import db, transaction
from matchmaking.jobs import enqueue
from tests.conftest import REDIS_VARIABLE, database_url, settings_for, worker_number


def messages(broker: redis.Redis, queue: str) -> list[bytes]:
    """What waits in `queue`, the oldest first."""
    return list(reversed(cast("list[bytes]", broker.lrange(queue, 0, -1))))


@contextmanager
def application(redis_url: str) -> Iterator[Flask]:
    made = create_app(settings_for(database_url(f"test_{worker_number()}"), REDIS_URL=redis_url))
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@contextmanager
def broker_that(behaves: str) -> Iterator[str]:
    """The address of a broker that is not one: its port is closed, or it accepts and never says a word."""
    with ExitStack() as open_until_the_end:
        listening = open_until_the_end.enter_context(socket.create_server(("127.0.0.1", 0)))
        if behaves == "is closed":
            open_until_the_end.close()
        yield f"redis://127.0.0.1:{listening.getsockname()[1] if behaves != 'is closed' else 1}/0"


def test_jobs_of_a_use_case_arrive_in_order_after_its_commit(app: Flask) -> None:
    url = f"{os.environ[REDIS_VARIABLE]}/{worker_number()}"
    broker = redis.Redis.from_url(url)
    broker.flushdb()

    with application(url):
        with transaction():
            enqueue("mail.deliver", 1)
            enqueue("scheduling.execute_run", 7)
            enqueue("mail.deliver", 2)
            assert broker.keys() == []

        waiting = [json.loads(message) for message in messages(broker, "default") + messages(broker, "solver")]

    broker.flushdb()
    assert [message["headers"]["task"] for message in waiting] == [
        "mail.deliver",
        "mail.deliver",
        "scheduling.execute_run",
    ]
    assert [message["headers"]["argsrepr"] for message in waiting] == ["(1,)", "(2,)", "(7,)"]


def test_jobs_of_a_use_case_that_failed_are_never_sent(app: Flask) -> None:
    url = f"{os.environ[REDIS_VARIABLE]}/{worker_number()}"
    redis.Redis.from_url(url).flushdb()

    with application(url):
        with pytest.raises(ValueError, match="no"), transaction():
            enqueue("mail.deliver", 1)
            raise ValueError("no")
        with transaction():
            pass

    assert redis.Redis.from_url(url).keys() == []


@pytest.mark.parametrize("behaves", ["is closed", "is silent"])
def test_a_broker_that_is_away_costs_a_use_case_seconds_and_nothing_else(app: Flask, behaves: str) -> None:
    with broker_that(behaves) as url, application(url), capture_logs() as logs:
        with transaction():
            for number in range(300):
                enqueue("mail.deliver", number)
            began = time.monotonic()
        seconds = time.monotonic() - began

    assert [(entry["event"], entry["left_to_beat"]) for entry in logs] == [("broker_unreachable", 300)]
    assert seconds < 5  # 2.1 on an idle machine, where the broker is silent


def test_enqueue_outside_a_use_case_is_a_mistake_that_is_told(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError, match="inside a transaction"):
        enqueue("mail.deliver", 1)
