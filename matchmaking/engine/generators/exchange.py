"""A trade exchange: buyers on one side, sellers on the other."""

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


def exchange(
    buyers: int,
    sellers: int,
    wanted: int,
    slots: int,
    *,
    seed: int,
    away: float = 0.0,
    skew: float = 0.3,
    weigh: Weigh = one_to_four,
) -> Instance:
    """`wanted` requests of sellers to buyers, some buyers more sought than others, a table for each buyer.

    `away`: the share of slots in which somebody cannot meet, drawn one by one.
    """
    chance = dice(seed)
    hosts = [f"b{at}" for at in range(1, buyers + 1)]
    guests = [f"v{at}" for at in range(1, sellers + 1)]
    names = [*hosts, *guests]
    gone = [tuple(f"s{s}" for s in range(1, slots + 1) if chance.random() < away) for _ in names]
    sought = popularity(chance, buyers, skew)
    askers = list(range(buyers, buyers + sellers))
    pairs = requests(chance, askers, range(buyers), sought, wanted)
    return Instance(
        name=f"exchange-{buyers}-{sellers}-{seed}",
        slots=plain_slots(slots),
        tables=plain_tables(buyers),
        participants=tuple(
            Participant(name, unavailable=unavailable) for name, unavailable in zip(names, gone, strict=True)
        ),
        meetings=tuple(
            Meeting(f"m{at}", (names[a], names[b]), weight=weigh(chance)) for at, (a, b) in enumerate(pairs, 1)
        ),
        objective=(Objective.WEIGHT,),
    )
