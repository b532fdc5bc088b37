"""The bound by slots: never beaten, and tight where the bound over all slots together is not."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from matchmaking.engine import Instance, Meeting, Objective, Participant, Slot, Table
from matchmaking.engine.bounds.weight import weight_bound
from matchmaking.engine.bounds.weight_by_slot import slot_classes, weight_by_slot
from matchmaking.engine.indexed import index
from tests.unit.engine.planting import every_plan, planted, tiny_instances, values


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tiny_instances())
def test_no_plan_beats_it(instance: Instance) -> None:
    instance = replace(instance, objective=(Objective.WEIGHT,))
    bound = weight_by_slot(index(instance), 20)
    reached = [values(instance, placements)[0] for placements in every_plan(instance)]
    assert bound is None or max(reached, default=0) <= bound


def test_it_sees_that_everybody_wants_the_one_table_of_the_morning() -> None:
    mornings = ("s1",)
    pairs = [("a", "b"), ("c", "d"), ("e", "f")]
    instance = Instance(
        "morning",
        (Slot("s1"), Slot("s2"), Slot("s3")),
        (Table("t"),),
        tuple(Participant(name) for name in "abcdef"),
        tuple(Meeting("".join(pair), pair, weight=5, slots=mornings) for pair in pairs),
        objective=(Objective.WEIGHT,),
    )
    data = index(instance)
    assert weight_bound(data) == 5
    spread = replace(instance, meetings=(*instance.meetings, Meeting("ad", ("a", "d")), Meeting("be", ("b", "e"))))
    assert weight_bound(index(spread)) == 5 + 5 + 5
    assert weight_by_slot(index(spread), 20) == 5 + 1 + 1


def test_slots_that_are_alike_are_one_class() -> None:
    assert [len(slots) for slots in slot_classes(index(planted(20, 6, 10, seed=3)))] == [6]
