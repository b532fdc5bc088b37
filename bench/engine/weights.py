"""How much weight is placed: planted plans, a large crowd, the largest trade show, and growth."""

from __future__ import annotations

import math
from typing import Any

from bench.engine.measuring import Measured, measured, value_of
from bench.peers import cpsat_plain
from bench.peers.greedy import heaviest_first, weight_of
from matchmaking.engine import Instance, Limits
from matchmaking.engine.generators.shapes import SHAPES, generate

Rows = list[dict[str, Any]]

SEEDS = (1, 2)
GROWTH = (100, 200, 500, 1000, 2000, 5000)


def planted() -> Rows:
    """Instances for which a perfect plan is known: ten seconds, beside CP-SAT plain and greedy."""
    rows = []
    for name in (name for name in SHAPES if name.startswith("planted")):
        for seed in SEEDS:
            instance = generate(name, seed=seed)
            mine = measured(instance, Limits(10, 2))
            found, _, status, seconds, _ = cpsat_plain.solve(instance, 10.0)
            rows.append(
                _row(f"{name} #{seed}", instance, mine)
                | {"status": mine.plan.status.value, "CP-SAT %": _percent(found or 0, mine)}
                | {"CP-SAT status": status, "CP-SAT seconds": round(seconds, 1)}
            )
    return rows


def crowd() -> Rows:
    """1,000 participants, 30 slots, 15,000 requests: thirty seconds, beside CP-SAT with a greedy hint, and greedy."""
    rows = []
    for name in (name for name in SHAPES if name.startswith("crowd")):
        for seed in SEEDS:
            instance = generate(name, seed=seed)
            mine = measured(instance, Limits(30, 2))
            found, _, _, _, _ = cpsat_plain.solve(instance, 30.0, hint=heaviest_first(instance))
            rows.append(_row(f"{name} #{seed}", instance, mine) | {"CP-SAT %": _percent(found or 0, mine)})
    return rows


def exchange() -> Rows:
    """700 buyers, 1,500 sellers, 50,000 meetings, 60 slots: the Australian Tourism Exchange's size. Two minutes."""
    return [
        _row(name, instance := generate(name, seed=1), measured(instance, Limits(120, 2)))
        for name in SHAPES
        if name.startswith("exchange")
    ]


def growth() -> Rows:
    """Time to 99 % of the bound from 100 to 5,000 participants, and the power of requests with which it grows."""
    rows: Rows = []
    for size in GROWTH:
        name = f"growth-{size}"
        instance = generate(name, seed=1)
        mine = measured(instance, Limits(60, 2))
        row = _row(name, instance, mine)
        before = rows[-1] if rows else None
        if before and row["to 99 %"] and before["to 99 %"]:
            times = math.log(row["to 99 %"] / before["to 99 %"])
            row["power"] = round(times / math.log(row["requests"] / before["requests"]), 2)
        else:
            row["power"] = ""
        rows.append(row)
    return rows


def _row(name: str, instance: Instance, mine: Measured) -> dict[str, Any]:
    value, bound = value_of(mine.plan) or (0, 0)
    return {
        "instance": name,
        "requests": len(instance.meetings),
        "weight": value,
        "bound": bound,
        "%": _percent(value, mine),
        "at 3 s": _percent(mine.best_at(3.0), mine),
        "to 99 %": mine.seconds_to(0.99 * bound) or "",
        "to 99.8 %": mine.seconds_to(0.998 * bound) or "",
        "seconds": mine.seconds,
        "MB": mine.megabytes,
        "greedy %": _percent(weight_of(instance, heaviest_first(instance)), mine),
    }


def _percent(value: int, mine: Measured) -> str:
    bound = (value_of(mine.plan) or (0, 1))[1]
    return f"{100 * value / max(1, bound):.2f}"
