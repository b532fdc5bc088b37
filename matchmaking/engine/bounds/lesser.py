"""The searcher that proves how good the objectives behind the first could be, given what the plan at hand reaches."""

import itertools
import time

from matchmaking.engine.bounds.at_once import bound
from matchmaking.engine.bounds.patterns import pattern_bounds
from matchmaking.engine.desk import Candidate, Desk
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.standing import Standing

NAP = 0.05  # seconds between two looks for a better plan
ROUNDS = 2_000  # of prices; after some hundred there is little to come
PRICED = (Objective.BREAKS, Objective.IDLE)


def run(data: Indexed, desk: Desk) -> None:
    """Tells the desk a bound for each objective, with the values that the best plan has in those before it.

    Begins anew whenever there is a better plan with other values; with an amount of `work` it is content with one plan.
    Ends when every objective of a plan is at its bound.
    """
    known: Candidate | None = None
    values: tuple[int, ...] | None = None
    while True:
        desk.pause()
        best = desk.best()
        if best is None or best is known:
            time.sleep(NAP)
            continue
        known = best
        standing = Standing(data, best)
        reached = standing.values(len(data.instance.objective))
        if reached != values:
            values = reached
            if prove(data, desk, standing):
                return
        if desk.limits.work is not None:
            return


def prove(data: Indexed, desk: Desk, standing: Standing) -> bool:
    """Bounds for the values of one plan, most important first. Whether all are reached."""
    order = data.instance.objective
    reached = True
    for rank, name in enumerate(order):
        given, value = standing.values(rank), standing.value(name)
        if value == desk.proven(name, given):
            continue
        _tell(desk, name, given, bound(name, data, given))
        if name in PRICED and value != desk.proven(name, given):
            _raise_prices(data, desk, name, standing)
        reached = reached and value == desk.proven(name, given)
    return reached


def _raise_prices(data: Indexed, desk: Desk, name: Objective, standing: Standing) -> None:
    """Better the bound of breaks or idle slots round by round, until it is reached or another plan is at hand."""
    given, value = standing.values(data.instance.objective.index(name)), standing.value(name)
    known = desk.best()
    for found in itertools.islice(pattern_bounds(name, data, given, value), ROUNDS):
        desk.pause()
        _tell(desk, name, given, found)
        if found >= value or desk.best() is not known:
            return


def _tell(desk: Desk, name: Objective, given: tuple[int, ...], value: int) -> None:
    """Tell the bound, if it is news."""
    known = desk.proven(name, given)
    if value < known if name.upward else value > known:
        desk.bound(name, given, value)
