"""A big event where everybody meets everybody: more is asked for than fits."""

from matchmaking.engine.generators.drawing import (
    Weigh,
    dice,
    one_to_four,
    plain_slots,
    plain_tables,
    popularity,
    requests,
)
from matchmaking.engine.instance import Instance
from matchmaking.engine.parts import Meeting, Objective, Participant

GROWTH_SLOTS = 30
GROWTH_REQUESTS_EACH = 15


def crowd(
    participants: int,
    slots: int,
    wanted: int,
    *,
    seed: int,
    fill: float = 0.95,
    skew: float = 0.0,
    weigh: Weigh = one_to_four,
    name: str = "crowd",
) -> Instance:
    """`wanted` requests among all, with one table for every two participants.

    In about a share 1 - `fill` of the slots a participant is away, single slots drawn one by one. Everybody
    asks as many others; by `skew` some are asked more (see `popularity`). With 1,000 participants, 30
    slots and 15,000 requests about as much is asked for as all have slots.
    """
    chance = dice(seed)
    away = [tuple(f"s{s}" for s in range(1, slots + 1) if chance.random() >= fill) for _ in range(participants)]
    everybody = range(participants)
    pairs = requests(chance, everybody, everybody, popularity(chance, participants, skew), wanted)
    return Instance(
        name=f"{name}-{participants}-{seed}",
        slots=plain_slots(slots),
        tables=plain_tables(participants // 2),
        participants=tuple(Participant(f"p{at + 1}", unavailable=away[at]) for at in everybody),
        meetings=tuple(
            Meeting(f"m{at}", (f"p{a + 1}", f"p{b + 1}"), weight=weigh(chance)) for at, (a, b) in enumerate(pairs, 1)
        ),
        objective=(Objective.WEIGHT,),
    )


def growth(participants: int, *, seed: int) -> Instance:
    """The same shape at any size: 30 slots and 15 requests for each participant."""
    return crowd(participants, GROWTH_SLOTS, GROWTH_REQUESTS_EACH * participants, seed=seed, name="growth")
