"""The objectives as CP-SAT expressions, one function each, stated in mathematics with the letters of rules.py."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import LinearExpr

from matchmaking.engine.cpsat.rules import Literal, SlotModel, breaks_counted
from matchmaking.engine.cpsat.seats import Seats, can_be_modelled, seats_of
from matchmaking.engine.parts import Objective


def weight_of(made: SlotModel) -> LinearExpr | int:
    """Sum over m of w(m) z[m]."""
    return LinearExpr.weighted_sum(made.placed, made.data.weight)


def fairness_of(made: SlotModel) -> LinearExpr | int:
    """F in 0..100 with F |M(p)| <= 100 sum over m in M(p) of z[m] for every p: the least share, in whole per cent."""
    share = made.model.new_int_var(0, 100, "")
    for meetings in made.data.meetings_of:
        if meetings:
            got = LinearExpr.sum([made.placed[meeting] for meeting in meetings])
            made.model.add(share * len(meetings) <= 100 * got)
    return share


def breaks_of(made: SlotModel) -> LinearExpr | int:
    """Sum over p of breaks(p)."""
    return _total(breaks_counted(made))


def idle_of(made: SlotModel) -> LinearExpr | int:
    """Sum over p, s of i[p,s] with i[p,s] >= began[p,s] + ends[p,s] - 1 - b[p,s].

    began[p,s] >= b[p,s'] for all s' <= s, ends[p,s] >= b[p,s'] for all s' >= s.
    """
    idle: list[Literal] = []
    for busy in made.busy:
        if len(busy) <= 1:
            continue
        first, last = min(busy), max(busy)
        began = _spread_on(made.model, busy, range(first, last + 1))
        ends = _spread_on(made.model, busy, range(last, first - 1, -1))
        for slot in range(first + 1, last):
            wasted = made.model.new_bool_var("")
            idle.append(wasted)
            reasons = [began[slot - 1].negated(), ends[slot + 1].negated(), wasted]
            if slot in busy:
                reasons.append(busy[slot])
            made.model.add_bool_or(reasons)
    return _total(idle)


def _spread_on(model: cp_model.CpModel, busy: dict[int, Literal], slots: Iterable[int]) -> dict[int, Literal]:
    """Literals true from the first busy slot on, in the order of `slots`."""
    reached: dict[int, Literal] = {}
    before: Literal | None = None
    for slot in slots:
        here = model.new_bool_var("")
        if slot in busy:
            model.add_implication(busy[slot], here)
        if before is not None:
            model.add_implication(before, here)
        reached[slot] = before = here
    return reached


def changes_of(made: SlotModel) -> LinearExpr | int:
    """|previous| - sum over previous (m,s,t) of k[m], with k[m] <= x[m,s] and one k or bound meeting per (s,t).

    A meeting is unchanged when it keeps both its slot and its table. Where tables are in the model, k[m] = y[m,s,t].
    """
    if Objective.MOVES in made.data.instance.objective and can_be_modelled(made.data):
        return len(made.data.instance.previous) - _total(_kept_seats(made, seats_of(made)))
    rivals = _bound_rivals(made)
    keepers: dict[tuple[int, int], list[Literal]] = defaultdict(list)
    kept: list[Literal] = []
    for meeting, slot, table in made.data.previous_places():
        if not made.data.may_stay(meeting, slot, table):
            continue
        held = made.held[meeting][slot]
        if table is None:
            kept.append(held)
            continue
        keep = made.model.new_bool_var("")
        made.model.add_implication(keep, held)
        kept.append(keep)
        keepers[slot, table].append(keep)
        if made.data.seat[meeting] is None:
            for rival in rivals[slot, table]:
                made.model.add_implication(rival, keep.negated())
    for literals in keepers.values():
        if len(literals) > 1:
            made.model.add_at_most_one(literals)
    return len(made.data.instance.previous) - _total(kept)


def _kept_seats(made: SlotModel, seats: Seats) -> Iterator[Literal]:
    for meeting, slot, table in made.data.previous_places():
        if made.data.may_stay(meeting, slot, table):
            yield made.held[meeting][slot] if table is None else seats.at[meeting, slot][table]


def moves_of(made: SlotModel) -> LinearExpr | int:
    """Sum over p, s of moved[p,s]: see seats.py."""
    return _total(seats_of(made).moves)


def _bound_rivals(made: SlotModel) -> dict[tuple[int, int], list[Literal]]:
    rivals: dict[tuple[int, int], list[Literal]] = defaultdict(list)
    for meeting, slot in made.data.pairs():
        seat = made.data.seat[meeting]
        if seat is not None:
            rivals[slot, seat].append(made.held[meeting][slot])
    return rivals


def _total(terms: Iterable[LinearExpr | int]) -> LinearExpr | int:
    return LinearExpr.sum(list(terms))


EXPRESSIONS = {
    Objective.WEIGHT: weight_of,
    Objective.FAIRNESS: fairness_of,
    Objective.BREAKS: breaks_of,
    Objective.IDLE: idle_of,
    Objective.CHANGES: changes_of,
    Objective.MOVES: moves_of,
}
