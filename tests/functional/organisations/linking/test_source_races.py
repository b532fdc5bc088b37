"""Two administrators at once, on committed data: a database of its own, threads, real locks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from matchmaking.accounts.models import Person
from matchmaking.app import create_app
from matchmaking.db import db, session
from matchmaking.organisations.linking import services
from matchmaking.organisations.linking.models import FileFormat, ImportBatch
from matchmaking.organisations.linking.reading import read
from matchmaking.organisations.linking.services import SourceDetails
from tests import factories
from tests.conftest import clone_database, settings_for, worker_number
from tests.functional.organisations.linking import scenes
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


def test_a_file_sent_twice_at_once_is_one_import(own_app: Flask) -> None:
    ada = factories.person("Ada", roles=["administrator"]).id
    table = read(scenes.table(scenes.WINGS, scenes.GLIDE), FileFormat.CSV)

    def upload() -> None:
        services.upload(
            table,
            FileFormat.CSV,
            file_name="map.csv",
            source_name="Belgian map",
            office_id=None,
            actor=session().get_one(Person, ada),
            now=factories.NOW,
        )

    assert race(own_app, *[upload] * 3) == ["done"] * 3
    assert session().scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 1
