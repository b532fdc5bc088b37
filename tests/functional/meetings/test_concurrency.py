"""Two people at once, on committed data: a database of its own, two threads, real locks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from matchmaking.app import create_app
from matchmaking.db import db, session
from matchmaking.errors import AppError
from matchmaking.meetings import services
from matchmaking.meetings.models import Meeting, MeetingRequest, MeetingState, Priority, RequestState
from matchmaking.registrations.models import Registration
from matchmaking.registrations.services import cancel, set_availability
from tests import factories
from tests.conftest import clone_database, settings_for, worker_number
from tests.functional.registrations.scenes import NOW, Scene, make_scene

ROUNDS = 5
"""Each race is run several times, since one run may happen to come one after the other."""


@pytest.fixture
def own_app() -> Iterator[Flask]:
    """An application on a database of its own, in which commits are real."""
    application = create_app(settings_for(clone_database(f"race_{worker_number()}")))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def race(app: Flask, *acts: Callable[[], Any]) -> list[str]:
    """Run `acts` at the same time, each in a session of its own; for each the word "done" or the failure's name."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        with app.app_context():
            session().execute(sa.text("SELECT 1"))  # connected before the start
            start.wait(timeout=10)
            try:
                act()
            except AppError as error:
                return type(error).__name__
            finally:
                db.session.remove()
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        outcomes = list(threads.map(run, acts))
    session().expire_all()
    return outcomes


def registration(row_id: int) -> Registration:
    return session().get_one(Registration, row_id)


def accept(request_id: int) -> Callable[[], Any]:
    def act() -> None:
        request = session().get_one(MeetingRequest, request_id)
        services.accept(request, request.recipient, note="", now=NOW)

    return act


def withdraw(request_id: int) -> Callable[[], Any]:
    def act() -> None:
        request = session().get_one(MeetingRequest, request_id)
        services.withdraw(request, request.sender, now=NOW)

    return act


def ask(sender_id: int, recipient_id: int) -> Callable[[], Any]:
    def act() -> None:
        services.ask(registration(sender_id), registration(recipient_id), message="", priority=Priority.NORMAL, now=NOW)

    return act


def states() -> list[RequestState]:
    return list(session().scalars(sa.select(MeetingRequest.state).order_by(MeetingRequest.id)))


def scheduled(scene: Scene) -> int:
    return (
        session().scalar(
            sa.select(sa.func.count()).where(
                Meeting.event_id == scene.event.id, Meeting.state == MeetingState.SCHEDULED
            )
        )
        or 0
    )


def released_scene(**values: Any) -> Scene:
    scene = make_scene(**values)
    scene.event.released_plan_number = 1
    session().commit()
    return scene


def pending(sender: Registration, recipient: Registration) -> int:
    stored: MeetingRequest = factories.request(sender, recipient, state=RequestState.PENDING, answered_at=None)
    return stored.id


def test_two_acceptances_for_the_last_free_table_give_it_to_exactly_one(own_app: Flask) -> None:
    for _ in range(ROUNDS):
        scene = released_scene(slots=1, tables=1)
        others = [factories.registration(scene.event) for _ in range(2)]
        requests = [pending(scene.of_bob, scene.of_dana), pending(*others)]
        assert race(own_app, *map(accept, requests)) == ["done", "done"]
        assert scheduled(scene) == 1
        assert {session().get_one(MeetingRequest, one).state for one in requests} == {RequestState.ACCEPTED}


def test_two_acceptances_by_one_person_never_share_a_time(own_app: Flask) -> None:
    for _ in range(ROUNDS):
        scene = released_scene(slots=2, tables=2)
        other = factories.registration(scene.event)
        requests = [pending(scene.of_bob, scene.of_dana), pending(other, scene.of_dana)]
        assert race(own_app, *map(accept, requests)) == ["done", "done"]
        slots = session().scalars(sa.select(Meeting.slot_id).where(Meeting.event_id == scene.event.id)).all()
        assert sorted(slots) == sorted(slot.id for slot in scene.slots)


def test_acceptances_at_two_events_never_share_a_time(own_app: Flask) -> None:
    for _ in range(ROUNDS):
        here, there = released_scene(slots=1), released_scene(slots=1)
        requests = [
            pending(registered, factories.registration(scene.event))
            for scene, registered in (
                (here, here.of_bob),
                (there, factories.registration(there.event, here.bob, here.of_bob.organisation)),
            )
        ]
        assert race(own_app, *map(accept, requests)) == ["done", "done"]
        assert scheduled(here) + scheduled(there) == 1


def test_accepting_and_withdrawing_at_once_leaves_one_winner(own_app: Flask) -> None:
    for _ in range(ROUNDS):
        scene = released_scene()
        request_id = pending(scene.of_bob, scene.of_dana)
        outcomes = race(own_app, accept(request_id), withdraw(request_id))
        state = session().get_one(MeetingRequest, request_id).state
        assert (outcomes, state, scheduled(scene)) in (
            (["done", "Conflict"], RequestState.ACCEPTED, 1),
            (["Conflict", "done"], RequestState.WITHDRAWN, 0),
        )


def test_crossed_requests_become_one_accepted_request(own_app: Flask) -> None:
    for round_number in range(1, ROUNDS + 1):
        scene = released_scene()
        outcomes = race(own_app, ask(scene.of_bob.id, scene.of_dana.id), ask(scene.of_dana.id, scene.of_bob.id))
        assert outcomes == ["done", "done"]
        assert states() == [RequestState.ACCEPTED] * round_number
        assert scheduled(scene) == 1


def test_a_double_click_asks_once(own_app: Flask) -> None:
    for round_number in range(1, ROUNDS + 1):
        scene = make_scene()
        once = ask(scene.of_bob.id, scene.of_dana.id)
        assert sorted(race(own_app, once, once)) == ["Conflict", "done"]
        assert states() == [RequestState.PENDING] * round_number


def test_a_double_click_accepts_once(own_app: Flask) -> None:
    for _ in range(ROUNDS):
        scene = released_scene()
        once = accept(pending(scene.of_bob, scene.of_dana))
        assert sorted(race(own_app, once, once)) == ["Conflict", "done"]
        assert scheduled(scene) == 1


def test_accepting_while_the_other_side_leaves_ends_without_a_meeting(own_app: Flask) -> None:
    for _ in range(ROUNDS):
        scene = released_scene()
        request_id = pending(scene.of_bob, scene.of_dana)
        bob_id = scene.of_bob.id

        def leave(row_id: int = bob_id) -> None:
            gone = registration(row_id)
            cancel(gone, actor=gone.person, now=NOW)

        outcomes = race(own_app, accept(request_id), leave)
        assert outcomes in (["done", "done"], ["NotFound", "done"])
        assert session().get_one(MeetingRequest, request_id).state in (RequestState.EXPIRED, RequestState.WITHDRAWN)
        assert scheduled(scene) == 0


def test_availability_is_said_twice_at_once_without_harm(own_app: Flask) -> None:
    scene = make_scene()
    bob_id, slot_ids = scene.of_bob.id, [slot.id for slot in scene.slots]

    def say(chosen: list[int]) -> Callable[[], Any]:
        return lambda: set_availability(registration(bob_id), chosen, now=NOW)

    assert race(own_app, say(slot_ids[:2]), say(slot_ids[2:])) == ["done", "done"]
    assert len(registration(bob_id).available_slots) == 2
