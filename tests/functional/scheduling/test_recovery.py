"""Runs that nobody works on any more."""

from __future__ import annotations

import pytest
from flask import Flask

from matchmaking.scheduling import services
from matchmaking.scheduling.claims import claim
from matchmaking.scheduling.models import Problem, RunState
from matchmaking.scheduling.recovery import recover_runs
from tests.functional.scheduling.scenes import NOW, Scene, at_once, audited, later, make_scene


@pytest.mark.parametrize(("seconds", "found"), [(30, 0), (31, 1)])
def test_a_running_run_without_a_beat_for_half_a_minute_goes_to_another_worker(
    scene: Scene, seconds: int, found: int
) -> None:
    run = scene.ask()
    claim(run.id, NOW)

    assert recover_runs(now=later(seconds=seconds)) == found
    assert run.state is (RunState.QUEUED if found else RunState.RUNNING)
    assert audited(scene.event, "run.recovered") == ["run.recovered"] * found


@pytest.mark.parametrize(("seconds", "found"), [(15, 0), (16, 1)])
def test_a_queued_run_that_nobody_claims_is_handed_out_again(scene: Scene, seconds: int, found: int) -> None:
    run = scene.ask()

    assert recover_runs(now=later(seconds=seconds)) == found
    assert (run.state, run.attempt) == (RunState.QUEUED, 0)
    assert audited(scene.event) == ["run.request"]


def test_a_run_handed_out_again_waits_before_the_next_time(scene: Scene) -> None:
    scene.ask()

    found = [recover_runs(now=later(seconds=seconds)) for seconds in (16, 20, 31, 32)]

    assert found == [1, 0, 0, 1]


def test_the_third_lost_worker_is_the_last(scene: Scene) -> None:
    run = scene.ask()
    attempts = []
    for minute in (0, 1, 2):
        attempts.append(claim(run.id, later(minutes=minute)))
        recover_runs(now=later(minutes=minute + 1))

    assert attempts == [1, 2, 3]
    assert (run.state, run.problem, run.finished_at) == (RunState.FAILED, Problem.GIVEN_UP, later(minutes=3))
    assert audited(scene.event, "run.")[-1] == "run.failed"


def test_a_run_that_was_to_stop_when_its_worker_died_is_stopped(scene: Scene) -> None:
    run = scene.ask()
    claim(run.id, NOW)
    services.stop_run(run, actor=scene.alice, now=NOW)

    recover_runs(now=later(minutes=1))

    assert (run.state, run.problem) == (RunState.STOPPED, Problem.STOPPED_EARLY)


def test_runs_that_are_over_are_left_alone(scene: Scene) -> None:
    scene.draft()

    assert recover_runs(now=later(days=1)) == 0


def test_two_workers_at_once_claim_a_run_once(own_app: Flask) -> None:
    for _ in range(5):
        run_id = make_scene(people=2).ask().id
        claims: list[int | None] = []

        def take(run_id: int = run_id, claims: list[int | None] = claims) -> None:
            claims.append(claim(run_id, NOW))

        assert at_once(own_app, take, take) == ["done", "done"]
        assert sorted(claims, key=str) == [1, None]
