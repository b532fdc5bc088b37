"""A repair at once: all that can stay stays, what lost its place gets a free one, waiting requests fill the gaps.

The fewest changes are those that are forced: placements that the changed instance forbids. Where the others all stay
and what is demanded fits beside them, that number is proven. Else meetings are let go in widening circles around the
people concerned, and CP-SAT moves as few of them as it can; at the size of an event the last circle holds everybody,
and its answer is a proof.
"""

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from matchmaking.engine.climb.construct import construct
from matchmaking.engine.cpsat import rules
from matchmaking.engine.cpsat.objectives import changes_of, weight_of
from matchmaking.engine.desk import Candidate
from matchmaking.engine.indexed import Assignment, Indexed, index
from matchmaking.engine.instance import Instance
from matchmaking.engine.measures import demands_met, measure
from matchmaking.engine.parts import Objective, Placement
from matchmaking.engine.repair.rest import rest_of
from matchmaking.engine.tables import seat

MOST_PAIRS = 80_000  # of meeting and slot, with which CP-SAT is asked for a proof over everybody
Pause = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A repaired plan, how much it changes, and a proven bound: no plan changes less.

    `weight_bound`: proven for plans with no more changes than this one, None where nothing is.
    """

    candidate: Candidate
    changes: int
    bound: int
    weight_bound: int | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    """A rest's best placements (None: not found), and what CP-SAT proved of it."""

    placements: tuple[Placement, ...] | None
    impossible: bool = False
    fewest: int = 0  # changes, at least
    heaviest: int | None = None  # weight, at most, with no more changes than the placements


@dataclass(frozen=True, slots=True)
class _Patience:
    """CP-SAT may take until that moment of the monotonic clock, and for each answer so much of its own time."""

    until: float
    effort: float


def propose(
    data: Indexed, pause: Pause, seconds: float = 10.0, *, effort: float = math.inf, most_pairs: int = MOST_PAIRS
) -> Proposal | None:
    """The repair of the instance's previous plan, within about so many seconds; None where none was found.

    `effort`: what CP-SAT may spend on each of its answers, in its deterministic seconds; where that ends it and not the
    clock, the repair is the same each time.

    At 1,000 participants the first circle takes less than a second, and nearly always it is the last. Everybody is
    asked at once, for a proof, where there are no more than `most_pairs` of a meeting and a slot.
    """
    return _Repair(data, pause, _Patience(time.monotonic() + seconds, effort), most_pairs).proposal()


class _Repair:
    def __init__(self, data: Indexed, pause: Pause, patience: _Patience, most_pairs: int) -> None:
        self.data = data
        self.most_pairs = most_pairs
        self.instance = data.instance
        self.pause = pause
        self.patience = patience
        self.may_stay = _may_stay(data)
        self.kept = _kept(data, self.may_stay)
        self.forced = len(self.instance.previous) - len(self.may_stay)

    def proposal(self) -> Proposal | None:
        answer = self._solved(self.kept)
        simple = len(self.kept) == len(self.may_stay)
        found = self._proposal(self.kept, answer)
        if simple and found is not None and found.changes == self.forced:
            weight = None if answer.heaviest is None else answer.heaviest + self._weight(self.kept)
            return Proposal(found.candidate, found.changes, self.forced, weight)
        fewest = self.forced + (simple and answer.impossible)
        if self._small():  # then everybody is asked at once, for the proof
            whole = self._solved({})
            fewest = max(fewest, whole.fewest)
            last = self._proposal({}, whole)
            if last is not None:
                weight = whole.heaviest if last.changes == whole.fewest else None
                return Proposal(last.candidate, last.changes, fewest, weight)
        for released in _circles(self.data, self.kept):
            if found is not None or time.monotonic() > self.patience.until:
                break
            kept = {name: place for name, place in self.kept.items() if name not in released}
            found = self._proposal(kept, self._solved(kept))
        return None if found is None else Proposal(found.candidate, found.changes, min(fewest, found.changes))

    def _small(self) -> bool:
        return self.data.places <= self.most_pairs and time.monotonic() < self.patience.until

    def _weight(self, kept: Mapping[str, Placement]) -> int:
        return sum(meeting.weight for meeting in self.instance.meetings if meeting.id in kept)

    def _solved(self, kept: Mapping[str, Placement]) -> _Answer:
        self.pause()
        return _solved(rest_of(self.instance, kept), self.pause, self.patience)

    def _proposal(self, kept: Mapping[str, Placement], answer: _Answer) -> Proposal | None:
        """The kept placements and the rest's as one plan, if it keeps all demands."""
        if answer.placements is None:
            return None
        places = {**kept, **{place.meeting: place for place in answer.placements}}
        slot_of = {slot.id: at for at, slot in enumerate(self.instance.slots)}
        table_of = {table.id: at for at, table in enumerate(self.instance.tables)}
        found = [places.get(meeting.id) for meeting in self.instance.meetings]
        slots = [None if place is None else slot_of[place.slot] for place in found]
        if not demands_met(self.data, slots):
            return None
        tables = [None if place is None or place.table is None else table_of[place.table] for place in found]
        return Proposal(Candidate(slots, tables), measure(Objective.CHANGES, self.data, slots, tables), 0)


def _may_stay(data: Indexed) -> dict[str, Placement]:
    """The placements of the previous plan that the instance still allows, each for itself."""
    places = zip(data.instance.previous, data.previous_places(), strict=True)
    return {place.meeting: place for place, numbers in places if data.may_stay(*numbers)}


def _kept(data: Indexed, may_stay: Mapping[str, Placement]) -> dict[str, Placement]:
    """Those of them that can stay together: all, unless the previous plan was at odds with itself."""
    kept: dict[str, Placement] = {}
    rank = {slot.id: at for at, slot in enumerate(data.instance.slots)}
    taken: set[tuple[int, str]] = set()
    seats: set[tuple[str, str]] = set()
    count = [0] * len(data.meetings_of)
    for at in data.order:
        meeting = data.instance.meetings[at]
        place = may_stay.get(meeting.id)
        if place is None:
            continue
        people = data.people[at]
        busy = any((person, place.slot) in taken or count[person] >= data.most[person] for person in people)
        late = any(name in kept and rank[kept[name].slot] >= rank[place.slot] for name in meeting.after)
        if busy or late or (place.table is not None and (place.table, place.slot) in seats):
            continue
        kept[meeting.id] = place
        if place.table is not None:
            seats.add((place.table, place.slot))
        for person in people:
            taken.add((person, place.slot))
            count[person] += 1
    return kept


def _circles(data: Indexed, kept: Mapping[str, Placement]) -> Iterable[set[str]]:
    """Kept meetings to let go: those of the people of whom something is demanded that is not kept, then of those they
    meet, and so on up to everybody.
    """
    instance = data.instance
    by_person: dict[int, list[int]] = defaultdict(list)
    for at, meeting in enumerate(instance.meetings):
        if meeting.id in kept:
            for person in data.people[at]:
                by_person[person].append(at)
    needed = {at for at, meeting in enumerate(instance.meetings) if data.required[at] and meeting.id not in kept}
    for at, meeting in enumerate(instance.meetings):
        if meeting.id in kept:
            needed.update(earlier for earlier in data.after[at] if instance.meetings[earlier].id not in kept)
    people = {person for at in needed for person in data.people[at]}
    people |= {person for person, least in enumerate(data.least) if len(by_person[person]) < least}
    released: set[str] = set()
    while len(released) < len(kept):
        meetings = {at for person in people for at in by_person[person]}
        wider = {instance.meetings[at].id for at in meetings}
        if wider == released:
            wider = set(kept)
        released = wider
        yield released
        people |= {person for at in meetings for person in data.people[at]}


def _solved(rest: Instance, pause: Pause, patience: _Patience) -> _Answer:
    """The rest with the fewest changes, then the most weight (where weight counts, else the fewest meetings)."""
    data = index(rest)
    first = construct(data, pause)
    begun = first if demands_met(data, first) else None
    made = rules.build(data, pause)
    _hint(made, first)
    fewest = 0
    if rest.previous:
        changes = changes_of(made)
        if not isinstance(changes, int):
            made.model.minimize(changes)
            status, slots, bound = _answered(made, patience, share=0.5)
            if status == cp_model.INFEASIBLE:
                return _Answer(None, impossible=True)
            fewest = math.ceil(bound - 1e-6) if slots is not None else 0
            if slots is None:
                return _placed(data, begun, pause, fewest, None)
            made.model.add(
                changes <= measure(Objective.CHANGES, data, slots, seat(data, slots, keep=True, pause=pause))
            )
            _hint(made, slots)
            begun = slots
        else:
            fewest = changes
    counted = Objective.WEIGHT in rest.objective
    made.model.maximize(weight_of(made) if counted else -cp_model.LinearExpr.sum(made.placed))
    status, slots, bound = _answered(made, patience)
    if status == cp_model.INFEASIBLE:
        return _Answer(None, impossible=True)
    heaviest = math.floor(bound + 1e-6) if counted and slots is not None else None
    return _placed(data, slots or begun, pause, fewest, heaviest)


def _placed(data: Indexed, slots: Assignment | None, pause: Pause, fewest: int, heaviest: int | None) -> _Answer:
    """The answer with table numbers."""
    if slots is None:
        return _Answer(None, fewest=fewest)
    instance = data.instance
    tables = seat(data, slots, keep=True, pause=pause)
    placements = tuple(
        Placement(meeting.id, instance.slots[slot].id, None if table is None else instance.tables[table].id)
        for meeting, slot, table in zip(instance.meetings, slots, tables, strict=True)
        if slot is not None
    )
    return _Answer(placements, fewest=fewest, heaviest=heaviest)


def _hint(made: rules.SlotModel, assignment: Assignment) -> None:
    made.model.clear_hints()  # type: ignore[no-untyped-call] # OR-Tools leaves it untyped
    hinted: set[int] = set()
    for held, placed, slot in zip(made.held, made.placed, assignment, strict=True):
        for at, literal in held.items():
            hinted.add(literal.index)
            made.model.add_hint(literal, at == slot)
        if placed.index not in hinted:
            made.model.add_hint(placed, slot is not None)


def _answered(
    made: rules.SlotModel, patience: _Patience, share: float = 1.0
) -> tuple[cp_model.CpSolverStatus, Assignment | None, float]:
    """CP-SAT's status, the slots it found, and its bound, within that share of the time left."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = max(0.01, share * (patience.until - time.monotonic()))
    solver.parameters.max_deterministic_time = patience.effort
    solver.parameters.catch_sigint_signal = False
    status = solver.solve(made.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return status, None, 0.0
    slots = [next((slot for slot, x in held.items() if solver.boolean_value(x)), None) for held in made.held]
    return status, slots, solver.best_objective_bound
