"""What a plan's weight forces: meetings that no plan as heavy leaves out, and others that none holds."""

from dataclasses import dataclass

from matchmaking.engine.bounds.weight_by_slot import SCALE, priced
from matchmaking.engine.indexed import Indexed


@dataclass(frozen=True, slots=True)
class Forced:
    """By meeting, in whole numbers of 1/SCALE: the most that a plan without it weighs, and a plan with it."""

    without: list[int]
    with_it: list[int]

    def sure(self, weight: int) -> list[bool]:
        """By meeting, whether every plan of at least this weight holds it."""
        return [most // SCALE < weight for most in self.without]

    def never(self, weight: int) -> list[bool]:
        """By meeting, whether no plan of at least this weight holds it."""
        return [most // SCALE < weight for most in self.with_it]


def forced(data: Indexed, seconds: float) -> Forced | None:
    """What the programme of `weight_by_slot` forces; None where it is too large, or not solved in so many seconds.

    At multipliers y >= 0, with r(m,c) what is left of m's weight in c when it has paid for its room there, and D the
    bound that they prove of all meetings but m, no plan without m weighs more than D. One that holds m weighs no more
    than D + u(m) + max over c of r(m,c), with u(m) the multiplier of the row that places m once at most.
    """
    found = priced(data, seconds)
    if found is None:
        return None
    programme, multipliers, reduced = found.programme, found.multipliers, found.reduced
    columns: list[list[int]] = [[] for _ in range(data.meeting_count)]
    for column, meeting in enumerate(programme.meeting):
        columns[meeting].append(column)
    without, with_it = [], []
    for mine, row in zip(columns, programme.own, strict=True):
        own = 0 if row is None else multipliers[row]
        others = found.bound - own - sum(max(0, reduced[column]) for column in mine)
        without.append(others)
        with_it.append(others + own + max((reduced[column] for column in mine), default=0))
    return Forced(without, with_it)
