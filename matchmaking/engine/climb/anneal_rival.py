"""A second search for what comes after the weight, on a core of its own: by other lots, in the other order."""

from matchmaking.engine.climb.anneal import anneal_from
from matchmaking.engine.desk import Desk
from matchmaking.engine.indexed import Indexed


def run(data: Indexed, desk: Desk) -> None:
    """Improves the best plan, as `climb.anneal` does; each round begins from the best that either has found."""
    anneal_from(data, desk, desk.limits.seed + 1, begins_drawing=True)
