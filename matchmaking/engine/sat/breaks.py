"""Breaks and idle slots in clauses, with the letters of rules.py."""

from matchmaking.engine.sat.clauses import FALSE
from matchmaking.engine.sat.rules import Formula


def breaks_counted(made: Formula) -> list[list[int]]:
    """For each participant their breaks as a unary sum, kept within the allowed spread. Counted once.

    Literals may hold of more breaks than there are, unless the spread needs the exact number.
    """
    if not made.breaks:
        spread = made.data.instance.rules.max_break_spread
        if spread is None:
            made.breaks = breaks_after(made, exact=False)  # one literal per break: a sum, if not in order
        elif _somebody_has_none(made):
            made.breaks = _few(made, spread)
        else:
            made.breaks = _close(made, spread)
    return made.breaks


def breaks_after(made: Formula, *, exact: bool) -> list[list[int]]:
    """For each participant literals y[p,j]: there is a break behind their j-th meeting.

    Without one, the j-th meeting in s or before puts the next into s + 1 or before: c[p,s,j] and not c[p,s+1,j+1]
    gives y[p,j]. With one, it is in s - 2 or before where the next is in s or before; stated where `exact`.
    """
    found: list[list[int]] = []
    for reached, meetings in zip(made.reached, made.data.meetings_of, strict=True):
        mine = []
        for number in range(1, len(meetings)):
            literal = made.clauses.new()
            mine.append(literal)
            for slots in range(1, made.data.slot_count):
                made.clauses.add(-reached[slots][number], reached[slots + 1][number + 1], literal)
                if exact:
                    made.clauses.add(-literal, -reached[slots + 1][number + 1], reached[slots - 1][number])
        found.append(mine)
    return found


def _somebody_has_none(made: Formula) -> bool:
    """Whether somebody cannot have a break, so that nobody has more breaks than the spread."""
    return any(len(meetings) <= 1 for meetings in made.data.meetings_of)


def _few(made: Formula, spread: int) -> list[list[int]]:
    """Sum over j of y[p,j] <= spread for every p."""
    counted = []
    for literals in breaks_after(made, exact=False):
        outputs = made.clauses.total(literals, spread)
        if len(outputs) > spread:
            made.clauses.add(-outputs[spread])
        counted.append(outputs[:spread])
    return counted


def _close(made: Formula, spread: int) -> list[list[int]]:
    """Low <= sum over j of y[p,j] <= low + spread for every p: who has k + spread breaks gives everybody k."""
    counted = [made.clauses.total(found, len(found), exact=True) for found in breaks_after(made, exact=True)]
    for count in range(max(map(len, counted), default=0)):
        low = made.clauses.new()  # everybody has more than `count` breaks
        for outputs in counted:
            made.clauses.add(-low, outputs[count] if count < len(outputs) else FALSE)
            if count + spread < len(outputs):
                made.clauses.add(-outputs[count + spread], low)
    return counted


def idle_slots(made: Formula) -> list[list[int]]:
    """For each participant literals i[p,s]: idle in s between two meetings.

    c[p,s-1,1] and not b[p,s] and not c[p,s,|M(p)|] gives i[p,s].
    """
    found: list[list[int]] = []
    for reached, busy, meetings in zip(made.reached, made.busy, made.data.meetings_of, strict=True):
        mine = []
        for slot in range(1, made.data.slot_count - 1) if len(meetings) > 1 else ():
            idle = made.clauses.new()
            mine.append(idle)
            made.clauses.add(-reached[slot][1], busy.get(slot, FALSE), reached[slot + 1][len(meetings)], idle)
        found.append(mine)
    return found
