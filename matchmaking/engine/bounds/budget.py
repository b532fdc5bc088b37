"""What the more important objectives leave open: which meetings are placed for sure, and how many each person has."""

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaking.engine.bounds.forced import Forced
from matchmaking.engine.indexed import Indexed, meeting_slots
from matchmaking.engine.parts import Objective


@dataclass(frozen=True, slots=True)
class Budget:
    """What holds for every plan whose objectives before some one are at least as good as given.

    `possible`: meetings that could stand somewhere. `sure`: by meeting, whether it is placed. `spare`: the greatest
    total weight of possible meetings left out. `least`, `most`: by participant, bounds of their number of meetings.
    """

    possible: list[bool]
    sure: list[bool]
    spare: int
    least: list[int]
    most: list[int]


def budget(data: Indexed, given: Sequence[int], by_weight: Forced | None = None) -> Budget:
    """The budget that follows from the values of the first objectives, as many as there are values.

    With W the weight of all possible meetings, a plan of weight w or more leaves out W - w at most, so a meeting
    that weighs more is placed; `by_weight` may know of others that are, or that are not (of every plan as heavy as is
    given). A fairness of F means ceil(F |M(p)| / 100) meetings for p. A person never has more meetings than there are
    slots in which they could meet.
    """
    known = dict(zip(data.instance.objective, given, strict=False))
    possible = [bool(slots) for slots in data.allowed]
    needed = list(data.required)
    if by_weight is not None and Objective.WEIGHT in known:
        never, always = by_weight.never(known[Objective.WEIGHT]), by_weight.sure(known[Objective.WEIGHT])
        possible = [can and not out for can, out in zip(possible, never, strict=True)]
        needed = [need or placed for need, placed in zip(needed, always, strict=True)]
    total = sum(weight for weight, can in zip(data.weight, possible, strict=True) if can)
    spare = total - known.get(Objective.WEIGHT, 0)
    sure = [can and (need or weight > spare) for can, need, weight in zip(possible, needed, data.weight, strict=True)]
    for meeting in reversed(data.order):  # what comes after them drags them along
        for earlier in data.after[meeting]:
            sure[earlier] = sure[earlier] or sure[meeting]
    share = known.get(Objective.FAIRNESS, 0)
    least, most = [], []
    for person, (meetings, slots) in enumerate(zip(data.meetings_of, meeting_slots(data), strict=True)):
        wanted = -(-share * len(meetings) // 100)
        least.append(max(data.least[person], wanted, sum(sure[meeting] for meeting in meetings)))
        most.append(min(data.most[person], len(slots), sum(possible[meeting] for meeting in meetings)))
    return Budget(possible, sure, spare, least, most)
