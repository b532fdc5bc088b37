"""One of the crew crashes or lies: another takes over, the log says so, and the plan is as good as ever."""

import logging
from dataclasses import replace

import pytest

from matchmaking.engine import Instance, Limits, Status, check, solve
from matchmaking.engine.crew import roster
from matchmaking.engine.crew.second_look import refuted
from tests.unit.engine.planting import planted

SEARCHERS = "tests.unit.engine.crew.searchers"


def _instance(name: str) -> Instance:
    instance = planted(30, 8, 12, seed=4)
    return replace(instance, name=name)


@pytest.mark.parametrize(
    "misdeed", ["aborts", "raises", "calls little the most", "calls it impossible", "double-books"]
)
def test_another_takes_over(misdeed: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(roster, "CLIMB", SEARCHERS)
    monkeypatch.setattr(roster, "TINY", 0)
    instance = _instance(misdeed)
    with caplog.at_level(logging.ERROR):
        plan = solve(instance, Limits(60, 2))
    assert check(instance, plan) == []
    assert plan.status is Status.OPTIMAL
    assert plan.unplaced == ()
    assert any(SEARCHERS in record.getMessage() for record in caplog.records)


def test_a_conflict_that_has_a_plan_is_refuted_by_a_second_look() -> None:
    instance = planted(8, 4, 4, seed=1, required=True)
    assert refuted(instance, [instance.meetings[0].id], Limits(20), 20)


def test_a_conflict_that_has_none_is_not() -> None:
    instance = planted(8, 4, 4, seed=1, required=True)
    nowhere = replace(instance, tables=())
    assert not refuted(nowhere, [instance.meetings[0].id], Limits(20), 20)
