"""People's days: all objectives at once, repair, forecast."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from bench.engine.measuring import measured, value_of
from bench.peers.greedy import breaks_of, first_come, weight_of
from matchmaking.engine import Instance, Limits, Objective, Plan, check
from matchmaking.engine.forecasting import forecast
from matchmaking.engine.generators.event import OBJECTIVES
from matchmaking.engine.generators.shapes import generate
from matchmaking.engine.repair.changes import PersonOut, changed

Rows = list[dict[str, Any]]


def objectives() -> Rows:
    """All objectives on, 300 participants, a minute, beside first come, first served."""
    rows = []
    for name in ("planted-300-days", "event-60", "event-300-roomy", "event-300"):
        for seed in (1, 2):
            instance = replace(generate(name, seed=seed), objective=OBJECTIVES)
            mine = measured(instance, Limits(60, 2))
            by_hand = first_come(instance)
            rows.append(
                {"instance": f"{name} #{seed}", "requests": len(instance.meetings), "seconds": mine.seconds}
                | {f"{value.name.value} (bound)": f"{value.value:,} ({value.bound:,})" for value in mine.plan.objective}
                | {"by hand: weight": weight_of(instance, by_hand), "breaks": breaks_of(instance, by_hand)}
            )
    return rows


def repairs() -> Rows:
    """A plan is out, and the one with most meetings drops out: a repair, and a plan from nothing."""
    rows = []
    for name in ("event-300", "event-1000"):
        instance = generate(name, seed=1)
        plan = measured(instance, Limits(20, 2)).plan
        broken = changed(instance, plan, [PersonOut(_busiest(instance, plan))])
        mine = measured(broken, Limits(10, 2))
        anew = measured(replace(broken, previous=(), objective=instance.objective), Limits(10, 2))
        assert check(broken, mine.plan) == []
        rank = broken.objective.index(Objective.CHANGES)
        value, bound = value_of(mine.plan, rank) or (0, 0)
        first = mine.points[0][0] if mine.points else None
        rows.append(
            {"instance": name, "told": len(plan.meetings), "changes": value, "least": bound}
            | {"first proposal": round(first, 2) if first is not None else "", "seconds": mine.seconds}
            | {"from nothing: changes": _changes(plan, anew.plan)}
        )
    return rows


def forecasts() -> Rows:
    """What is possible, before any plan: with up to three tables and slots more."""
    rows = []
    for name in ("event-60", "event-300", "event-1000", "crowd-1000"):
        instance = generate(name, seed=1)
        began = time.monotonic()
        forecast(instance, more=(1, 2, 3))
        seconds = round(time.monotonic() - began, 3)
        rows.append({"instance": name, "requests": len(instance.meetings), "seconds": f"{seconds:.3f}"})
    return rows


def _busiest(instance: Instance, plan: Plan) -> str:
    people = {meeting.id: meeting.participants for meeting in instance.meetings}
    count = dict.fromkeys((person.id for person in instance.participants), 0)
    for placement in plan.meetings:
        for person in people[placement.meeting]:
            count[person] += 1
    return max(count, key=count.__getitem__)


def _changes(before: Plan, after: Plan) -> int:
    kept = set(after.meetings)
    return sum(placement not in kept for placement in before.meetings)
