"""How many meetings of two fit at most, as a flow: exact, and some ten times as quick as the linear programme.

Each person stands on both sides, each meeting {p, q} runs from p to q and from q to p; a person sends and receives
what fits for them. Half of the greatest flow is the greatest fractional b-matching (A. Schrijver, Combinatorial
Optimization, 2003, section 30.2: every such matching is half of one in the doubled, bipartite graph). Whatever caps
all meetings together caps it by scaling, so the smaller of the two is the programme's value.
"""

from __future__ import annotations

import numpy as np
from ortools.graph.python import max_flow  # type: ignore[import-untyped] # it ships no types

from matchmaking.engine.forecasting_programme import Room
from matchmaking.engine.indexed import Indexed

TWO = 2


def is_flow(data: Indexed) -> bool:
    """Whether the flow tells the same as the programme: meetings of two, with one cap for all of them."""
    return all(len(who) == TWO for who in data.people) and len(set(data.onsite)) <= 1


class Flow:
    """The network, asked for room after room. Where `is_flow` does not hold, the answers would be wrong."""

    def __init__(self, data: Indexed) -> None:
        self._pairs = np.array(data.people, dtype=np.int64).reshape(-1, TWO)
        self._seated = any(data.onsite)
        self._bounds: dict[tuple[object, ...], int] = {}  # of the rooms asked about, by all that differs

    def bound(self, room: Room) -> int:
        """No plan in that room has more meetings."""
        cap = min(room.everything, room.tables) if self._seated else room.everything
        key = (cap, *room.people, bytes(room.possible))
        if key not in self._bounds:
            self._bounds[key] = min(cap, self._greatest(room) // 2)
        return self._bounds[key]

    def _greatest(self, room: Room) -> int:
        sender, receiver = self._pairs[np.array(room.possible, dtype=np.bool_)].T
        there = len(room.people)
        people = np.arange(there)
        source, sink = 2 * there, 2 * there + 1
        network = max_flow.SimpleMaxFlow()
        network.add_arcs_with_capacity(
            np.concatenate([sender, receiver, np.full(there, source), people + there]),
            np.concatenate([receiver + there, sender + there, people, np.full(there, sink)]),
            np.concatenate([np.ones(2 * len(sender), dtype=np.int64), room.people, room.people]),
        )
        if network.solve(source, sink) != network.OPTIMAL:
            raise ArithmeticError("a flow that always exists was not found")
        greatest: int = network.optimal_flow()
        return greatest
