"""The searcher that finds no plan, only how good one could be."""

from matchmaking.engine.bounds.weight import weight_bound
from matchmaking.engine.bounds.weight_by_slot import weight_by_slot
from matchmaking.engine.desk import Desk
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.standing import Standing


def run(data: Indexed, desk: Desk) -> None:
    """Proves by linear programming how much weight can be placed, more closely where that is still in doubt."""
    if Objective.WEIGHT not in data.instance.objective:
        return
    desk.bound(Objective.WEIGHT, (), weight_bound(data, desk.left()))
    desk.pause()
    best = desk.best()
    if best is None or Standing(data, best).value(Objective.WEIGHT) < desk.proven(Objective.WEIGHT, ()):
        bound = weight_by_slot(data, desk.left())
        if bound is not None:
            desk.bound(Objective.WEIGHT, (), bound)
