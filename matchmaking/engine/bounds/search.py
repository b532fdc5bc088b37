"""The searcher that finds no plan, only how good one could be."""

from matchmaking.engine.bounds.weight import weight_bound
from matchmaking.engine.desk import Desk
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective


def run(data: Indexed, desk: Desk) -> None:
    """Proves by linear programming how much weight can be placed."""
    if Objective.WEIGHT in data.instance.objective:
        desk.bound(Objective.WEIGHT, (), weight_bound(data, desk.left()))
