"""The searcher for bounds tells true ones, each with the values that the plan at hand has."""

from hypothesis import HealthCheck, given, settings

from matchmaking.engine import Instance, Limits, Meeting, Objective, Participant, Slot, Table
from matchmaking.engine.bounds import lesser
from matchmaking.engine.desk import Candidate
from tests.unit.engine.desks import ListeningDesk
from tests.unit.engine.planting import every_plan, tiny_instances, values

MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@MANY
@given(tiny_instances())
def test_what_it_tells_is_true(instance: Instance) -> None:
    plans = list(every_plan(instance))
    if not plans:
        return
    desk = ListeningDesk(instance, Limits(workers=1, work=1))
    best = max(plans, key=lambda plan: values(instance, plan))
    slot_of = {placement.meeting: placement.slot for placement in best}
    ranks = {slot.id: at for at, slot in enumerate(instance.slots)}
    desk.offer(Candidate([ranks[slot_of[m.id]] if m.id in slot_of else None for m in instance.meetings]))
    lesser.run(desk.data, desk)
    scores = [values(instance, plan) for plan in plans]
    for name, prefix, value in desk.bounds:
        signs = [1 if one.upward else -1 for one in instance.objective]
        known = [sign * one for sign, one in zip(signs, prefix, strict=False)]
        rank = len(prefix)
        rivals = [s[rank] for s in scores if all(a >= b for a, b in zip(s, known, strict=False))]
        assert max(rivals) <= signs[rank] * value, name


def test_it_ends_by_itself_where_the_plan_is_the_best() -> None:
    """a is away in s1, so that three meetings take two windows."""
    instance = Instance(
        name="window",
        slots=tuple(Slot(f"s{s}") for s in range(4)),
        tables=(Table("t0"),),
        participants=(Participant("a", ("s1",)), *(Participant(name) for name in "bcd")),
        meetings=tuple(Meeting(f"m{name}", ("a", name)) for name in "bcd"),
        objective=(Objective.WEIGHT, Objective.BREAKS, Objective.MOVES),
    )
    desk = ListeningDesk(instance, Limits(workers=1))
    desk.offer(Candidate([0, 2, 3], [0, 0, 0]))
    lesser.run(desk.data, desk)
    assert (Objective.BREAKS, (3,), 1) in desk.bounds
