"""A plan in the making, in flat arrays: who meets when, which meetings are out, and what all that is worth."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matchmaking.engine.climb.arrays import NOWHERE, Arrays, Ints, Longs
from matchmaking.engine.compiled import compiled

Words = npt.NDArray[np.uint64]

OUT, WORTH, BEST = 0, 1, 2  # in State.sums: how many meetings are out, what the plan is worth, and the best one
SUMS = 3

MOST_WORTH = 1 << 61  # no sum of worths comes near the end of 64 bits


class Claims(NamedTuple):
    """What meetings ask for alone: each *claimant*, a participant or a table that is bound, has one meeting a slot.

    Claimants are ranked: participants, then the tables that somebody or something is bound to.
    """

    start: Ints  # by meeting: its claimants, as lists of lists (see Arrays)
    claimants: Ints
    most: Ints  # by claimant: meetings at most
    least: Ints  # by claimant: meetings at least
    worth: Longs  # by meeting: its weight, and where it is required more than all weights together
    plain: npt.NDArray[np.bool_]  # by meeting: two claimants without a limit, in an instance without `after` or `least`
    lack: int  # what each meeting that a participant lacks to their least takes from a plan's worth


class State(NamedTuple):
    """A plan that keeps the rules at every moment. Changed by `put` and `take` alone, so that all counts agree."""

    slot: Ints  # by meeting, NOWHERE if it is out
    at: Ints  # claimants x slots: the meeting, or NOWHERE
    held: Ints  # by claimant: how many meetings they have
    used: Ints  # by slot: on-site meetings
    here: Ints  # slots x tables: the on-site meetings in a slot, in any order
    here_at: Ints  # by meeting: where in `here` it stands
    out: Ints  # the meetings that are out, in any order
    out_at: Ints  # by meeting: where in `out` it stands
    sums: Longs  # OUT, WORTH, BEST
    best: Ints  # by meeting: the slots of the best plan so far
    dice: Words  # the one word of the random numbers
    victims: Ints  # room for the meetings that have to go, and for those that follow them
    odds: npt.NDArray[np.float64]  # room by slot


def claims(problem: Arrays) -> Claims:
    """The claims of all meetings."""
    people = len(problem.most)
    bound = np.unique(problem.seat[problem.seat != NOWHERE])
    rows = np.diff(problem.people_start) + (problem.seat != NOWHERE)
    start = np.zeros(len(rows) + 1, dtype=np.int32)
    np.cumsum(rows, out=start[1:])
    claimants = np.empty(int(start[-1]), dtype=np.int32)
    shift = np.repeat(start[:-1] - problem.people_start[:-1], np.diff(problem.people_start))
    claimants[np.arange(len(problem.people)) + shift] = problem.people
    seated = problem.seat != NOWHERE
    claimants[start[1:][seated] - 1] = people + np.searchsorted(bound, problem.seat[seated])
    slots = len(problem.capacity)
    most = np.concatenate([problem.most, np.full(len(bound), slots, dtype=np.int32)])
    least = np.concatenate([problem.least, np.zeros(len(bound), dtype=np.int32)])
    plain = np.zeros(len(rows), dtype=np.bool_)
    if len(rows) > 0 and len(problem.after) == 0 and not least.any():
        limited = np.add.reduceat((most < slots)[claimants], start[:-1], dtype=np.int32)
        plain = (rows == 2) & (limited == 0)  # noqa: PLR2004 -- a pair
    demands = int(problem.required.sum()) + int(least.sum())
    lack = min(int(problem.weight.sum()) + 1, MOST_WORTH // (demands + 1))
    worth = problem.weight + np.where(problem.required, np.int64(lack), np.int64(0))
    return Claims(start, claimants, most, least, worth, plain, lack)


class Hall(NamedTuple):
    """A problem and a plan in the making for it."""

    problem: Arrays
    claim: Claims
    state: State


def empty_state(problem: Arrays, claim: Claims, seed: int) -> State:
    """All meetings are out."""
    meetings, claimants, slots = len(problem.weight), len(claim.most), len(problem.capacity)
    tables = max(1, int(problem.capacity.max(initial=1)))
    ranks = np.arange(meetings, dtype=np.int32)
    worth = -claim.lack * int(claim.least.sum())
    return State(
        slot=np.full(meetings, NOWHERE, dtype=np.int32),
        at=np.full((claimants, slots), NOWHERE, dtype=np.int32),
        held=np.zeros(claimants, dtype=np.int32),
        used=np.zeros(slots, dtype=np.int32),
        here=np.full((slots, tables), NOWHERE, dtype=np.int32),
        here_at=np.zeros(meetings, dtype=np.int32),
        out=ranks,
        out_at=ranks.copy(),
        sums=np.array([meetings, worth, worth], dtype=np.int64),
        best=np.full(meetings, NOWHERE, dtype=np.int32),
        dice=np.array([((seed * 2 + 1) * 0x9E3779B97F4A7C15) % (1 << 64)], dtype=np.uint64),  # odd times odd: never 0
        victims=np.zeros(meetings + claimants + 2, dtype=np.int32),
        odds=np.zeros(max(1, slots), dtype=np.float64),
    )


@compiled
def put(hall: Hall, meeting: int, slot: int) -> None:
    """Place a meeting that is out; it must fit."""
    problem, claim, state = hall.problem, hall.claim, hall.state
    sums = state.sums
    state.slot[meeting] = slot
    sums[WORTH] += claim.worth[meeting]
    for k in range(claim.start[meeting], claim.start[meeting + 1]):
        claimant = claim.claimants[k]
        state.at[claimant, slot] = meeting
        if state.held[claimant] < claim.least[claimant]:
            sums[WORTH] += claim.lack
        state.held[claimant] += 1
    if problem.onsite[meeting]:
        state.here[slot, state.used[slot]] = meeting
        state.here_at[meeting] = state.used[slot]
        state.used[slot] += 1
    sums[OUT] -= 1
    last = state.out[sums[OUT]]
    state.out[state.out_at[meeting]] = last
    state.out_at[last] = state.out_at[meeting]


@compiled
def take(hall: Hall, meeting: int) -> None:
    """Take out a meeting that is placed; those that come after it must be out."""
    problem, claim, state = hall.problem, hall.claim, hall.state
    slot = state.slot[meeting]
    sums = state.sums
    state.slot[meeting] = NOWHERE
    sums[WORTH] -= claim.worth[meeting]
    for k in range(claim.start[meeting], claim.start[meeting + 1]):
        claimant = claim.claimants[k]
        state.at[claimant, slot] = NOWHERE
        state.held[claimant] -= 1
        if state.held[claimant] < claim.least[claimant]:
            sums[WORTH] -= claim.lack
    if problem.onsite[meeting]:
        state.used[slot] -= 1
        last = state.here[slot, state.used[slot]]
        state.here[slot, state.here_at[meeting]] = last
        state.here_at[last] = state.here_at[meeting]
    state.out[sums[OUT]] = meeting
    state.out_at[meeting] = sums[OUT]
    sums[OUT] += 1


@compiled
def put_all(hall: Hall, slots: Ints) -> None:
    """Place all meetings where a plan that keeps the rules has them; all are out before."""
    state = hall.state
    for meeting in range(len(slots)):
        if slots[meeting] != NOWHERE:
            put(hall, meeting, slots[meeting])
    state.sums[BEST] = state.sums[WORTH]
    state.best[:] = state.slot


@compiled
def draw(dice: Words) -> np.uint64:
    """The next random word: xorshift64* (Vigna, ACM TOMS 42, 2016)."""
    word = dice[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    dice[0] = word
    return word * np.uint64(0x2545F4914F6CDD1D)  # type: ignore[no-any-return]


@compiled
def spread(word: np.uint64, count: int) -> int:
    """A random word's upper half as a number from 0 to count - 1."""
    return np.int64(((word >> np.uint64(32)) * np.uint64(count)) >> np.uint64(32))  # type: ignore[return-value]
