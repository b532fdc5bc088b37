"""An upper bound of the fairness."""

from collections.abc import Sequence

from matchmaking.engine.bounds.budget import budget
from matchmaking.engine.indexed import Indexed

WHOLE = 100  # per cent


def fairness_bound(data: Indexed, given: Sequence[int]) -> int:
    """At most this share, in whole per cent, for plans as good as `given` in the objectives before.

    Nobody gets more than the most meetings that they can have. And a share of F takes ceil(F |M(p)| / 100) meetings for
    each p, in all no more than people can sit: in on-site meetings sum over s of min(tables x size, people who could
    meet in s), where size is that of the largest meeting, in online ones all who are in them.
    """
    open_ends = budget(data, given)
    asked = [(most, len(meetings)) for most, meetings in zip(open_ends.most, data.meetings_of, strict=True) if meetings]
    share = min((WHOLE * most // count for most, count in asked), default=WHOLE)
    seats = _seats(data, open_ends.possible)
    while share > 0 and sum(-(-share * count // WHOLE) for _, count in asked) > seats:
        share -= 1
    return share


def _seats(data: Indexed, possible: list[bool]) -> int:
    """How many times somebody can be in a meeting, at most."""
    present: list[set[int]] = [set() for _ in range(data.slot_count)]
    online, largest = 0, 0
    for meeting, who in enumerate(data.people):
        if not possible[meeting]:
            continue
        if not data.onsite[meeting]:
            online += len(who)
            continue
        largest = max(largest, len(who))
        for slot in data.allowed[meeting]:
            present[slot].update(who)
    sitting = zip(data.opened, present, strict=True)
    return online + sum(min(len(tables) * largest, len(people)) for tables, people in sitting)
