"""What is possible before a plan: worked out by the worker, kept until the event changes, shown to organisers alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest
import redis
from flask.testing import FlaskClient

from matchmaking.db import session
from matchmaking.events.models import EventMode
from matchmaking.events.services import set_tables
from matchmaking.meetings import services as meetings
from matchmaking.meetings.models import Priority, RequestState
from matchmaking.registrations import services as registrations
from matchmaking.scheduling.forecasts import KEY, Possible, Prospect, prospect_of, work_out
from matchmaking.web.settings import settings
from tests import factories
from tests.functional.queries import count_queries
from tests.functional.scheduling.scenes import NOW, Scene, make_scene

QUEUE = "default"


@pytest.fixture(autouse=True)
def nothing_kept(client: FlaskClient, database: None) -> None:
    """Redis knows no forecast, and nothing waits for a worker."""
    kept = redis.Redis.from_url(settings().redis_url)
    kept.delete(QUEUE, *kept.scan_iter(f"{KEY}:*"))


def sent() -> list[str]:
    """The forecasts that the worker is asked for."""
    waiting = cast("list[bytes]", redis.Redis.from_url(settings().redis_url).lrange(QUEUE, 0, -1))
    names = [json.loads(message)["headers"]["task"] for message in waiting]
    return [name for name in names if name == "scheduling.forecast"]


def tight_scene() -> Scene:
    """Six requests of four people, and one table in four slots."""
    return make_scene(people=4, slots=4, tables=1)


def figures_of(scene: Scene) -> Possible:
    work_out(scene.event.id, now=NOW)
    found = prospect_of(scene.event).possible
    assert found is not None
    return found


def test_it_says_how_many_fit_and_what_more_room_would_bring() -> None:
    found = figures_of(tight_scene())

    assert (found.requests, found.meetings, found.tables) == (6, 4, [6, 6, 6])
    assert list(found.slots) == [5, 6, 6]


def test_whose_time_limits_it_comes_first() -> None:
    scene = make_scene(people=4, slots=4, tables=2)
    bob = scene.people[0]
    bob.available_slots, bob.availability_set_at = scene.slots[:1], NOW
    session().commit()

    found = figures_of(scene)

    assert (found.meetings, found.limited) == (4, 1)
    assert [(limit.registration_id, limit.by_choice) for limit in found.limiting] == [(bob.id, False)]
    assert found.limiting[0].worth > 0


def test_an_online_event_has_no_tables_to_add() -> None:
    scene = make_scene(people=3, slots=1, tables=0)
    scene.event.mode = EventMode.ONLINE
    session().commit()

    found = figures_of(scene)

    assert (found.meetings, found.tables, found.slots) == (1, [], [2, 3, 3])


def test_the_worker_is_asked_once_however_many_look() -> None:
    scene = tight_scene()

    assert [prospect_of(scene.event).waits for _ in range(3)] == [True] * 3
    assert len(sent()) == 1


def more_tables(scene: Scene) -> None:
    set_tables(scene.event.slug, 2, {}, accept_losses=True, actor=scene.alice, now=NOW)


def less_time(scene: Scene) -> None:
    registrations.set_availability(scene.people[0], [scene.slots[0].id], now=NOW)


def somebody_leaves(scene: Scene) -> None:
    registrations.cancel(scene.people[0], actor=scene.bob, now=NOW)


def one_request_more(scene: Scene) -> None:
    asked = factories.registration(scene.event)
    asking = scene.people[0]
    outcome = meetings.ask(asking, asked, message="Shall we talk?", priority=Priority.HIGH, now=NOW)
    meetings.accept(outcome.request, asked, note="", now=NOW)


@pytest.mark.parametrize("change", [more_tables, less_time, somebody_leaves, one_request_more])
def test_what_is_kept_holds_until_the_event_changes(change: Callable[[Scene], None]) -> None:
    scene = tight_scene()
    before = figures_of(scene)
    assert (prospect_of(scene.event).possible, sent()) == (before, [])

    change(scene)

    assert prospect_of(scene.event) == Prospect(waits=True)
    assert len(sent()) == 1
    assert figures_of(scene) != before


def test_a_failure_is_kept_so_that_nobody_waits_for_it() -> None:
    scene = tight_scene()

    work_out(scene.event.id, now=NOW.replace(tzinfo=None))  # a clock that no slot's time can be compared with

    assert prospect_of(scene.event) == Prospect()


def test_an_event_that_is_gone_is_no_failure() -> None:
    work_out(987654321, now=NOW)


def test_without_redis_the_page_goes_without(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = tight_scene()
    factories.sign_in(client, scene.alice)
    away = replace(settings(), redis_url="redis://127.0.0.1:1/0")
    monkeypatch.setitem(client.application.extensions, "matchmaking.settings", away)

    page = client.get(f"/events/{scene.event.slug}/plan")

    assert (page.status_code, "It cannot be said at the moment how many meetings fit." in page.text) == (200, True)


def address_of(scene: Scene) -> str:
    return f"/events/{scene.event.slug}/plan/forecast"


def test_the_page_shows_it_with_names(client: FlaskClient) -> None:
    scene = make_scene(people=4, slots=4, tables=2)
    bob = scene.people[0]
    bob.available_slots, bob.availability_set_at = scene.slots[:1], NOW
    session().commit()
    work_out(scene.event.id, now=NOW)

    page = factories.sign_in(client, scene.alice).get(f"/events/{scene.event.slug}/plan").text

    assert "At most 4 of 6 accepted requests fit." in page
    assert f"Bob ({bob.organisation.name})" in page
    assert "has no slot left" in page
    assert "data-poll=" not in page


def test_the_page_asks_again_while_the_worker_is_at_it(client: FlaskClient) -> None:
    scene = tight_scene()
    factories.sign_in(client, scene.alice)

    page = client.get(f"/events/{scene.event.slug}/plan").text
    part = client.get(address_of(scene))

    assert f'data-poll="{address_of(scene)}"' in page
    assert ("It is being worked out." in part.text, "X-Poll" in part.headers) == (True, False)
    work_out(scene.event.id, now=NOW)
    part = client.get(address_of(scene))
    assert "At most 4 of 6 accepted requests fit." in part.text
    assert (part.headers["X-Poll"], part.headers["Cache-Control"], "<html" in part.text) == ("done", "no-store", False)


def test_where_all_may_fit_it_says_so(client: FlaskClient) -> None:
    scene = make_scene()
    work_out(scene.event.id, now=NOW)

    part = factories.sign_in(client, scene.alice).get(address_of(scene)).text

    assert "Nothing rules out that all 3 accepted requests get their place." in part
    assert "With more room" not in part


def test_without_accepted_requests_the_page_says_what_to_do(client: FlaskClient) -> None:
    scene = make_scene(people=2)
    scene.requests[0].state = RequestState.PENDING
    session().commit()

    page = factories.sign_in(client, scene.alice).get(f"/events/{scene.event.slug}/plan").text

    assert "As soon as there is something to plan, it says here how many meetings fit" in page
    assert (f'href="/events/{scene.event.slug}/meeting-requests"' in page, sent()) == (True, [])


@pytest.mark.parametrize(("name", "code"), [("alice", 200), ("bob", 404), ("charlie", 404)])
def test_only_the_organiser_sees_who_limits_it(client: FlaskClient, name: str, code: int) -> None:
    scene = tight_scene()
    work_out(scene.event.id, now=NOW)
    factories.sign_in(client, getattr(scene, name))

    assert client.get(address_of(scene)).status_code == code


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get(address_of(tight_scene())).status_code == 302


def test_it_asks_the_same_of_the_database_for_few_and_for_many(client: FlaskClient) -> None:
    def cost(named: int) -> int:
        scene = make_scene(people=6, slots=6, tables=6)
        for person in scene.people[:named]:
            person.available_slots, person.availability_set_at = scene.slots[:1], NOW
        session().commit()
        work_out(scene.event.id, now=NOW)
        factories.sign_in(client, scene.alice)
        session().expire_all()
        with count_queries() as asked:
            assert client.get(address_of(scene)).text.count("has no slot left") == named
        return asked.count

    assert cost(1) == cost(3)
