"""Causes and remedies that an organiser reads, one plan each."""

from matchmaking.engine import Instance, Meeting, Objective, Participant, Reason, Slot, Table, Unplaced
from matchmaking.engine.desk import Stopped
from matchmaking.engine.explain.reasons import Explanation, explain_plan
from matchmaking.engine.explain.scene import listed
from matchmaking.engine.indexed import index


def _instance(meetings: tuple[Meeting, ...], slots: int, *people: Participant, tables: int = 9) -> Instance:
    known = {person.id for person in people}
    names = sorted({name for meeting in meetings for name in meeting.participants} - known)
    return Instance(
        "remedies",
        tuple(Slot(f"s{at}") for at in range(1, slots + 1)),
        tuple(Table(f"t{at}") for at in range(1, tables + 1)),
        (*people, *map(Participant, names)),
        meetings,
        objective=(Objective.WEIGHT,),
    )


def _explained(instance: Instance, *slots: int | None, proven: bool = True) -> Explanation:
    """The explanation of the plan with the meetings in these slots, from 1 on."""
    assignment = [None if slot is None else slot - 1 for slot in slots]
    return explain_plan(index(instance), assignment, proven=proven, pause=lambda: None, seconds=60.0)


def test_a_remedy_may_move_another_meeting() -> None:
    meetings = (Meeting("ac", ("a", "c"), weight=9), Meeting("ab", ("a", "b"), slots=("s1",)))
    instance = _instance(meetings, 2, Participant("b", ("s2",)), Participant("c", ("s2",)))
    told = "a has ac, and no slot is left even if those are moved"
    expected = Unplaced("ab", Reason.PARTICIPANT_FULL, told, "c frees s2")
    assert _explained(instance, 1, None).unplaced == (expected,)


def test_where_no_single_change_helps_two_are_named() -> None:
    everything = ("s1", "s2")
    instance = _instance((Meeting("ab", ("a", "b")),), 2, Participant("a", everything), Participant("b", everything))
    assert _explained(instance, None).unplaced[0].remedy == "a frees s1 and b frees s1"


def test_a_triangle_in_two_slots_is_outweighed_by_its_other_sides() -> None:
    meetings = (Meeting("ab", ("a", "b")), Meeting("bc", ("b", "c")), Meeting("ac", ("a", "c")))
    left = _explained(_instance(meetings, 2), 1, 2, None).unplaced[0]
    assert (left.reason, left.detail) == (Reason.OUTWEIGHED, "it cannot be held beside ab and bc")
    assert left.because == ("ab", "bc")


def test_what_costs_lighter_meetings_more_than_it_brings_is_outweighed_by_them_together() -> None:
    sides = tuple(Meeting(name, tuple(name), weight=3) for name in ("ac", "bc", "eg", "fg"))
    instance = _instance((*sides, Meeting("m", ("a", "b", "e", "f"), weight=5)), 2)
    left = _explained(instance, 1, 2, 1, 2, None).unplaced[0]
    told = "holding it costs at least as much of ac, bc, eg and 1 more as it brings"
    assert (left.reason, left.detail) == (Reason.OUTWEIGHED, told)
    assert set(left.because) == {"ac", "bc", "eg", "fg"}


def test_a_heavier_meeting_brings_up_the_better_plan() -> None:
    sides = (Meeting("ab", ("a", "b"), weight=2), Meeting("bc", ("b", "c")), Meeting("ac", ("a", "c"), weight=3))
    explanation = _explained(_instance(sides, 2), 1, 2, None, proven=False)
    assert explanation.better is not None
    assert [slot is None for slot in explanation.better] == [False, True, False]
    assert [left.id for left in explanation.unplaced] == ["bc"]


def test_tables_that_are_full_all_day_are_told_so() -> None:
    meetings = (Meeting("ab", ("a", "b")), Meeting("cd", ("c", "d")), Meeting("ac", ("a", "c")))
    left = _explained(_instance(meetings, 2, tables=1), 1, 2, None).unplaced[0]
    expected = Unplaced("ac", Reason.TABLES_FULL, "all tables are taken in every slot", "one more table opens in s1")
    # a and c are busy in one slot each, so for the remedy one of them moves
    assert (left, left.because) == (expected, ("ab", "cd", "s1", "s2"))


def test_who_is_stopped_still_tells_what_counting_shows() -> None:
    meetings = (Meeting("ab", ("a", "b")), Meeting("ac", ("a", "c")))
    data = index(_instance(meetings, 1))

    def stop() -> None:
        raise Stopped

    explanation = explain_plan(data, [0, None], proven=False, pause=stop)
    assert [left.reason for left in explanation.unplaced] == [Reason.PARTICIPANT_FULL]


def test_lists_name_three_and_count_the_rest() -> None:
    names = ["m1", "m2", "m3", "m4", "m5"]
    assert [listed(names[:count]) for count in (1, 2, 3, 5)] == [
        "m1",
        "m1 and m2",
        "m1, m2 and m3",
        "m1, m2, m3 and 2 more",
    ]
