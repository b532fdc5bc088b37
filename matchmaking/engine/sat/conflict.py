"""Why not everything can be placed: demands that suffice, then as few of them as the time allows."""

import time

from pysat.solvers import Solver

from matchmaking.engine.desk import Desk
from matchmaking.engine.explain.counted_conflict import counted_conflict
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.sat.quest import Quest
from matchmaking.engine.sat.rules import Formula, bound_tables_hold_one, one_meeting_at_a_time, tables_suffice

SECONDS = 4.0  # for the whole filter; what is not asked by then stays in
CONFLICTS = 3_000  # for one question
ROUNDS = 20  # questions for the first answer


def tell_impossible(mine: Quest) -> None:
    """It is proven that not everything can be placed: no plan where all is required, else a bound."""
    data, desk = mine.data, mine.desk
    if all(data.required):
        desk.impossible(conflict(data, desk))
    elif data.instance.objective[0] is Objective.WEIGHT:
        desk.bound(Objective.WEIGHT, (), sum(data.weight) - min(data.weight, default=0))
    elif data.instance.objective[0] is Objective.FAIRNESS:
        desk.bound(Objective.FAIRNESS, (), 99)


def conflict(data: Indexed, desk: Desk) -> tuple[str, ...]:
    """Ids of meetings and participants that cannot hold together, of an instance known to be impossible.

    What counting shows; else the meetings that the solver needs for its proof when each is demanded by a literal, less
    those without which there is a proof as well. All demands where the spread of breaks is what stands in the way, or
    where no proof is found in time.
    """
    shown = counted_conflict(data)
    if shown:
        return shown
    demands = [meeting for meeting in range(data.meeting_count) if data.required[meeting]]
    until = time.monotonic() + min(SECONDS, desk.left() / 2)
    made, wanted = _relaxed(data)
    with Solver(name="cadical195", bootstrap_with=made.clauses.take()) as solver:
        core = None
        for _ in range(ROUNDS):
            core = _core(solver, demands, wanted, desk)
            if core is not None or time.monotonic() > until:
                break
        kept = core or demands
        for meeting in kept if core else ():
            if time.monotonic() > until:
                break
            if meeting in kept:
                smaller = _core(solver, [one for one in kept if one != meeting], wanted, desk)
                kept = smaller or kept
    names = [data.instance.meetings[meeting].id for meeting in kept]
    if core is None:
        names += [person.id for person in data.instance.participants if person.min_meetings]
    return tuple(names)


def _core(solver: Solver, demands: list[int], wanted: dict[int, int], desk: Desk) -> list[int] | None:
    """Some of the demands that cannot hold together; None where they can, or where it is not known."""
    desk.pause()
    solver.conf_budget(CONFLICTS)
    if solver.solve_limited(assumptions=[wanted[meeting] for meeting in demands]) is not False:
        return None
    told = set(solver.get_core() or ())
    return [meeting for meeting in demands if wanted[meeting] in told]


def _relaxed(data: Indexed) -> tuple[Formula, dict[int, int]]:
    """The rules with every meeting left open, and for each a literal that demands it.

    Without the spread of breaks and the implied rules, which speak of plans that place everything: fewer rules allow
    more, so what is impossible here is impossible.
    """
    made = Formula(data)
    wanted: dict[int, int] = {}
    for meeting, slots in enumerate(data.allowed):
        literals = {slot: made.clauses.new() for slot in slots}
        made.held.append(literals)
        made.clauses.at_most_one(list(literals.values()))
        wanted[meeting] = made.clauses.new()
        made.clauses.add(-wanted[meeting], *literals.values())
    one_meeting_at_a_time(made)
    _no_more_than_wanted(made)
    tables_suffice(made)
    bound_tables_hold_one(made)
    for meeting, earlier in enumerate(data.after):
        for one in earlier:
            for slot, literal in made.held[meeting].items():
                made.clauses.add(-literal, *(held for s, held in made.held[one].items() if s < slot))
    return made, wanted


def _no_more_than_wanted(made: Formula) -> None:
    """Sum over s of b[p,s] <= max_meetings(p)."""
    for busy, most in zip(made.busy, made.data.most, strict=True):
        made.clauses.at_most(list(busy.values()), most)
