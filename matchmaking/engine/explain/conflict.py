"""Why nothing works, by CP-SAT: a small set of meetings and participants that cannot hold together."""

import math

from ortools.sat.python import cp_model

from matchmaking.engine.cpsat import rules
from matchmaking.engine.cpsat.calls import Calls
from matchmaking.engine.desk import Stopped
from matchmaking.engine.indexed import Indexed

FILTER_SECONDS = 2.0  # for one question of the deletion filter


def searched_conflict(data: Indexed, board: Calls) -> tuple[str, ...]:
    """A conflict found by asking again with fewer demands, as small as the time left allows.

    CP-SAT names demands that suffice; then each is left out in turn, and stays out where the rest
    is still impossible. A question that is not answered in time keeps its demand. () where it finds
    a plan after all.
    """
    try:
        made = rules.build(data, board.pause, demands=False)
        demands = _demands(made)
        core = list(demands)
        answer = _holds(made, [demands[name] for name in core], board, core_of=demands)
        if answer is True:
            return ()  # it had said that there is no plan
        if isinstance(answer, list):
            core = answer
    except Stopped:
        return tuple(_all_demands(data))
    kept = list(core)
    try:
        for name in core:
            rest = [other for other in kept if other != name]
            if _holds(made, [demands[other] for other in rest], board) is False:
                kept = rest
    except Stopped:
        pass
    return tuple(name for _, name in kept)


def _demands(made: rules.SlotModel) -> dict[tuple[str, str], rules.Literal]:
    """A literal for each demand, which is enforced when it is true."""
    found: dict[tuple[str, str], rules.Literal] = {}
    data = made.data
    for at, meeting in enumerate(data.instance.meetings):
        if meeting.required:
            found["meeting", meeting.id] = made.placed[at]
    for person, participant in enumerate(data.instance.participants):
        if data.least[person]:
            enforced = made.model.new_bool_var("")
            rules.enough_meetings(made, person, unless=enforced)
            found["participant", participant.id] = enforced
    return found


def _all_demands(data: Indexed) -> list[str]:
    names = [meeting.id for meeting in data.instance.meetings if meeting.required]
    return names + [person.id for person in data.instance.participants if person.min_meetings]


def _holds(
    made: rules.SlotModel,
    literals: list[rules.Literal],
    board: Calls,
    core_of: dict[tuple[str, str], rules.Literal] | None = None,
) -> bool | list[tuple[str, str]] | None:
    """Whether these demands can hold together: True, None for "not known in time", False or the core."""
    made.model.clear_assumptions()
    made.model.add_assumptions(literals)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # cores are only told by a single worker
    solver.parameters.random_seed = board.limits.seed
    solver.parameters.linearization_level = 0
    solver.parameters.catch_sigint_signal = False
    status = board.run(solver, made.model, seconds=math.inf if core_of else FILTER_SECONDS)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return True
    if status != cp_model.INFEASIBLE:
        return None
    if core_of is None:
        return False
    told = set(solver.sufficient_assumptions_for_infeasibility())
    return [name for name, literal in core_of.items() if literal.index in told] or False
