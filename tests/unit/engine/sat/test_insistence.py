"""Hard questions asked of solvers of their own."""

from contextlib import closing
from dataclasses import replace

from matchmaking.engine import Instance, Meeting, Objective, Participant, Slot, Table
from matchmaking.engine.sat.clauses import FALSE
from matchmaking.engine.sat.insistence import Insistence
from matchmaking.engine.sat.quest import HARD, HARD_TOO, Sum, quest
from tests.unit.engine.desks import ListeningDesk


def _one_break() -> Instance:
    """A and b meet in the first slot, a and c in the last: a has one break whatever is done."""
    return Instance(
        "break",
        tuple(Slot(f"s{at}") for at in range(3)),
        (Table("t0"),),
        tuple(Participant(name) for name in "abc"),
        (
            Meeting("ab", ("a", "b"), required=True, slots=("s0",)),
            Meeting("ac", ("a", "c"), required=True, slots=("s2",)),
        ),
        objective=(Objective.BREAKS,),
    )


def test_what_is_stated_for_one_value_does_not_hold_for_another() -> None:
    desk = ListeningDesk(_one_break())
    with quest(desk.data, desk, HARD) as mine, closing(Insistence(mine, Sum(mine.made, Objective.BREAKS), HARD)) as one:
        assert (one.ask(0), one.ask(1), one.ask(0)) == (False, True, False)
        assert (one.times(0), one.times(1), one.times(2)) == (2, 1, 0)
        assert mine.found == [0, 2]


def test_a_question_that_is_released_is_begun_anew() -> None:
    desk = ListeningDesk(_one_break())
    with quest(desk.data, desk, HARD_TOO) as mine:
        with closing(Insistence(mine, Sum(mine.made, Objective.BREAKS), HARD_TOO)) as one:
            one.ask(0)
            one.ask(1)
            one.only(1)
            assert (one.times(0), one.times(1)) == (0, 1)
            assert one.ask(0) is False
        assert one.times(0) == 0


def test_what_was_learnt_before_is_stated_too() -> None:
    instance = replace(_one_break(), objective=(Objective.IDLE, Objective.BREAKS))
    desk = ListeningDesk(instance)
    with quest(desk.data, desk, HARD) as mine:
        mine.ask()
        Sum(mine.made, Objective.IDLE).keep(0)
        with closing(Insistence(mine, Sum(mine.made, Objective.BREAKS), HARD)) as one:
            assert one.ask(1) is False  # no idle slot is allowed, and there is one


def test_a_hard_question_takes_no_clause_from_the_easy_ones() -> None:
    desk = ListeningDesk(_one_break())
    with quest(desk.data, desk, HARD) as mine, closing(Insistence(mine, Sum(mine.made, Objective.BREAKS), HARD)) as one:
        one.ask(0)
        mine.made.clauses.add(FALSE)
        one.ask(0)
        assert mine.ask() is False
