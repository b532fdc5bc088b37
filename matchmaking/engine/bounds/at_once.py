"""The bounds that take no search, one for each objective, given what the better ones reach."""

from collections.abc import Sequence

from matchmaking.engine.bounds.budget import budget
from matchmaking.engine.bounds.changes import changes_bound
from matchmaking.engine.bounds.fairness import fairness_bound
from matchmaking.engine.bounds.moves import moves_bound
from matchmaking.engine.bounds.patterns import pattern_bounds
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective


def bound(name: Objective, data: Indexed, given: Sequence[int]) -> int:
    """No plan whose objectives before `name` are each at least as good as `given` beats this value.

    `given`: values of the first objectives, as many as are known. Valid for every instance, and where there is no
    such plan at all.
    """
    if name is Objective.WEIGHT:
        possible = budget(data, ()).possible
        return sum(weight for weight, can in zip(data.weight, possible, strict=True) if can)
    if name is Objective.FAIRNESS:
        return fairness_bound(data, given)
    if name is Objective.MOVES:
        return moves_bound(data, given)
    if name is Objective.CHANGES:
        return changes_bound(data)
    return next(pattern_bounds(name, data, given, 0))
