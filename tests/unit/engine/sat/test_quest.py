"""What a quest's solver is asked, and what it is made to keep."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from matchmaking.engine import Objective
from matchmaking.engine.measures import measure
from matchmaking.engine.sat import quest as quests
from matchmaking.engine.sat.quest import FINDING, PROVING, Quest, Sum, Way, quest
from tests.unit.engine.desks import ListeningDesk
from tests.unit.engine.planting import planted

WAYS = pytest.mark.parametrize("way", [PROVING, FINDING], ids=["proving", "finding"])


def breaks_of(desk: ListeningDesk) -> list[int]:
    return [measure(Objective.BREAKS, desk.data, offer.slots, []) for offer in desk.offers]


@pytest.fixture
def desk() -> ListeningDesk:
    """An event with room for breaks."""
    instance = planted(8, 8, 3, seed=2, required=True)
    return ListeningDesk(replace(instance, objective=(Objective.BREAKS,)))


@pytest.fixture
def asked(desk: ListeningDesk, way: Way) -> Iterator[Quest]:
    with quest(desk.data, desk, way) as mine:
        yield mine


def least(asked: Quest, total: Sum) -> int:
    return next(value for value in range(len(total.literals)) if asked.ask(*total.at_most(value)))


@WAYS
def test_what_is_demanded_afresh_holds_in_that_solver_and_no_longer_in_the_next(
    desk: ListeningDesk, asked: Quest
) -> None:
    total = Sum(asked.made, Objective.BREAKS)
    few = total.at_most(least(asked, total))
    fewest = breaks_of(desk)[-1]
    more = [-literal for literal in few]
    assert asked.ask(*more) is True  # the sum's literals may hold of fewer breaks too
    assert asked.afresh(*few)
    assert asked.ask() is True
    assert breaks_of(desk)[-1] == fewest
    assert asked.ask(*more) is False
    assert asked.afresh()
    assert asked.ask(*more) is True


@pytest.mark.parametrize("way", [FINDING])
def test_too_large_a_formula_stays_in_its_solver(
    desk: ListeningDesk, asked: Quest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quests, "AFRESH_AT_MOST", 10)
    total = Sum(asked.made, Objective.BREAKS)
    few = total.at_most(1)
    solver = asked.solver
    assert not asked.afresh(*few)
    assert asked.solver is solver
    value = least(asked, total)  # the clauses are there, and nothing is demanded
    assert breaks_of(desk)[-1] == value
