"""Why a meeting is not in a plan, with a certificate, and the smallest change that would place it and drop none.

What each reason promises, `because` naming its certificate:

- no_common_slot, and tables_full or precedence where counting alone shows it: in no plan at all.
- precedence: a predecessor is not placed; it has a reason of its own.
- participant_full, tables_full: the meetings named cannot all be held beside this one, whatever is moved.
- outweighed: as above, where each of them weighs at least as much (or weight does not count first); or holding it
  costs as much of the meetings named as it brings; or, where none is named, no plan that holds it is better.
- time_limit: none of these was found in time.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from matchmaking.engine.desk import Candidate, Stopped
from matchmaking.engine.explain.counted import Cause, Counting, impossible_alone
from matchmaking.engine.explain.outweighed import Cost, beside_all, cost_of
from matchmaking.engine.explain.remedies import MOST_CHANGES, as_it_stands, with_others_moved
from matchmaking.engine.explain.scene import Scene, listed
from matchmaking.engine.explain.together import Together, can_be_asked
from matchmaking.engine.explain.worsened import as_good, before_weight
from matchmaking.engine.indexed import Assignment, Indexed
from matchmaking.engine.measures import Tables
from matchmaking.engine.parts import Objective
from matchmaking.engine.plan import Reason, Unplaced

USUAL_SECONDS = 5.0
ONE_QUESTION = 0.5  # seconds for one meeting's certificate, and for its remedy
TELL_EVERY = 0.5  # seconds
QUICKLY = 1.0  # seconds for remedies that are seen at a glance, where there is no time to ask
SHARE = 0.6  # of the time goes to certificates, the rest to remedies

RULED_OUT = "placing it would break a rule or worsen a more important objective"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reasons, in the order of the instance. `better`: where the questions brought up a better plan, that plan;
    the reasons then speak of it.
    """

    unplaced: tuple[Unplaced, ...]
    better: Assignment | None = None


def explain_plan(
    data: Indexed,
    assignment: Assignment,
    *,
    proven: bool,
    pause: Callable[[], None],
    seconds: float = USUAL_SECONDS,
    tables: Tables | None = None,
    on_told: Callable[[Explanation], None] | None = None,
    quickly: float = QUICKLY,
) -> Explanation:
    """A reason for each meeting without a slot, within about so many seconds.

    `proven`: no plan that is as good in what counts more places more weight. `pause` may raise Stopped: what is not
    explained by then is explained by counting alone. `tables` by meeting, where they are given already. `on_told`
    hears every now and then what is known by then. `quickly`: seconds, at least, for remedies seen at a glance.
    """
    asking = _Asking(
        data, Candidate(assignment, tables), pause, proven=proven, seconds=max(seconds, 0.0), on_told=on_told
    )
    asking.remedied_by = max(asking.until, time.monotonic() + quickly)
    try:
        asking.run()
    except Stopped:
        pass
    finally:
        asking.close()
    return Explanation(asking.told(), asking.better)


def nothing_placed(data: Indexed, *, conflict: tuple[str, ...]) -> tuple[Unplaced, ...]:
    """The reasons where there is no plan: proven impossible (a conflict), or not found in time."""
    found: list[Unplaced] = []
    for at, meeting in enumerate(data.instance.meetings):
        cause = impossible_alone(data, at)
        if cause is not None and cause.reason is not Reason.PRECEDENCE:
            found.append(Unplaced(meeting.id, cause.reason, cause.detail, because=cause.because))
        elif conflict:
            detail = f"there is no plan: {', '.join(conflict[:3])} stand in conflict"
            found.append(Unplaced(meeting.id, Reason.OUTWEIGHED, detail, because=conflict))
        else:
            found.append(Unplaced(meeting.id, Reason.TIME_LIMIT, "the time ran out before a plan was found"))
    return tuple(found)


class _Asking:
    """The questions about one plan, the cheap ones of all meetings first."""

    def __init__(
        self,
        data: Indexed,
        plan: Candidate,
        pause: Callable[[], None],
        *,
        proven: bool,
        seconds: float,
        on_told: Callable[[Explanation], None] | None,
    ) -> None:
        self.data = data
        self.plan = plan
        self.proven = proven
        self.on_told = on_told
        self._pause = pause
        began = self.told_at = time.monotonic()
        self.certified_by = began + SHARE * seconds
        self.until = began + seconds
        self.remedied_by = began + max(seconds, QUICKLY)
        self.better: Assignment | None = None
        self.together: Together | None = None
        self.wider: Together | None = None
        self._start(plan.slots)

    def _start(self, assignment: Assignment) -> None:
        self.scene = Scene(self.data, assignment)
        self.counting = Counting(self.scene)
        self.left = [meeting for meeting, slot in enumerate(assignment) if slot is None]
        self.causes: dict[int, Cause] = {}
        self.remedies: dict[int, str | None] = {}

    def pause(self) -> None:
        """Before every question: say what is known, if that was a while ago, and see whether to stop."""
        if self.on_told is not None and time.monotonic() - self.told_at > TELL_EVERY:
            self.on_told(Explanation(self.told(), self.better))
            self.told_at = time.monotonic()
        self._pause()

    def run(self) -> None:
        """All questions, as time allows."""
        self._count()
        self.told_at = 0.0  # what counting shows is worth telling at once
        while self._certify():  # a better plan was found: all is asked anew
            self._count()
        for most in range(1, MOST_CHANGES + 1):
            for meeting in self.left:
                if time.monotonic() >= self.until:
                    return
                if self.remedies.get(meeting) is None:
                    self.remedies[meeting] = self._remedy(meeting, most)

    def close(self) -> None:
        """Give the solvers' memory back."""
        for one in (self.together, self.wider):
            if one is not None:
                one.close()

    def told(self) -> tuple[Unplaced, ...]:
        """What is known of each meeting left out."""
        found: list[Unplaced] = []
        for meeting in self.left:
            hurried = time.monotonic() >= self.remedied_by
            cause = self.causes.get(meeting) or (None if hurried else self._counted(meeting))
            cause = cause or self._unknown(meeting, hurried=hurried)
            remedy = self.remedies.get(meeting)
            if remedy is None and not hurried:
                remedy = as_it_stands(self.scene, meeting, MOST_CHANGES)
            found.append(
                Unplaced(self.data.instance.meetings[meeting].id, cause.reason, cause.detail, remedy, cause.because)
            )
        return tuple(found)

    def _count(self) -> None:
        for meeting in self.left:
            self.pause()
            if time.monotonic() >= self.remedied_by:
                return
            cause = self._counted(meeting)
            if cause is not None:
                self.causes[meeting] = cause

    def _counted(self, meeting: int) -> Cause | None:
        if self.data.alone[meeting]:
            for earlier in self.data.after[meeting]:
                if self.scene.assignment[earlier] is None:
                    name = self.data.instance.meetings[earlier].id
                    return Cause(Reason.PRECEDENCE, f"it comes after {name}, which is not placed", (name,))
        return impossible_alone(self.data, meeting) or self.counting.cause(meeting)

    def _certify(self) -> bool:
        """Ask in clauses about each meeting that counting says nothing of; True where that brought a better plan.

        One that waits for a predecessor is asked about too: both together may be worth a better plan.
        """
        placed = [meeting for meeting, slot in enumerate(self.scene.assignment) if slot is not None]
        waiting = [m for m in self.left if m not in self.causes or self.causes[m].reason is Reason.PRECEDENCE]
        for meeting in waiting:
            self.pause()
            now = time.monotonic()
            if now >= self.certified_by or not can_be_asked(self.data):
                return False
            if impossible_alone(self.data, meeting) is not None:
                continue
            if self.together is None:
                self.together = Together(self.data, self.pause)
            until = min(self.certified_by, now + ONE_QUESTION)
            if before_weight(self.data):
                cost = beside_all(placed, meeting, self.together, until)
            else:
                cost = cost_of(self.data, placed, meeting, self.together, until)
            cause, better = self._judged(meeting, cost, placed)
            if better is not None:
                self.better = better
                self.plan = Candidate(better)
                self._start(better)
                return True
            if cause is not None and meeting not in self.causes:
                self.causes[meeting] = cause
        return False

    def _judged(self, meeting: int, cost: Cost, placed: list[int]) -> tuple[Cause | None, Assignment | None]:
        """The cause that the cost proves, or the better plan that it holds."""
        if cost.core:
            names = self.scene.meeting_names(cost.core)
            told = listed(names)
            if not cost.whole:
                return Cause(
                    Reason.OUTWEIGHED, f"holding it costs at least as much of {told} as it brings", names
                ), None
            return Cause(Reason.OUTWEIGHED, f"it cannot be held beside {told}", names), None
        if cost.better is None or not before_weight(self.data):
            return None, cost.better
        seconds = min(ONE_QUESTION, self.until - time.monotonic())
        found = as_good(self.data, self.plan, [*placed, meeting], seconds, self.pause)
        if found is False:
            return Cause(Reason.OUTWEIGHED, RULED_OUT), None
        return None, found

    def _unknown(self, meeting: int, *, hurried: bool) -> Cause:
        """What is said of a meeting that no certificate was found for; `hurried`: without looking any further."""
        if {Objective.WEIGHT, Objective.FAIRNESS}.isdisjoint(self.data.instance.objective):
            return Cause(Reason.OUTWEIGHED, "nothing that the plan is to be good at asks for it")
        if self.proven and Objective.WEIGHT in self.data.instance.objective:
            if before_weight(self.data):
                return Cause(Reason.OUTWEIGHED, RULED_OUT)
            return Cause(Reason.OUTWEIGHED, "no plan that holds it counts more than this one")
        slots = () if hurried else self.data.allowed[meeting]
        found = dict.fromkeys(other for slot in slots for other in self.scene.in_the_way(meeting, slot))
        told = listed(self.scene.meeting_names(list(found))) if found else ""
        way = f"; in the way are {told}" if told else ""
        return Cause(Reason.TIME_LIMIT, f"the search ended before it was placed or ruled out{way}")

    def _remedy(self, meeting: int, most: int) -> str | None:
        self.pause()
        found = as_it_stands(self.scene, meeting, most)
        if found is not None or time.monotonic() >= self.until or not can_be_asked(self.data):
            return found
        if self.wider is None:
            self.wider = Together(self.data, self.pause, self.left, changes=True)
        return with_others_moved(self.scene, meeting, self.wider, most)
