"""Breaks and idle slots bounded from below by a Lagrangean relaxation: everybody's day by itself, at prices."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matchmaking.engine.bounds.budget import Budget, budget
from matchmaking.engine.bounds.days import ENDLESS, cheapest_day, trace
from matchmaking.engine.bounds.forced import Forced
from matchmaking.engine.climb.arrays import Arrays, Flags, Ints, Longs, arrays
from matchmaking.engine.compiled import lean
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective

Floats = npt.NDArray[np.float64]

SCALE = 1 << 24  # prices are whole numbers of 1/SCALE, so that the proof is exact
ROUNDS_OF_PATIENCE = 60  # rounds without a better bound, after which the steps are halved
MOMENTUM = 0.9  # share of the last direction in the next (Camerini, Fratta, Maffioli, 1975)
SMALLEST_STEP = 1e-4
HEAVIEST = 1000  # weights are rounded down to a scale of so many, so that no sum overflows


class Parts(NamedTuple):
    """What a round reads and writes. P participants, S slots, M meetings."""

    open_: Flags  # P x S: slots in which one of their meetings could stand
    counts: Ints  # P x 2: least and most meetings
    sure: Flags  # by meeting: whether it is placed
    weight: Longs  # by meeting, rounded down to HEAVIEST; -1 where it cannot be placed
    memory: Longs  # for days.py
    busy: Ints  # P x S: the cheapest day of each
    surplus: Ints  # P x S: busy, less the meetings that choose the slot
    seated: Ints  # by slot: on-site meetings that choose it
    left_out: Longs  # (1): weight of the meetings that choose to be left out
    used: Longs  # (2): breaks and idle slots of the cheapest days


def pattern_bounds(
    name: Objective, data: Indexed, given: Sequence[int], target: int, by_weight: Forced | None = None
) -> Iterator[int]:
    """Ever better lower bounds of breaks or idle slots, for plans as good as `given` in the objectives before.

    Without an end; the caller stops when it is content. `target` is the value of a known plan, to which the steps
    are measured. Yields after every round.

    With b[p,s] whether p is busy in slot s, D(p) the sets of slots in which p could meet, of a size between the least
    and the most meetings that p has (see budget.py), and x[m,s] whether meeting m is in s, every plan satisfies
      b[p,s] = sum over m in M(p) of x[m,s],    sum over on-site m of x[m,s] <= T(s),
      sum over m left out of w(m) <= spare,     and, for idle slots behind breaks, breaks <= given.
    For any prices u[p,s], and v[s], g, h >= 0 of these (Held and Karp, 1971), its value is at least
      sum over p of min over B in D(p) of (breaks(B) + sum over B of u[p,s])
      + sum over m of min(g w(m), min over s of (v[s] - sum over p in m of u[p,s]))  - sum over s of T(s) v[s] - g spare
    where a meeting that is placed for sure has no first alternative; for idle slots idle(B) + h breaks(B), less h times
    the breaks given. All prices are whole numbers of 1/SCALE and the sum is exact, so rounding up its quotient is
    sound. They are bettered along subgradients.
    """
    open_ends = budget(data, given, by_weight)
    frame = arrays(data)
    parts, spare = _parts(data, open_ends)
    breaks_given = dict(zip(data.instance.objective, given, strict=False)).get(Objective.BREAKS)
    search = _Search(parts, frame.capacity)
    best, patience, length = 0, 0, 1.0
    while True:
        costs = (SCALE, 0) if name is Objective.BREAKS else (int(search.per_break), SCALE)
        value = round_of(frame, parts, search.prices(), costs)
        value -= int(search.per_weight) * spare
        if name is Objective.IDLE:
            value -= int(search.per_break) * (breaks_given or 0)
        bound = -(-value // SCALE)
        patience += 1
        if bound > best or value > search.best_value:
            patience = 0
            best = max(best, bound)
        if patience > ROUNDS_OF_PATIENCE:
            patience, length = 0, max(length / 2, SMALLEST_STEP)
            search.return_to_best()
        yield best
        slack = (spare, None if name is Objective.BREAKS else breaks_given)
        search.step(value, max(target, best + 1) * SCALE, length, slack)


class _Search:
    """The prices, in 1/SCALE, and the way they go."""

    def __init__(self, parts: Parts, capacity: Ints) -> None:
        people, slots = parts.busy.shape
        self.parts = parts
        self.capacity = capacity
        self.point = np.zeros(people * slots + slots + 2)
        self.direction = np.zeros_like(self.point)
        self.best_value = -ENDLESS
        self.best_point = self.point

    def prices(self) -> Longs:
        """All prices as whole numbers: of P x S days, of S slots, of weight, of breaks."""
        self.whole: Longs = np.rint(self.point).astype(np.int64)
        return self.whole

    @property
    def per_weight(self) -> int:
        return int(self.whole[-2])

    @property
    def per_break(self) -> int:
        return int(np.rint(self.point[-1]))

    def return_to_best(self) -> None:
        self.point = self.best_point
        self.direction = np.zeros_like(self.point)

    def step(self, value: int, target: int, length: float, slack: tuple[int, int | None]) -> None:
        """Polyak's step along the subgradient of the round just made."""
        parts = self.parts
        if value > self.best_value:
            self.best_value, self.best_point = value, self.point
        spare, breaks = slack
        over_breaks = 0 if breaks is None else int(parts.used[0]) - breaks
        tail = np.array([int(parts.left_out[0]) - spare, over_breaks])
        slope: Floats = np.concatenate([parts.surplus.ravel(), parts.seated - self.capacity, tail]).astype(np.float64)
        fixed = len(parts.surplus.ravel())
        slope[fixed:][(self.point[fixed:] <= 0) & (slope[fixed:] < 0)] = 0
        self.direction = slope + MOMENTUM * self.direction
        size = float(self.direction @ self.direction)
        if size > 0:
            self.point = self.point + self.direction * (length * (target - value) / size)
            np.maximum(self.point[fixed:], 0, out=self.point[fixed:])


def _parts(data: Indexed, open_ends: Budget) -> tuple[Parts, int]:
    """The parts, and the weight that may be left out, rounded as theirs."""
    people, slots = len(data.meetings_of), data.slot_count
    heaviest = max(data.weight, default=1)
    scale = min(heaviest, HEAVIEST)
    weight = [
        weight * scale // heaviest if can else -1 for weight, can in zip(data.weight, open_ends.possible, strict=True)
    ]
    open_ = np.zeros((people, slots), dtype=np.bool_)
    for meeting, allowed in enumerate(data.allowed):
        if not open_ends.possible[meeting]:
            continue
        for person in data.people[meeting]:
            open_[person, list(allowed)] = True
    counts = np.array([open_ends.least, open_ends.most], dtype=np.int32).T.copy().reshape(people, 2)
    parts = Parts(
        open_=open_,
        counts=counts,
        sure=np.array(open_ends.sure, dtype=np.bool_),
        weight=np.array(weight, dtype=np.int64),
        memory=np.zeros((slots, int(counts[:, 1].max(initial=0)) + 1, 4), dtype=np.int64),
        busy=np.zeros((people, slots), dtype=np.int32),
        surplus=np.zeros((people, slots), dtype=np.int32),
        seated=np.zeros(slots, dtype=np.int32),
        left_out=np.zeros(1, dtype=np.int64),
        used=np.zeros(2, dtype=np.int64),
    )
    return parts, open_ends.spare * scale // heaviest


@lean
def round_of(a: Arrays, parts: Parts, prices: Longs, costs: tuple[int, int]) -> int:
    """The value at these prices, less what is constant; the subgradient's pieces are left in `parts`."""
    people, slots = parts.busy.shape
    value: int = 0
    parts.used[0] = 0
    for person in range(people):
        price = prices[person * slots : (person + 1) * slots]
        counts = (int(parts.counts[person, 0]), int(parts.counts[person, 1]))
        cost = cheapest_day(parts.open_[person], price, counts, costs, parts.memory)
        if cost == ENDLESS:  # there is no plan as good as given, so any bound holds; this one is modest
            return 0
        value += cost
        trace(parts.open_[person], counts, parts.memory, cost, parts.busy[person])
        runs = 0
        for slot in range(slots):
            parts.surplus[person, slot] = parts.busy[person, slot]
            runs += int(parts.busy[person, slot] == 1 and (slot == 0 or parts.busy[person, slot - 1] == 0))
        parts.used[0] += max(0, runs - 1)
    parts.left_out[0] = 0
    for slot in range(slots):
        parts.seated[slot] = 0
        value -= prices[people * slots + slot] * a.capacity[slot]
    for meeting in range(parts.weight.shape[0]):
        if parts.weight[meeting] >= 0:
            value += _choose(a, parts, prices, meeting)
    return value


@lean
def _choose(a: Arrays, parts: Parts, prices: Longs, meeting: int) -> int:
    """The least price at which the meeting is in a slot or left out, with its mark on the subgradient."""
    people, slots = parts.busy.shape
    per_weight = prices[people * slots + slots]
    chosen = -1
    best: int = ENDLESS if parts.sure[meeting] else per_weight * parts.weight[meeting]
    for i in range(a.slots_start[meeting], a.slots_start[meeting + 1]):
        slot = a.slots[i]
        price: int = prices[people * slots + slot] if a.onsite[meeting] else 0
        for j in range(a.people_start[meeting], a.people_start[meeting + 1]):
            price -= prices[a.people[j] * slots + slot]
        if price < best:
            best, chosen = price, slot
    if chosen < 0:
        parts.left_out[0] += parts.weight[meeting]
        return best
    for j in range(a.people_start[meeting], a.people_start[meeting + 1]):
        parts.surplus[a.people[j], chosen] -= 1
    if a.onsite[meeting]:
        parts.seated[chosen] += 1
    return best
