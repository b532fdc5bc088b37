"""The rules of a schedule as CP-SAT constraints: one function each, stated in mathematics.

Throughout, x[m,s] is 1 when meeting m stands in slot s, z[m] = sum_s x[m,s] when it is placed at all, and
b[p,s] is 1 when participant p meets in slot s. S(m) are the slots that m is allowed in, M(p) the meetings
of p, T(s) the tables open in s. Sources: Bofill et al., JAIR 74 (2022), for the implied ones.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import LinearExpr

from matchmaking.engine.indexed import Indexed

if TYPE_CHECKING:
    from matchmaking.engine.cpsat.seats import Seats

Pause = Callable[[], None]
Literal = cp_model.IntVar


@dataclass(slots=True)
class SlotModel:
    """A CP-SAT model of which meeting stands in which slot. Tables are numbered
    afterwards (tables.py), unless `moves` asks for them in the model (seats.py).
    """

    data: Indexed
    model: cp_model.CpModel
    held: list[dict[int, Literal]] = field(default_factory=list)  # x, by meeting and slot
    placed: list[Literal] = field(default_factory=list)  # z, by meeting
    busy: list[dict[int, Literal]] = field(default_factory=list)  # b, by participant and slot
    breaks: list[LinearExpr | int] = field(default_factory=list)  # by participant, once counted
    seats: "Seats | None" = None  # tables, once asked for


def build(data: Indexed, pause: Pause, *, demands: bool = True) -> SlotModel:
    """The model with every rule but the objectives. `pause` is called often and may raise to stop.

    Without `demands` nothing is required and nobody needs a least number of meetings, so that the empty
    plan is a solution: the ground on which conflicts are sought.
    """
    made = SlotModel(data, cp_model.CpModel())
    each_meeting_once_at_most(made, pause)
    one_meeting_at_a_time(made, pause)
    tables_suffice(made)
    bound_tables_hold_one(made)
    meetings_follow(made)
    no_more_than_wanted(made)
    if demands:
        for meeting in range(data.meeting_count):
            if data.required[meeting]:
                required_is_placed(made, meeting)
        for person, least in enumerate(data.least):
            if least:
                enough_meetings(made, person)
    pause()
    slots_add_up(made)
    pause()
    busy_people_pair_up(made)
    pause()
    if data.instance.rules.max_break_spread is not None:
        breaks_within_spread(made, data.instance.rules.max_break_spread)
    pause()
    return made


def each_meeting_once_at_most(made: SlotModel, pause: Pause) -> None:
    """Sum over s in S(m) of x[m,s] = z[m] <= 1."""
    for meeting, slots in enumerate(made.data.allowed):
        if meeting % 500 == 0:
            pause()
        literals = {slot: made.model.new_bool_var("") for slot in slots}
        made.held.append(literals)
        if len(literals) == 1:
            made.placed.extend(literals.values())
            continue
        placed = made.model.new_bool_var("")
        made.placed.append(placed)
        made.model.add_exactly_one(*literals.values(), placed.negated())


def one_meeting_at_a_time(made: SlotModel, pause: Pause) -> None:
    """Sum over m in M(p) of x[m,s] = b[p,s] <= 1."""
    for person, meetings in enumerate(made.data.meetings_of):
        if person % 50 == 0:
            pause()
        by_slot: dict[int, list[Literal]] = defaultdict(list)
        for meeting in meetings:
            for slot, literal in made.held[meeting].items():
                by_slot[slot].append(literal)
        busy: dict[int, Literal] = {}
        for slot, literals in sorted(by_slot.items()):
            if len(literals) == 1:
                busy[slot] = literals[0]
                continue
            busy[slot] = made.model.new_bool_var("")
            made.model.add_exactly_one(*literals, busy[slot].negated())
        made.busy.append(busy)


def tables_suffice(made: SlotModel) -> None:
    """Sum over on-site m of x[m,s] <= |T(s)|: free meetings may take any table, so counting is enough."""
    for slot, tables in enumerate(made.data.opened):
        literals = [held[slot] for meeting, held in enumerate(made.held) if made.data.onsite[meeting] and slot in held]
        if len(literals) > len(tables):
            made.model.add(LinearExpr.sum(literals) <= len(tables))


def bound_tables_hold_one(made: SlotModel) -> None:
    """Sum over m bound to table t of x[m,s] <= 1, for every t and s.

    With `tables_suffice` this is Hall's condition: bound meetings have their own tables, and at least as
    many tables are left as there are free meetings.
    """
    by_place: dict[tuple[int, int], list[Literal]] = defaultdict(list)
    for meeting, slot in made.data.pairs():
        seat = made.data.seat[meeting]
        if seat is not None:
            by_place[seat, slot].append(made.held[meeting][slot])
    for literals in by_place.values():
        if len(literals) > 1:
            made.model.add_at_most_one(literals)


def meetings_follow(made: SlotModel) -> None:
    """M after a: sum over s' <= s of x[m,s'] <= sum over s' < s of x[a,s'], for every s."""
    for meeting, earlier in enumerate(made.data.after):
        for one in earlier:
            for slot in made.data.allowed[meeting]:
                sooner = [made.held[one][s] for s in made.data.allowed[one] if s < slot]
                by_now = [made.held[meeting][s] for s in made.data.allowed[meeting] if s <= slot]
                made.model.add(LinearExpr.sum(by_now) <= LinearExpr.sum(sooner))


def no_more_than_wanted(made: SlotModel) -> None:
    """Sum over m in M(p) of z[m] <= max_meetings(p)."""
    for person, most in enumerate(made.data.most):
        if most < min(len(made.data.meetings_of[person]), len(made.busy[person])):
            made.model.add(LinearExpr.sum(list(made.busy[person].values())) <= most)


def enough_meetings(made: SlotModel, person: int, unless: Literal | None = None) -> None:
    """Sum over m in M(p) of z[m] >= min_meetings(p), unless the literal is false."""
    rule = made.model.add(
        LinearExpr.sum([made.placed[meeting] for meeting in made.data.meetings_of[person]]) >= made.data.least[person]
    )
    if unless is not None:
        rule.only_enforce_if(unless)


def required_is_placed(made: SlotModel, meeting: int) -> None:
    """z[m] = 1."""
    made.model.add_bool_and(made.placed[meeting])


def slots_add_up(made: SlotModel) -> None:
    """Implied: sum over s of b[p,s] = sum over m in M(p) of z[m]. Each participant's slots are their meetings."""
    for person, busy in enumerate(made.busy):
        meetings = made.data.meetings_of[person]
        if meetings:
            made.model.add(
                LinearExpr.sum(list(busy.values())) == LinearExpr.sum([made.placed[meeting] for meeting in meetings])
            )


def busy_people_pair_up(made: SlotModel) -> None:
    """Implied, where all meetings are of two on site: sum over p of b[p,s] = 2 n[s] with 0 <= n[s] <= |T(s)|.

    A slot's busy people are even in number, and at most twice its tables.
    """
    if not all(made.data.onsite) or any(len(who) != 2 for who in made.data.people):  # noqa: PLR2004 -- pairs
        return
    for slot, tables in enumerate(made.data.opened):
        literals = [busy[slot] for busy in made.busy if slot in busy]
        if literals:
            number = made.model.new_int_var(0, min(len(tables), len(literals) // 2), "")
            made.model.add(LinearExpr.sum(literals) == 2 * number)


def breaks_counted(made: SlotModel) -> list[LinearExpr | int]:
    """breaks(p) = (sum over s of start[p,s]) - met(p), start[p,s] = b[p,s] and not b[p,s-1], met(p) = max b[p,s].

    A run of busy slots begins where the slot before is idle; breaks are the runs less one.
    """
    if made.breaks:
        return made.breaks
    for busy in made.busy:
        made.breaks.append(_breaks_of(made.model, busy))
    return made.breaks


def _breaks_of(model: cp_model.CpModel, busy: dict[int, Literal]) -> LinearExpr | int:
    if len(busy) <= 1:
        return 0
    starts: list[Literal] = []
    for slot, here in busy.items():
        before = busy.get(slot - 1)
        if before is None:
            starts.append(here)
            continue
        start = model.new_bool_var("")
        model.add_bool_or(here.negated(), before, start)
        model.add_implication(start, here)
        model.add_implication(start, before.negated())
        starts.append(start)
    met = model.new_bool_var("")
    model.add_max_equality(met, list(busy.values()))
    breaks = model.new_int_var(0, len(busy) - 1, "")  # not negative, which the sum alone hides from an LP
    model.add(LinearExpr.sum(starts) == breaks + met)
    return breaks


def breaks_within_spread(made: SlotModel, spread: int) -> None:
    """Low <= breaks(p) <= low + spread for every p, for some low >= 0."""
    most = (made.data.slot_count + 1) // 2
    low = made.model.new_int_var(0, most, "")
    for breaks in breaks_counted(made):
        made.model.add(breaks >= low)
        made.model.add(breaks <= low + spread)
