"""Changes of a plan under annealing that keep every rule: chains between two slots, and exchanges.

Each proposal is made, then judged by the sums; `undo` takes it back.
"""

from typing import NamedTuple

from matchmaking.engine.climb.anneal_state import WEIGHT, State, draw, lift, put
from matchmaking.engine.climb.arrays import NOWHERE, Arrays
from matchmaking.engine.compiled import lean

LONGEST = 40  # meetings in a chain; longer ones hardly ever are an improvement
LOTS = 6  # times that the dice are asked for a meeting that will do


class Sides(NamedTuple):
    """Two slots between which meetings change, and the number of the proposal, which marks them."""

    one: int
    two: int
    stamp: int


@lean
def chain(a: Arrays, state: State, meeting: int, sides: Sides) -> int:
    """Collect in `state.moved` what has to change sides for the meeting, in slot `one`, to move to slot `two`.

    The meetings of two slots, joined where they share a person or a bound table, fall into components; a whole
    component may change sides without a person being in two places (Kempe, 1879). Where one side then has more
    on-site meetings than tables, components of that side are drawn by lot. How many; 0 where none was found.
    """
    count = _component(a, state, meeting, sides, 0)
    for _ in range(LOTS):
        if count == 0:
            return 0
        surplus = _surplus(a, state, count, sides.one)
        if state.here[sides.two] + surplus > a.capacity[sides.two]:
            crowded = sides.two
        elif state.here[sides.one] - surplus > a.capacity[sides.one]:
            crowded = sides.one
        else:
            return count if _in_order(a, state, count, sides) else 0
        other = state.members[crowded, draw(state.seeds, state.filled[crowded])] if state.filled[crowded] else meeting
        if a.onsite[other] and state.mark[other] != sides.stamp:
            count = _component(a, state, other, sides, count)
    return 0


@lean
def _component(a: Arrays, state: State, meeting: int, sides: Sides, count: int) -> int:
    """Add the meeting's component to the `count` that move. How many then; 0 where one may not change sides."""
    done = count
    count = _join(state, meeting, sides, count)
    while done < count:
        current = state.moved[done]
        done += 1
        there = sides.two if state.slot[current] == sides.one else sides.one
        if not a.allowed[current, there] or count > LONGEST:
            return 0
        for i in range(a.people_start[current], a.people_start[current + 1]):
            count = _join(state, state.at[a.people[i], there + 1], sides, count)
        if a.seat[current] != NOWHERE:
            count = _join(state, state.bound_at[there, a.seat[current]], sides, count)
    return count


@lean
def _join(state: State, meeting: int, sides: Sides, count: int) -> int:
    """Let a meeting, if it is one, move too."""
    if meeting == NOWHERE or state.mark[meeting] == sides.stamp:
        return count
    state.mark[meeting] = sides.stamp
    state.moved[count] = meeting
    return count + 1


@lean
def _surplus(a: Arrays, state: State, count: int, origin: int) -> int:
    """On-site meetings that leave `origin`, less those that come."""
    surplus = 0
    for i in range(count):
        if a.onsite[state.moved[i]]:
            surplus += 1 if state.slot[state.moved[i]] == origin else -1
    return surplus


@lean
def _in_order(a: Arrays, state: State, count: int, sides: Sides) -> bool:
    """Whether all that the moved come after, or that come after them, stay so."""
    for i in range(count):
        current = state.moved[i]
        slot = _to_be(state, current, sides)
        for j in range(a.after_start[current], a.after_start[current + 1]):
            if _to_be(state, a.after[j], sides) >= slot:
                return False
        for j in range(a.followers_start[current], a.followers_start[current + 1]):
            other = a.followers[j]
            if state.slot[other] != NOWHERE and _to_be(state, other, sides) <= slot:
                return False
    return True


@lean
def _to_be(state: State, meeting: int, sides: Sides) -> int:
    """The meeting's slot when all that are marked have changed sides."""
    slot = int(state.slot[meeting])
    if state.mark[meeting] != sides.stamp:
        return slot
    return sides.two if slot == sides.one else sides.one


@lean
def swing(a: Arrays, state: State, count: int, sides: Sides) -> None:
    """Let the collected meetings change sides."""
    for i in range(count):
        state.before[i] = state.slot[state.moved[i]]
        lift(a, state, state.moved[i])
    for i in range(count):
        put(a, state, state.moved[i], sides.two if state.before[i] == sides.one else sides.one)


@lean
def exchange(a: Arrays, state: State, meeting: int, target: int, least_weight: int) -> int:
    """Place a meeting that is not placed, and take out what it collides with: in that slot, with a table, or with
    the most that somebody may have.

    How many were touched; 0, and nothing is changed, where that breaks a rule or leaves less than the least weight.
    """
    count = _clear_days(a, state, meeting, _clear_slot(a, state, meeting, target))
    if state.totals[WEIGHT] + a.weight[meeting] >= least_weight and _fits(a, state, meeting, target):
        state.moved[count] = meeting
        state.before[count] = NOWHERE
        put(a, state, meeting, target)
        count += 1
        if _enough(a, state, count):
            return count
    undo(a, state, count)
    return 0


@lean
def _clear_slot(a: Arrays, state: State, meeting: int, slot: int) -> int:
    """Take out what keeps a meeting from this slot: its people's meetings, one at its table, one at any. How many."""
    count = 0
    for i in range(a.people_start[meeting], a.people_start[meeting + 1]):
        count = eject(a, state, state.at[a.people[i], slot + 1], count)
    if a.seat[meeting] != NOWHERE:
        count = eject(a, state, state.bound_at[slot, a.seat[meeting]], count)
    for _ in range(LOTS):
        if not a.onsite[meeting] or state.here[slot] < a.capacity[slot] or state.filled[slot] == 0:
            break
        other = state.members[slot, draw(state.seeds, state.filled[slot])]
        if a.onsite[other]:
            count = eject(a, state, other, count)
    return count


@lean
def _clear_days(a: Arrays, state: State, meeting: int, count: int) -> int:
    """Take out a meeting of each that has as many as they may have. How many are out then."""
    for i in range(a.people_start[meeting], a.people_start[meeting + 1]):
        person = a.people[i]
        for _ in range(LOTS):
            if state.held[person] < a.most[person]:
                break
            first = a.mine_start[person]
            other = a.mine[first + draw(state.seeds, a.mine_start[person + 1] - first)]
            if state.slot[other] != NOWHERE:
                count = eject(a, state, other, count)
    return count


@lean
def eject(a: Arrays, state: State, meeting: int, count: int) -> int:
    """Take a meeting out, if it is one, and note it as the proposal's next."""
    if meeting == NOWHERE:
        return count
    state.moved[count] = meeting
    state.before[count] = state.slot[meeting]
    lift(a, state, meeting)
    return count + 1


@lean
def _fits(a: Arrays, state: State, meeting: int, slot: int) -> bool:
    """Whether the meeting, not placed, may be put there, its predecessors' slots aside."""
    if not a.allowed[meeting, slot] or (a.onsite[meeting] and state.here[slot] >= a.capacity[slot]):
        return False
    if a.seat[meeting] != NOWHERE and state.bound_at[slot, a.seat[meeting]] != NOWHERE:
        return False
    for i in range(a.people_start[meeting], a.people_start[meeting + 1]):
        person = a.people[i]
        if state.at[person, slot + 1] != NOWHERE or state.held[person] >= a.most[person]:
            return False
    for j in range(a.after_start[meeting], a.after_start[meeting + 1]):
        earlier = state.slot[a.after[j]]
        if earlier == NOWHERE or earlier >= slot:
            return False
    return True


@lean
def _enough(a: Arrays, state: State, count: int) -> bool:
    """Whether what the proposal took out may be missing."""
    for i in range(count):
        meeting = state.moved[i]
        if state.slot[meeting] != NOWHERE:
            continue
        if a.required[meeting]:
            return False
        for j in range(a.followers_start[meeting], a.followers_start[meeting + 1]):
            if state.slot[a.followers[j]] != NOWHERE:
                return False
        for j in range(a.people_start[meeting], a.people_start[meeting + 1]):
            if state.held[a.people[j]] < state.floor[a.people[j]]:
                return False
    return True


@lean
def drop(a: Arrays, state: State, meeting: int) -> int:
    """Take a meeting out for good. 1, or 0 where it must stay."""
    count = eject(a, state, meeting, 0)
    if _enough(a, state, count):
        return count
    undo(a, state, count)
    return 0


@lean
def undo(a: Arrays, state: State, count: int) -> None:
    """Put the proposal's meetings back to where they came from."""
    for i in range(count):
        if state.slot[state.moved[i]] != NOWHERE:
            lift(a, state, state.moved[i])
    for i in range(count):
        if state.before[i] != NOWHERE:
            put(a, state, state.moved[i], state.before[i])
