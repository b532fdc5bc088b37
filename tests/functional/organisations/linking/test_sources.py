"""Linked sources against a real server: what is good becomes an import, what is not changes nothing."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matchmaking.config import Settings
from matchmaking.db import session
from matchmaking.errors import Conflict
from matchmaking.organisations.linking import services
from matchmaking.organisations.linking.fetching import FetchFailed, fetch
from matchmaking.organisations.linking.models import (
    BatchState,
    FetchState,
    FileFormat,
    LinkedSource,
    SourceFetch,
)
from matchmaking.organisations.linking.services import SourceDetails
from matchmaking.organisations.linking.services.fetches import CLAIM_LASTS, MOST_ATTEMPTS
from tests import factories
from tests.conftest import CERTIFICATE
from tests.functional.organisations.linking import scenes
from tests.functional.organisations.linking.conftest import Scene
from tests.functional.organisations.linking.scenes import GLIDE, WINGS, table
from tests.functional.organisations.linking.servers import Map, serving
from tests.functional.organisations.steps import errors, notices, post
from tests.functional.queries import count_queries

NOW = factories.NOW


@pytest.fixture
def site() -> Iterator[Map]:
    with serving() as running:
        yield running


@pytest.fixture
def near(app: Flask, site: Map) -> Iterator[Map]:
    """A site on this machine that may be fetched from."""
    name = "matchmaking.settings"
    before: Settings = app.extensions[name]
    values = {part: getattr(before, part) for part in before.__dataclass_fields__}
    app.extensions[name] = Settings(**{**values, "fetch_private": True})
    yield site
    app.extensions[name] = before


def source(scene: Scene, address: str, **changes: Any) -> LinkedSource:
    details: dict[str, Any] = {
        "name": "Quebec map",
        "address": address,
        "format": FileFormat.CSV,
        "every_hours": 24,
        "is_active": True,
        "applies_clear_rows": False,
    } | changes
    return services.save_source(None, SourceDetails(**details), seen=0, actor=scene.ada, now=NOW)


def fetched(now: datetime = NOW) -> SourceFetch:
    """What came of the fetch that is due."""
    services.sweep(now=now)
    session().expire_all()
    found = session().scalars(sa.select(SourceFetch).order_by(SourceFetch.id.desc()).limit(1)).one()
    services.execute_fetch(found.id, clock=lambda: now)
    session().expire_all()
    return found


def test_a_good_fetch_becomes_an_import_that_waits_for_a_person(client: FlaskClient, scene: Scene, near: Map) -> None:
    near.body = table(WINGS, GLIDE)
    source(scene, near.address)

    found = fetched()

    assert (found.state, found.size) == (FetchState.DONE, len(near.body))
    batch = scenes.newest()
    assert (batch.id, batch.state, batch.counts) == (found.batch_id, BatchState.OPEN, {"new": 2})
    assert (batch.file_name, batch.created_by) == ("organisations.csv", None)
    assert "Imports to decide about 1" in scenes.words_of(client.get("/admin"))
    assert scenes.organisations() == {"EEN Québec"}
    scenes.apply(client, batch)
    assert scenes.organisations() == {"EEN Québec", "Glide", "Wallonie Wings"}


def test_clear_rows_are_applied_where_that_was_said_and_the_others_wait(
    client: FlaskClient, scene: Scene, near: Map
) -> None:
    here = factories.organisation("Wallonie Wings", city="Namur")
    cluster = {"id": "c", "name": "Sky", "kind": "cluster", "country": "Atlantis"}
    member = {"id": "m", "name": "Kite", "kind": "sme", "country": "BE", "city": "Mons", "member_of": "c"}
    near.body = table(WINGS, GLIDE, cluster, member)
    source(scene, near.address, applies_clear_rows=True)

    fetched()

    batch = scenes.newest()
    assert scenes.organisations() == {"EEN Québec", "Wallonie Wings", "Glide"}
    assert [scenes.row(batch, number).applied_at is not None for number in (2, 3, 4, 5)] == [False, True, False, False]
    assert batch.state is BatchState.OPEN
    scenes.say(client, batch, 2, "decide", same_as=str(here.id))
    scenes.say(client, batch, 4, "correct", **{"cell-country": "BE"})
    scenes.apply(client, batch)
    assert scenes.organisations() == {"EEN Québec", "Wallonie Wings", "Glide", "Sky", "Kite"}
    assert scenes.newest().state is BatchState.APPLIED


def test_a_key_in_the_address_stays_the_administrators_secret(
    client: FlaskClient, scene: Scene, near: Map, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    near.body = table(WINGS)
    source(scene, f"{near.address}?key=hush", applies_clear_rows=True)

    fetched()

    shown = [client.get("/organisations/wallonie-wings"), client.get("/data/organisations.csv", buffered=True)]
    assert [page.status_code for page in shown] == [200, 200]
    assert all(near.address in page.text and "hush" not in page.text for page in shown)
    assert "hush" not in caplog.text


def test_what_is_the_same_as_before_is_not_fetched_again(client: FlaskClient, scene: Scene, near: Map) -> None:
    near.body = table(WINGS)
    near.headers["ETag"] = '"v1"'
    source(scene, near.address)
    assert fetched().state is FetchState.DONE

    assert fetched(NOW + timedelta(hours=25)).state is FetchState.UNCHANGED

    assert near.asked[1]["If-None-Match"] == '"v1"'
    assert scenes.batches() == 1


def test_without_an_etag_the_bytes_are_compared(client: FlaskClient, scene: Scene, near: Map) -> None:
    near.body = table(WINGS)
    source(scene, near.address)
    fetched()

    assert fetched(NOW + timedelta(hours=25)).state is FetchState.UNCHANGED
    assert "If-None-Match" not in near.asked[1]


def test_a_mark_that_cannot_be_sent_back_is_not_kept(client: FlaskClient, scene: Scene, near: Map) -> None:
    near.body, near.headers = table(WINGS), {"Content-Type": "text/csv", "ETag": '"été"'}
    linked = source(scene, near.address)

    fetched()

    assert fetched(NOW + timedelta(hours=25)).state == FetchState.UNCHANGED
    assert linked.etag.startswith("sha256:")


def test_a_newer_fetch_takes_the_place_of_what_nobody_decided(client: FlaskClient, scene: Scene, near: Map) -> None:
    near.body = table(WINGS)
    source(scene, near.address)
    fetched()
    first = scenes.newest()
    near.body = table(WINGS, GLIDE)

    fetched(NOW + timedelta(hours=25))

    assert (scenes.newest().counts, first.state) == ({"new": 2}, BatchState.SET_ASIDE)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"status": 500}, "status"),
        ({"status": 404}, "status"),
        ({"headers": {"Content-Type": "text/html"}}, "content_type"),
        ({"headers": {"Content-Type": "text/csv", "Content-Encoding": "gzip"}}, "content_type"),
        ({"headers": {"Content-Type": "text/csv", "Content-Length": "99999999999"}}, "too_large"),
        ({"body": bytes(1024 * 1024), "sends": 30}, "too_large"),
        ({"body": b"\xff\xfe rubbish"}, "encoding"),
        ({"body": b"<html>sorry</html>"}, "head_missing"),
        ({"status": 302, "headers": {"Location": "/again"}}, "redirects"),
        ({"status": 302, "headers": {"Location": "ftp://map.example/x"}}, "not_https"),
        ({"status": 302, "headers": {"Location": "http://[half"}}, "nobody"),
        ({"status": 302, "headers": {}}, "status"),
        ({"status": 304, "headers": {}}, "status"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fetch_that_fails_changes_nothing_and_is_told(
    client: FlaskClient, scene: Scene, near: Map, changes: dict[str, Any], problem: str
) -> None:
    for name, value in changes.items():
        setattr(near, name, value)
    linked = source(scene, near.address, applies_clear_rows=True)

    found = fetched()

    assert (found.state, found.problem) == (FetchState.FAILED, problem)
    assert (scenes.batches(), scenes.organisations()) == (0, {"EEN Québec"})
    page = scenes.words_of(client.get(f"/admin/sources/{linked.id}"))
    assert "failed" in page
    assert "Nothing was changed." in page
    assert "Linked sources that cannot be read 1" in scenes.words_of(client.get("/admin"))


def test_a_server_that_is_not_there_is_told(client: FlaskClient, scene: Scene, near: Map) -> None:
    source(scene, "http://127.0.0.1:1/map.csv")

    assert fetched().problem == "unreachable"


def test_a_private_address_is_refused_before_anything_is_asked(client: FlaskClient, scene: Scene, site: Map) -> None:
    address = site.address.replace("http://", "https://")
    source(scene, address)

    assert fetched().problem == "private"
    assert site.asked == []


def test_over_tls_the_name_is_what_the_certificate_must_be_for_although_an_address_is_called() -> None:
    trusted = ssl.create_default_context(cafile=CERTIFICATE)
    with serving(secure=True) as there:
        there.body = table(WINGS)

        found = fetch(there.address, FileFormat.CSV, private=True, trusted=trusted)

        assert found.body == there.body
        assert there.called == ["localhost"]
        assert there.asked[0]["Host"] == there.address.split("/")[2]
        by_number = there.address.replace("localhost", "127.0.0.1")
        for address, believed in ((by_number, trusted), (there.address, None)):
            with pytest.raises(FetchFailed) as failed:
                fetch(address, FileFormat.CSV, private=True, trusted=believed)
            assert failed.value.code == "unreachable"
        assert len(there.asked) == 1


def test_a_body_that_never_ends_is_left_at_the_deadline(site: Map) -> None:
    site.body, site.sends = bytes(64 * 1024), 1_000_000

    with pytest.raises(FetchFailed) as found:
        fetch(site.address, FileFormat.CSV, private=True, most_bytes=2**40, most_seconds=0.2)

    assert found.value.code == "slow"


def test_a_fetch_under_way_is_not_begun_twice_and_one_left_by_its_worker_is_taken_up(
    client: FlaskClient, scene: Scene, near: Map
) -> None:
    near.body = table(WINGS)
    linked = source(scene, near.address)
    assert services.sweep(now=NOW) == 1
    assert services.sweep(now=NOW) == 0
    with pytest.raises(Conflict):
        services.request_fetch(linked.id, actor=scene.ada, now=NOW)
    found = session().scalars(sa.select(SourceFetch)).one()
    found.state, found.attempt, found.claimed_until = FetchState.RUNNING, 1, NOW + CLAIM_LASTS
    session().commit()

    assert services.execute_fetch(found.id, clock=lambda: NOW) is None  # another worker has it
    assert services.sweep(now=NOW + CLAIM_LASTS) == 1
    assert services.execute_fetch(found.id, clock=lambda: NOW + CLAIM_LASTS) is FetchState.DONE
    assert services.execute_fetch(found.id, clock=lambda: NOW + CLAIM_LASTS) is None  # over
    assert scenes.batches() == 1


def test_a_fetch_that_three_workers_died_of_is_given_up(client: FlaskClient, scene: Scene) -> None:
    linked = source(scene, "https://map.example/x.csv", is_active=False)
    found = factories.store(
        SourceFetch(
            source_id=linked.id, state=FetchState.RUNNING, attempt=MOST_ATTEMPTS, queued_at=NOW, claimed_until=NOW
        )
    )

    assert services.sweep(now=NOW) == 0

    session().expire_all()
    assert (found.state, found.problem) == (FetchState.FAILED, "lost")


def test_an_administrator_links_changes_and_fetches_a_source(client: FlaskClient, scene: Scene) -> None:
    form = {
        "seen": "0",
        "name": "Quebec map",
        "address": "https://map.example/all.csv",
        "format": "csv",
        "every_hours": "12",
    }
    wrong = post(client, "/admin/sources/new", **{**form, "address": "http://map.example/all.csv", "every_hours": "0"})
    assert (wrong.status_code, len(errors(wrong))) == (422, 1)
    wrong = post(client, "/admin/sources/new", **{**form, "address": "http://map.example/all.csv"})
    assert errors(wrong) == ["Write the whole address of the file, beginning with https://."]

    answer = post(client, "/admin/sources/new", **form, is_active="y")

    linked = session().scalars(sa.select(LinkedSource)).one()
    assert answer.location == f"/admin/sources/{linked.id}"
    assert (linked.every_hours, linked.is_active, linked.applies_clear_rows, linked.version) == (12, True, False, 1)
    again = post(client, "/admin/sources/new", **form)
    assert errors(again) == ["There is a source of this name already."]
    edit = f"/admin/sources/{linked.id}/edit"
    assert post(client, edit, **{**form, "seen": "1", "name": "Québec Map"}).status_code == 302
    late = post(client, edit, **{**form, "seen": "1", "name": "My own words"})
    assert late.status_code == 409
    assert "Somebody else has changed this source" in late.text
    assert 'value="My own words"' in late.text
    first = notices(client, post(client, f"/admin/sources/{linked.id}/fetch"))
    assert first[0][0] == "fine"
    assert notices(client, post(client, f"/admin/sources/{linked.id}/fetch"))[0][0] == "info"


def test_sources_are_the_administrators_alone(client: FlaskClient, scene: Scene) -> None:
    linked = source(scene, "https://map.example/all.csv")
    for person in (scene.bob, scene.charlie):
        factories.sign_in(client, person)
        pages = [
            "/admin/sources",
            "/admin/sources/new",
            f"/admin/sources/{linked.id}",
            f"/admin/sources/{linked.id}/edit",
        ]
        assert [client.get(page).status_code for page in pages] == [404] * 4
        assert post(client, f"/admin/sources/{linked.id}/fetch").status_code == 404


def test_lists_of_sources_and_fetches_ask_the_same_for_one_and_for_three(client: FlaskClient, scene: Scene) -> None:
    linked = source(scene, "https://map.example/all.csv")
    counts: dict[str, list[int]] = {}
    for more in (("One",), ("Two", "Three")):
        for name in more:
            other = source(scene, "https://map.example/all.csv", name=name)
            for which in (other, linked):
                factories.store(SourceFetch(source_id=which.id, state=FetchState.FAILED, queued_at=NOW, problem="slow"))
        for page in ("/admin/sources", f"/admin/sources/{linked.id}"):
            session().expire_all()
            with count_queries() as seen:
                assert client.get(page).status_code == 200
            counts.setdefault(page, []).append(seen.count)

    assert all(one == three for one, three in counts.values())
