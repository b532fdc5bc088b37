"""The trade-off of two objectives, against all plans of tiny instances."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matchmaking.engine import Instance, Limits, Objective, Status, check
from matchmaking.engine.generators import event
from matchmaking.engine.indexed import index
from matchmaking.engine.pareto import Point, sweep
from matchmaking.engine.pareto_thinning import thinned
from tests.unit.engine.planting import every_plan, planted, tiny_instances, values

QUICK = Limits(time_limit=600.0, workers=1)
PAIRS = [(a, b) for a in Objective for b in Objective if a is not b]
Pair = tuple[Objective, Objective]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(tiny_instances(), st.sampled_from(PAIRS))
def test_the_curve_is_the_front_of_all_plans(instance: Instance, pair: Pair) -> None:
    judge = replace(instance, objective=pair)
    every = {tuple(values(judge, plan)) for plan in every_plan(judge)}
    front = {
        one for one in every if not any(other != one and other[0] >= one[0] and other[1] >= one[1] for other in every)
    }
    curve = sweep(instance, *pair, QUICK, points=50)
    signs = [1 if name.upward else -1 for name in pair]
    assert [(point.first * signs[0], point.second * signs[1]) for point in curve] == sorted(front, reverse=True)
    for point in curve:
        assert point.proven
        assert check(judge, point.plan) == []
        assert [value.value for value in point.plan.objective] == [point.first, point.second]
    assert all(point.plan.status is Status.OPTIMAL for point in curve[:1])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(tiny_instances(), st.sampled_from([Objective.BREAKS, Objective.IDLE]), st.data())
def test_thinning_keeps_every_rule_and_ends_where_nothing_may_go(
    instance: Instance, name: Objective, drawn: st.DataObject
) -> None:
    every = {tuple(sorted((place.meeting, place.slot) for place in plan)) for plan in every_plan(instance)}
    assume(every)
    start = dict(drawn.draw(st.sampled_from(sorted(every))))
    rank = {slot.id: at for at, slot in enumerate(instance.slots)}
    slots = [rank[start[meeting.id]] if meeting.id in start else None for meeting in instance.meetings]
    placed = [slots]
    for thinner in thinned(index(instance), slots, name, lambda: None):
        named = zip(instance.meetings, thinner, strict=True)
        assert tuple(sorted((m.id, instance.slots[slot].id) for m, slot in named if slot is not None)) in every
        placed.append(thinner)
    counts = [sum(slot is not None for slot in one) for one in placed]
    assert counts == sorted(set(counts), reverse=True)


def test_few_points_are_spread_over_the_curve() -> None:
    instance = planted(8, 6, 4, seed=1, away=0.4)
    whole = sweep(instance, Objective.WEIGHT, Objective.BREAKS, QUICK, points=100)
    some = sweep(instance, Objective.WEIGHT, Objective.BREAKS, QUICK, points=3)
    assert len(some) == 3 < len(whole)
    ends = [[(point.first, point.second) for point in (curve[0], curve[-1])] for curve in (whole, some)]
    assert ends[0] == ends[1]


def test_a_listener_who_has_seen_enough_ends_the_sweep() -> None:
    instance = planted(8, 6, 4, seed=1, away=0.4)
    heard: list[int] = []

    def enough(points: tuple[Point, ...]) -> bool:
        heard.append(len(points))
        return len(points) < 2

    assert len(sweep(instance, Objective.WEIGHT, Objective.BREAKS, QUICK, enough, points=100)) == 2
    assert heard[-1] == 2


def test_no_time_gives_no_points() -> None:
    assert sweep(planted(8, 6, 4, seed=1, away=0.4), Objective.WEIGHT, Objective.BREAKS, Limits(time_limit=0.0)) == ()


def test_one_objective_is_no_curve() -> None:
    with pytest.raises(ValueError, match="two objectives"):
        sweep(planted(4, 2, 2, seed=1), Objective.WEIGHT, Objective.WEIGHT)


def test_where_time_is_short_the_curve_is_of_the_plans_seen() -> None:
    curve = sweep(_hard(), Objective.WEIGHT, Objective.BREAKS, Limits(time_limit=1.0, workers=1), points=4)
    assert 1 <= len(curve) <= 4
    assert all(one.first > other.first and one.second > other.second for one, other in itertools.pairwise(curve))
    for point in curve:
        assert not point.proven
        assert check(replace(_hard(), objective=(Objective.WEIGHT, Objective.BREAKS)), point.plan) == []


def _hard() -> Instance:
    """More than one second's work, building its model included."""
    return event(150, seed=1)
