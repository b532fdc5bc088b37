"""The forecast's bounds against all plans of tiny instances, now and with more room."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings

from matchmaking.engine import Instance, Meeting, Objective, Participant, Slot, Table
from matchmaking.engine.bounds.weight import weight_bound
from matchmaking.engine.forecasting import Outlook, forecast
from matchmaking.engine.forecasting_flow import Flow, is_flow
from matchmaking.engine.forecasting_programme import Programme, Rooms
from matchmaking.engine.generators.crowd import crowd
from matchmaking.engine.indexed import index
from tests.unit.engine.planting import every_plan, planted, tiny_instances

SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def _reached(instance: Instance) -> Outlook:
    """The most weight and the most meetings of any plan without demands."""
    free = replace(
        instance,
        participants=tuple(replace(person, min_meetings=0) for person in instance.participants),
        meetings=tuple(replace(meeting, required=False) for meeting in instance.meetings),
    )
    weight = {meeting.id: meeting.weight for meeting in instance.meetings}
    plans = [[place.meeting for place in plan] for plan in every_plan(free)]
    return Outlook(max(sum(weight[name] for name in plan) for plan in plans), max(map(len, plans)))


def _within(truth: Outlook, bound: Outlook) -> bool:
    return truth.weight <= bound.weight and truth.meetings <= bound.meetings


@SLOW
@given(tiny_instances())
def test_no_plan_beats_the_forecast_and_more_room_never_lowers_it(instance: Instance) -> None:
    found = forecast(instance, (1, 2))
    assert _within(_reached(instance), found.now)
    for rising in (found.more_tables, found.more_slots):
        assert _within(found.now, rising[0])
        assert _within(rising[0], rising[1])


@SLOW
@given(tiny_instances())
def test_no_plan_with_a_table_more_beats_its_forecast(instance: Instance) -> None:
    instance = replace(instance, meetings=instance.meetings[:3], previous=())
    table = replace(instance, tables=(*instance.tables, Table("extra")))
    assert _within(_reached(table), forecast(instance, (1,)).more_tables[0])


@SLOW
@given(tiny_instances())
def test_no_plan_with_a_slot_more_beats_its_forecast(instance: Instance) -> None:
    instance = replace(instance, meetings=instance.meetings[:3], previous=())
    slot = replace(
        instance,
        slots=(*instance.slots, Slot("extra")),
        tables=tuple(
            replace(table, slots=None if table.slots is None else (*table.slots, "extra")) for table in instance.tables
        ),
    )
    assert _within(_reached(slot), forecast(instance, (1,)).more_slots[0])


def test_it_is_as_tight_as_the_bound_of_the_search() -> None:
    instance = planted(20, 6, 5, seed=4, away=0.2)
    crowded = replace(instance, tables=instance.tables[:3])
    for one in (instance, crowded):
        assert forecast(one).now.weight == weight_bound(index(one))
    assert forecast(crowded).table_worth > 0.0


def _day(tables: int, *people: Participant, slots: int = 2) -> Instance:
    return Instance(
        "day",
        tuple(Slot(f"s{at}", session="early" if at < slots / 2 else "late") for at in range(slots)),
        tuple(Table(f"t{at}") for at in range(tables)),
        people,
        tuple(
            Meeting(f"{a.id}{b.id}", (a.id, b.id), weight=2) for at, a in enumerate(people) for b in people[at + 1 :]
        ),
        objective=(Objective.WEIGHT,),
    )


def test_tables_that_limit_are_worth_something_and_each_session_tells_its_room() -> None:
    found = forecast(_day(1, *(Participant(name) for name in "abcd")), (1, 2))
    assert found.now == Outlook(weight=4, meetings=2)
    assert found.more_tables == (Outlook(8, 4), Outlook(8, 4))
    assert found.more_slots == (Outlook(6, 3), Outlook(8, 4))
    assert found.table_worth == 2.0
    assert [(one.session, one.slots, one.room) for one in found.sessions] == [("early", 1, 1), ("late", 1, 1)]
    assert found.sessions[0].more_tables == (Outlook(6, 3), Outlook(6, 3))


def test_without_tables_a_table_helps_and_a_slot_does_not() -> None:
    found = forecast(_day(0, *(Participant(name) for name in "abcd")), (1, 2))
    assert found.now == Outlook(0, 0)
    assert found.more_tables == (Outlook(4, 2), Outlook(8, 4))
    assert found.more_slots == (Outlook(0, 0), Outlook(0, 0))


def test_a_slot_more_in_a_session_brings_nothing_to_who_never_comes_to_it() -> None:
    people = Participant("a", ("s0",)), Participant("b"), Participant("c")
    early, late = forecast(_day(3, *people), (1,)).sessions
    assert early.more_slots[0].meetings < late.more_slots[0].meetings


def test_whose_time_limits_is_told_first_with_the_cause() -> None:
    star = Participant("z", max_meetings=1)
    others = [Participant(name) for name in "abcd"]
    meetings = tuple(Meeting(f"z{one.id}", ("z", one.id), weight=3) for one in others)
    instance = replace(_day(5, star, *others, slots=3), meetings=meetings)
    found = forecast(instance)
    assert [(one.participant, one.worth, one.by_choice) for one in found.limiting] == [("z", 3.0, True)]
    open_star = replace(instance, participants=(Participant("z"), *others))
    assert [one.by_choice for one in forecast(open_star).limiting] == [False]


def test_less_than_one_more_is_no_question() -> None:
    with pytest.raises(ValueError, match="one or more"):
        forecast(planted(4, 2, 2, seed=1), (0,))


@SLOW
@given(tiny_instances())
def test_the_flow_counts_as_many_meetings_as_the_programme(instance: Instance) -> None:
    data = index(instance)
    assume(is_flow(data))
    programme, rooms = Programme(data), Rooms(data)
    programme.count_only()
    for room in (rooms.now(), rooms.more_tables(1), rooms.more_slots(2)):
        assert Flow(data).bound(room) == programme.bound(room)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_flow_counts_as_many_in_a_crowd(seed: int) -> None:
    data = index(crowd(60, 8, 600, seed=seed, skew=0.5))
    assert is_flow(data)
    programme, room = Programme(data), Rooms(data).now()
    programme.count_only()
    assert Flow(data).bound(room) == programme.bound(room)


def test_groups_and_events_half_online_are_not_counted_by_the_flow() -> None:
    pair, trio = Meeting("ab", ("a", "b")), Meeting("abc", ("a", "b", "c"))
    people = tuple(Participant(name) for name in "abc")
    for meetings in ((pair, trio), (pair, Meeting("bc", ("b", "c"), online=True))):
        instance = replace(_day(1, *people), meetings=meetings)
        assert not is_flow(index(instance))
        assert forecast(instance).now.meetings == 2
