"""A real worker that fetches a linked source, and one that is killed while a server keeps it waiting."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from matchmaking.db import session
from matchmaking.organisations.linking import services
from matchmaking.organisations.linking.models import FetchState, FileFormat, ImportBatch, SourceFetch
from matchmaking.organisations.linking.services import SourceDetails
from matchmaking.organisations.models import Organisation
from tests import factories
from tests.functional.organisations.linking.scenes import GLIDE, WINGS, table
from tests.functional.organisations.linking.servers import Map, serving
from tests.functional.organisations.steps import taxonomy
from tests.functional.services.conftest import StartWorker
from tests.processes import await_rows

pytestmark = pytest.mark.worker


@pytest.fixture
def site() -> Iterator[Map]:
    with serving() as running:
        running.body = table(WINGS, GLIDE)
        yield running


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    """Sources may lie on this machine."""
    return {**environment, "FETCH_PRIVATE": "yes"}


def link(site: Map, *, now: datetime) -> None:
    """A source that is due, and its fetch in the queue."""
    taxonomy()
    ada = factories.person("Ada", roles=["administrator"])
    details = SourceDetails("Quebec map", site.address, FileFormat.CSV, 24, is_active=True, applies_clear_rows=True)
    services.save_source(None, details, seen=0, actor=ada, now=now)
    assert services.sweep(now=now) == 1


def organisations() -> set[str]:
    session().rollback()
    return set(session().scalars(sa.select(Organisation.name)))


def test_a_worker_fetches_a_source_that_is_due(own_app: Flask, start_worker: StartWorker, site: Map) -> None:
    start_worker()

    link(site, now=datetime.now(UTC))

    found = await_rows(lambda rows: rows.scalar(sa.select(SourceFetch).where(SourceFetch.finished_at.is_not(None))))
    assert (found.state, found.problem, found.attempt) == (FetchState.DONE, "", 1)
    assert organisations() == {"Wallonie Wings", "Glide"}


def test_a_fetch_whose_worker_was_killed_is_taken_up_once_its_claim_has_run_out(
    own_app: Flask, start_worker: StartWorker, site: Map
) -> None:
    site.held = threading.Event()
    doomed = start_worker("doomed")
    now = datetime.now(UTC)
    link(site, now=now)
    assert site.arrived.wait(30)
    doomed.kill()
    site.held.set()
    found = await_rows(lambda rows: rows.scalar(sa.select(SourceFetch).where(SourceFetch.state == FetchState.RUNNING)))
    fetch_id, ends = found.id, found.claimed_until
    assert ends is not None
    assert organisations() == set()

    assert services.sweep(now=now + timedelta(minutes=1)) == 0  # its worker may still live
    assert services.execute_fetch(fetch_id, clock=lambda: now + timedelta(minutes=1)) is None
    assert services.sweep(now=ends) == 1
    assert services.execute_fetch(fetch_id, clock=lambda: ends) is FetchState.DONE

    assert organisations() == {"Wallonie Wings", "Glide"}
    assert session().scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 1
