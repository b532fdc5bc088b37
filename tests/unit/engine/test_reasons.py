"""Why a meeting was left out, and that the remedy named does place it."""

from matchmaking.engine import (
    Fixed,
    Instance,
    Limits,
    Meeting,
    Objective,
    Participant,
    Reason,
    Slot,
    Status,
    Table,
    Unplaced,
    check,
    explain_conflict,
    solve,
)

QUICK = Limits(time_limit=20, workers=1)
SLOTS = tuple(Slot(f"s{at}") for at in range(1, 4))
WEIGHT = (Objective.WEIGHT,)


def _instance(people: dict[str, Participant | None], meetings: tuple[Meeting, ...], tables: int = 5) -> Instance:
    return Instance(
        "reasons",
        SLOTS,
        tuple(Table(f"t{at}") for at in range(1, tables + 1)),
        tuple(person or Participant(name) for name, person in people.items()),
        meetings,
        objective=WEIGHT,
    )


def _left(instance: Instance) -> tuple[Unplaced, ...]:
    plan = solve(instance, QUICK)
    assert check(instance, plan) == []
    return plan.unplaced


def test_people_who_are_never_free_together_share_no_slot() -> None:
    instance = _instance(
        {"a": Participant("a", ("s1",)), "b": Participant("b", ("s2", "s3"))}, (Meeting("ab", ("a", "b")),)
    )
    assert _left(instance) == (Unplaced("ab", Reason.NO_COMMON_SLOT, "a and b share no free slot", "a frees s1"),)


def test_somebody_at_their_most_is_full() -> None:
    instance = _instance(
        {"a": Participant("a", max_meetings=1), "b": None, "c": None},
        (Meeting("ab", ("a", "b"), weight=2), Meeting("ac", ("a", "c"))),
    )
    assert _left(instance) == (
        Unplaced("ac", Reason.PARTICIPANT_FULL, "a has 1 meetings and takes no more", "a takes 2 meetings"),
    )


def test_somebody_busy_in_every_free_slot_is_full() -> None:
    instance = _instance(
        {"a": Participant("a", ("s1", "s2")), "b": None, "c": None},
        (Meeting("ab", ("a", "b"), weight=2), Meeting("ac", ("a", "c"))),
    )
    assert _left(instance) == (
        Unplaced("ac", Reason.PARTICIPANT_FULL, "a has a meeting in each of their 1 free slots", "a frees s1"),
    )


def test_one_table_for_two_pairs_is_full() -> None:
    only = ("s2",)
    instance = _instance(
        dict.fromkeys("abcd"),
        (Meeting("ab", ("a", "b"), weight=2, slots=only), Meeting("cd", ("c", "d"), slots=only)),
        tables=1,
    )
    assert _left(instance) == (
        Unplaced(
            "cd",
            Reason.TABLES_FULL,
            "all tables are taken in s2, by meetings that can be held at no other time",
            "cd may also be held in s1",
        ),
    )


def test_a_meeting_whose_predecessor_is_out_stays_out() -> None:
    instance = _instance(
        {"a": Participant("a", ("s1", "s2", "s3")), "b": None, "c": None},
        (Meeting("ab", ("a", "b")), Meeting("bc", ("b", "c"), after=("ab",))),
    )
    told = "it comes after ab, which is not placed"
    assert _left(instance)[1] == Unplaced("bc", Reason.PRECEDENCE, told, "a frees s2")


def test_somebody_busy_in_the_only_slot_that_is_left_is_full() -> None:
    only = ("s1",)
    instance = _instance(
        dict.fromkeys("abc"),
        (Meeting("ab", ("a", "b"), weight=2, slots=only), Meeting("bc", ("b", "c"), slots=only)),
    )
    assert _left(instance) == (
        Unplaced(
            "bc",
            Reason.PARTICIPANT_FULL,
            "b has ab, and no slot is left even if those are moved",
            "bc may also be held in s2",
        ),
    )


def test_too_many_required_meetings_of_one_person_are_told_by_counting() -> None:
    people = dict.fromkeys("abcde")
    instance = _instance(people, tuple(Meeting(f"a{x}", ("a", x), required=True) for x in "bcde"))
    plan = solve(instance, QUICK)
    assert plan.status is Status.INFEASIBLE
    assert set(plan.conflict) == {"a", "ab", "ac", "ad", "ae"}
    assert explain_conflict(instance, plan.conflict) == "a has 4 required meetings in 3 free slots"


def test_a_required_meeting_without_a_slot_is_told() -> None:
    instance = _instance(
        {"a": Participant("a", ("s1",)), "b": Participant("b", ("s2", "s3"))},
        (Meeting("ab", ("a", "b"), required=True),),
    )
    plan = solve(instance, QUICK)
    assert plan.conflict == ("ab", "a", "b")
    assert explain_conflict(instance, plan.conflict) == "ab is required, and a and b share no free slot"


def test_a_least_number_out_of_reach_is_told() -> None:
    instance = _instance({"a": Participant("a", min_meetings=2), "b": None}, (Meeting("ab", ("a", "b")),))
    plan = solve(instance, QUICK)
    assert plan.conflict == ("a",)
    assert explain_conflict(instance, plan.conflict) == "a needs 2 meetings and can have 1"


def test_a_pin_to_a_table_that_is_not_ones_own_is_told_as_such() -> None:
    instance = _instance(
        {"a": Participant("a", table="t1"), "b": None},
        (Meeting("ab", ("a", "b"), fixed=Fixed("s1", "t2")),),
    )
    assert [left.detail for left in _left(instance)] == ["it is fixed at t2, and a sits at t1"]


def test_two_people_who_each_stay_at_their_table_cannot_meet() -> None:
    instance = _instance(
        {"a": Participant("a", table="t1"), "b": Participant("b", table="t2")}, (Meeting("ab", ("a", "b")),)
    )
    assert [left.detail for left in _left(instance)] == ["a and b are bound to different tables"]
