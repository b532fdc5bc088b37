"""Two administrators at once, on committed data: a database of its own, threads, real locks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from matchmaking.accounts.models import Person
from matchmaking.app import create_app
from matchmaking.db import db, session
from matchmaking.organisations.linking import services
from matchmaking.organisations.linking.models import FileFormat
from matchmaking.organisations.linking.services import SourceDetails
from tests import factories
from tests.conftest import clone_database, settings_for, worker_number
from tests.functional.organisations.test_concurrency import race

MAP = SourceDetails("Quebec map", "https://map.example/x.csv", FileFormat.CSV, 24, True, False)  # noqa: FBT003 -- as given


@pytest.fixture
def own_app() -> Iterator[Flask]:
    """An application on a database of its own, in which commits are real."""
    application = create_app(settings_for(clone_database(f"race_sources_{worker_number()}")))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def test_of_several_who_link_the_same_source_at_once_one_does_and_the_others_are_told(own_app: Flask) -> None:
    ada = factories.person("Ada", roles=["administrator"]).id

    def link() -> None:
        services.save_source(None, MAP, seen=0, actor=session().get_one(Person, ada), now=factories.NOW)

    assert race(own_app, *[link] * 4) == ["Invalid", "Invalid", "Invalid", "done"]
