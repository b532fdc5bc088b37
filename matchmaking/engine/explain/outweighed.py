"""Whether holding a meeting costs other placed meetings that count at least as much, and which.

The certificates are cores: sets of placed meetings that cannot all be held beside this one, whatever is moved. A core
of meetings that each weigh at least as much is enough. Else cores are added up as in core-guided MaxSAT (Fu and Malik,
2006): every core takes its least weight off its meetings and adds it to a lower bound of what holding the meeting
costs. Where that reaches what the meeting brings, all cores together are the certificate.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass

from matchmaking.engine.explain.together import Together
from matchmaking.engine.indexed import Assignment, Indexed
from matchmaking.engine.measures import demands_met


@dataclass(frozen=True, slots=True)
class Cost:
    """What holding a meeting costs: `core`, meetings of which it costs some that count as much; or a `better` plan.

    `whole`: the core's meetings cannot all be held beside it, and each weighs as much. Neither where nothing was found.
    """

    core: tuple[int, ...] = ()
    whole: bool = False
    better: Assignment | None = None


def cost_of(data: Indexed, placed: Collection[int], meeting: int, together: Together, until: float) -> Cost:
    """The cost in weight. `until`: in the seconds of time.monotonic()."""
    gain = gain_of(data, placed, meeting)
    worth = {other: gain if data.required[other] else data.weight[other] for other in placed}
    heavy = [other for other in placed if worth[other] >= gain]
    if together.hold([meeting, *heavy]) is False:
        return Cost(tuple(sorted(together.smaller_core(meeting, until))), whole=True)
    found: set[int] = set()
    paid = 0
    while time.monotonic() < until:
        answer = together.hold([meeting, *(other for other in placed if worth[other])])
        if answer is None:
            break
        if answer:
            return Cost(better=_filled(data, placed, meeting, together, found))
        core = together.smaller_core(meeting, until)
        step = min((worth[other] for other in core), default=gain)
        for other in core:
            worth[other] -= step
        found.update(core)
        paid += step
        if paid >= gain:
            return Cost(tuple(sorted(found)))
    return Cost()


def beside_all(placed: Collection[int], meeting: int, together: Together, until: float) -> Cost:
    """As `cost_of` where weight is not what counts first: whether it can be held beside all that are placed."""
    answer = together.hold([meeting, *placed])
    if answer is False:
        return Cost(tuple(sorted(together.smaller_core(meeting, until))), whole=True)
    return Cost(better=together.places()) if answer else Cost()


def gain_of(data: Indexed, placed: Collection[int], meeting: int) -> int:
    """The weight that holding the meeting brings: its own, and that of predecessors not placed yet."""
    known = set(placed)
    gain = 0
    queue = [meeting]
    for one in queue:  # grows while it is read
        if one not in known:
            known.add(one)
            gain += data.weight[one]
            queue.extend(data.after[one])
    return gain


def _filled(
    data: Indexed, placed: Collection[int], meeting: int, together: Together, found: Collection[int]
) -> Assignment | None:
    """The plan of the last "yes", with as many of the meetings given up as still fit; None where it is no better."""
    best = together.places()
    kept = [other for other in placed if other not in found or best[other] is not None]
    for other in sorted(set(placed) - set(kept), key=lambda one: -data.weight[one]):
        if together.hold([meeting, *kept, other]):
            best = together.places()
            kept.append(other)
    weight = sum(data.weight[one] for one, slot in enumerate(best) if slot is not None)
    known = sum(data.weight[one] for one in placed)
    return best if weight > known and demands_met(data, best) else None
