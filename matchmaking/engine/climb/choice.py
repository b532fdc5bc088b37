"""Which meetings a plan of the greatest weight may hold, by linear programming, each time another choice."""

import random
from collections.abc import Sequence

import numpy as np

from matchmaking.engine.bounds.weight import share_placed
from matchmaking.engine.bounds.weight_by_slot import ShareBySlot
from matchmaking.engine.climb.cooling import Floats
from matchmaking.engine.indexed import Indexed

NOISE = 0.004  # of a usual weight is added to each at most
BY_SLOT = 250_000  # meetings times slots, up to which the programme over slots is solved soon enough


class Choice:
    """Choices of meetings, each the optimum of a programme for weights that are raised a little by lot.

    The noise makes the optimum one point, so that nearly every meeting is chosen whole or not at all, and another point
    each time; it is so small that little of the true weight is lost. The programme is the one over slots or the small
    one, by the instance's size where it is not said: what the former chooses fits into everybody's free slots, not only
    into their number. What is required counts for more than any other.
    """

    def __init__(self, data: Indexed, seed: int, *, by_slot: bool | None = None) -> None:
        self._data = data
        self._asks_by_slot = data.places <= BY_SLOT if by_slot is None else by_slot
        self._lots = random.Random(seed)  # noqa: S311 -- lots, not keys
        self._noise = NOISE * sum(data.weight) / max(1, data.meeting_count)
        self._by_slot: ShareBySlot | None = None

    def another(self, seconds: float) -> Floats | None:
        """By meeting, how much of it is chosen, 0 to 1; None where that takes longer than so many seconds."""
        required = 2 * max(self._data.weight, default=0)
        weight = [
            one + self._noise * self._lots.random() + (required if must else 0)
            for one, must in zip(self._data.weight, self._data.required, strict=True)
        ]
        share = self._placed(weight, seconds)
        return None if share is None else np.array(share)

    def _placed(self, weight: Sequence[float], seconds: float) -> list[float] | None:
        if not self._asks_by_slot:
            return share_placed(self._data, weight, seconds)
        if self._by_slot is None:
            self._by_slot = ShareBySlot(self._data)
        return self._by_slot.placed(weight, seconds)
