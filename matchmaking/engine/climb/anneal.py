"""The searcher for what comes after the weight: simulated annealing, in rounds from the best plan, ever longer ones."""

import math
import time
from collections.abc import Iterator

from matchmaking.engine.climb.anneal_goal import ROW, goal_of, held_fast, meetings_for
from matchmaking.engine.climb.anneal_legs import HOT, Leg, can_draw, legs
from matchmaking.engine.climb.anneal_schedule import GROWTH, End, Schedule
from matchmaking.engine.climb.anneal_state import SHORT, aim_at, begin, place_all
from matchmaking.engine.climb.anneal_steps import Course, Record, anneal, rank
from matchmaking.engine.climb.arrays import arrays, to_array, to_assignment
from matchmaking.engine.desk import Candidate, Desk
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective
from matchmaking.engine.standing import Standing, keeps_tables
from matchmaking.engine.tables import improve_tables

NAP = 0.05  # seconds between two looks for a first plan
BETWEEN_OFFERS = 0.2  # seconds
CHUNK = 20_000  # steps between two looks at the desk
FIRST_ROUND = 200  # steps for each meeting
LONGEST_ROUND = 120.0  # seconds
FIRST_SEATINGS = 300  # proposals of tables for each meeting after a round
MOST_SEATINGS = 4_000_000
USED = 0.93  # of the time left a round is planned to take at most
WHOLE = 100  # per cent
MANY_SEATINGS = 1_000_000  # searches for tables that one search makes at most


def run(data: Indexed, desk: Desk) -> None:
    """Improves the best plan in all objectives, most important first, and loses none for a lesser one.

    Waits until there is a plan. Ends when every objective is at its bound, or the work is done. One seed and amount
    of work give the same plans, as long as no plan comes from elsewhere.
    """
    anneal_from(data, desk, desk.limits.seed, begins_drawing=False)


def anneal_from(data: Indexed, desk: Desk, seed: int, *, begins_drawing: bool) -> None:
    """As `run`, from a seed of its own. `begins_drawing`: whether the first round draws days together, see `legs`."""
    while (best := desk.best()) is None:
        desk.pause()
        time.sleep(NAP)
    climb = _Climb(data, desk, best, seed, begins_drawing=begins_drawing)
    for steps, last in climb.rounds():
        more = climb.round(steps, last=last)
        if not climb.seat() and not more:
            return


def warm(data: Indexed) -> None:
    """Run all that is compiled here once."""
    frame = arrays(data)
    state = begin(frame, data, [None] * data.meeting_count, 0)
    record = Record(state.slot.copy(), state.totals.copy())
    floor = meetings_for(data, 0)
    aim_at(state, floor, floor)
    goal = goal_of(data, {Objective.WEIGHT: 0}, frozenset())
    anneal(frame, state, goal, record, Course(0, CHUNK, HOT, 0.0))
    place_all(frame, state, record.slots)


class _Climb:
    """One search: the plan it stands at, the best it found, and how fast it is."""

    def __init__(self, data: Indexed, desk: Desk, best: Candidate, seed: int, *, begins_drawing: bool) -> None:
        self.data = data
        self.desk = desk
        self.seed = seed
        self.frame = arrays(data)
        self.names = [name for name in data.instance.objective if name in ROW and name is not Objective.CHANGES]
        self.has_home = Objective.CHANGES in data.instance.objective and bool(data.instance.previous)
        self.known = best  # the desk's best when it was last looked at
        self.mine = Standing(data, best)
        self.theirs = self.mine  # the best that came from elsewhere
        self.state = begin(self.frame, data, best.slots, seed)
        self.record = Record(self.state.slot.copy(), self.state.totals.copy())
        self.offered = self.record.totals.copy()
        self.offered_at = -math.inf
        self.fast = 0  # objectives that are held fast, see `held_fast`
        self.seatings = 0
        self.more = False
        self.schedule = Schedule(max(CHUNK, FIRST_ROUND * data.meeting_count), begins_drawing=begins_drawing)
        self.done = 0  # steps
        self.seconds = 0.0  # that they took

    def rounds(self) -> Iterator[tuple[int, bool]]:
        """The steps of each round, and whether it is the last one, which makes use of what is left."""
        work = self.desk.limits.work
        while work is None or self.done < work:
            steps = self.schedule.steps
            if work is not None:
                rest = work - self.done
            elif self.seconds > 0:
                speed = self.done / self.seconds
                steps = min(steps, round(LONGEST_ROUND * speed))
                rest = max(CHUNK, round(USED * self.desk.left() * speed))
            else:
                rest = steps * GROWTH
            last = rest < steps * 2
            yield rest if last else steps, last

    def round(self, steps: int, *, last: bool) -> bool:
        """One annealing from the best plan. Whether another could find more."""
        self._go_on_from_the_better()
        open_ = self._open()
        if not open_:
            return False
        self._aim(open_)
        drawing = can_draw(self.data, open_)
        draws = drawing and self.schedule.draws(last=last)
        self.record.slots[:] = to_array(self.mine.candidate.slots)
        place_all(self.frame, self.state, self.record.slots)
        self.record.totals[:] = self.state.totals
        self.offered[:] = self.state.totals
        end = None
        for leg in legs(self.data, self.goal, open_, steps, draws=draws):
            if leg.restarts:
                place_all(self.frame, self.state, self.record.slots)
            if not self._leg(leg):
                return True
            if leg.judged and drawing:
                end = self._end(open_)
        self.schedule.finish(steps, end)
        return True

    def _end(self, open_: frozenset[Objective]) -> End:
        """Where the search stands now."""
        aim = (open_, self.more, int(self.state.need.sum()), int(self.goal.least_weight[0]))
        return End(aim, rank(self.state, self.goal))

    def _leg(self, leg: Leg) -> bool:
        """Its steps, the temperature falling. Whether the goal is still the same."""
        cooling = math.log(leg.hot / leg.cold) / leg.steps
        behind = 0
        while behind < leg.steps:
            self.desk.pause()
            chunk = min(CHUNK, leg.steps - behind)
            began = time.perf_counter()
            anneal(self.frame, self.state, leg.goal, self.record, Course(behind, chunk, leg.hot, cooling))
            self.seconds += time.perf_counter() - began
            behind += chunk
            self.done += chunk
            if self._adopt():
                return False
            if self.more and self.record.totals[SHORT] == 0:
                self._offer()
                return False
            if time.monotonic() >= self.offered_at + BETWEEN_OFFERS:
                self._offer()
        self._offer()
        return True

    def seat(self) -> bool:
        """A search for tables that spare more moves. Whether another could find more."""
        order = self.data.instance.objective
        if Objective.MOVES not in order:
            return False
        self._go_on_from_the_better()
        prefix = tuple(self.mine.value(name) for name in order[: order.index(Objective.MOVES)])
        if self.mine.value(Objective.MOVES) == self.desk.proven(Objective.MOVES, prefix):
            return False
        self.desk.pause()
        steps = min(MOST_SEATINGS, FIRST_SEATINGS * self.data.meeting_count * (self.seatings + 1))
        self.seatings += 1
        lots = self.seed * MANY_SEATINGS + self.seatings
        plan = self.mine.candidate
        keep = keeps_tables(self.data)
        tables = improve_tables(self.data, plan.slots, self.mine.tables(), keep=keep, steps=steps, seed=lots)
        self.done += steps
        better = Standing(self.data, Candidate(plan.slots, tables))
        if better.beats(self.mine):
            self.mine = better
            self.desk.offer(better.candidate)
        return True

    def _open(self) -> frozenset[Objective]:
        """The objectives that are not proven to be as good as can be."""
        values: tuple[int, ...] = ()
        found = set()
        for name in self.data.instance.objective:
            value = self.mine.value(name)
            if name in ROW and value != self.desk.proven(name, values):
                found.add(name)
            values = (*values, value)
        return frozenset(found)

    def _aim(self, open_: frozenset[Objective]) -> None:
        """Set the goal from the best plan's values; rounds of every other length are content with its fairness."""
        values: dict[Objective, int] = {name: self.mine.value(name) for name in self.names}
        self.goal = goal_of(self.data, values, open_)
        share = values.get(Objective.FAIRNESS, 0)
        fast = held_fast(self.data.instance.objective, open_)
        self.fast = len(fast)
        floor = meetings_for(self.data, share if Objective.FAIRNESS in fast else 0)
        self.more = Objective.FAIRNESS in open_ and share < WHOLE and self.schedule.lengths % 2 == 0
        need = meetings_for(self.data, share + self.more)
        aim_at(self.state, need, floor)

    def _adopt(self) -> bool:
        """Hear of the desk's best plan. Whether to go on from it at once.

        That is so where it is better in what counts so much more that this round is for nothing; and where there is a
        previous plan to keep, for which the roster sends others and no rival. Beside a rival each round is finished.
        """
        if not self._hear():
            return False
        self._take_record()
        same = self.theirs.values(self.fast) == self.mine.values(self.fast)
        return self.theirs.beats(self.mine) and (not same or self.has_home)

    def _hear(self) -> bool:
        """Whether the desk has another best plan than before."""
        best = self.desk.best()
        if best is None or best is self.known:
            return False
        self.known = best
        self.theirs = Standing(self.data, best)
        return True

    def _go_on_from_the_better(self) -> None:
        """From the desk's best plan, where that is better."""
        self._hear()
        if self.theirs.beats(self.mine):
            self.mine = self.theirs

    def _take_record(self) -> None:
        """Make the record, if it is better, the plan that is known as the best of this search."""
        standing = Standing(self.data, Candidate(to_assignment(self.record.slots)))
        if standing.beats(self.mine):
            self.mine = standing

    def _offer(self) -> None:
        """Offer the record, if it is better than what was offered."""
        self.offered_at = time.monotonic()
        if (self.record.totals == self.offered).all():
            return
        self.offered[:] = self.record.totals
        self._take_record()
        self.desk.offer(self.mine.candidate)
