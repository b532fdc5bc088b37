"""What a round of annealing consists of: how long, how warm, at which prices."""

from dataclasses import replace

import pytest

from matchmaking.engine import Instance, Objective
from matchmaking.engine.climb.anneal_goal import goal_of
from matchmaking.engine.climb.anneal_legs import Leg, can_draw, legs
from matchmaking.engine.climb.anneal_schedule import End, Schedule
from matchmaking.engine.climb.anneal_state import BREAKS, IDLE
from matchmaking.engine.indexed import index
from tests.unit.engine.planting import planted

BOTH = frozenset({Objective.BREAKS, Objective.IDLE})


def _instance(*order: Objective) -> Instance:
    return replace(planted(8, 4, 4, seed=1), objective=order)


def _legs(instance: Instance, open_: frozenset[Objective], steps: int, *, draws: bool) -> list[Leg]:
    data = index(instance)
    goal = goal_of(data, dict.fromkeys(instance.objective, 0), open_)
    return legs(data, goal, open_, steps, draws=draws)


@pytest.mark.parametrize("steps", [1, 2, 3, 10, 999, 1_000_000])
@pytest.mark.parametrize("draws", [False, True])
@pytest.mark.parametrize("open_", [BOTH, frozenset({Objective.BREAKS})])
def test_legs_make_up_the_round_and_cool_down(steps: int, *, draws: bool, open_: frozenset[Objective]) -> None:
    found = _legs(_instance(Objective.WEIGHT, Objective.BREAKS, Objective.IDLE), open_, steps, draws=draws)
    assert sum(leg.steps for leg in found) == steps
    assert all(leg.steps > 0 and leg.hot > leg.cold > 0 for leg in found)
    assert [leg.judged for leg in found].count(True) == (steps > 1 or not draws)


def test_days_are_drawn_together_first_at_a_price_of_idle_slots_that_is_not_kept() -> None:
    instance = _instance(Objective.WEIGHT, Objective.BREAKS, Objective.IDLE)
    drawn, placed, late = _legs(instance, BOTH, 1_000, draws=True)
    plain, _ = _legs(instance, BOTH, 1_000, draws=False)
    assert drawn.goal.prices[IDLE] == drawn.goal.prices[BREAKS] == 1.0
    assert drawn.hot > placed.hot > drawn.cold > placed.cold
    assert (placed.goal.prices == plain.goal.prices).all()
    assert (late.goal.prices == plain.goal.prices).all()
    assert plain.goal.prices[IDLE] < 1.0
    assert [leg.restarts for leg in (drawn, placed, late)] == [False, False, True]  # what was drawn goes on
    assert [leg.judged for leg in (drawn, placed, late)] == [False, True, False]


@pytest.mark.parametrize(
    ("order", "open_", "drawn"),
    [
        ((Objective.WEIGHT, Objective.BREAKS, Objective.IDLE), BOTH, True),
        ((Objective.WEIGHT, Objective.BREAKS), frozenset({Objective.WEIGHT, Objective.BREAKS}), True),
        ((Objective.IDLE, Objective.BREAKS), BOTH, False),  # idle slots come first anyway
        ((Objective.WEIGHT, Objective.BREAKS, Objective.IDLE), frozenset({Objective.IDLE}), False),
        ((Objective.CHANGES, Objective.BREAKS), frozenset({Objective.CHANGES, Objective.BREAKS}), False),
        ((Objective.WEIGHT, Objective.FAIRNESS), frozenset({Objective.WEIGHT}), False),
    ],
)
def test_days_are_drawn_together_only_where_breaks_come_first_of_what_is_not_held_fast(
    order: tuple[Objective, ...], open_: frozenset[Objective], *, drawn: bool
) -> None:
    assert can_draw(index(_instance(*order)), open_) is drawn


AIM = ("the same",)


def _kinds(*ends: End | None) -> tuple[Schedule, list[tuple[int, bool]]]:
    """A schedule after rounds that ended so, and each round's length and kind."""
    schedule = Schedule(100, begins_drawing=True)
    made = []
    for end in ends:
        made.append((schedule.steps, schedule.draws(last=False)))
        schedule.finish(schedule.steps, end)
    return schedule, made


def test_rounds_of_each_kind_take_turns_at_equal_lengths() -> None:
    schedule, made = _kinds(*[End(AIM, (5,))] * 4)
    assert made == [(100, True), (100, False), (400, True), (400, False)]
    assert (schedule.steps, schedule.lengths) == (1_600, 2)


def test_where_drawing_is_of_no_use_there_is_one_round_of_each_length() -> None:
    _, made = _kinds(None, None, None)
    assert [steps for steps, _ in made] == [100, 400, 1_600]


@pytest.mark.parametrize(
    ("ends", "drawing"),
    [
        ([End(AIM, (5,)), End(AIM, (7,))], True),
        ([End(AIM, (7,)), End(AIM, (5,))], False),
        ([End(AIM, (5,)), End(AIM, (7,)), End(AIM, (9,))], True),  # half a pair tells nothing
        ([End(AIM, (7,)), End(AIM, (5,)), End(AIM, (3,)), End(AIM, (4,))], True),  # the last pair counts
        ([End(AIM, (7,)), End(("another",), (5,))], True),  # not comparable: it is drawing's turn
        ([End(AIM, (5,)), None, End(AIM, (9,))], True),  # no pair: it is the other's turn
    ],
)
def test_the_last_round_is_of_the_kind_that_ended_better(ends: list[End | None], *, drawing: bool) -> None:
    schedule, _ = _kinds(*ends)
    assert schedule.draws(last=True) is drawing
