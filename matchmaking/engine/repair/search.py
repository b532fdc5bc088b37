"""The searcher that repairs: where there is a plan in force, what can stay stays (see proposal.py)."""

from matchmaking.engine.desk import Desk
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.repair.proposal import propose

STEPS = 500_000  # of the local searches, as many as they make in about a second
LEAST_EFFORT = 1.0  # deterministic seconds, nearly always enough for the first circle


def run(data: Indexed, desk: Desk) -> None:
    """Offer the repair at once; where changes count first, with its proven bounds."""
    order = data.instance.objective
    if not data.instance.previous or Objective.CHANGES not in order:
        return
    desk.say("repairing")
    work = desk.limits.work
    if work is None:
        proposal = propose(data, desk.pause, desk.left() / 2)
    else:
        proposal = propose(data, desk.pause, desk.left(), effort=max(LEAST_EFFORT, work / STEPS))
    if proposal is None:
        return
    desk.offer(proposal.candidate)
    if order[0] is not Objective.CHANGES:
        return
    desk.bound(Objective.CHANGES, (), proposal.bound)
    if order[1:2] == (Objective.WEIGHT,) and proposal.weight_bound is not None:
        desk.bound(Objective.WEIGHT, (proposal.changes,), proposal.weight_bound)
