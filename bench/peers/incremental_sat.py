"""Incremental SAT as the literature has it: the peer for instances with all meetings required and fewest breaks.

CaDiCaL with the implied constraints of Bofill et al. (JAIR 74, 2022) and one totalizer over the breaks, whose bound is
assumed: a plan without breaks is sought, then one with one break at most, until there is one.
"""

from __future__ import annotations

import itertools
import time
from collections import defaultdict

from pysat.card import CardEnc, EncType, ITotalizer
from pysat.formula import IDPool
from pysat.solvers import Cadical195

from matchmaking.engine import Instance

LEAST_MEETINGS = 2  # fewer meetings than this make no break
CONFLICTS = 20_000  # between two looks at the clock


class _Encoding:
    """The instance in clauses; x[m, s] holds when meeting m stands in slot s, busy[p, s] when participant p meets."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.pool = IDPool()
        self.clauses: list[list[int]] = []
        self.rank = {slot.id: at for at, slot in enumerate(instance.slots)}
        self.tables = [
            sum(table.slots is None or slot.id in table.slots for table in instance.tables) for slot in instance.slots
        ]
        self.held: dict[str, dict[int, int]] = {}
        self.busy: dict[str, dict[int, int]] = defaultdict(dict)
        self.of: dict[str, list[str]] = {person.id: [] for person in instance.participants}
        self._meetings()
        self._people()
        self._tables()
        self._precedences()
        self.breaks = {person: self._breaks(person) for person in self.of}
        self._spread()

    def _meetings(self) -> None:
        away = {person.id: {self.rank[name] for name in person.unavailable} for person in self.instance.participants}
        for meeting in self.instance.meetings:
            slots = set(range(len(self.rank)) if meeting.slots is None else (self.rank[name] for name in meeting.slots))
            if meeting.fixed is not None:
                slots &= {self.rank[meeting.fixed.slot]}
            for person in meeting.participants:
                slots -= away[person]
                self.of[person].append(meeting.id)
            self.held[meeting.id] = {slot: self.pool.id() for slot in sorted(slots)}
            literals = list(self.held[meeting.id].values())
            self.clauses.append(literals)
            self._count(CardEnc.atmost, literals, 1, EncType.pairwise)

    def _people(self) -> None:
        """One meeting at a time; the busy slots add up to the meetings."""
        for person, meetings in self.of.items():
            by_slot: dict[int, list[int]] = defaultdict(list)
            for meeting in meetings:
                for slot, literal in self.held[meeting].items():
                    by_slot[slot].append(literal)
            for slot, literals in sorted(by_slot.items()):
                busy = self.busy[person][slot] = self.pool.id()
                self._count(CardEnc.atmost, literals, 1, EncType.pairwise)
                self.clauses.append([-busy, *literals])
                self.clauses.extend([busy, -literal] for literal in literals)
            self._count(CardEnc.equals, list(self.busy[person].values()), len(meetings), EncType.seqcounter)

    def _tables(self) -> None:
        """Clusters of meetings around one participant, and the busy people, in each slot."""
        clusters = self._clusters()
        for slot, tables in enumerate(self.tables):
            groups = [[self.held[m][slot] for m in cluster if slot in self.held[m]] for cluster in clusters]
            seated = []
            for group in filter(None, groups):
                cluster = self.pool.id()
                self.clauses.extend([-literal, cluster] for literal in group)
                seated.append(cluster)
            if len(seated) > tables:
                self._count(CardEnc.atmost, seated, tables, EncType.totalizer)
            if all(len(meeting.participants) == 2 and not meeting.online for meeting in self.instance.meetings):  # noqa: PLR2004
                self._pairs([busy[slot] for busy in self.busy.values() if slot in busy], tables)

    def _clusters(self) -> list[list[str]]:
        """Every meeting in one cluster, around the participant with most meetings left."""
        left = {person: set(meetings) for person, meetings in self.of.items()}
        people = {meeting.id: meeting.participants for meeting in self.instance.meetings}
        clusters = []
        while any(left.values()):
            centre = max(left, key=lambda person: len(left[person]))
            clusters.append(sorted(left[centre]))
            for meeting in clusters[-1]:
                for person in people[meeting]:
                    left[person].discard(meeting)
        return clusters

    def _pairs(self, literals: list[int], tables: int) -> None:
        """At most twice the tables are busy, and an even number is."""
        if not literals:
            return
        most = min(2 * tables, len(literals))
        counter = ITotalizer(literals, ubound=len(literals), top_id=self.pool.top)
        self._take(counter.cnf.clauses)
        outputs = counter.rhs
        self._at_least(literals, outputs)
        self.clauses.extend([-output] for output in outputs[most:])
        self.clauses.extend([-outputs[at], outputs[at + 1]] for at in range(0, len(outputs) - 1, 2))
        if len(outputs) % 2:
            self.clauses.append([-outputs[-1]])

    def _at_least(self, literals: list[int], outputs: list[int]) -> None:
        """The totalizer's other direction, as a totalizer of the negations: output k needs k literals."""
        idle = ITotalizer([-literal for literal in literals], ubound=len(literals), top_id=self.pool.top)
        self._take(idle.cnf.clauses)
        for at, output in enumerate(outputs):
            self.clauses.append([-output, -idle.rhs[len(literals) - 1 - at]])

    def _precedences(self) -> None:
        for meeting in self.instance.meetings:
            for name in meeting.after:
                for slot, literal in self.held[meeting.id].items():
                    self.clauses.append([-literal, *(one for s, one in self.held[name].items() if s < slot)])

    def _breaks(self, person: str) -> list[int]:
        """Literals true where a break of the person begins: busy before, idle here, and busy again."""
        busy = self.busy[person]
        if len(self.of[person]) < LEAST_MEETINGS:
            return []
        first, last = min(busy, default=0), max(busy, default=0)
        later: dict[int, int] = {}
        for slot in range(last, first, -1):
            later[slot] = self.pool.id()
            if slot in busy:
                self.clauses.append([-busy[slot], later[slot]])
            if slot + 1 in later:
                self.clauses.append([-later[slot + 1], later[slot]])
            reasons = [literal for literal in (busy.get(slot), later.get(slot + 1)) if literal is not None]
            self.clauses.append([-later[slot], *reasons])
        found = []
        for slot in range(first + 1, last):
            if slot - 1 not in busy:
                continue
            begins = self.pool.id()
            here = [busy[slot]] if slot in busy else []
            self.clauses.append([-busy[slot - 1], *here, -later[slot + 1], begins])
            self.clauses.extend([[-begins, busy[slot - 1]], [-begins, later[slot + 1]]])
            self.clauses.extend([-begins, -literal] for literal in here)
            found.append(begins)
        return found

    def _spread(self) -> None:
        """Low <= breaks(p) <= low + spread, low in unary."""
        spread = self.instance.rules.max_break_spread
        if spread is None or not self.breaks:
            return
        counted: list[list[int]] = []
        for literals in self.breaks.values():
            if not literals:
                counted.append([])
                continue
            counter = ITotalizer(literals, ubound=len(literals), top_id=self.pool.top)
            self._take(counter.cnf.clauses)
            self._at_least(literals, counter.rhs)
            counted.append(list(counter.rhs))
        most = max(map(len, counted))
        low = [self.pool.id() for _ in range(most)]
        for outputs in counted:
            for at in range(most):
                if at + spread < len(outputs):
                    self.clauses.append([-outputs[at + spread], low[at]])
                self.clauses.append([-low[at], outputs[at]] if at < len(outputs) else [-low[at]])

    def _count(self, rule: object, literals: list[int], bound: int, encoding: int) -> None:
        """A cardinality constraint, its helping variables taken from the pool."""
        if bound > len(literals):
            self.clauses.append([])
            return
        made = rule(lits=literals, bound=bound, top_id=self.pool.top, encoding=encoding)  # type: ignore[operator]
        self._take(made.clauses)

    def _take(self, clauses: list[list[int]]) -> None:
        self.clauses.extend(clauses)
        top = max((abs(literal) for literal in itertools.chain.from_iterable(clauses)), default=0)
        self.pool.top = max(self.pool.top, top)


def solve(instance: Instance, seconds: float) -> tuple[str, int | None, int, float]:
    """The status (optimal, infeasible, unknown), the fewest breaks found, a bound, and seconds of wall clock.

    All meetings are taken as required, and tables as alike: the published instances have no bound ones. As the search
    comes from below, the first plan is the best one.
    """
    began = time.monotonic()
    made = _Encoding(instance)
    if any(not clause for clause in made.clauses):
        return "infeasible", None, 0, time.monotonic() - began
    literals = [literal for breaks in made.breaks.values() for literal in breaks]
    totalizer = ITotalizer(literals, ubound=len(literals), top_id=made.pool.top) if literals else None
    with Cadical195(bootstrap_with=made.clauses + (totalizer.cnf.clauses if totalizer else [])) as solver:
        for bound in range(len(literals) + 1):
            assumed = [-totalizer.rhs[bound]] if totalizer and bound < len(literals) else []
            answer = _within(solver, assumed, seconds - (time.monotonic() - began))
            if answer is None:
                return "unknown", None, bound, time.monotonic() - began
            if answer:
                return "optimal", bound, bound, time.monotonic() - began
            if not solver.get_core():  # impossible whatever the bound
                break
    return "infeasible", None, 0, time.monotonic() - began


def _within(solver: Cadical195, assumed: list[int], seconds: float) -> bool | None:
    """The solver's answer, or None when the seconds ran out."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        solver.conf_budget(CONFLICTS)
        answer: bool | None = solver.solve_limited(assumptions=assumed)
        if answer is not None:
            return answer
    return None
