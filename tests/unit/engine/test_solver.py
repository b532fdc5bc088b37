"""`solve` against brute force, planted plans, and callers that stop it."""

import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaking.engine import (
    Fixed,
    Instance,
    Limits,
    Meeting,
    Objective,
    Participant,
    Placement,
    Plan,
    Progress,
    Rules,
    Slot,
    Status,
    Table,
    check,
    solve,
)
from tests.unit.engine.planting import every_plan, planted, tiny_instances, values

QUICK = Limits(time_limit=20, workers=1)
PATIENT = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _signed(instance: Instance, plan: Plan) -> tuple[list[int], list[int]]:
    """Values and bounds, signed so that greater is better."""
    signs = [1 if name.upward else -1 for name in instance.objective]
    told = zip(signs, plan.objective, strict=True)
    both = [(sign * value.value, sign * value.bound) for sign, value in told]
    return [value for value, _ in both], [bound for _, bound in both]


@PATIENT
@given(tiny_instances())
def test_solve_agrees_with_brute_force(instance: Instance) -> None:
    plan = solve(instance, QUICK)
    assert check(instance, plan) == []
    possible = [values(instance, placements) for placements in every_plan(instance)]
    assert (plan.status is Status.INFEASIBLE) == (not possible)
    if not possible:
        return
    mine, bounds = _signed(instance, plan)
    assert mine == values(instance, plan.meetings)
    for rank, bound in enumerate(bounds):
        rivals = [
            other[rank]
            for other in possible
            if all(theirs >= ours for theirs, ours in zip(other[:rank], mine[:rank], strict=True))
        ]
        assert max(rivals) <= bound
    assert plan.status is Status.OPTIMAL
    assert mine == max(possible)


@PATIENT
@given(tiny_instances(moves=False))
def test_a_conflict_alone_is_impossible(instance: Instance) -> None:
    plan = solve(instance, QUICK)
    if plan.status is not Status.INFEASIBLE:
        return
    named = set(plan.conflict)
    demands_left = replace(
        instance,
        participants=tuple(
            person if person.id in named else replace(person, min_meetings=0) for person in instance.participants
        ),
        meetings=tuple(
            meeting if meeting.id in named else replace(meeting, required=False) for meeting in instance.meetings
        ),
    )
    assert not list(every_plan(demands_left))


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    people=st.integers(4, 24),
    slots=st.integers(2, 8),
    required=st.booleans(),
    away=st.sampled_from((0.0, 0.2)),
)
def test_a_planted_plan_is_found_whole(*, seed: int, people: int, slots: int, required: bool, away: float) -> None:
    instance = planted(people, slots, tables=people // 2, seed=seed, away=away, required=required)
    plan = solve(instance, Limits(30, 1))
    assert check(instance, plan) == []
    assert plan.unplaced == ()
    assert plan.status is Status.OPTIMAL


def test_all_objectives_at_once_give_a_sound_plan() -> None:
    instance = planted(20, 8, 6, seed=5, away=0.2)
    repair = replace(
        instance,
        previous=tuple(Placement(m.id, "s1", "t0") for m in instance.meetings[:3]),
        rules=Rules(2),
        objective=tuple(Objective),
    )
    plan = solve(repair, Limits(6))
    assert check(repair, plan) == []
    assert [value.name for value in plan.objective] == list(Objective)


@pytest.mark.parametrize("missing", ["slots", "tables", "participants", "meetings"])
def test_an_instance_without_some_kind_of_part_has_a_plan(missing: str) -> None:
    meetings: tuple[Meeting, ...] = (Meeting("m", ("a", "b")),)
    if missing in ("participants", "meetings"):
        meetings = ()
    instance = Instance(
        "empty",
        slots=() if missing == "slots" else (Slot("s"),),
        tables=() if missing == "tables" else (Table("t"),),
        participants=() if missing == "participants" else (Participant("a"), Participant("b")),
        meetings=meetings,
    )
    plan = solve(instance, QUICK)
    assert check(instance, plan) == []
    assert plan.status is Status.OPTIMAL
    assert plan.meetings == ()


def test_a_repair_changes_nothing_where_nothing_must_change() -> None:
    instance = replace(planted(16, 6, 8, seed=3), objective=(Objective.WEIGHT,))
    before = solve(instance, QUICK)
    again = replace(instance, previous=before.meetings, objective=(Objective.WEIGHT, Objective.CHANGES))
    after = solve(again, QUICK)
    assert set(after.meetings) == set(before.meetings)
    assert after.status is Status.OPTIMAL


def test_fixed_meetings_that_collide_are_a_proven_conflict() -> None:
    instance = Instance(
        "collision",
        (Slot("s1"), Slot("s2")),
        (Table("t1"), Table("t2")),
        tuple(Participant(name) for name in "abcd"),
        (
            Meeting("m1", ("a", "b"), required=True, fixed=Fixed("s1", "t1")),
            Meeting("m2", ("c", "d"), required=True, fixed=Fixed("s1", "t1")),
        ),
    )
    plan = solve(instance, QUICK)
    assert plan.status is Status.INFEASIBLE
    assert set(plan.conflict) == {"m1", "m2"}
    assert check(instance, plan) == []


def test_the_same_seed_gives_the_same_plan() -> None:
    instance = replace(planted(18, 6, 7, seed=11, away=0.2), objective=())
    instance = replace(instance, objective=(Objective.WEIGHT, Objective.FAIRNESS))
    plans = [solve(instance, Limits(60, 1, seed=7)) for _ in range(2)]
    assert plans[0] == replace(plans[1], seconds=plans[0].seconds)


def test_no_time_gives_no_plan_or_a_sound_one() -> None:
    instance = planted(20, 6, 10, seed=2, required=True)
    plan = solve(instance, Limits(0))
    assert plan.status is Status.UNKNOWN
    assert check(instance, plan) == []


def _endless() -> Instance:
    """Far more than can be proven in the time that a test has."""
    crowd = planted(120, 20, 50, seed=1, away=0.3)
    return replace(crowd, objective=(Objective.WEIGHT, Objective.BREAKS, Objective.IDLE))


def test_saying_no_stops_the_search_with_the_best_plan_so_far() -> None:
    heard: list[Progress] = []

    def enough(progress: Progress) -> bool:
        heard.append(progress)
        return progress.best is None

    instance = _endless()
    plan = solve(instance, Limits(60), enough)
    assert check(instance, plan) == []
    assert plan.status is Status.FEASIBLE
    assert plan.meetings
    assert heard[-1].state == "done"
    asked = heard[-2].seconds
    assert plan.seconds - asked < 1.0  # half a second is promised; a busy machine gets another


def test_progress_comes_in_the_callers_thread_one_at_a_time_and_often() -> None:
    threads: list[threading.Thread] = []
    heard: list[Progress] = []
    inside = threading.Lock()

    def listen(progress: Progress) -> bool:
        assert inside.acquire(blocking=False)
        threads.append(threading.current_thread())
        heard.append(progress)
        inside.release()
        return True

    plan = solve(_endless(), Limits(2), listen)
    assert set(threads) == {threading.current_thread()}
    assert heard[-1].state == "done"
    assert len(heard) >= 2 / 0.25
    assert plan.seconds >= heard[-2].seconds


def test_what_the_listener_raises_ends_the_search_and_is_passed_on() -> None:
    def fail(_: Progress) -> bool:
        raise LookupError("the run is gone")

    with pytest.raises(LookupError, match="the run is gone"):
        solve(_endless(), Limits(60), fail)


def test_limits_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="time_limit"):
        Limits(time_limit=-1)
    with pytest.raises(ValueError, match="workers"):
        Limits(workers=0)


def test_the_same_seed_and_work_give_the_same_plan_whatever_the_clock_says() -> None:
    instance = replace(planted(44, 10, 16, seed=6, away=0.2), objective=(Objective.WEIGHT, Objective.BREAKS))
    plans = [solve(instance, Limits(300, 1, seed=3, work=40_000)) for _ in range(2)]
    assert check(instance, plans[0]) == []
    assert plans[0].meetings == plans[1].meetings
    assert plans[0].objective == plans[1].objective


def test_breaks_between_slots_that_are_not_neighbours_are_all_counted() -> None:
    """Somebody who can come to every other slot only has a break behind each meeting but the last."""
    away = ("s1", "s3")
    instance = Instance(
        "every other",
        tuple(Slot(f"s{at}") for at in range(5)),
        (Table("t"),),
        (Participant("a", away), *(Participant(name) for name in "bcd")),
        tuple(Meeting(f"a{name}", ("a", name), required=True) for name in "bcd"),
        rules=Rules(2),
        objective=(Objective.BREAKS,),
    )
    plan = solve(instance, QUICK)
    assert check(instance, plan) == []
    assert plan.status is Status.OPTIMAL
    assert [(value.value, value.bound) for value in plan.objective] == [(2, 2)]


@pytest.mark.parametrize("first", [Objective.BREAKS, Objective.IDLE, Objective.MOVES])
def test_where_less_is_better_no_plan_is_worse_than_an_empty_one(first: Objective) -> None:
    instance = replace(planted(40, 8, 15, seed=1, away=0.3), objective=(first, Objective.FAIRNESS))
    plan = solve(instance, Limits(2, 1))
    assert check(instance, plan) == []
    assert plan.objective[0].value == 0


def test_little_is_asked_for_and_found_where_a_full_plan_breaks_a_rule() -> None:
    crowd = planted(40, 8, 15, seed=1, away=0.3)
    must = tuple(replace(meeting, required=at < 2) for at, meeting in enumerate(crowd.meetings))
    instance = replace(crowd, meetings=must, rules=Rules(max_break_spread=0))
    plan = solve(instance, Limits(2, 1))
    assert check(instance, plan) == []
    assert {must[0].id, must[1].id} <= {place.meeting for place in plan.meetings}
