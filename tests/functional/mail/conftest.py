"""The outbox on a database where commits last, and a mail server that fills a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from matchmaking.app import create_app
from matchmaking.db import db
from matchmaking.mail.mailbox import Sink
from tests.conftest import clone_database, settings_for, worker_number


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with Sink(tmp_path / "mails") as running:
        yield running


@pytest.fixture
def outbox(app: Flask, sink: Sink) -> Iterator[Flask]:
    """An application whose mails go to `sink`; its context is open."""
    address = clone_database(f"outbox_{worker_number()}")
    application = create_app(settings_for(address, SMTP_URL=f"smtp://127.0.0.1:{sink.port}", SITE_NAME="Matchmaking"))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()
