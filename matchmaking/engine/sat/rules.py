"""The rules of a schedule in clauses, for plans that place every meeting: one function each, with its mathematics.

x[m,s] holds when meeting m stands in slot s; b[p,s] when participant p meets in slot s; S(m) are the slots that m is
allowed in, M(p) the meetings of p, T(s) the tables open in s. c[p,s,j] holds when p has at least j meetings in slots
up to s: the order encoding of the slot of their j-th meeting. Sources: Bofill et al., JAIR 74 (2022), for the implied
rules and for counting tables by clusters.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from matchmaking.engine.indexed import Indexed
from matchmaking.engine.sat.clauses import FALSE, TRUE, Clauses


@dataclass(slots=True)
class Formula:
    """An instance in clauses. Tables are numbered afterwards (see tables.py)."""

    data: Indexed
    clauses: Clauses = field(default_factory=Clauses)
    held: list[dict[int, int]] = field(default_factory=list)  # x, by meeting and slot
    busy: list[dict[int, int]] = field(default_factory=list)  # b, by participant and slot
    reached: list[list[list[int]]] = field(default_factory=list)  # c, by participant, number of slots and of meetings
    breaks: list[list[int]] = field(default_factory=list)  # by participant, once counted


def build(data: Indexed) -> Formula:
    """Every rule but the spread of breaks, all meetings placed."""
    made = Formula(data)
    each_meeting_once(made)
    one_meeting_at_a_time(made)
    numbers_as_wanted(made)
    slots_add_up(made)
    tables_suffice(made)
    busy_people_pair_up(made)
    bound_tables_hold_one(made)
    meetings_follow(made)
    return made


def each_meeting_once(made: Formula) -> None:
    """Exactly one x[m,s] for s in S(m) holds. (That no two do follows from `slots_add_up`; stated, it helps.)"""
    for slots in made.data.allowed:
        literals = {slot: made.clauses.new() for slot in slots} if len(slots) != 1 else {slots[0]: TRUE}
        made.held.append(literals)
        made.clauses.add(*literals.values())
        made.clauses.at_most_one(list(literals.values()))


def one_meeting_at_a_time(made: Formula) -> None:
    """At most one x[m,s] for m in M(p) holds, and b[p,s] where one does."""
    for meetings in made.data.meetings_of:
        by_slot: dict[int, list[int]] = defaultdict(list)
        for meeting in meetings:
            for slot, literal in made.held[meeting].items():
                by_slot[slot].append(literal)
        for literals in by_slot.values():
            made.clauses.at_most_one(literals)
        made.busy.append({slot: made.clauses.any_of(literals) for slot, literals in sorted(by_slot.items())})


def numbers_as_wanted(made: Formula) -> None:
    """min_meetings(p) <= |M(p)| <= max_meetings(p), which no choice of slots can change."""
    data = made.data
    for meetings, least, most in zip(data.meetings_of, data.least, data.most, strict=True):
        if not least <= len(meetings) <= most:
            made.clauses.add(FALSE)


def slots_add_up(made: Formula) -> None:
    """Implied: sum over s of b[p,s] = |M(p)|, counted slot after slot. It defines c[p,s,j].

    Up to any slot, at least the meetings that may stand nowhere later are held, and those that may stand only later
    are not: what pigeons and holes would show, and clauses over single meetings do not.
    """
    for meetings, busy in zip(made.data.meetings_of, made.busy, strict=True):
        literals = [busy.get(slot, FALSE) for slot in range(made.data.slot_count)]
        least, most = _held_up_to(made.data, meetings, busy)
        if any(low > high for low, high in zip(least, most, strict=True)):
            made.clauses.add(FALSE)
            most = [max(low, high) for low, high in zip(least, most, strict=True)]
        made.reached.append(made.clauses.counted(literals, least, most))


def _held_up_to(data: Indexed, meetings: list[int], busy: dict[int, int]) -> tuple[list[int], list[int]]:
    """By number of slots from the first: how many of a person's meetings are held in them at least, and at most."""
    spans = [(data.allowed[meeting][0], data.allowed[meeting][-1]) for meeting in meetings if data.allowed[meeting]]
    least, most = [], []
    possible = 0
    for slots in range(data.slot_count + 1):
        possible += slots - 1 in busy
        least.append(max(sum(last < slots for _, last in spans), len(meetings) - (len(busy) - possible)))
        most.append(min(len(meetings) - sum(first >= slots for first, _ in spans), possible))
    most[-1] = len(meetings)
    return least, most


def tables_suffice(made: Formula) -> None:
    """Sum over clusters C of (some x[m,s] for m in C) <= |T(s)|, for every s; a cluster's meetings share a participant.

    They cannot stand in the same slot, so clusters count as many as meetings would, in fewer literals.
    """
    data = made.data
    groups = clusters(data)
    for slot, tables in enumerate(data.opened):
        seated = []
        for group in groups:
            literals = [made.held[meeting][slot] for meeting in group if slot in made.held[meeting]]
            if literals:
                seated.append(literals)
        if len(seated) > len(tables):
            made.clauses.at_most([made.clauses.any_of(literals) for literals in seated], len(tables))


def clusters(data: Indexed) -> list[list[int]]:
    """Every on-site meeting in one cluster, around the participant who has most of those left."""
    left = [{meeting for meeting in meetings if data.onsite[meeting]} for meetings in data.meetings_of]
    found: list[list[int]] = []
    while left:
        centre = max(range(len(left)), key=lambda person: len(left[person]))
        if not left[centre]:
            break
        found.append(sorted(left[centre]))
        for meeting in found[-1]:
            for person in data.people[meeting]:
                left[person].discard(meeting)
    return found


def busy_people_pair_up(made: Formula) -> None:
    """Implied, where all meetings are of two on site: sum over p of b[p,s] <= 2 |T(s)|.

    That the sum is even is implied as well, but saying so cost more than it gained on every instance measured.
    """
    data = made.data
    if not all(data.onsite) or any(len(who) != 2 for who in data.people):  # noqa: PLR2004 -- pairs
        return
    for slot, tables in enumerate(data.opened):
        literals = [busy[slot] for busy in made.busy if slot in busy]
        made.clauses.at_most(literals, 2 * len(tables))


def bound_tables_hold_one(made: Formula) -> None:
    """At most one x[m,s] holds of the meetings m bound to one table, for every s.

    With `tables_suffice` this is Hall's condition: bound meetings have their own tables, and at least as many
    are left as there are free meetings.
    """
    by_place: dict[tuple[int, int], list[int]] = defaultdict(list)
    for meeting, slot in made.data.pairs():
        seat = made.data.seat[meeting]
        if seat is not None:
            by_place[seat, slot].append(made.held[meeting][slot])
    for literals in by_place.values():
        made.clauses.at_most_one(literals)


def meetings_follow(made: Formula) -> None:
    """M after a: x[m,s] only if some x[a,s'] with s' < s, for every s, on the ladders of both meetings."""
    rungs: dict[int, dict[int, int]] = {}
    for meeting, earlier in enumerate(made.data.after):
        for one in earlier:
            before, mine = (_by_slot(made, at, rungs) for at in (one, meeting))
            for slot in range(made.data.slot_count):
                made.clauses.add(-mine[slot], before[slot - 1] if slot else FALSE)


def _by_slot(made: Formula, meeting: int, rungs: dict[int, dict[int, int]]) -> dict[int, int]:
    """For each slot a literal that holds where the meeting stands in it or before."""
    if meeting not in rungs:
        held = made.held[meeting]
        steps = iter(made.clauses.ladder(list(held.values())))
        rungs[meeting] = {}
        now = FALSE
        for slot in range(made.data.slot_count):
            now = next(steps) if slot in held else now
            rungs[meeting][slot] = now
    return rungs[meeting]
