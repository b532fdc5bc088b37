"""Instances with a perfect plan: all their meetings fit together, for they are read off a plan made up first."""

import random
from collections.abc import Sequence

from matchmaking.engine.generators.drawing import (
    Pair,
    Weigh,
    dice,
    one_to_four,
    plain_slots,
    plain_tables,
)
from matchmaking.engine.instance import Instance
from matchmaking.engine.parts import Meeting, Objective, Participant

TRIES = 200  # to give a pair that has met already another partner


def planted(
    participants: int,
    slots: int,
    *,
    seed: int,
    away: float = 0.0,
    tables_used: float = 1.0,
    tables: int | None = None,
    weigh: Weigh = one_to_four,
) -> Instance:
    """An instance of pairs that all fit together.

    `away` (0 to 0.3, say): the share of slots in which somebody cannot meet, drawn one by one. `tables`: half of
    those present on average, where it is not given. In each slot `tables_used` (0.6 to 1) of the tables
    have a meeting, as far as there are people who have not met yet.
    """
    return planted_with_plan(
        participants, slots, seed=seed, away=away, tables_used=tables_used, tables=tables, weigh=weigh
    )[0]


def planted_with_plan(
    participants: int,
    slots: int,
    *,
    seed: int,
    away: float = 0.0,
    tables_used: float = 1.0,
    tables: int | None = None,
    weigh: Weigh = one_to_four,
) -> tuple[Instance, list[int]]:
    """As `planted`, with the rank of each meeting's slot in the plan that it was read off."""
    chance = dice(seed)
    gone = [[chance.random() < away for _ in range(slots)] for _ in range(participants)]
    if tables is None:
        tables = sum(not missing for row in gone for missing in row) // (2 * slots)
    held = round(tables * tables_used)
    found: dict[Pair, int] = {}
    for slot in range(slots):
        present = [person for person in range(participants) if not gone[person][slot]]
        for pair in _strangers(chance, present, found, held):
            found[pair] = slot
    drawn = list(found.items())
    chance.shuffle(drawn)
    instance = Instance(
        name=f"planted-{participants}-{slots}-{seed}",
        slots=plain_slots(slots),
        tables=plain_tables(tables),
        participants=tuple(
            Participant(f"p{at}", unavailable=tuple(f"s{s}" for s, missing in enumerate(row, 1) if missing))
            for at, row in enumerate(gone, 1)
        ),
        meetings=tuple(
            Meeting(f"m{at}", (f"p{a + 1}", f"p{b + 1}"), weight=weigh(chance))
            for at, ((a, b), _) in enumerate(drawn, 1)
        ),
        objective=(Objective.WEIGHT,),
    )
    return instance, [slot for _, slot in drawn]


def _strangers(chance: random.Random, present: Sequence[int], met: dict[Pair, int], count: int) -> list[Pair]:
    """Up to `count` pairs of those present, nobody twice, who have not met."""
    people = list(present)
    chance.shuffle(people)
    pairs = [(min(a, b), max(a, b)) for a, b in zip(people[::2], people[1::2], strict=False)]
    for at, (a, b) in enumerate(pairs):
        for _ in range(TRIES if (a, b) in met else 0):
            other = chance.randrange(len(pairs))
            c, d = pairs[other]
            mine, theirs = (min(a, c), max(a, c)), (min(b, d), max(b, d))
            if other != at and mine not in met and theirs not in met:
                pairs[at], pairs[other] = mine, theirs
                break
    return [pair for pair in pairs if pair not in met][:count]
