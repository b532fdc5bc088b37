"""Where a run stands, from what the worker wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from matchmaking.scheduling.models import Plan, RunState, ScheduleRun
from matchmaking.scheduling.status import Figure, Point, status_of

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


def run(state: RunState = RunState.RUNNING, **values: Any) -> ScheduleRun:
    given = {"attempt": 1, "requested_at": NOW, "started_at": NOW, "progress": [], "time_limit": 30.0} | values
    return ScheduleRun(state=state, **given)


def told(seconds: float, objective: str, best: int | None, bound: int | None, placed: int | None) -> dict[str, Any]:
    values = {"objective": objective, "best": best, "bound": bound, "placed": placed}
    return {"seconds": seconds, "state": "improving", **values}


def test_a_run_without_progress_shows_nothing_yet() -> None:
    status = status_of(run(), now=NOW + timedelta(seconds=2))

    assert (status.seconds, status.points, status.best, status.bound, status.placed) == (2.0, [], None, None, None)
    assert not status.is_proven


def test_the_line_follows_the_first_objective_alone_and_never_falls() -> None:
    progress = [
        told(0.1, "", None, None, None),
        told(0.5, "weight", 90, 120, 9),
        told(1.0, "weight", 70, 110, 9),
        told(2.0, "weight", 110, 110, 11),
        told(3.0, "breaks", 7, 2, 11),
    ]

    status = status_of(run(progress=progress), now=NOW + timedelta(seconds=4))

    assert status.points == [
        Point(0.0, 0, 120),
        Point(0.5, 90, 120),
        Point(1.0, 90, 110),
        Point(2.0, 110, 110),
        Point(4.0, 110, 110),
    ]
    assert (status.best, status.bound, status.placed, status.objective) == (110, 110, 11, "breaks")
    assert status.is_proven


def test_where_less_is_better_the_line_falls_from_the_first_plan() -> None:
    progress = [
        told(0.1, "", None, None, None),
        told(0.5, "changes", 9, 1, 9),
        told(1.0, "changes", 12, 2, 9),
        told(2.0, "changes", 2, 2, 11),
        told(3.0, "weight", 90, 120, 11),
    ]

    status = status_of(run(progress=progress), now=NOW + timedelta(seconds=3))

    assert status.points == [Point(0.5, 9, 1), Point(1.0, 9, 2), Point(2.0, 2, 2), Point(3.0, 2, 2)]
    assert (status.first, status.falls, status.is_proven) == ("changes", True, True)


def test_each_objective_shows_what_was_told_of_it_last() -> None:
    progress = [
        told(0.1, "", None, None, None),
        told(0.5, "weight", 90, 120, 9),
        told(1.0, "weight", 110, 110, 11),
        told(2.0, "fairness", 50, 80, 11),
    ]

    status = status_of(run(progress=progress), now=NOW + timedelta(seconds=3))

    assert status.figures == [Figure("weight", 110, 110), Figure("fairness", 50, 80)]
    assert [figure.is_proven for figure in status.figures] == [True, False]
    assert not status.falls


def test_a_run_with_a_plan_shows_the_plans_figures() -> None:
    objective = [{"name": "changes", "value": 2, "bound": 1}, {"name": "weight", "value": 90, "bound": 90}]
    finished = run(RunState.DONE, progress=[told(0.5, "changes", 9, 1, 9)], plan=Plan(objective=objective))

    figures = status_of(finished, now=NOW).figures

    assert figures == [Figure("changes", 2, 1), Figure("weight", 90, 90)]


def test_the_line_of_a_finished_run_ends_with_its_last_point() -> None:
    progress = [told(0.5, "weight", 90, 120, 9), told(8.0, "breaks", 7, 2, 9)]
    finished = run(RunState.DONE, progress=progress, finished_at=NOW + timedelta(seconds=9))

    status = status_of(finished, now=NOW + timedelta(days=1))

    assert (status.points[-1].seconds, status.seconds) == (8.0, 9.0)


@pytest.mark.parametrize(("waited", "attempt", "long"), [(20, 0, False), (21, 0, True), (21, 1, False)])
def test_a_run_that_no_worker_takes_waits_long_after_twenty_seconds(waited: int, attempt: int, long: bool) -> None:  # noqa: FBT001 -- a table's column
    queued = run(RunState.QUEUED, attempt=attempt, started_at=None)

    assert status_of(queued, now=NOW + timedelta(seconds=waited)).waits_long is long


@pytest.mark.parametrize(
    ("state", "attempt", "taken"),
    [
        (RunState.QUEUED, 0, False),
        (RunState.QUEUED, 1, True),
        (RunState.RUNNING, 1, False),
        (RunState.RUNNING, 2, True),
    ],
)
def test_a_second_attempt_says_that_another_has_taken_over(state: RunState, attempt: int, taken: bool) -> None:  # noqa: FBT001 -- as above
    assert status_of(run(state, attempt=attempt), now=NOW).taken_over is taken


def test_a_run_is_stopping_only_while_it_is_active() -> None:
    assert status_of(run(stop_requested_at=NOW), now=NOW).is_stopping
    assert not status_of(run(RunState.STOPPED, stop_requested_at=NOW), now=NOW).is_stopping
