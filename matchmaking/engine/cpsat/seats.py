"""Which table each meeting has, as CP-SAT constraints: what `moves` needs, and is only built where it is asked for.

Letters as in rules.py; y[m,s,t] is 1 when meeting m stands in slot s at table t.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from ortools.sat.python.cp_model import LinearExpr

from matchmaking.engine.cpsat.rules import Literal, SlotModel
from matchmaking.engine.indexed import Indexed

MOST_LITERALS = 150_000  # beyond which the model takes longer to build than it is worth


@dataclass(slots=True)
class Seats:
    """The literals y by meeting, slot and table, and how often people change tables."""

    at: dict[tuple[int, int], dict[int, Literal]] = field(default_factory=dict)
    moves: list[Literal] = field(default_factory=list)


def can_be_modelled(data: Indexed) -> bool:
    """Whether y and the places of people between meetings are few enough literals."""
    tables = len(data.instance.tables)
    onsite = sum(len(slots) for meeting, slots in enumerate(data.allowed) if data.onsite[meeting])
    return tables * (onsite + len(data.meetings_of) * data.slot_count) <= MOST_LITERALS


def seats_of(made: SlotModel) -> Seats:
    """The literals and their rules, built once."""
    if made.seats is None:
        made.seats = Seats()
        each_placed_meeting_has_a_table(made, made.seats)
        people_stay_or_move(made, made.seats)
    return made.seats


def each_placed_meeting_has_a_table(made: SlotModel, seats: Seats) -> None:
    """Sum over t in T(s) of y[m,s,t] = x[m,s] for on-site m; sum over m of y[m,s,t] <= 1."""
    data = made.data
    holders: dict[tuple[int, int], list[Literal]] = defaultdict(list)
    for meeting, slot in data.pairs():
        if not data.onsite[meeting]:
            continue
        bound = data.seat[meeting]
        tables = data.opened[slot] if bound is None else [bound]
        literals = {table: made.model.new_bool_var("") for table in tables}
        made.model.add(LinearExpr.sum(list(literals.values())) == made.held[meeting][slot])
        seats.at[meeting, slot] = literals
        for table, literal in literals.items():
            holders[slot, table].append(literal)
    for rivals in holders.values():
        if len(rivals) > 1:
            made.model.add_at_most_one(rivals)


def people_stay_or_move(made: SlotModel, seats: Seats) -> None:
    """Sum over t of a[p,s,t] = 1, a[p,s,t] >= y[m,s,t] for m in M(p), moved[p,s] >= a[p,s,t] - a[p,s-1,t].

    a[p,s,t]: person p is at table t in slot s, where between two meetings they wait at either table. So the
    least sum of `moved` is the number of p's consecutive on-site meetings that are at different tables.
    """
    for person, meetings in enumerate(made.data.meetings_of):
        held: dict[int, list[dict[int, Literal]]] = defaultdict(list)
        for meeting in meetings:
            for slot in made.data.allowed[meeting]:
                if (meeting, slot) in seats.at:
                    held[slot].append(seats.at[meeting, slot])
        if len(held) > 1:
            _person_moves(made, seats, person, held)


def _person_moves(made: SlotModel, seats: Seats, person: int, held: dict[int, list[dict[int, Literal]]]) -> None:
    model = made.model
    tables = sorted({table for places in held.values() for literals in places for table in literals})
    before: dict[int, Literal] | None = None
    for slot in range(min(held), max(held) + 1):
        here = {table: model.new_bool_var(f"a{person}") for table in tables}
        model.add_exactly_one(here.values())
        for literals in held.get(slot, ()):
            for table, literal in literals.items():
                model.add_implication(literal, here[table])
        if before is not None:
            moved = model.new_bool_var("")
            seats.moves.append(moved)
            for table in tables:
                model.add_bool_or(here[table].negated(), before[table], moved)
        before = here
