"""What a round of annealing consists of: how long, how warm, at which prices."""

from dataclasses import replace

import pytest

from matchmaking.engine import Instance, Objective
from matchmaking.engine.climb.anneal_goal import goal_of
from matchmaking.engine.climb.anneal_legs import Leg, legs
from matchmaking.engine.climb.anneal_state import BREAKS, IDLE
from matchmaking.engine.indexed import index
from tests.unit.engine.planting import planted

BOTH = frozenset({Objective.BREAKS, Objective.IDLE})


def _instance(*order: Objective) -> Instance:
    return replace(planted(8, 4, 4, seed=1), objective=order)


def _legs(instance: Instance, open_: frozenset[Objective], steps: int, *, together: bool) -> list[Leg]:
    data = index(instance)
    goal = goal_of(data, dict.fromkeys(instance.objective, 0), open_)
    return legs(data, goal, open_, steps, together=together)


@pytest.mark.parametrize("steps", [10, 999, 1_000_000])
@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("open_", [BOTH, frozenset({Objective.BREAKS}), frozenset({Objective.IDLE})])
def test_legs_make_up_the_round_cool_down_and_one_tells_how_good_it_was(
    steps: int, *, together: bool, open_: frozenset[Objective]
) -> None:
    found = _legs(_instance(Objective.WEIGHT, Objective.BREAKS, Objective.IDLE), open_, steps, together=together)
    assert sum(leg.steps for leg in found) == steps
    assert all(leg.steps > 0 and leg.hot > leg.cold > 0 for leg in found)
    assert [leg.tells for leg in found].count(True) == 1
    assert not found[0].onward


def test_days_are_drawn_together_first_at_a_price_of_idle_slots_that_is_not_kept() -> None:
    instance = _instance(Objective.WEIGHT, Objective.BREAKS, Objective.IDLE)
    drawn, placed, late = _legs(instance, BOTH, 1_000, together=True)
    plain = _legs(instance, BOTH, 1_000, together=False)
    assert drawn.goal.prices[IDLE] == drawn.goal.prices[BREAKS] == 1.0
    assert drawn.hot > placed.hot > drawn.cold > placed.cold
    assert placed.onward
    assert not late.onward
    for leg in (placed, late):
        assert (leg.goal.prices == plain[0].goal.prices).all()
    assert plain[0].goal.prices[IDLE] < 1.0


@pytest.mark.parametrize(
    ("order", "open_"),
    [
        ((Objective.IDLE, Objective.BREAKS), BOTH),  # idle slots come first anyway
        ((Objective.WEIGHT, Objective.BREAKS, Objective.IDLE), frozenset({Objective.IDLE})),  # breaks are proven
        ((Objective.CHANGES, Objective.BREAKS), frozenset({Objective.CHANGES, Objective.BREAKS})),
    ],
)
def test_days_are_not_drawn_together_where_another_objective_is_what_the_round_is_for(
    order: tuple[Objective, ...], open_: frozenset[Objective]
) -> None:
    found = _legs(_instance(*order), open_, 1_000, together=True)
    assert [leg.steps for leg in found] == [leg.steps for leg in _legs(_instance(*order), open_, 1_000, together=False)]
    assert not any(leg.onward for leg in found)
