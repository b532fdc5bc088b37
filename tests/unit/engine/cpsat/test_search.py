"""CP-SAT beside others: what it claims holds whatever plans come from elsewhere while it is at work."""

from matchmaking.engine import Instance, Meeting, Objective, Participant, Slot, Table
from matchmaking.engine.cpsat.search import run
from matchmaking.engine.desk import Candidate
from tests.unit.engine.desks import ListeningDesk


class _BusyDesk(ListeningDesk):
    """Has no time for the first two objectives, then hears of a better plan from elsewhere and has time."""

    def __init__(self, instance: Instance, better: Candidate) -> None:
        super().__init__(instance)
        self.better = better
        self.hurried = 2

    def left(self) -> float:
        """Nothing, for so many times."""
        self.hurried -= 1
        if self.hurried >= 0:
            return 0.0
        if self.hurried == -1:
            self.offer(self.better)
        return super().left()


def test_a_bound_takes_for_granted_what_the_model_keeps_and_not_what_a_plan_from_elsewhere_has() -> None:
    """Without an idle slot nobody but a and b can meet, so c has nothing; with one, c has one of two meetings.

    A bound on fairness proven with no idle slot must not be told of plans that may have one.
    """
    instance = Instance(
        "apart",
        tuple(Slot(f"s{at}") for at in range(3)),
        (Table("t"),),
        tuple(Participant(name) for name in "abc"),
        (
            Meeting("ab", ("a", "b"), slots=("s0",)),
            Meeting("ac", ("a", "c"), slots=("s2",)),
            Meeting("ac again", ("a", "c"), slots=("s2",)),
        ),
        objective=(Objective.WEIGHT, Objective.IDLE, Objective.FAIRNESS),
    )
    desk = _BusyDesk(instance, Candidate([0, 2, None]))
    desk.offer(Candidate([0, None, None]))
    run(desk.data, desk)
    assert all(value >= 50 for name, _, value in desk.bounds if name is Objective.FAIRNESS)
    assert desk.proven(Objective.IDLE, (2,)) == 1  # the model was made anew for the better plan
