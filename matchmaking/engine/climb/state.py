"""A plan in the making, in flat arrays: who meets when, which meetings are out, and what all that is worth."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matchmaking.engine.climb.arrays import NOWHERE, Arrays, Flags, Ints, Longs
from matchmaking.engine.compiled import compiled

Words = npt.NDArray[np.uint64]

OUT, WORTH, BEST = 0, 1, 2  # in Hall.sums: how many wanted meetings are out, what the plan is worth, and the best one
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
    plain: Flags  # by meeting: two claimants, in an instance where nothing comes after another and nobody has a least
    lack: int  # what each meeting that a participant lacks to their least takes from a plan's worth


class Hall(NamedTuple):
    """A problem, and a plan for it that keeps the rules at every moment.

    One flat tuple, because compiled code pays for each array of a nested one whenever it passes it on. The first
    part is as in Arrays and Claims and never changes; `put`, `take` and `want` alone change the second.
    """

    slots_start: Ints
    slots: Ints
    after_start: Ints
    after: Ints
    followers_start: Ints
    followers: Ints
    onsite: Flags
    capacity: Ints
    claim_start: Ints
    claimants: Ints
    most: Ints
    least: Ints
    worth: Longs
    plain: Flags
    lack: int

    slot: Ints  # by meeting, NOWHERE if it is out
    at: Ints  # claimants x slots: the meeting, or NOWHERE
    held: Ints  # by claimant: how many meetings they have
    used: Ints  # by slot: on-site meetings
    here: Ints  # slots x tables: the on-site meetings in a slot, in any order
    here_at: Ints  # by meeting: where in `here` it stands
    wanted: Flags  # by meeting: whether it is tried; those that are not stay out
    out: Ints  # the wanted meetings that are out, in any order
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
    tangled = len(problem.after) > 0 or bool(least.any())
    plain = (rows == 2) & (not tangled)  # noqa: PLR2004 -- a pair
    demands = int(problem.required.sum()) + int(least.sum())
    lack = min(int(problem.weight.sum()) + 1, MOST_WORTH // (demands + 1))
    worth = problem.weight + np.where(problem.required, np.int64(lack), np.int64(0))
    return Claims(start, claimants, most, least, worth, plain, lack)


def empty_hall(problem: Arrays, seed: int) -> Hall:
    """All meetings are out."""
    claim = claims(problem)
    meetings, claimants, slots = len(problem.weight), len(claim.most), len(problem.capacity)
    tables = max(1, int(problem.capacity.max(initial=1)))
    ranks = np.arange(meetings, dtype=np.int32)
    worth = -claim.lack * int(claim.least.sum())
    return Hall(
        slots_start=problem.slots_start,
        slots=problem.slots,
        after_start=problem.after_start,
        after=problem.after,
        followers_start=problem.followers_start,
        followers=problem.followers,
        onsite=problem.onsite,
        capacity=problem.capacity,
        claim_start=claim.start,
        claimants=claim.claimants,
        most=claim.most,
        least=claim.least,
        worth=claim.worth,
        plain=claim.plain,
        lack=claim.lack,
        slot=np.full(meetings, NOWHERE, dtype=np.int32),
        at=np.full((claimants, slots), NOWHERE, dtype=np.int32),
        held=np.zeros(claimants, dtype=np.int32),
        used=np.zeros(slots, dtype=np.int32),
        here=np.full((slots, tables), NOWHERE, dtype=np.int32),
        here_at=np.zeros(meetings, dtype=np.int32),
        wanted=np.ones(meetings, dtype=np.bool_),
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
    """Place a wanted meeting that is out; it must fit."""
    sums = hall.sums
    hall.slot[meeting] = slot
    sums[WORTH] += hall.worth[meeting]
    for k in range(hall.claim_start[meeting], hall.claim_start[meeting + 1]):
        claimant = hall.claimants[k]
        hall.at[claimant, slot] = meeting
        if hall.held[claimant] < hall.least[claimant]:
            sums[WORTH] += hall.lack
        hall.held[claimant] += 1
    if hall.onsite[meeting]:
        hall.here[slot, hall.used[slot]] = meeting
        hall.here_at[meeting] = hall.used[slot]
        hall.used[slot] += 1
    sums[OUT] -= 1
    last = hall.out[sums[OUT]]
    hall.out[hall.out_at[meeting]] = last
    hall.out_at[last] = hall.out_at[meeting]


@compiled
def take(hall: Hall, meeting: int) -> None:
    """Take out a meeting that is placed; those that come after it must be out."""
    slot = hall.slot[meeting]
    sums = hall.sums
    hall.slot[meeting] = NOWHERE
    sums[WORTH] -= hall.worth[meeting]
    for k in range(hall.claim_start[meeting], hall.claim_start[meeting + 1]):
        claimant = hall.claimants[k]
        hall.at[claimant, slot] = NOWHERE
        hall.held[claimant] -= 1
        if hall.held[claimant] < hall.least[claimant]:
            sums[WORTH] -= hall.lack
    if hall.onsite[meeting]:
        hall.used[slot] -= 1
        last = hall.here[slot, hall.used[slot]]
        hall.here[slot, hall.here_at[meeting]] = last
        hall.here_at[last] = hall.here_at[meeting]
    if hall.wanted[meeting]:
        _wait(hall, meeting)


@compiled
def _wait(hall: Hall, meeting: int) -> None:
    """Among those that are out."""
    hall.out[hall.sums[OUT]] = meeting
    hall.out_at[meeting] = hall.sums[OUT]
    hall.sums[OUT] += 1


@compiled
def want(hall: Hall, wanted: Flags) -> None:
    """From now on these are tried; the others go out and stay out. What comes before a wanted one must be wanted."""
    for meeting in range(len(wanted)):
        if not wanted[meeting] and hall.slot[meeting] != NOWHERE:
            take(hall, meeting)
    hall.wanted[:] = wanted
    hall.sums[OUT] = 0
    for meeting in range(len(wanted)):
        if wanted[meeting] and hall.slot[meeting] == NOWHERE:
            _wait(hall, meeting)


@compiled
def put_all(hall: Hall, slots: Ints) -> None:
    """Place all meetings where a plan that keeps the rules has them; all are out before."""
    for meeting in range(len(slots)):
        if slots[meeting] != NOWHERE:
            put(hall, meeting, slots[meeting])
    hall.sums[BEST] = hall.sums[WORTH]
    hall.best[:] = hall.slot


@compiled
def draw(dice: Words) -> np.uint64:
    """The next random word: xorshift64* (Vigna, ACM TOMS 42, 2016)."""
    word = dice[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    dice[0] = word
    return word * np.uint64(0x2545F4914F6CDD1D)  # type: ignore[no-any-return] # numpy's type of products


@compiled
def spread(word: np.uint64, count: int) -> int:
    """A random word's upper half as a number from 0 to count - 1."""
    return np.int64(((word >> np.uint64(32)) * np.uint64(count)) >> np.uint64(32))  # type: ignore[return-value] # an int once compiled
