"""What is believed: plans that keep every rule, bounds that no plan refutes, and who is not believed."""

import pytest

from matchmaking.engine import Instance, Meeting, Objective, Participant, Slot, Table
from matchmaking.engine.crew.ledger import Ledger, Liar
from matchmaking.engine.crew.messages import Claim
from matchmaking.engine.desk import Candidate
from matchmaking.engine.indexed import index

WEIGHT, BREAKS = Objective.WEIGHT, Objective.BREAKS


def _ledger() -> Ledger:
    return Ledger(
        index(
            Instance(
                "triangle",
                tuple(Slot(f"s{at}") for at in range(3)),
                (Table("t"),),
                tuple(Participant(name) for name in "abc"),
                (Meeting("ab", ("a", "b"), weight=2), Meeting("bc", ("b", "c")), Meeting("ac", ("a", "c"))),
                objective=(WEIGHT, BREAKS),
            )
        )
    )


def test_the_better_plan_stays() -> None:
    ledger = _ledger()
    assert ledger.offer("x", Candidate([0, None, None]))
    assert not ledger.offer("x", Candidate([None, 1, None]))
    assert ledger.offer("x", Candidate([0, 2, 1]))
    assert not ledger.offer("x", Candidate([0, 1, None]))
    assert ledger.best is not None
    assert ledger.best.values(2) == (4, 1)


def test_a_plan_that_breaks_a_rule_is_a_lie() -> None:
    with pytest.raises(Liar, match="double_booked"):
        _ledger().offer("x", Candidate([0, 0, 1]))


def test_a_bound_holds_for_plans_at_least_as_good_before_it() -> None:
    ledger = _ledger()
    ledger.offer("x", Candidate([0, 1, None]))
    ledger.claim("x", Claim(WEIGHT, (), 4))
    ledger.claim("x", Claim(BREAKS, (4,), 1))
    assert (ledger.bound(0), ledger.bound(1), ledger.settled()) == (4, 0, 0)
    ledger.offer("x", Candidate([0, 2, 1]))
    assert (ledger.bound(0), ledger.bound(1), ledger.settled()) == (4, 1, 2)


def test_a_looser_bound_for_more_plans_does_not_take_the_place_of_a_tighter_one() -> None:
    ledger = _ledger()
    ledger.offer("x", Candidate([0, 2, 1]))
    ledger.claim("x", Claim(BREAKS, (4,), 1))
    ledger.claim("x", Claim(BREAKS, (3,), 0))
    assert ledger.bound(1) == 1


def test_a_bound_that_the_best_plan_beats_is_a_lie_and_forgotten_with_all_its_source_said() -> None:
    ledger = _ledger()
    ledger.offer("x", Candidate([0, 1, None]))
    ledger.claim("honest", Claim(WEIGHT, (), 4))
    with pytest.raises(Liar) as caught:
        ledger.claim("y", Claim(WEIGHT, (), 2))
    ledger.distrust(caught.value.source)
    assert caught.value.source == "y"
    assert ledger.bound(0) == 4


def test_a_better_plan_unmasks_a_bound_that_was_believed() -> None:
    ledger = _ledger()
    ledger.claim("y", Claim(WEIGHT, (), 3))
    ledger.offer("x", Candidate([0, None, None]))
    with pytest.raises(Liar) as caught:
        ledger.offer("x", Candidate([0, 2, 1]))
    assert caught.value.source == "y"
    assert ledger.best is not None
    assert ledger.best.value(WEIGHT) == 4


def test_what_has_a_plan_cannot_be_called_impossible() -> None:
    ledger = _ledger()
    ledger.accuse("y", ("ab",))
    with pytest.raises(Liar) as caught:
        ledger.offer("x", Candidate([0, None, None]))
    assert caught.value.source == "y"
    assert ledger.conflict == ()
    with pytest.raises(Liar):
        ledger.accuse("z", ("ab",))


def test_without_any_claim_no_plan_weighs_more_than_all_meetings_together() -> None:
    ledger = _ledger()
    assert ledger.bound(0) == 4
    ledger.claim("x", Claim(WEIGHT, (), 3))
    assert ledger.bound(0) == 3
