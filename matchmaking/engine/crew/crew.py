"""The crew of one search: sends searchers, hears them, believes what holds, replaces who breaks."""

import logging
import time
from collections.abc import Callable, Iterable
from multiprocessing.connection import wait

from matchmaking.engine.bounds import at_once
from matchmaking.engine.crew import roster
from matchmaking.engine.crew.ledger import Ledger, Liar
from matchmaking.engine.crew.messages import Claim, Explained, Failed, Impossible, Job, Message, Offer, Said
from matchmaking.engine.crew.process import ProcessPost, Recruit
from matchmaking.engine.crew.second_look import GLANCE, demands_alone, refuted
from matchmaking.engine.crew.thread import ThreadPost
from matchmaking.engine.desk import Candidate, Limits, Stopped
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.plan import Unplaced
from matchmaking.engine.sat.quest import applies

log = logging.getLogger(__name__)

COUNTING = "counting"  # the source of what needs no search
CONFIRMING = 5.0  # seconds for a second look at a proof that there is no plan
COUNTED = 1_000_000  # meetings times slots, up to which bounds by counting take no more than a second
FOREVER = 10.0**7  # seconds: four months, which any clock can count
JUDGING = 0.25  # of the time, at most, goes to judging plans that are soon outdone

Post = ProcessPost | ThreadPost
Wanted = Callable[[roster.Situation], list[str]]


class Crew:
    """Up to `limits.workers` searchers at once on `data`, for so many seconds. `ledger` holds what they found.

    `wanted` says who would be of use, most useful first; those `recruits` that it names first have the first jobs.
    """

    def __init__(
        self,
        data: Indexed,
        limits: Limits,
        seconds: float,
        wanted: Wanted = roster.wanted,
        recruits: Iterable[Recruit] = (),
    ) -> None:
        self.data = data
        self._wanted = wanted
        self.ledger = Ledger(data)
        self.state = "constructing"
        self._limits = limits
        self._began = time.monotonic()
        self._until = self._began + min(seconds, FOREVER)
        self._posts: list[Post] = []
        self._recruits = {recruit.searcher: recruit for recruit in recruits}
        self._done: set[str] = set()
        self._broken: set[str] = set()
        self._pending: dict[str, Candidate] = {}
        self._judged = 0.0  # when plans may next be judged
        self._counted: set[tuple[int, ...]] = set()
        if self.ledger.order[0] is Objective.WEIGHT:
            most = sum(weight for weight, slots in zip(data.weight, data.allowed, strict=True) if slots)
            self.ledger.claim(COUNTING, Claim(Objective.WEIGHT, (), most))

    def left(self) -> float:
        """Seconds until the search must end."""
        return max(0.0, self._until - time.monotonic())

    def work(self, seconds: float) -> bool:
        """Wait for so long at most, then take in what was found. False when nothing is left to find."""
        self._wait(min(seconds, self.left()))
        changed = False
        for post in list(self._posts):
            for message in post.messages():
                changed = self._take(post, message) or changed
            if post.ended:
                self._judged = 0.0  # whoever comes next begins with what this one left
        changed = self._judge_pending() or changed
        if changed:
            self._count_bounds()
            for post in self._posts:
                post.tell(self.ledger.news())
        self._assign()
        return bool(self._posts)

    def offer(self, source: str, candidate: Candidate) -> None:
        """Take in a plan from outside the crew."""
        self._pending[source] = candidate

    def end(self, *, hurried: bool = False) -> None:
        """Call everybody off, and judge what they left. `hurried`: somebody waits, so any tables will do."""
        if hurried and self.ledger.best is not None:
            self.ledger.best.hurry()
        self._send_home()
        for post in self._posts:
            for message in post.messages():
                self._take(post, message)
            post.end()
        self._posts = []
        self._judged = 0.0
        self._judge_pending()

    def count_all(self) -> None:
        """Every objective's bound by counting, for the best plan: about a second at 1,000 participants."""
        best = self.ledger.best
        if best is not None and self.data.places <= COUNTED:
            for rank in range(len(self.ledger.order)):
                self._count_bound(rank, best.values(rank))

    def confirm(self, pause: Callable[[], None]) -> bool:
        """Let another searcher look at what is called impossible. False where it finds a plan: the search must go on.

        What it does not decide in `CONFIRMING` seconds is believed, for it was proven once; and so is what counting
        shows. CP-SAT looks at the conflict alone, exact search in clauses at the whole, if it can. `pause` as always.
        """
        ledger, instance = self.ledger, self.data.instance
        if ledger.accused_by in (roster.SAT, roster.RIVAL):
            judge, instance = roster.CPSAT, demands_alone(instance, ledger.conflict)
        elif ledger.accused_by == roster.CPSAT and all(self.data.required) and applies(self.data):
            judge = roster.SAT
        else:
            return True
        self.state = "explaining conflict"
        if not refuted(instance, judge, self._limits, min(CONFIRMING, self.left()), pause):
            return True
        self._dismiss(Liar(ledger.accused_by, "the conflict that it names has a plan"))
        return False

    def reasons(self, pause: Callable[[], None], seconds: float) -> tuple[Unplaced, ...] | None:
        """Why the best plan leaves out what it does, asked for so many seconds; None where nothing came in time.

        The questions may bring up a better plan, which is then the best. `pause` may raise Stopped to end them.
        """
        self._until = time.monotonic() + seconds
        post = self._post(roster.EXPLAIN) if seconds > 0 else None
        told: Explained | None = None
        self._judged = 0.0
        try:
            while post is not None and not post.ended and self.left() > 0:
                self._wait(min(GLANCE, self.left()))
                for message in post.messages():
                    told = message if isinstance(message, Explained) else told
                    self._take(post, message)
                self._judge_pending()
                pause()
        except Stopped:
            pass
        self.end()
        best = self.ledger.best
        return told.unplaced if told is not None and best is not None and told.slots == best.candidate.slots else None

    def abandon(self) -> None:
        """Call everybody off; what they found is of no use any more."""
        self._send_home()
        for post in self._posts:
            post.end()
        self._posts = []

    def _wait(self, seconds: float) -> None:
        connections = [post.connection for post in self._posts if isinstance(post, ProcessPost)]
        if connections:
            wait(connections, seconds)
        for post in self._posts:
            if isinstance(post, ThreadPost):
                post.wait(seconds)

    def _assign(self) -> None:
        seconds = time.monotonic() - self._began
        spent = seconds / max(1e-9, self._until - self._began)
        over = frozenset(self._done | self._broken)
        now = roster.Situation(self.data, self.ledger, self._limits, seconds, spent, over)
        names = self._wanted(now)[: self._limits.workers] if self.left() > 0 else []
        for post in self._posts:
            if post.searcher not in names:
                post.end()
        self._posts = [post for post in self._posts if not post.ended]
        busy = {post.searcher for post in self._posts}
        for name in names:
            if name not in busy:
                self._post(name)
        self._send_home()

    def _send_home(self) -> None:
        """Who was not needed at once is not kept."""
        for recruit in self._recruits.values():
            recruit.end()
        self._recruits = {}

    def _post(self, name: str) -> Post:
        """Send a searcher to work, with all that is known by now."""
        job = Job(name, self.data.instance, self._limits, self.left(), self.ledger.news())
        post = (
            ThreadPost(job) if roster.in_thread(self.data, name) else ProcessPost(job, self._recruits.pop(name, None))
        )
        self._posts.append(post)
        return post

    def _take(self, post: Post, message: Message) -> bool:
        """Act on what a searcher says. Tells whether others should hear of it."""
        source = post.searcher
        try:
            match message:
                case Offer(candidate):
                    self._pending[source] = candidate
                case Claim():
                    self.ledger.claim(source, message)
                    return True
                case Impossible(conflict):
                    self.ledger.accuse(source, conflict)
                case Said(state):
                    self.state = state
                case Failed(told):
                    log.error("%s broke; others go on without it: %s", source, told)
                    self._broken.add(source)
                case _:
                    self._done.add(source)
        except Liar as liar:
            self._dismiss(liar)
            return True
        return False

    def _judge_pending(self) -> bool:
        began = time.monotonic()
        if not self._pending or began < self._judged:
            return False
        changed = False
        for source, candidate in self._pending.items():
            try:
                changed = self.ledger.offer(source, candidate) or changed
            except Liar as liar:
                self._dismiss(liar)
                changed = True
        self._pending.clear()
        self._judged = time.monotonic() + (time.monotonic() - began) / JUDGING
        return changed

    def _dismiss(self, liar: Liar) -> None:
        log.error("%s is not to be believed; others go on without it: %s", liar.source, liar.told)
        self.ledger.distrust(liar.source)
        self._broken.add(liar.source)
        self._done.clear()  # what they took for proven may have been a lie
        for post in self._posts:
            if post.searcher == liar.source:
                post.end()
        try:
            self.ledger.test_claims()
        except Liar as another:
            self._dismiss(another)

    def _count_bounds(self) -> None:
        """Bounds by counting, for each objective where those before it stand."""
        best = self.ledger.best
        if best is None or self.data.places > COUNTED:
            return
        for rank in range(min(self.ledger.settled() + 1, len(self.ledger.order))):
            self._count_bound(rank, best.values(rank))

    def _count_bound(self, rank: int, given: tuple[int, ...]) -> None:
        key = (rank, *given)
        if key in self._counted:
            return
        self._counted.add(key)
        name = self.ledger.order[rank]
        try:
            self.ledger.claim(COUNTING, Claim(name, given, at_once.bound(name, self.data, given)))
        except Liar as liar:
            self._dismiss(liar)
