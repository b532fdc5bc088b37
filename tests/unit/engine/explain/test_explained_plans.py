"""Reasons, certificates and remedies of any plan of any tiny instance, against brute force."""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matchmaking.engine import Instance, Objective, Placement, Reason
from matchmaking.engine.explain.reasons import Explanation, explain_plan
from matchmaking.engine.indexed import Assignment, index
from tests.unit.engine.explain.proofs import (
    Slots,
    certificate_holds,
    none_better_with,
    places_it,
    slots_of,
    without_demands,
    worse_with,
)
from tests.unit.engine.planting import every_plan, tiny_instances, values

SECONDS = 60.0  # far more than such questions take
SLOW = settings(
    max_examples=35, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def _assignment(instance: Instance, placements: tuple[Placement, ...]) -> Assignment:
    rank = {slot.id: at for at, slot in enumerate(instance.slots)}
    placed = slots_of(placements)
    return [rank[placed[meeting.id]] if meeting.id in placed else None for meeting in instance.meetings]


def _explained(instance: Instance, placements: tuple[Placement, ...], *, proven: bool) -> Explanation:
    rank = {table.id: at for at, table in enumerate(instance.tables)}
    seats = {placement.meeting: rank.get(placement.table or "") for placement in placements}
    return explain_plan(
        index(instance),
        _assignment(instance, placements),
        proven=proven,
        pause=lambda: None,
        seconds=SECONDS,
        tables=[seats.get(meeting.id) for meeting in instance.meetings],
    )


def _placed(instance: Instance, assignment: Assignment) -> Slots:
    return {
        meeting.id: instance.slots[slot].id
        for meeting, slot in zip(instance.meetings, assignment, strict=True)
        if slot is not None
    }


@SLOW
@given(tiny_instances(), st.booleans())
def test_every_reason_of_a_best_plan_is_proven(instance: Instance, proven: bool) -> None:  # noqa: FBT001 -- drawn
    every = list(every_plan(instance))
    assume(every)
    best = max(every, key=lambda plan: (values(instance, plan), len(plan)))
    explanation = _explained(instance, best, proven=proven)
    assert explanation.better is None
    placed = slots_of(best)
    assert [left.id for left in explanation.unplaced] == [m.id for m in instance.meetings if m.id not in placed]
    free = [slots_of(plan) for plan in every_plan(without_demands(instance))]
    for left in explanation.unplaced:
        if left.reason is Reason.TIME_LIMIT:
            assert left.because == ()
            assert not proven or Objective.WEIGHT not in instance.objective
        elif left.reason is Reason.OUTWEIGHED and not left.because:
            worse = worse_with(instance, best, left.id, every)
            assert worse or (proven and none_better_with(instance, best, left.id, every))
        else:
            assert certificate_holds(instance, placed, left, free)


@SLOW
@given(tiny_instances(), st.data())
def test_a_plan_that_is_not_the_best_is_bettered_or_explained_truly(instance: Instance, data: st.DataObject) -> None:
    every = list(every_plan(instance))
    assume(every)
    plan = data.draw(st.sampled_from(every))
    explanation = _explained(instance, plan, proven=False)
    placed = slots_of(plan)
    if explanation.better is not None:
        placed = _placed(instance, explanation.better)
        same = [other for other in every if slots_of(other) == placed]
        assert max((values(instance, other), len(other)) for other in same) > (values(instance, plan), len(plan))
    free = [slots_of(other) for other in every_plan(without_demands(instance))]
    for left in explanation.unplaced:
        if left.because:
            assert certificate_holds(instance, placed, left, free)


@SLOW
@given(tiny_instances())
def test_a_remedy_places_the_meeting_and_drops_no_other(instance: Instance) -> None:
    every = list(every_plan(instance))
    assume(every)
    best = max(every, key=lambda plan: (values(instance, plan), len(plan)))
    placed = slots_of(best)
    for left in _explained(instance, best, proven=True).unplaced:
        assert left.remedy is None or places_it(instance, placed, left)
