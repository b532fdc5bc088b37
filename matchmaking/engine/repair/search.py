"""The searcher that repairs: where there is a plan in force, what can stay stays (see proposal.py)."""

from matchmaking.engine.desk import Desk
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.repair.proposal import propose


def run(data: Indexed, desk: Desk) -> None:
    """Offer the repair at once; where changes count first, with its proven bounds."""
    order = data.instance.objective
    if not data.instance.previous or Objective.CHANGES not in order:
        return
    desk.say("repairing")
    proposal = propose(data, desk.pause, desk.left() / 2)
    if proposal is None:
        return
    desk.offer(proposal.candidate)
    if order[0] is not Objective.CHANGES:
        return
    desk.bound(Objective.CHANGES, (), proposal.bound)
    if order[1:2] == (Objective.WEIGHT,) and proposal.weight_bound is not None:
        desk.bound(Objective.WEIGHT, (proposal.changes,), proposal.weight_bound)
