"""What the worker does with a run: once, as often as its message comes, whoever dies or comes back."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from matchmaking import engine
from matchmaking.db import db, session
from matchmaking.mail.models import OutboxMail
from matchmaking.meetings.models import Attendance, Meeting, Priority, RequestState
from matchmaking.scheduling import queries, services
from matchmaking.scheduling.claims import TakenOver, claim, write
from matchmaking.scheduling.dependence import Plans
from matchmaking.scheduling.execution import execute_run, outcome_of
from matchmaking.scheduling.instances import instance_of
from matchmaking.scheduling.models import Plan, PlanState, Problem, RunState, ScheduleRun
from matchmaking.scheduling.plan_files import stored_plan
from matchmaking.scheduling.pulse import Pulse
from matchmaking.scheduling.recovery import recover_runs
from tests import factories
from tests.functional.scheduling.scenes import NOW, Scene, audited, clock, count, later, make_scene


def test_a_run_ends_in_a_draft_that_the_checker_accepts(scene: Scene) -> None:
    run = scene.ask()

    execute_run(run.id, clock=clock, workers=1)

    plan = queries.plan_of(scene.event, 1)
    assert (run.state, run.attempt, run.possible, run.finished_at) == (RunState.DONE, 1, 3, NOW)
    assert (plan.state, plan.status, plan.run_id) == (PlanState.DRAFT, "optimal", run.id)
    assert {item.request_id for item in plan.placed} == {request.id for request in scene.requests}
    assert engine.check(instance_of(scene.event, now=NOW), stored_plan(scene.event, plan)) == []
    assert audited(scene.event) == ["run.request", "run.start", "run.done"]


def test_the_draft_is_the_plan_that_the_engine_gives(scene: Scene) -> None:
    plan = scene.draft()

    computed = engine.solve(instance_of(scene.event, now=NOW), engine.Limits(time_limit=5, workers=1))

    stored = stored_plan(scene.event, plan)
    assert (stored.meetings, stored.unplaced, stored.objective) == (
        computed.meetings,
        computed.unplaced,
        computed.objective,
    )


def test_what_does_not_fit_stands_in_the_draft_with_its_reason(own_app: Flask) -> None:
    scene = make_scene(slots=2, tables=1)

    plan = scene.draft()

    assert (len(plan.placed), len(plan.unplaced)) == (2, 1)
    assert plan.unplaced[0].reason == "tables_full"


def test_nobody_is_told_before_the_release(scene: Scene) -> None:
    scene.draft()

    assert (count(Meeting), count(Attendance), count(OutboxMail)) == (0, 0, 0)


def test_the_last_point_of_the_progress_is_the_plans(scene: Scene) -> None:
    plan = scene.draft()

    assert plan.run is not None
    point = plan.run.progress[-1]
    assert (point["objective"], point["best"], point["bound"], point["placed"]) == (
        "weight",
        plan.objective[0]["value"],
        plan.objective[0]["bound"],
        3,
    )


def test_a_run_delivered_twice_makes_one_draft_and_one_set_of_entries(scene: Scene) -> None:
    run = scene.ask()

    execute_run(run.id, clock=clock, workers=1)
    execute_run(run.id, clock=clock, workers=1)

    assert (count(Plan), run.attempt) == (1, 1)
    assert audited(scene.event, "run.") == ["run.request", "run.start", "run.done"]


def test_a_run_that_does_not_exist_is_no_failure(scene: Scene) -> None:
    execute_run(987654321, clock=clock, workers=1)

    assert count(ScheduleRun) == 0


def test_a_worker_that_comes_back_after_another_took_over_writes_nothing(own_app: Flask) -> None:
    """The first worker is given up for dead between its search and its last word; the second finishes meanwhile."""
    scene = make_scene()
    run_id = scene.ask().id
    calls: list[datetime] = []

    def second_worker() -> None:
        with own_app.app_context():
            assert recover_runs(now=later(minutes=1)) == 1
            execute_run(run_id, clock=lambda: later(minutes=1), workers=1)
            db.session.remove()

    def first_workers_clock() -> datetime:
        calls.append(NOW)
        if len(calls) == 2:  # the first call claims, the next finishes: so short a search never beats
            rival = threading.Thread(target=second_worker)
            rival.start()
            rival.join()
        return NOW

    execute_run(run_id, clock=first_workers_clock, workers=1)

    session().expire_all()
    run = session().get_one(ScheduleRun, run_id)
    assert (run.state, run.attempt, run.finished_at) == (RunState.DONE, 2, later(minutes=1))
    assert session().scalars(sa.select(Plan.number)).all() == [1]
    assert audited(scene.event, "run.") == ["run.request", "run.start", "run.recovered", "run.start", "run.done"]


def test_a_superseded_attempts_progress_is_refused_and_ends_its_search(scene: Scene) -> None:
    run = scene.ask()
    first = claim(run.id, NOW)
    recover_runs(now=later(minutes=1))
    second = claim(run.id, later(minutes=1))

    assert (first, second) == (1, 2)
    with pytest.raises(TakenOver):
        write(run.id, 1, progress=[{"placed": 99}])
    session().rollback()
    pulse = Pulse(run.id, 1, clock)
    with pytest.raises(TakenOver):
        engine.solve(long_instance(), engine.Limits(time_limit=30, workers=1), pulse)
    assert run.progress == []


def test_a_stopped_run_keeps_the_best_plan_so_far(own_app: Flask) -> None:
    """A search that would take long hears "stop" within its next beat."""
    scene = make_scene(people=20, slots=14, tables=6)
    run_id = scene.ask(seconds=120).id
    beats: list[datetime] = []

    def clock_of_worker() -> datetime:
        beats.append(NOW)
        if len(beats) == 2:  # its first beat
            with own_app.app_context():
                services.stop_run(session().get_one(ScheduleRun, run_id), actor=scene.alice, now=NOW)
                db.session.remove()
        return NOW

    execute_run(run_id, clock=clock_of_worker, workers=1)

    session().expire_all()
    plan = queries.plan_of(scene.event, 1)
    assert plan.run is not None
    assert (plan.run.state, plan.run.problem, plan.status) == (RunState.STOPPED, "", "feasible")
    assert plan.seconds < 10
    assert engine.check(instance_of(scene.event, now=NOW), stored_plan(scene.event, plan)) == []


def test_the_next_draft_replaces_the_last(scene: Scene) -> None:
    scene.draft()
    scene.draft()

    states = session().execute(sa.select(Plan.number, Plan.state).order_by(Plan.number))
    assert [tuple(row) for row in states] == [(1, PlanState.SUPERSEDED), (2, PlanState.DRAFT)]


def test_a_slot_that_goes_while_the_engine_works_fails_the_run_with_that_word(scene: Scene) -> None:
    run = scene.ask()
    calls: list[datetime] = []

    def clock_of_worker() -> datetime:
        calls.append(NOW)
        if len(calls) == 2:
            for slot in scene.slots:
                session().delete(slot)
            session().commit()
        return NOW

    execute_run(run.id, clock=clock_of_worker, workers=1)

    assert (run.state, run.problem, count(Plan)) == (RunState.FAILED, "event_changed", 0)
    assert audited(scene.event, "run.") == ["run.request", "run.start", "run.failed"]


def test_an_event_too_large_for_the_memory_fails_with_that_word(scene: Scene) -> None:
    run = scene.ask()

    execute_run(run.id, clock=clock, workers=1, memory=1)

    assert (run.state, run.problem, run.finished_at, count(Plan)) == (RunState.FAILED, Problem.TOO_LARGE, NOW, 0)
    assert audited(scene.event, "run.") == ["run.request", "run.start", "run.failed"]


@pytest.mark.parametrize(
    ("seconds", "problem"), [(0.2, Problem.CRASHED), (3.9, Problem.CRASHED), (4.5, Problem.TIME_RAN_OUT)]
)
def test_a_search_that_ends_early_with_nothing_has_broken(seconds: float, problem: Problem) -> None:
    nothing = engine.Plan("event", engine.Status.UNKNOWN, (), (), (), seconds)

    assert outcome_of(nothing, 5, stopped=False) == (RunState.FAILED, problem)
    assert outcome_of(nothing, 5, stopped=True) == (RunState.STOPPED, Problem.STOPPED_EARLY)


def test_slots_not_ticked_and_meetings_elsewhere_are_not_available(scene: Scene) -> None:
    bob = scene.people[0]
    bob.available_slots = scene.slots[:2]
    bob.availability_set_at = NOW
    session().commit()
    other = factories.event("Another event")
    same_time = factories.slots(other, 1)
    factories.tables(other, 1)
    here, there = factories.registration(other, scene.bob), factories.registration(other)
    elsewhere = factories.request(here, there)
    theirs = services.request_run(other, actor=scene.alice, now=NOW, time_limit=5)
    execute_run(theirs.id, clock=clock, workers=1)
    services.release(other, 1, actor=scene.alice, now=NOW)

    participant = instance_of(scene.event, now=NOW).participants[0]

    assert same_time[0].starts_at == scene.slots[0].starts_at
    assert elsewhere.meeting is not None
    assert participant.unavailable == tuple(f"s{scene.slots[at].id}" for at in (0, 2, 3))


def test_weights_follow_the_stronger_priority_and_both_having_asked(scene: Scene) -> None:
    scene.requests[0].priority = Priority.MUST
    scene.requests[1].priority, scene.requests[1].return_priority = Priority.NORMAL, Priority.HIGH
    session().commit()

    assert [meeting.weight for meeting in instance_of(scene.event, now=NOW).meetings] == [101, 41, 11]


def test_a_plan_in_force_is_given_as_the_previous_one(scene: Scene) -> None:
    plan = scene.release()

    instance = instance_of(scene.event, now=NOW)

    assert {(each.meeting, each.slot, each.table) for each in instance.previous} == {
        (f"m{item.request_id}", f"s{item.slot_id}", f"t{item.table_id}") for item in plan.placed
    }
    assert scene.draft().objective[1] == {"name": "changes", "value": 0, "bound": 0}


def test_a_draft_whose_slots_go_is_set_aside(scene: Scene) -> None:
    plan = scene.draft()
    taken = {item.slot_id for item in plan.placed}
    plans = Plans()

    said = plans.lost_with(scene.event, slots=taken, tables=set())
    with session().begin_nested():
        plans.let_go(scene.event, slots=taken, tables=set(), now=NOW)
    session().commit()
    session().expire_all()

    assert said == ["Draft plan 1 has 3 meetings there. It is set aside: compute a new one."]
    assert (plan.state, plan.placed) == (PlanState.SUPERSEDED, [])
    assert plans.lost_with(scene.event, slots=taken, tables=set()) == []
    assert audited(scene.event)[-1] == "plan.set_aside"


def test_cancelling_the_event_stops_its_run(scene: Scene) -> None:
    run = scene.ask()

    Plans().cancelled(scene.event, actor=scene.alice, now=NOW)
    session().commit()

    assert run.state is RunState.STOPPED


def long_instance() -> engine.Instance:
    """A problem that keeps a single worker busy for many seconds."""
    people = [f"p{at}" for at in range(1, 41)]
    return engine.Instance(
        name="long",
        slots=tuple(engine.Slot(f"s{at}") for at in range(1, 33)),
        tables=tuple(engine.Table(f"t{at}") for at in range(1, 8)),
        participants=tuple(engine.Participant(name) for name in people),
        meetings=tuple(
            engine.Meeting(f"m{at}", (one, other), weight=1 + at % 7)
            for at, (one, other) in enumerate(
                ((one, other) for at, one in enumerate(people) for other in people[at + 1 :]), start=1
            )
        ),
    )


def test_what_has_begun_stays_where_it_is_and_nothing_else_gets_a_time_that_has_passed(scene: Scene) -> None:
    bob = scene.people[0]
    bob.available_slots, bob.availability_set_at = scene.slots[:1], NOW
    for request in scene.requests[1:]:
        request.state = RequestState.PENDING
    session().commit()
    scene.release()
    (told,) = session().scalars(sa.select(Meeting))
    begins = scene.slots[0].starts_at
    assert told.slot_id == scene.slots[0].id
    bob.available_slots, bob.availability_set_at = [], None
    for request in scene.requests[1:]:
        request.state = RequestState.ACCEPTED
    session().commit()

    instance = instance_of(scene.event, now=begins + timedelta(minutes=5))
    computed = engine.solve(instance, engine.Limits(time_limit=5, workers=1))

    places = {at.meeting: at.slot for at in computed.meetings}
    assert places.pop(f"m{told.request_id}") == f"s{scene.slots[0].id}"
    assert set(places) == {f"m{request.id}" for request in scene.requests[1:]}
    assert f"s{scene.slots[0].id}" not in places.values()


def test_before_the_event_every_slot_is_open_to_every_request(scene: Scene) -> None:
    instance = instance_of(scene.event, now=NOW)
    assert {(meeting.slots, meeting.fixed, meeting.required) for meeting in instance.meetings} == {(None, None, False)}
