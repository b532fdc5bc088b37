"""`solve`: an instance in, a plan out. Others search, in processes of their own; the caller hears in theirs."""

import time

from matchmaking.engine.climb.construct import construct, construct_bare
from matchmaking.engine.crew.crew import COUNTING, Crew
from matchmaking.engine.crew.process import Recruit
from matchmaking.engine.crew.roster import first_wanted
from matchmaking.engine.crew.second_look import GLANCE
from matchmaking.engine.desk import Candidate, Limits, Stopped
from matchmaking.engine.explain.counted_conflict import counted_conflict
from matchmaking.engine.finish import finished
from matchmaking.engine.indexed import index
from matchmaking.engine.instance import Instance
from matchmaking.engine.measures import demands_met
from matchmaking.engine.memory import require_memory
from matchmaking.engine.parts import Objective
from matchmaking.engine.plan import Plan
from matchmaking.engine.progress import OnProgress, Progress
from matchmaking.engine.standing import any_tables

HEARTBEAT = 0.1  # seconds between two words to the caller
LESS_IS_BETTER = (Objective.BREAKS, Objective.IDLE, Objective.MOVES)  # an empty plan has none
LAST_SHARE, LAST_SECONDS = 0.1, 5.0  # of the time limit, and at most: kept for tables and reasons


def solve(instance: Instance, limits: Limits | None = None, on_progress: OnProgress | None = None) -> Plan:
    """The best plan found within the limits, with a proven bound for each objective.

    `on_progress` is called in the caller's thread, about ten times a second and once at the end; at 1,000 participants
    a second and a half may pass between two calls, while a plan is judged or its tables are given.
    Where it returns False, the search ends within half a second with the best plan so far. What it
    raises ends the search too and is passed on. Raises InstanceError, before any of it is used, where the
    instance needs more memory than the limits allow.
    """
    return _Search(instance, limits or Limits(), on_progress).run()


class _Search:
    """One search, as the caller's thread sees it."""

    def __init__(self, instance: Instance, limits: Limits, on_progress: OnProgress | None) -> None:
        require_memory(instance, limits)
        self.began = time.monotonic()
        self.limits = limits
        self.on_progress = on_progress
        self.told = 0.0
        self.stopped = False
        recruits = [Recruit(searcher) for searcher in first_wanted(instance, limits)]
        try:
            self.data = index(instance)
        except BaseException:
            for recruit in recruits:
                recruit.end()
            raise
        last = min(LAST_SECONDS, LAST_SHARE * limits.time_limit)
        seconds = limits.time_limit - last - (time.monotonic() - self.began)
        self.crew = Crew(self.data, limits, seconds, recruits=recruits)

    def run(self) -> Plan:
        try:
            conflict = counted_conflict(self.data)
            if conflict:
                self.crew.ledger.accuse(COUNTING, conflict)
            else:
                self._search()
        except BaseException:
            self.crew.abandon()
            raise
        self.crew.end(hurried=self.stopped)
        plan = finished(self.crew, self.began, self._finishing, self._last_seconds(), hurried=self.stopped)
        self.crew.state = "done"
        self._report()
        return plan

    def _last_seconds(self) -> float:
        """Seconds for the reasons: what is left of the limit, within reason.

        None after a word to stop; nor where only the work may count, for they may bring up another plan.
        """
        if self.stopped or self.limits.work is not None:
            return 0.0
        return min(LAST_SECONDS, max(0.0, self.limits.time_limit - (time.monotonic() - self.began)))

    def _search(self) -> None:
        try:
            self._pause()
            first = construct(self.data, self._pause)
            full = demands_met(self.data, first)
            if full:
                at_once = any_tables(self.data, first) if self.data.instance.previous else None
                self.crew.offer("construct", Candidate(first, at_once))
            if not full or self.data.instance.objective[0] in LESS_IS_BETTER:
                self._offer_a_bare_plan()
            while self.crew.work(GLANCE) or not self.crew.confirm(self._pause_idly):
                self._pause_idly()
        except Stopped:
            pass

    def _offer_a_bare_plan(self) -> None:
        """One that holds little, which breaks nobody's demands, or is the better in what comes first."""
        bare = construct_bare(self.data, self._pause)
        if demands_met(self.data, bare):
            self.crew.offer("construct_bare", Candidate(bare))

    def _pause(self) -> None:
        """Called often while the caller's thread is busy. Raises Stopped when the search must end."""
        self.crew.work(0.0)
        self._pause_idly()

    def _pause_idly(self) -> None:
        """As `_pause`, where the crew is looked at anyhow."""
        if self.on_progress is not None and time.monotonic() - self.told >= HEARTBEAT:
            self.stopped = self._report() is False
        if self.stopped or self.crew.left() <= 0:
            raise Stopped

    def _finishing(self) -> None:
        """Called often while tables are given and reasons sought. Raises Stopped when time is over."""
        if self.on_progress is not None and time.monotonic() - self.told >= HEARTBEAT:
            self.stopped = self.stopped or self._report() is False
        if self.stopped or time.monotonic() - self.began > self.limits.time_limit:
            raise Stopped

    def _report(self) -> bool | None:
        self.told = time.monotonic()
        return None if self.on_progress is None else self.on_progress(self._progress())

    def _progress(self) -> Progress:
        ledger, seconds = self.crew.ledger, time.monotonic() - self.began
        best = ledger.best
        if best is None:
            return Progress(self.crew.state, "", None, None, None, seconds)
        settled = ledger.settled()
        rank = min(settled, len(ledger.order) - 1)
        reached = tuple((name, best.value(name), ledger.bound(at)) for at, name in enumerate(ledger.order[:settled]))
        placed = sum(slot is not None for slot in best.candidate.slots)
        name = ledger.order[rank]
        return Progress(self.crew.state, name, best.value(name), ledger.bound(rank), placed, seconds, reached)
