"""One of the crew crashes or lies: another takes over, the log says so, and the plan is as good as ever."""

import logging
from dataclasses import replace

import pytest

from matchmaking.engine import Limits
from matchmaking.engine.climb.construct import construct
from matchmaking.engine.crew import roster
from matchmaking.engine.crew.crew import Crew
from matchmaking.engine.crew.second_look import demands_alone, refuted
from matchmaking.engine.desk import Candidate
from matchmaking.engine.indexed import index
from tests.unit.engine.planting import planted

SEARCHERS = "tests.unit.engine.crew.searchers"


def _wanted(now: roster.Situation) -> list[str]:
    """Somebody of ill will in the place of the local search."""
    return [name for name in (SEARCHERS, *roster.wanted(now)) if name not in {*now.over, roster.CLIMB}]


@pytest.mark.parametrize(
    "misdeed", ["aborts", "raises", "calls little the most", "calls it impossible", "double-books"]
)
def test_another_takes_over(misdeed: str, caplog: pytest.LogCaptureFixture) -> None:
    data = index(replace(planted(44, 10, 18, seed=4), name=misdeed))
    assert not roster.is_tiny(data)
    crew = Crew(data, Limits(60, 2), 60, _wanted)
    crew.offer("construct", Candidate(construct(data, lambda: None)))
    with caplog.at_level(logging.ERROR):
        while crew.work(0.1) and crew.ledger.settled() == 0:
            pass
        crew.end()
    assert any(SEARCHERS in record.getMessage() for record in caplog.records)
    assert crew.ledger.best is not None
    assert all(slot is not None for slot in crew.ledger.best.candidate.slots)
    assert crew.ledger.settled() == 1


def test_a_conflict_that_has_a_plan_is_refuted_by_a_second_look() -> None:
    instance = planted(8, 4, 4, seed=1, required=True)
    assert refuted(demands_alone(instance, [instance.meetings[0].id]), roster.CPSAT, Limits(20), 20)


def test_a_conflict_that_has_none_is_not() -> None:
    instance = planted(8, 4, 4, seed=1, required=True)
    nowhere = replace(instance, tables=())
    assert not refuted(demands_alone(nowhere, [instance.meetings[0].id]), roster.CPSAT, Limits(20), 20)
