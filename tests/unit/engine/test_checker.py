"""The checker: a good plan passes, and each way to spoil it is seen for what it is."""

from dataclasses import replace

import pytest

from matchmaking.engine import (
    Fixed,
    Instance,
    Meeting,
    Objective,
    ObjectiveValue,
    Participant,
    Placement,
    Plan,
    Reason,
    Rules,
    Slot,
    Status,
    Table,
    Unplaced,
    Violation,
    check,
)

INSTANCE = Instance(
    name="good",
    slots=tuple(Slot(f"s{at}") for at in range(1, 6)),
    tables=(Table("t1"), Table("t2"), Table("t3", ("s1", "s2"))),
    participants=(
        Participant("a", unavailable=("s5",), max_meetings=3, min_meetings=2),
        Participant("b"),
        Participant("c", table="t1"),
        Participant("d"),
        Participant("e"),
        Participant("f"),
    ),
    meetings=(
        Meeting("ab", ("a", "b"), weight=5, required=True, slots=("s1", "s2")),
        Meeting("ac", ("a", "c"), weight=3, after=("ab",)),
        Meeting("bd", ("b", "d"), weight=2, fixed=Fixed("s3", "t2")),
        Meeting("ad", ("a", "d"), weight=1, online=True),
        Meeting("cd", ("c", "d"), weight=1),
        Meeting("ef", ("e", "f"), weight=4),
    ),
    previous=(Placement("ab", "s1", "t2"), Placement("cd", "s5", "t1")),
    rules=Rules(1),
    objective=(
        Objective.WEIGHT,
        Objective.FAIRNESS,
        Objective.BREAKS,
        Objective.IDLE,
        Objective.MOVES,
        Objective.CHANGES,
    ),
)
# a: s1 s2 . s4;  b: s1 . s3;  c: s2;  d: s3 s4;  e, f: s1
PLACED = {
    "ab": Placement("ab", "s1", "t2"),
    "ac": Placement("ac", "s2", "t1"),
    "bd": Placement("bd", "s3", "t2"),
    "ad": Placement("ad", "s4", None),
    "ef": Placement("ef", "s1", "t3"),
}
VALUES = {"weight": 15, "fairness": 50, "breaks": 2, "idle": 2, "moves": 1, "changes": 1}


def _plan(instance: Instance = INSTANCE, **changed: object) -> Plan:
    """The good plan with some meetings elsewhere (None: left out) and the values that then hold."""
    placed = {**PLACED, **changed}
    left = [meeting.id for meeting in instance.meetings if not placed.get(meeting.id)]
    plan = Plan(
        instance=instance.name,
        status=Status.FEASIBLE,
        meetings=tuple(place for place in placed.values() if isinstance(place, Placement)),
        unplaced=tuple(Unplaced(name, Reason.OUTWEIGHED, "") for name in left),
        objective=tuple(_value(name, VALUES[name]) for name in instance.objective),
        seconds=0.1,
    )
    return _true_values(instance, plan)


def _true_values(instance: Instance, plan: Plan) -> Plan:
    """The plan with the values that the checker counts, so that a test sees the broken rule alone."""
    objective = list(plan.objective)
    for violation in check(instance, plan):
        if violation.rule == "objective":
            name, _, truth, *_ = violation.detail.replace(",", "").split()
            at = [value.name for value in objective].index(Objective(name))
            objective[at] = _value(Objective(name), int(truth))
    return replace(plan, objective=tuple(objective))


def _value(name: Objective, value: int) -> ObjectiveValue:
    return ObjectiveValue(name, value, 100 if name.upward else 0)


def test_the_good_plan_has_no_violation_and_its_values_as_counted_by_hand() -> None:
    plan = _plan()
    assert check(INSTANCE, plan) == []
    assert {str(value.name): value.value for value in plan.objective} == VALUES


@pytest.mark.parametrize(
    ("changed", "rule", "detail"),
    [
        ({"ef": Placement("ef", "s1", "t2")}, "table_twice", "ab and ef share t2 in s1"),
        ({"ef": Placement("ef", "s4", "t3")}, "table_closed", "table t3 of ef is closed in s4"),
        ({"ef": Placement("ef", "s4", None)}, "table", "ef has no table"),
        ({"ad": Placement("ad", "s4", "t2")}, "online", "ad is online, yet it has table t2"),
        ({"ac": Placement("ac", "s2", "t2")}, "participant_table", "c sits at t1, not at t2"),
        ({"bd": Placement("bd", "s3", "t1")}, "fixed", "bd is pinned to table t2, not t1"),
        ({"bd": Placement("bd", "s2", "t2")}, "fixed", "bd is pinned to slot s3, not s2"),
        ({"ad": Placement("ad", "s2")}, "double_booked", "a has ac and ad in slot s2"),
        ({"ad": Placement("ad", "s5")}, "unavailable", "a is not available in slot s5 of ad"),
        ({"ac": None, "ad": None}, "min_meetings", "a has 1 meetings of at least 2"),
    ],
)
def test_a_spoilt_place_is_seen(changed: dict[str, object], rule: str, detail: str) -> None:
    lenient = replace(INSTANCE, rules=Rules())
    assert check(lenient, _plan(lenient, **changed)) == [Violation(rule, detail)]


def test_a_slot_that_the_meeting_does_not_allow_is_seen() -> None:
    picky = replace(INSTANCE, meetings=(*INSTANCE.meetings[:5], replace(INSTANCE.meetings[5], slots=("s2", "s3"))))
    assert check(picky, _plan(picky)) == [Violation("slots", "ef is in slot s1, which it does not allow")]


def test_a_meeting_before_its_predecessor_is_seen() -> None:
    swapped = _plan(ab=Placement("ab", "s2", "t2"), ac=Placement("ac", "s1", "t1"))
    assert check(INSTANCE, swapped) == [Violation("after", "ac is not later than ab")]


def test_a_meeting_without_its_predecessor_and_a_required_one_left_out_are_seen() -> None:
    assert check(INSTANCE, _plan(ab=None)) == [
        Violation("required", "ab is required and not placed"),
        Violation("after", "ac comes after ab, which is not placed"),
    ]


def test_too_many_meetings_are_seen() -> None:
    busy = replace(INSTANCE, participants=(Participant("a", ("s5",), 2, 2), *INSTANCE.participants[1:]))
    assert check(busy, _plan(busy)) == [Violation("max_meetings", "a has 3 meetings of at most 2")]


def test_too_wide_a_spread_of_breaks_is_seen() -> None:
    strict = replace(INSTANCE, rules=Rules(0))
    assert check(strict, _plan(strict)) == [Violation("break_spread", "one has 1 breaks, another 0; 0 may lie between")]


def test_a_meeting_left_unsaid_or_said_twice_is_seen() -> None:
    good = _plan()
    assert check(INSTANCE, replace(good, unplaced=())) == [Violation("once", "meeting cd stands 0 times in the plan")]
    assert check(INSTANCE, replace(good, meetings=(*good.meetings, PLACED["ab"]))) == [
        Violation("once", "meeting ab stands 2 times in the plan")
    ]


def test_names_that_nobody_knows_are_seen() -> None:
    good = _plan()
    assert check(INSTANCE, replace(good, instance="other")) == [
        Violation("instance", 'the plan is for "other", not "good"')
    ]
    strange = replace(good, meetings=(*good.meetings[:-1], Placement("ef", "s9", "t9")))
    assert check(INSTANCE, strange) == [
        Violation("unknown", "slot s9 is not in the instance"),
        Violation("unknown", "table t9 is not in the instance"),
    ]
    ghost = replace(good, meetings=(*good.meetings, Placement("zz", "s1", "t1")), conflict=("q",))
    assert check(INSTANCE, ghost) == [
        Violation("unknown", "meeting zz is not in the instance"),
        Violation("unknown", "q in the conflict is not in the instance"),
    ]


@pytest.mark.parametrize("name", VALUES)
def test_a_wrong_value_is_seen(name: str) -> None:
    good = _plan()
    wrong = tuple(replace(value, value=value.value + 1) if value.name == name else value for value in good.objective)
    assert check(INSTANCE, replace(good, objective=wrong)) == [
        Violation("objective", f"{name} is {VALUES[name]}, not {VALUES[name] + 1}")
    ]


@pytest.mark.parametrize(("name", "bound"), [("weight", 14), ("fairness", 49), ("breaks", 3), ("moves", 2)])
def test_a_value_better_than_its_bound_is_seen(name: str, bound: int) -> None:
    good = _plan()
    wrong = tuple(replace(value, bound=bound) if value.name == name else value for value in good.objective)
    assert check(INSTANCE, replace(good, objective=wrong)) == [
        Violation("bound", f"{name} is {VALUES[name]}, better than its bound {bound}")
    ]


def test_objectives_in_another_order_are_seen() -> None:
    good = _plan()
    told = "fairness, breaks, idle, moves, changes, weight"
    turned = replace(good, objective=(*good.objective[1:], good.objective[0]))
    assert check(INSTANCE, turned) == [
        Violation("objective", f"lists {told}, not weight, fairness, breaks, idle, moves, changes")
    ]


def test_optimal_is_believed_only_at_the_bounds() -> None:
    good = _plan()
    assert check(INSTANCE, replace(good, status=Status.OPTIMAL)) == [
        Violation("status", "optimal, yet a value is not at its bound")
    ]
    tight = tuple(replace(value, bound=value.value) for value in good.objective)
    assert check(INSTANCE, replace(good, status=Status.OPTIMAL, objective=tight)) == []


def test_infeasible_places_nothing_and_names_a_conflict() -> None:
    everything = tuple(Unplaced(meeting.id, Reason.OUTWEIGHED, "") for meeting in INSTANCE.meetings)
    none = Plan("good", Status.INFEASIBLE, (), everything, (), 0.1, ("ab", "a"))
    assert check(INSTANCE, none) == []
    assert check(INSTANCE, replace(none, status=Status.UNKNOWN)) == []
    assert check(INSTANCE, replace(none, conflict=())) == [
        Violation("conflict", "infeasible, yet no conflict is named")
    ]
    assert check(INSTANCE, replace(_plan(), status=Status.UNKNOWN)) == [
        Violation("status", "unknown, yet meetings are placed or objectives have values")
    ]
