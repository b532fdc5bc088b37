"""Repairs of released plans: as few changes as can be, then as much weight; what is locked stays."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matchmaking.engine import (
    Instance,
    InstanceError,
    Limits,
    Meeting,
    Objective,
    Participant,
    Placement,
    Rules,
    Slot,
    Status,
    Table,
    check,
    solve,
)
from matchmaking.engine.desk import Candidate
from matchmaking.engine.generators import event
from matchmaking.engine.indexed import index
from matchmaking.engine.repair.changes import Arrival, Change, Lock, NewRequest, PersonOut, TableLost, changed
from matchmaking.engine.repair.proposal import Proposal, propose
from matchmaking.engine.repair.search import run
from tests.unit.engine.desks import ListeningDesk
from tests.unit.engine.planting import as_plan, every_plan, planted, tiny_instances, values

SLOW = settings(
    max_examples=35, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
FIRST = (Objective.CHANGES, Objective.WEIGHT)


def _placements(instance: Instance, candidate: Candidate) -> tuple[Placement, ...]:
    assert candidate.tables is not None
    return tuple(
        Placement(meeting.id, instance.slots[slot].id, None if table is None else instance.tables[table].id)
        for meeting, slot, table in zip(instance.meetings, candidate.slots, candidate.tables, strict=True)
        if slot is not None
    )


def _proposed(instance: Instance) -> Proposal | None:
    return propose(index(instance), lambda: None, seconds=60.0)


def _judged(instance: Instance) -> Proposal | None:
    """The proposal, which is the best of all plans by changes and weight, and proven so."""
    every = list(every_plan(instance))
    proposal = _proposed(instance)
    assert (proposal is None) == (not every)
    if proposal is not None:
        placements = _placements(instance, proposal.candidate)
        assert {violation.rule for violation in check(instance, as_plan(instance, placements))} <= {"objective"}
        judge = replace(instance, objective=FIRST)
        best = max(values(judge, plan) for plan in every)
        assert values(judge, placements) == best
        assert [-proposal.changes, -proposal.bound] == [best[0]] * 2
        assert proposal.weight_bound in (None, best[1])
    return proposal


@SLOW
@given(tiny_instances())
def test_whatever_the_previous_plan_was_the_changes_are_the_fewest(instance: Instance) -> None:
    assume(instance.meetings and instance.slots)
    if not instance.previous:
        instance = replace(instance, previous=(Placement(instance.meetings[0].id, instance.slots[0].id, None),))
    _judged(replace(instance, objective=FIRST))


@st.composite
def _changes(draw: st.DrawFn, instance: Instance, placed: tuple[Placement, ...]) -> list[Change]:
    slots = [slot.id for slot in instance.slots]
    some = st.none() | st.lists(st.sampled_from(slots), min_size=1, max_size=2, unique=True).map(tuple)
    people = [person.id for person in instance.participants]
    kinds: list[st.SearchStrategy[Change]] = [
        st.builds(PersonOut, st.sampled_from(people), some),
        st.builds(
            NewRequest, st.builds(Meeting, st.just("new"), st.just((people[0], people[-1])), required=st.booleans())
        ),
        st.just(Arrival(Participant("late"), (Meeting("late1", ("late", people[0]), weight=3),))),
    ]
    if instance.tables:
        kinds.append(st.builds(TableLost, st.sampled_from([table.id for table in instance.tables]), some))
    if placed:
        kinds.append(st.builds(Lock, st.sampled_from([(place.meeting,) for place in placed])))
    return [draw(kind) for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=2, unique_by=id))]


@SLOW
@given(tiny_instances(), st.data())
def test_a_repair_changes_least_and_then_places_most(instance: Instance, data: st.DataObject) -> None:
    assume(len(instance.participants) > 1 and instance.slots and len(instance.meetings) < 4)
    plans = list(every_plan(instance))
    assume(plans)
    placed = data.draw(st.sampled_from(plans))
    changes = data.draw(_changes(instance, placed))
    after = replace(changed(instance, placed, changes), objective=FIRST)
    proposal = _judged(after)
    if proposal is not None:
        found = _placements(after, proposal.candidate)
        locked = {name for change in changes if isinstance(change, Lock) for name in change.meetings}
        locked -= _let_off(instance, changes)
        assert {place for place in placed if place.meeting in locked} <= set(found)


def _let_off(instance: Instance, changes: list[Change]) -> set[str]:
    """The meetings of those who do not come at all: nothing is required of them any more, a lock before it included."""
    out = {change.participant for change in changes if isinstance(change, PersonOut) and change.slots is None}
    return {meeting.id for meeting in instance.meetings if not out.isdisjoint(meeting.participants)}


def test_a_lock_falls_with_the_one_who_does_not_come() -> None:
    instance = planted(4, 3, 2, seed=1)
    plan = solve(instance, Limits(5, 1))
    stays = plan.meetings[0]
    gone = next(meeting for meeting in instance.meetings if meeting.id == stays.meeting).participants[0]
    after = changed(instance, plan, [Lock((stays.meeting,)), PersonOut(gone)])
    repaired = solve(after, Limits(5, 1))
    assert repaired.status is Status.OPTIMAL
    assert stays.meeting not in {place.meeting for place in repaired.meetings}
    at_last = solve(changed(instance, plan, [PersonOut(gone), Lock((stays.meeting,))]), Limits(5, 1))
    assert at_last.status is Status.INFEASIBLE  # who locks it afterwards asks for what cannot be


@SLOW
@given(tiny_instances())
def test_where_nobody_can_be_asked_for_a_proof_the_circles_widen(instance: Instance) -> None:
    assume(instance.previous)
    instance = replace(instance, rules=Rules(), objective=FIRST)
    proposal = propose(index(instance), lambda: None, seconds=60.0, most_pairs=-1)
    every = list(every_plan(instance))
    assert (proposal is None) == (not every)
    if proposal is not None:
        assert _placements(instance, proposal.candidate) in every
        assert proposal.bound <= -max(values(instance, plan) for plan in every)[0] <= proposal.changes


@SLOW
@given(tiny_instances(), st.sampled_from([FIRST, (Objective.WEIGHT, Objective.CHANGES), (Objective.BREAKS,)]))
def test_the_searcher_offers_plans_and_no_bound_that_a_plan_beats(
    instance: Instance, objective: tuple[Objective, ...]
) -> None:
    instance = replace(instance, objective=objective)
    desk = ListeningDesk(instance)
    run(desk.data, desk)
    wanted = bool(instance.previous) and Objective.CHANGES in objective
    assert bool(desk.offers) == (wanted and any(True for _ in every_plan(instance)))
    for name, before, bound in desk.bounds:
        rank = objective.index(name)
        signed = [value if one.upward else -value for one, value in zip(objective, (*before, bound), strict=False)]
        for plan in every_plan(instance):
            found = values(instance, plan)[: rank + 1]
            better_before = all(one >= other for one, other in zip(found, signed[:rank], strict=False))
            assert not better_before or found[rank] <= signed[rank]


def _hall(people: str, meetings: tuple[Meeting, ...], tables: int = 2) -> Instance:
    return Instance(
        "hall",
        tuple(Slot(f"s{at}") for at in range(1, 4)),
        tuple(Table(f"t{at}") for at in range(1, tables + 1)),
        tuple(Participant(name) for name in people),
        meetings,
    )


def test_who_is_out_altogether_has_no_demands_left() -> None:
    instance = _hall("abc", (Meeting("ab", ("a", "b"), required=True), Meeting("bc", ("b", "c"))))
    instance = replace(instance, participants=(Participant("a", min_meetings=1), *instance.participants[1:]))
    plan = (Placement("ab", "s1", "t1"), Placement("bc", "s2", "t1"))
    after = changed(instance, plan, [PersonOut("a")])
    assert after.previous == plan
    assert after.objective[0] is Objective.CHANGES
    proposal = _proposed(after)
    assert proposal is not None
    assert (proposal.changes, proposal.bound) == (1, 1)
    assert _placements(after, proposal.candidate) == plan[1:]


def test_a_lost_table_frees_who_sat_there() -> None:
    instance = _hall("ab", (Meeting("ab", ("a", "b")),))
    instance = replace(instance, participants=(Participant("a", table="t1"), Participant("b")))
    after = changed(instance, (Placement("ab", "s1", "t1"),), [TableLost("t1")])
    proposal = _proposed(after)
    assert proposal is not None
    assert [place.table for place in _placements(after, proposal.candidate)] == ["t2"]


def test_a_required_request_moves_as_few_as_it_can() -> None:
    meetings = (Meeting("ab", ("a", "b")), Meeting("cd", ("c", "d"), slots=("s1", "s2")), Meeting("ce", ("c", "e")))
    plan = (Placement("ab", "s1", "t1"), Placement("cd", "s2", "t1"), Placement("ce", "s3", "t1"))
    new = Meeting("ac", ("a", "c"), required=True, slots=("s2",))
    after = changed(_hall("abcde", meetings), plan, [NewRequest(new)])
    proposal = _proposed(after)
    assert proposal is not None
    assert (proposal.changes, proposal.bound) == (1, 1)
    assert len(_placements(after, proposal.candidate)) == 4


def test_a_spread_that_the_first_circle_breaks_is_kept_by_all_together() -> None:
    instance = planted(8, 4, 3, seed=3)
    placed = next(plan for plan in every_plan(replace(instance, meetings=instance.meetings[:3])) if len(plan) == 3)
    strict = replace(instance, meetings=instance.meetings[:5], rules=Rules(0))
    after = changed(strict, placed, [PersonOut(instance.participants[0].id)])
    proposal = _proposed(after)
    assert proposal is not None
    found = as_plan(after, _placements(after, proposal.candidate))
    assert {violation.rule for violation in check(after, found)} <= {"objective"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (PersonOut("z"), 'unknown participant "z"'),
        (PersonOut("a", ("s9",)), 'unknown slot "s9"'),
        (TableLost("t9"), 'unknown table "t9"'),
        (Lock(("zz",)), 'unknown meeting "zz"'),
        (Lock(("ab",)), '"ab" is not placed, so it cannot stay'),
    ],
)
def test_a_change_that_names_what_is_not_there_is_refused(change: Change, sentence: str) -> None:
    instance = _hall("ab", (Meeting("ab", ("a", "b")),))
    with pytest.raises(InstanceError, match=sentence):
        changed(instance, (), [change])


def test_effort_ends_an_answer_before_the_clock_does() -> None:
    instance = event(30, seed=2)
    plan = solve(instance, Limits(60, 1, work=20_000))
    data = index(changed(instance, plan, [PersonOut(instance.participants[3].id)]))
    much = propose(data, lambda: None, 60.0)
    one, other = (propose(data, lambda: None, 60.0, effort=1e-6) for _ in range(2))
    assert much is not None
    assert one is not None
    assert one == other
    assert one.changes == much.changes == much.bound  # that needs no search
    assert much.weight_bound is not None
    assert one.weight_bound is None
