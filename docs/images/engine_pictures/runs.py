"""Runs of the engine that are the same on every machine: counted in steps, not in seconds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from matchmaking.engine.bounds.patterns import pattern_bounds
from matchmaking.engine.bounds.weight import relax
from matchmaking.engine.climb.anneal_goal import goal_of, meetings_for
from matchmaking.engine.climb.anneal_state import BREAKS, aim_at, begin
from matchmaking.engine.climb.anneal_steps import Course, Record, anneal
from matchmaking.engine.climb.arrays import arrays, to_array, to_assignment
from matchmaking.engine.climb.construct import construct
from matchmaking.engine.climb.cooling import Climb, chosen, valued
from matchmaking.engine.indexed import Assignment, Indexed
from matchmaking.engine.measures import measure
from matchmaking.engine.parts import Objective

HOT, COLD = 0.25, 0.1  # in breaks
CHUNKS = 400
Points = list[tuple[int, int]]  # steps made, and the best value by then


@dataclass(frozen=True, slots=True)
class Climbed:
    """The weight's search: the first plan, the last, their weights by steps, and the proven bound."""

    first: Assignment
    last: Assignment
    points: Points
    bound: int


def climbed(data: Indexed, rounds: tuple[int, ...]) -> Climbed:
    """Rounds of so many steps for each meeting."""
    first = construct(data, lambda: None)
    climb = Climb(arrays(data), to_array(first), seed=0)
    relaxation = relax(data)
    points: Points = [(1, climb.worth)]

    def look() -> int:
        points.append((max(1, climb.steps), climb.worth))
        return climb.enough(relaxation.bound)

    choice = chosen(climb.problem, np.array(relaxation.chosen))
    for at, each in enumerate(rounds):
        climb.cool(choice if at else valued(climb.problem, None), each * data.meeting_count, look)
    look()
    return Climbed(first, to_assignment(climb.best), points, relaxation.bound)


def annealed(data: Indexed, slots: Assignment, steps: int) -> tuple[Assignment, Points]:
    """The plan with its breaks annealed, its weight held fast; and its breaks by steps."""
    frame, state = arrays(data), begin(arrays(data), data, slots, 0)
    record = Record(state.slot.copy(), state.totals.copy())
    floor = meetings_for(data, 0)
    aim_at(state, floor, floor)
    values = {name: measure(name, data, slots, []) for name in (Objective.WEIGHT, Objective.BREAKS)}
    goal = goal_of(data, values, frozenset({Objective.BREAKS}))
    points: Points = [(0, int(record.totals[BREAKS]))]
    chunk = steps // CHUNKS
    for done in range(0, steps, chunk):
        anneal(frame, state, goal, record, Course(done, chunk, HOT, math.log(HOT / COLD) / steps))
        points.append((done + chunk, int(record.totals[BREAKS])))
    return to_assignment(record.slots), points


def bounded(data: Indexed, weight: int, target: int, rounds: int) -> Points:
    """Proven lower bounds of the breaks of plans with that weight, by rounds of prices."""
    bounds = pattern_bounds(Objective.BREAKS, data, (weight,), target)
    return [(turn, next(bounds)) for turn in range(1, rounds + 1)]
