"""Who is sent to search: as many as there are cores, by what is known and what is left to find."""

from dataclasses import dataclass

from matchmaking.engine.crew.ledger import Ledger
from matchmaking.engine.desk import Limits
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.instance import Instance
from matchmaking.engine.parts import Objective
from matchmaking.engine.sat.quest import applies

CLIMB = "matchmaking.engine.climb.weight"
CLIMB_TOO = "matchmaking.engine.climb.weight_rival"
ANNEAL = "matchmaking.engine.climb.anneal"
ANNEAL_TOO = "matchmaking.engine.climb.anneal_rival"
REPAIR = "matchmaking.engine.repair.search"
BOUNDS = "matchmaking.engine.bounds.search"
DAYS = "matchmaking.engine.bounds.by_days"
CPSAT = "matchmaking.engine.cpsat.search"
SAT = "matchmaking.engine.sat.search"
RIVAL = "matchmaking.engine.sat.rival"
EXPLAIN = "matchmaking.engine.explain.search"

TINY = 1_200  # meetings times slots, up to which one exact search in a thread is quicker than a process
SOON = 1.0  # seconds, after which even so small an event is worth processes, if they can do something else
RIVALS = 20_000  # meetings times slots, up to which two exact searches beat one beside a local search
MODEL_BYTES = 2_000  # that CP-SAT takes for a meeting in a slot, measured at 15,000 meetings in 30 slots
MODELS = 30_000  # meetings times slots, up to which CP-SAT finds what the local search does not
CLIMBING = 0.5  # of the time limit goes to the weight at most, where other objectives follow
FOR_CLAUSES = 0.45  # of the time limit two exact searches have to come near the bound, before one makes way
FAR = 10  # units of an objective between the best plan and the bound, more than which is not near
ALONE = (0.35, 0.7)  # of the time limit, when a single core turns from weight to the rest, and to proofs


@dataclass(frozen=True, slots=True)
class Situation:
    """What the choice depends on.

    `seconds` since the beginning; `spent`: the same as a share of the time limit; `over`: searchers that are done or
    broke.
    """

    data: Indexed
    ledger: Ledger
    limits: Limits
    seconds: float
    spent: float
    over: frozenset[str]


def wanted(now: Situation) -> list[str]:
    """The searchers that would be of use now, most useful first; none when all is proven.

    It is asked again whenever something changes: one that is no longer among the first so many is called off.
    """
    ledger, data = now.ledger, now.data
    if ledger.conflict or (ledger.best is not None and ledger.settled() == len(ledger.order)):
        return []
    whole = _is_whole(data, ledger) and applies(data)
    if is_tiny(data) and not (whole and _is_stuck(now)):
        return [CPSAT] if CPSAT not in now.over else []
    first = [REPAIR] if Objective.CHANGES in ledger.order and data.instance.previous else []
    small = data.places <= RIVALS
    room = now.limits.memory // MODEL_BYTES
    models = [CPSAT] if data.places <= (room if _ended_without_a_plan(now) else min(MODELS, room)) else []
    days = [DAYS] if ledger.best is not None and not {Objective.BREAKS, Objective.IDLE}.isdisjoint(ledger.order) else []
    climbing = [CLIMB] if _weight_is_open(ledger) and now.spent < _turn(now, 0) else []
    annealing = [ANNEAL] if _others_are_open(ledger) else []
    clauses = [SAT] if whole else []
    if now.limits.work is not None:  # nobody is called off by the clock, so those who end by themselves take turns
        order = [*first, BOUNDS, CLIMB, *annealing, *days]
    elif now.limits.workers == 1:
        local = climbing or (annealing if now.spent < _turn(now, 1) else [])
        order = [*first, BOUNDS, *local, *(clauses or models), *days, *models, *annealing, CLIMB]
    elif whole and small:
        pair = [SAT, *annealing, RIVAL] if now.spent > FOR_CLAUSES and _is_far(ledger) else [SAT, RIVAL]
        order = [*first, *pair, BOUNDS, *climbing, *annealing, *models]
    elif climbing and not models:
        order = [*first, CLIMB, BOUNDS, CLIMB_TOO, *clauses, *annealing]  # CLIMB soon has the bound itself
    elif climbing:
        order = [*first, BOUNDS, CLIMB, *clauses, *models, *annealing]
    else:
        last = [*([CLIMB] if _weight_is_open(ledger) else []), *([ANNEAL_TOO] if annealing and not first else [])]
        order = [*first, BOUNDS, *annealing, *days, *clauses, *models, *last]
    return list(dict.fromkeys(one for one in order if one not in now.over))


def _ended_without_a_plan(now: Situation) -> bool:
    """Whether the local search did: then a model is asked that is larger than those that are soon solved."""
    return now.ledger.best is None and CLIMB in now.over


def _is_stuck(now: Situation) -> bool:
    """Whether the one exact search takes longer than most do."""
    return now.seconds > SOON and now.limits.work is None


def first_wanted(instance: Instance, limits: Limits) -> list[str]:
    """Who will be wanted first, by the size alone; nobody where that is not sure, or nothing is gained by knowing."""
    large = len(instance.meetings) * len(instance.slots) > MODELS
    if not large or limits.workers == 1 or limits.work is not None or instance.previous:
        return []
    return [CLIMB, BOUNDS]


def is_tiny(data: Indexed) -> bool:
    """Whether one exact search in a thread will do, or will do for a beginning."""
    return data.places <= TINY


def in_thread(data: Indexed, searcher: str) -> bool:
    """Whether the searcher may share this process: it is quick, and hears in time that it is called off."""
    return is_tiny(data) and searcher in (CPSAT, EXPLAIN)


def _is_whole(data: Indexed, ledger: Ledger) -> bool:
    """Whether every plan worth looking at places every meeting."""
    if all(data.required):
        return True
    if ledger.best is None or Objective.WEIGHT not in ledger.order:
        return False
    rank = ledger.order.index(Objective.WEIGHT)
    return rank == 0 and ledger.best.value(Objective.WEIGHT) == sum(data.weight)


def _is_far(ledger: Ledger) -> bool:
    """Whether the best plan is far from the bound in the first objective that is open."""
    if ledger.best is None:
        return False
    rank = ledger.settled()
    return rank < len(ledger.order) and abs(ledger.best.value(ledger.order[rank]) - ledger.bound(rank)) > FAR


def _weight_is_open(ledger: Ledger) -> bool:
    if ledger.best is None:
        return True
    if Objective.WEIGHT not in ledger.order:
        return False
    return ledger.settled() <= ledger.order.index(Objective.WEIGHT)


def _others_are_open(ledger: Ledger) -> bool:
    return ledger.best is not None and ledger.order != (Objective.WEIGHT,)


def _turn(now: Situation, which: int) -> float:
    """The share of the time limit after which others have their turn; never, where nothing else is asked for."""
    if now.ledger.order == (Objective.WEIGHT,):
        return 1.0
    return ALONE[which] if now.limits.workers == 1 else CLIMBING
