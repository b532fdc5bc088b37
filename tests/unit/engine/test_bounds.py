"""Bounds before any plan: never below what brute force reaches, and tight where it is easy to see."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from matchmaking.engine import Instance, Meeting, Objective, Participant, Slot, Table
from matchmaking.engine.bounds.at_once import bound
from matchmaking.engine.bounds.weight import weight_bound
from matchmaking.engine.indexed import index
from tests.unit.engine.planting import every_plan, planted, tiny_instances, values


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tiny_instances())
def test_no_plan_beats_a_bound(instance: Instance) -> None:
    instance = replace(instance, objective=tuple(Objective))
    data = index(instance)
    bounds = [bound(name, data, ()) * (1 if name.upward else -1) for name in Objective]
    assert weight_bound(data) <= bounds[0]
    bounds[0] = weight_bound(data)
    for placements in every_plan(instance):
        reached = values(instance, placements)
        assert all(value <= most for value, most in zip(reached, bounds, strict=True))


def test_a_star_is_bound_by_its_centres_slots() -> None:
    instance = Instance(
        "star",
        tuple(Slot(f"s{at}") for at in range(3)),
        tuple(Table(f"t{at}") for at in range(9)),
        tuple(Participant(f"p{at}") for at in range(6)),
        tuple(Meeting(f"m{at}", ("p0", f"p{at}"), weight=10 * at) for at in range(1, 6)),
    )
    assert weight_bound(index(instance)) == 50 + 40 + 30


def test_tables_and_pairs_of_people_bind_all_meetings_together() -> None:
    pairs = [("a", "b"), ("c", "d"), ("a", "c"), ("b", "d"), ("a", "d"), ("b", "c")]
    instance = Instance(
        "square",
        (Slot("s1"), Slot("s2")),
        (Table("t1"), Table("t2", ("s1",))),
        tuple(Participant(name) for name in "abcd"),
        tuple(Meeting("".join(pair), pair, weight=7) for pair in pairs),
    )
    assert weight_bound(index(instance)) == 3 * 7


def test_a_planted_plan_reaches_the_bound_of_all_its_weight() -> None:
    instance = planted(40, 10, 20, seed=8, away=0.1)
    assert weight_bound(index(instance)) == sum(meeting.weight for meeting in instance.meetings)
