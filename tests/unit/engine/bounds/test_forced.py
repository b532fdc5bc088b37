"""What the weight forces holds for every plan as heavy, and makes bounds behind the weight closer."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from matchmaking.engine import Instance, Meeting, Objective, Participant, Slot, Table
from matchmaking.engine.bounds.budget import budget
from matchmaking.engine.bounds.forced import Forced, forced
from matchmaking.engine.indexed import Indexed, index
from tests.unit.engine.planting import every_plan, tiny_instances, values


def _known(data: Indexed) -> Forced:
    found = forced(data, 20)
    assert found is not None
    return found


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tiny_instances())
def test_every_plan_as_heavy_holds_what_is_sure_and_nothing_that_never_is(instance: Instance) -> None:
    instance = replace(instance, objective=(Objective.WEIGHT,))
    plans = [(values(instance, plan)[0], {placement.meeting for placement in plan}) for plan in every_plan(instance)]
    known = forced(index(instance), 20)
    if known is None:
        return
    for weight in {weight for weight, _ in plans}:
        sure, never = known.sure(weight), known.never(weight)
        for _, placed in (plan for plan in plans if plan[0] >= weight):
            held = [meeting.id in placed for meeting in instance.meetings]
            assert all(here for here, must in zip(held, sure, strict=True) if must)
            assert not any(here for here, cannot in zip(held, never, strict=True) if cannot)


@pytest.fixture
def one_table() -> Instance:
    """Two slots, one table, three meetings of six people: the lightest has no place in the heaviest plan."""
    pairs = [("a", "b"), ("c", "d"), ("e", "f")]
    return Instance(
        "one table",
        (Slot("s1"), Slot("s2")),
        (Table("t"),),
        tuple(Participant(name) for name in "abcdef"),
        tuple(Meeting("".join(pair), pair, weight=weight) for pair, weight in zip(pairs, (9, 5, 2), strict=True)),
        objective=(Objective.WEIGHT, Objective.BREAKS),
    )


def test_the_heaviest_plan_leaves_no_choice(one_table: Instance) -> None:
    known = _known(index(one_table))
    assert known.sure(14) == [True, True, False]
    assert known.never(14) == [False, False, True]


def test_a_lighter_plan_leaves_some(one_table: Instance) -> None:
    known = _known(index(one_table))
    assert known.sure(11) == [True, False, False]
    assert known.never(11) == [False, False, False]


def test_the_budget_knows_of_it(one_table: Instance) -> None:
    """Of 16 the heaviest plan leaves out 2, as much as any other could weigh, were it not known which."""
    data = index(one_table)
    assert budget(data, (14,)).spare == 2
    told = budget(data, (14,), _known(data))
    assert (told.sure, told.possible, told.spare) == ([True, True, False], [True, True, False], 0)
    assert (told.least, told.most) == ([1, 1, 1, 1, 0, 0], [1, 1, 1, 1, 0, 0])
