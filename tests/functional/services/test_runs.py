"""Runs on real workers: one killed half-way, one message twice, a broker that is away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking import engine
from matchmaking.accounts.models import Person
from matchmaking.app import create_app
from matchmaking.config import load
from matchmaking.db import db, session
from matchmaking.events.models import Event
from matchmaking.scheduling import queries, services
from matchmaking.scheduling.instances import instance_of
from matchmaking.scheduling.models import Plan, RunState, ScheduleRun
from matchmaking.scheduling.plan_files import stored_plan
from matchmaking.scheduling.recovery import recover_runs
from tests.functional.scheduling.scenes import audited, clock, make_scene
from tests.functional.services.conftest import StartWorker
from tests.processes import await_rows, still_running

pytestmark = pytest.mark.worker

EXECUTE = "scheduling.execute_run"


def in_a_minute() -> datetime:
    """When a dead worker's silence is noticed."""
    return datetime.now(UTC) + timedelta(minutes=1)


def finished(found: Session) -> ScheduleRun | None:
    """The run, once a worker has ended it."""
    return found.scalar(sa.select(ScheduleRun).where(ScheduleRun.state.not_in([RunState.QUEUED, RunState.RUNNING])))


def computing(found: Session) -> ScheduleRun | None:
    """The run, once its worker has a plan in hand and goes on searching."""
    run = found.scalar(sa.select(ScheduleRun).where(ScheduleRun.state == RunState.RUNNING))
    return run if run is not None and any(point["placed"] for point in run.progress) else None


def test_a_run_whose_worker_is_killed_is_finished_by_another_in_one_draft(
    own_app: Flask, start_worker: StartWorker
) -> None:
    scene = make_scene(people=20, slots=14, tables=6)  # more than can be solved to the end in the time
    doomed = start_worker("doomed")
    scene.ask(now=datetime.now(UTC), seconds=8)

    await_rows(computing)
    searchers = doomed.await_searchers()
    doomed.kill()
    assert still_running(searchers, seconds=10) == []
    assert session().scalar(sa.select(sa.func.count()).select_from(Plan)) == 0
    assert recover_runs(now=datetime.now(UTC)) == 0  # nobody can know so soon
    assert recover_runs(now=in_a_minute()) == 1
    start_worker("heir")
    run = await_rows(finished)

    assert (run.state, run.attempt) == (RunState.DONE, 2)
    assert session().scalars(sa.select(Plan.number)).all() == [1]
    plan = queries.plan_of(scene.event, 1)
    assert engine.check(instance_of(scene.event, now=clock()), stored_plan(scene.event, plan)) == []
    assert audited(scene.event, "run.") == ["run.request", "run.start", "run.recovered", "run.start", "run.done"]


def test_the_same_task_delivered_twice_makes_one_draft_and_one_set_of_entries(
    own_app: Flask, start_worker: StartWorker
) -> None:
    scene = make_scene()
    run = scene.ask(now=datetime.now(UTC))
    own_app.extensions["celery"].send_task(EXECUTE, args=[run.id])

    start_worker().wait_for("succeeded in", count=2)

    session().expire_all()
    assert (run.state, run.attempt) == (RunState.DONE, 1)
    assert session().scalars(sa.select(Plan.number)).all() == [1]
    assert audited(scene.event, "run.") == ["run.request", "run.start", "run.done"]


def test_a_run_asked_for_while_the_broker_is_away_is_handed_out_later(
    own_app: Flask, environment: dict[str, str], start_worker: StartWorker
) -> None:
    scene = make_scene()
    without_broker = create_app(load({**environment, "REDIS_URL": "redis://127.0.0.1:1/0"}))
    event_id, alice_id = scene.event.id, scene.alice.id
    with without_broker.app_context():
        services.request_run(
            session().get_one(Event, event_id),
            actor=session().get_one(Person, alice_id),
            now=datetime.now(UTC),
            time_limit=5,
        )
        db.session.remove()
        db.engine.dispose()
    start_worker()
    assert session().scalars(sa.select(ScheduleRun.state)).all() == [RunState.QUEUED]

    assert recover_runs(now=in_a_minute()) == 1

    run = await_rows(finished)
    assert (run.state, run.attempt) == (RunState.DONE, 1)
    assert audited(scene.event, "run.") == ["run.request", "run.start", "run.done"]
