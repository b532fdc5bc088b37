"""The searcher that proves how many breaks, or idle slots, are unavoidable, given the best plan's better values."""

from matchmaking.engine.bounds.forced import Forced, forced
from matchmaking.engine.bounds.patterns import pattern_bounds
from matchmaking.engine.desk import Desk
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.standing import Standing

COUNTED = {Objective.BREAKS, Objective.IDLE}
LOOKING = 0.2  # of the time left may go into what the weight forces
ROUNDS = 4_000  # without a better bound, after which there is little to hope for
NEWS_EVERY = 50  # rounds between two looks at the best plan


def run(data: Indexed, desk: Desk) -> None:
    """Bound one after the other, each until it is proven or gets no better."""
    by_weight: Forced | None = None
    for rank, name in enumerate(data.instance.objective):
        if name is Objective.WEIGHT and not COUNTED.isdisjoint(data.instance.objective[rank:]):
            seconds = desk.left() * (LOOKING if desk.limits.work is None else 1.0)
            by_weight = forced(data, seconds)
        if name in COUNTED:
            while not _bounded(data, desk, rank, by_weight):
                pass


def _bounded(data: Indexed, desk: Desk, rank: int, by_weight: Forced | None) -> bool:
    """Bound the objective of this rank. False where a plan that is better in what counts more came up meanwhile."""
    name = data.instance.objective[rank]
    given, value = _standing(data, desk, rank)
    known, idle = desk.proven(name, given), 0
    for turn, bound in enumerate(pattern_bounds(name, data, given, value, by_weight)):
        idle = 0 if bound > known else idle + 1
        if bound > known:
            known = bound
            desk.bound(name, given, bound)
        if turn % NEWS_EVERY == 0:
            now, value = _standing(data, desk, rank)
            if now != given:
                return False
        if idle > ROUNDS or value <= max(known, desk.proven(name, given)):
            return True
    return True


def _standing(data: Indexed, desk: Desk, rank: int) -> tuple[tuple[int, ...], int]:
    """The best plan's values before this rank, and at it. Waits for a plan."""
    desk.pause()
    best = desk.best()
    if best is None:
        raise LookupError("breaks are bounded once there is a plan")
    standing = Standing(data, best)
    return standing.values(rank), standing.value(data.instance.objective[rank])
