"""Simulated annealing over plans: the hot loop."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matchmaking.engine.climb.anneal_moves import Sides, chain, drop, exchange, swing, undo
from matchmaking.engine.climb.anneal_state import BREAKS, CHANGES, IDLE, SHORT, WEIGHT, State, draw, span
from matchmaking.engine.climb.arrays import NOWHERE, Arrays, Ints, Longs
from matchmaking.engine.compiled import lean

Prices = npt.NDArray[np.float64]

COOLING_EVERY = 512  # steps between two temperatures
PRECISION = 1 << 30
WIDE = 1.0  # price of a break more between the most and the fewest than the rule allows
DROP_EVERY = 64  # one proposal in so many takes a meeting out, where there is weight to spare


class Goal(NamedTuple):
    """What counts as better."""

    prices: Prices  # by row of `State.totals`: what one more of it costs (the weight's is negative)
    order: Ints  # rows of `State.totals`, most important first
    least_weight: Longs  # (1): no plan may have less
    spread: Ints  # (1): the greatest difference of two participants' breaks, or -1 for any


class Record(NamedTuple):
    """The best plan seen, in the order of `Goal.order`."""

    slots: Ints
    totals: Longs


class Course(NamedTuple):
    """`steps` proposals of an annealing, of which `done` are behind; the i-th at heat * exp(-cooling * i)."""

    done: int
    steps: int
    heat: float
    cooling: float


@lean
def anneal(a: Arrays, state: State, goal: Goal, record: Record, course: Course) -> int:
    """The proposals of this part of a course. How many were accepted.

    A proposal that raises the price by d is accepted with probability exp(-d / temperature) (Metropolis, 1953).
    Whenever the plan is better than the record, it becomes the record. On the way, and only there, breaks may spread
    wider than the rule allows.
    """
    accepted = 0
    temperature = course.heat * math.exp(-course.cooling * course.done)
    steps = course.steps if state.slot.shape[0] > 0 else 0
    for i in range(course.done, course.done + steps):
        if i % COOLING_EVERY == 0:
            temperature = course.heat * math.exp(-course.cooling * i)
        if _propose(a, state, goal, temperature):
            accepted += 1
            if better(goal, state.totals, record.totals) and _too_wide(state, goal) == 0:
                _note(state, record)
    return accepted


@lean
def _note(state: State, record: Record) -> None:
    """Make the plan the record."""
    for meeting in range(state.slot.shape[0]):
        record.slots[meeting] = state.slot[meeting]
    for row in range(state.totals.shape[0]):
        record.totals[row] = state.totals[row]


@lean
def better(goal: Goal, one: Longs, other: Longs) -> bool:
    """Whether these totals come before the others."""
    for i in range(goal.order.shape[0]):
        row = goal.order[i]
        if row == SHORT:  # the fairness is greater where nobody is short, and only there
            if (one[row] > 0) != (other[row] > 0):
                return bool(one[row] == 0)
        elif one[row] != other[row]:
            return bool((one[row] > other[row]) == (row == WEIGHT))
    return False


def rank(state: State, goal: Goal) -> tuple[int, ...]:
    """Less for a plan that comes before another; one whose breaks spread too wide comes behind all others."""
    values = [(row, int(state.totals[row])) for row in goal.order]
    signed = (-value if row == WEIGHT else int(value > 0) if row == SHORT else value for row, value in values)
    return (_too_wide(state, goal), *signed)


@lean
def _propose(a: Arrays, state: State, goal: Goal, temperature: float) -> bool:
    """One proposal. Whether it was accepted."""
    meetings = state.slot.shape[0]
    meeting = draw(state.seeds, meetings)
    origin = state.slot[meeting]
    target = _target(a, state, meeting)
    if target == NOWHERE or target == origin:  # noqa: SIM109, PLR1714 -- numba has no `in` here
        return False
    bar = -temperature * math.log((draw(state.seeds, PRECISION) + 1) / PRECISION)  # a rise below it is accepted
    if origin == NOWHERE:
        width = _keep(state, goal)
        return _settle(a, state, goal, bar + WIDE * width, exchange(a, state, meeting, target, goal.least_weight[0]))
    if goal.least_weight[0] < state.totals[WEIGHT] and draw(state.seeds, DROP_EVERY) == 0:
        width = _keep(state, goal)
        return _settle(a, state, goal, bar + WIDE * width, drop(a, state, meeting))
    return _swing_over(a, state, goal, bar, (meeting, target))


@lean
def _swing_over(a: Arrays, state: State, goal: Goal, bar: float, move: tuple[int, int]) -> bool:
    """Propose to move a placed meeting to another slot, by a chain."""
    state.proposals[0] += 1
    sides = Sides(int(state.slot[move[0]]), move[1], int(state.proposals[0]))
    count = chain(a, state, move[0], sides)
    if count == 0:
        return False
    price = chain_price(a, state, goal, count, sides)
    width = _too_wide(state, goal)
    if price - WIDE * width > bar:
        return False
    swing(a, state, count, sides)
    if price + WIDE * (_too_wide(state, goal) - width) > bar:
        undo(a, state, count)
        return False
    return True


@lean
def _keep(state: State, goal: Goal) -> int:
    """Remember the totals; tells how much too wide the breaks spread."""
    for row in range(state.totals.shape[0]):
        state.kept[row] = state.totals[row]
    return _too_wide(state, goal)


@lean
def _settle(a: Arrays, state: State, goal: Goal, bar: float, count: int) -> bool:
    """Keep the proposal that was made since `_keep` if its price is right, else undo it."""
    if count == 0:
        return False
    price = WIDE * _too_wide(state, goal)
    for row in range(state.totals.shape[0]):
        price += goal.prices[row] * (state.totals[row] - state.kept[row])
    if price <= bar and state.totals[WEIGHT] >= goal.least_weight[0]:
        return True
    undo(a, state, count)
    return False


@lean
def _target(a: Arrays, state: State, meeting: int) -> int:
    """A slot to move to: next to another meeting of one of its people, or any that it is allowed in; or NOWHERE."""
    if draw(state.seeds, 4) > 0:
        first = a.people_start[meeting]
        person = a.people[first + draw(state.seeds, a.people_start[meeting + 1] - first)]
        first = a.mine_start[person]
        other = a.mine[first + draw(state.seeds, a.mine_start[person + 1] - first)]
        if other != meeting and state.slot[other] != NOWHERE:
            slot = int(state.slot[other]) + 2 * draw(state.seeds, 2) - 1
            if 0 <= slot < state.here.shape[0] and a.allowed[meeting, slot]:
                return slot
    first = a.slots_start[meeting]
    if a.slots_start[meeting + 1] == first:
        return NOWHERE
    return int(a.slots[first + draw(state.seeds, a.slots_start[meeting + 1] - first)])


@lean
def chain_price(a: Arrays, state: State, goal: Goal, count: int, sides: Sides) -> float:
    """What it costs to let the collected meetings change sides."""
    breaks, idle, changes = 0, 0, 0
    for i in range(count):
        meeting = state.moved[i]
        here = state.slot[meeting]
        there = sides.two if here == sides.one else sides.one
        if state.home[meeting] == here:
            changes += 1
        elif state.home[meeting] == there:
            changes -= 1
        for j in range(a.people_start[meeting], a.people_start[meeting + 1]):
            person = a.people[j]
            row = state.at[person]
            if row[there + 1] != NOWHERE:
                continue  # their meeting there comes here
            old, new = here + 1, there + 1
            runs = int(row[old - 1] != NOWHERE) + int(row[old + 1] != NOWHERE)
            runs -= int(row[new - 1] != NOWHERE and new - 1 != old)
            runs -= int(row[new + 1] != NOWHERE and new + 1 != old)
            breaks += runs
            if goal.prices[IDLE] != 0.0:
                idle += span(row, old, new) - span(row, 0, 0)
    return float(goal.prices[BREAKS] * breaks + goal.prices[IDLE] * idle + goal.prices[CHANGES] * changes)


@lean
def _too_wide(state: State, goal: Goal) -> int:
    """By how much somebody's breaks exceed the fewest that anybody has, and the difference allowed."""
    if goal.spread[0] < 0:
        return 0
    least: int = 0
    most: int = state.breaking.shape[0] - 1
    while least < most and state.breaking[least] == 0:
        least += 1
    while most > least and state.breaking[most] == 0:
        most -= 1
    return max(0, most - least - int(goal.spread[0]))
