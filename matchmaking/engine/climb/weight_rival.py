"""A second search for weight, on a core of its own: as the first one, by other lots."""

from matchmaking.engine.climb.weight import climb_from
from matchmaking.engine.desk import Desk
from matchmaking.engine.indexed import Indexed


def run(data: Indexed, desk: Desk) -> None:
    """Offers ever heavier plans, as `climb.weight` does."""
    climb_from(data, desk, desk.limits.seed + 1)
