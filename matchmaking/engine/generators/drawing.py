"""What the generators draw: requests between people, some more sought than others, and what they weigh."""

import itertools
import random
from collections.abc import Callable, Sequence

from matchmaking.engine.parts import Slot, Table
from matchmaking.engine.scoring import Priority, request_weight

Pair = tuple[int, int]
Weigh = Callable[[random.Random], int]

PRIORITIES: tuple[Priority, ...] = ("must", "high", "normal")
PRIORITY_SHARES = (0.1, 0.3, 0.6)
MUTUAL_SHARE = 0.25


def one_to_four(chance: random.Random) -> int:
    """A weight from 1 to 4, each as likely."""
    return chance.randint(1, 4)


def as_requested(chance: random.Random) -> int:
    """A weight as requests have it: mostly of normal priority, a quarter mutual, any score."""
    (priority,) = chance.choices(PRIORITIES, PRIORITY_SHARES)
    return request_weight(priority, chance.random() < MUTUAL_SHARE, chance.randint(0, 100))


def dice(seed: int) -> random.Random:
    """The chance that a generator draws from."""
    return random.Random(seed)  # noqa: S311 -- instances are drawn, not keys


def plain_slots(count: int) -> tuple[Slot, ...]:
    """Slots s1 to s<count> without times."""
    return tuple(Slot(f"s{at}") for at in range(1, count + 1))


def plain_tables(count: int) -> tuple[Table, ...]:
    """Tables t1 to t<count>, always open."""
    return tuple(Table(f"t{at}") for at in range(1, count + 1))


def popularity(chance: random.Random, people: int, skew: float) -> list[float]:
    """How sought each of the people is, log-normal: with `skew` 0 all alike, with 1 a few far above all others."""
    return [chance.lognormvariate(0.0, skew) for _ in range(people)]


def requests(
    chance: random.Random, askers: Sequence[int], asked: Sequence[int], sought: Sequence[float], count: int
) -> list[Pair]:
    """`count` different pairs; each of `askers` in turn asks one of `asked`, chosen by how `sought` they are.

    Raises ValueError where there are not that many pairs.
    """
    both = len(set(askers) & set(asked))
    possible = len(askers) * len(asked) - both * (both + 1) // 2
    if count > possible:
        raise ValueError(f"{count} requests, but only {possible} pairs")
    found: dict[Pair, None] = {}
    if 2 * count > possible:  # so dense that drawing again and again would not end
        everybody = {tuple(sorted(pair)) for pair in itertools.product(askers, asked) if pair[0] != pair[1]}
        return chance.sample([(a, b) for a, b in sorted(everybody)], count)
    upto = list(itertools.accumulate(sought))
    for asker in itertools.cycle(askers):
        if len(found) >= count:
            break
        (other,) = chance.choices(asked, cum_weights=upto)
        if other != asker:
            found[min(asker, other), max(asker, other)] = None
    return list(found)
