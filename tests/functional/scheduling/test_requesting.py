"""Asking for a plan, and stopping its computation."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.errors import Conflict, Invalid
from matchmaking.events.models import Event, EventMode, EventState
from matchmaking.meetings.models import RequestState
from matchmaking.meetings.queries import accepted_request_ids
from matchmaking.registrations.models import RegistrationState
from matchmaking.scheduling import services
from matchmaking.scheduling.claims import claim
from matchmaking.scheduling.models import RunState, ScheduleRun
from tests.functional.scheduling.scenes import NOW, Scene, at_once, audited, count, later, make_scene

ROUNDS = 5
"""Each race is run several times, since one run may happen to come one after the other."""


def test_a_request_makes_a_queued_run_and_an_audit_entry(scene: Scene) -> None:
    run = scene.ask(seconds=30)

    assert (run.state, run.requested_by_id, run.time_limit, run.attempt) == (RunState.QUEUED, scene.alice.id, 30.0, 0)
    assert audited(scene.event) == ["run.request"]


def test_a_second_request_is_refused_while_a_run_is_in_progress(scene: Scene) -> None:
    scene.ask()

    with pytest.raises(Conflict, match=r"^A run is already in progress\.$"):
        scene.ask()

    assert count(ScheduleRun) == 1


def test_two_organisers_at_once_start_one_run(own_app: Flask) -> None:
    for _ in range(ROUNDS):
        scene = make_scene()
        event_id, alice_id = scene.event.id, scene.alice.id

        def press(event_id: int = event_id, alice_id: int = alice_id) -> None:
            services.request_run(
                session().get_one(Event, event_id), actor=session().get_one(Person, alice_id), now=NOW, time_limit=5
            )

        assert sorted(at_once(own_app, press, press)) == ["Conflict", "done"]
        states = session().scalars(sa.select(ScheduleRun.state).where(ScheduleRun.event_id == event_id))
        assert states.all() == [RunState.QUEUED]


def test_a_new_run_may_start_once_the_last_is_over(scene: Scene) -> None:
    scene.draft()

    assert scene.ask().state is RunState.QUEUED


@pytest.mark.parametrize(("slots", "tables", "sentence"), [(0, 2, "no slots"), (4, 0, "no tables")])
def test_a_request_says_what_is_missing(own_app: Flask, slots: int, tables: int, sentence: str) -> None:
    scene = make_scene(slots=slots, tables=tables)

    with pytest.raises(Invalid, match=sentence):
        scene.ask()


def test_an_online_event_needs_no_tables(own_app: Flask) -> None:
    scene = make_scene(tables=0)
    scene.event.mode = EventMode.ONLINE
    session().commit()

    plan = scene.draft()

    assert [(item.request_id, item.table_id) for item in plan.placed] == [(one.id, None) for one in scene.requests]


def test_requests_that_are_not_accepted_are_nothing_to_plan(scene: Scene) -> None:
    for request in scene.requests:
        request.state = RequestState.PENDING
    session().commit()

    with pytest.raises(Invalid, match="nothing to plan"):
        scene.ask()


def test_people_who_no_longer_take_part_are_not_planned(scene: Scene) -> None:
    scene.people[0].state = RegistrationState.CANCELLED
    session().commit()

    assert accepted_request_ids(scene.event) == {scene.requests[2].id}


@pytest.mark.parametrize("seconds", [0, 0.5, 601, float("nan")])
def test_seconds_outside_the_range_are_refused(scene: Scene, seconds: float) -> None:
    with pytest.raises(Invalid, match="from 1 to 600") as refusal:
        scene.ask(seconds=seconds)

    assert refusal.value.field == "seconds"


def test_nothing_is_computed_for_an_event_that_is_over_or_cancelled(scene: Scene) -> None:
    with pytest.raises(Invalid, match="over"):
        scene.ask(now=later(days=90))
    scene.event.state = EventState.CANCELLED
    session().commit()
    with pytest.raises(Invalid, match="cancelled"):
        scene.ask()


def test_stopping_a_run_that_nobody_has_begun_ends_it(scene: Scene) -> None:
    run = scene.ask()

    services.stop_run(run, actor=scene.alice, now=NOW)

    assert (run.state, run.finished_at, claim(run.id, NOW)) == (RunState.STOPPED, NOW, None)
    assert audited(scene.event) == ["run.request", "run.stop"]


def test_stopping_a_running_run_only_notes_the_wish_once(scene: Scene) -> None:
    run = scene.ask()
    claim(run.id, NOW)

    services.stop_run(run, actor=scene.alice, now=later(seconds=3))
    services.stop_run(run, actor=scene.alice, now=later(seconds=4))

    assert (run.state, run.stop_requested_at) == (RunState.RUNNING, later(seconds=3))
    assert audited(scene.event) == ["run.request", "run.start", "run.stop"]


def test_stopping_a_run_that_is_over_is_refused(scene: Scene) -> None:
    run = scene.draft().run
    assert run is not None

    with pytest.raises(Conflict, match="over already"):
        services.stop_run(run, actor=scene.alice, now=NOW)
