"""What a conflict names cannot hold together, and little else is named."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from matchmaking.engine import Instance, Meeting, Objective, Participant, Slot, Table
from matchmaking.engine.sat.search import run
from tests.unit.engine.desks import ListeningDesk
from tests.unit.engine.planting import every_plan, tiny_instances


def _only(instance: Instance, named: tuple[str, ...]) -> Instance:
    """The instance that demands what is named and nothing else."""
    meetings = tuple(replace(m, required=m.required and m.id in named) for m in instance.meetings)
    people = tuple(p if p.id in named else replace(p, min_meetings=0) for p in instance.participants)
    return replace(instance, meetings=meetings, participants=people)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(tiny_instances())
def test_a_conflict_alone_is_impossible(instance: Instance) -> None:
    meetings = tuple(replace(meeting, required=True) for meeting in instance.meetings)
    instance = replace(instance, meetings=meetings, objective=(Objective.BREAKS,))
    desk = ListeningDesk(instance)
    run(desk.data, desk)
    if desk.conflict is not None:
        assert next(every_plan(_only(instance, desk.conflict)), None) is None


def test_three_people_who_meet_each_other_need_three_slots_and_the_rest_is_not_named() -> None:
    names = "abcdefgh"
    triangle = [("a", "b"), ("b", "c"), ("a", "c")]
    pairs = [*triangle, ("d", "e"), ("f", "g"), ("g", "h")]
    instance = Instance(
        name="triangle",
        slots=(Slot("s0"), Slot("s1")),
        tables=tuple(Table(f"t{at}") for at in range(4)),
        participants=tuple(Participant(name) for name in names),
        meetings=tuple(Meeting("".join(pair), pair, required=True) for pair in pairs),
        objective=(Objective.BREAKS,),
    )
    desk = ListeningDesk(instance)
    run(desk.data, desk)
    assert set(desk.conflict or ()) == {"ab", "bc", "ac"}
