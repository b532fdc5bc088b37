"""Breaks and idle slots in clauses, with the letters of rules.py."""

from matchmaking.engine.sat.clauses import FALSE, TRUE
from matchmaking.engine.sat.rules import Formula


def breaks_of(made: Formula, *, exact: bool) -> list[list[int]]:
    """For each participant literals y[p,j]: there is a break behind their j-th meeting.

    The j-th meeting in s or before, and no break, puts the next into s + 1 or before: c[p,s,j] and not c[p,s+1,j+1]
    gives y[p,j]. With `exact`, y[p,j] and c[p,s,j+1] gives c[p,s-2,j].
    """
    found: list[list[int]] = []
    for reached, meetings in zip(made.reached, made.data.meetings_of, strict=True):
        mine = []
        for number in range(1, len(meetings)):
            literal = made.clauses.new()
            mine.append(literal)
            for slot in range(1, made.data.slot_count):
                made.clauses.add(-reached[slot][number], reached[slot + 1][number + 1], literal)
                if exact:
                    sooner = reached[slot - 1][number]
                    made.clauses.add(-literal, -reached[slot + 1][number + 1], sooner)
        found.append(mine)
    return found
