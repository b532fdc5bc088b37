"""Some people's days, before and after the breaks are annealed."""

from __future__ import annotations

from engine_pictures.paper import ACCENT, RULE, SOFT, SUNKEN, WAITING, WAITING_MID, Paper
from engine_pictures.runs import annealed, climbed

from matchmaking.engine import Objective
from matchmaking.engine.generators import event
from matchmaking.engine.indexed import Assignment, Indexed, index
from matchmaking.engine.measures import breaks_in, hours, measure

SHOWN = 12
STEPS = 4_000_000
CELL, ROW, GAP = 13.5, 27, 5
IN_SESSION = 6


def draw() -> Paper:
    """An event of forty people, two days of two sessions."""
    data = index(event(40, seed=6, objective=(Objective.WEIGHT, Objective.BREAKS)))
    begun = climbed(data, (50, 200, 800))
    before = begun.last
    after, _ = annealed(data, before, STEPS)
    counts = [measure(Objective.BREAKS, data, plan, []) for plan in (before, after)]
    weights = [measure(Objective.WEIGHT, data, plan, []) for plan in (before, after)]
    if weights != [begun.bound] * 2:
        raise RuntimeError(f"the weights are {weights}, not {begun.bound}")
    held = sum(slot is not None for slot in before)
    paper = Paper(
        880,
        168 + SHOWN * ROW,
        "People's days before and after",
        f"The meetings of {SHOWN} people as strips: {counts[0]} breaks of all forty before, {counts[1]} after.",
    )
    paper.heading(
        f"No weight is lost: {counts[0]} breaks become {counts[1]}",
        f"{SHOWN} of 40 people, two days of two sessions. "
        f"Both plans place {held} of {data.meeting_count} meetings, weight {weights[0]:,}, the most there is.",
    )
    people = _interesting(data, before)
    for left, said, plan in ((66, "found for its weight", before), (486, "with its breaks annealed", after)):
        paper.text(left, 94, said, size=13, weight=650)
        _days(paper, data, plan, people, left)
    for row, person in enumerate(people):
        name = data.instance.participants[person].id
        paper.text(54, 122 + row * ROW, name, size=12, color=SOFT, anchor="end")
    y = 134 + SHOWN * ROW
    legend = ((ACCENT, "meeting"), (WAITING_MID, "break, whether there or away"), (SUNKEN, "free"), ("", "away"))
    x = 66.0
    for color, said in legend:
        _cell(paper, x, y - 11, color)
        paper.text(x + 20, y, said, size=12, color=SOFT)
        x += 50 + 6.4 * len(said)
    return paper


def _interesting(data: Indexed, plan: Assignment) -> list[int]:
    """Those with most breaks before, in the instance's order."""
    days = hours(data, plan)
    ranked = sorted(range(len(days)), key=lambda person: -breaks_in(days[person]))
    return sorted(ranked[:SHOWN])


def _days(paper: Paper, data: Indexed, plan: Assignment, people: list[int], left: float) -> None:
    days = hours(data, plan)
    for row, person in enumerate(people):
        mine, y = set(days[person]), 110 + row * ROW
        for slot in range(data.slot_count):
            x = left + slot * CELL + slot // IN_SESSION * GAP
            inside = bool(mine) and min(mine) < slot < max(mine)
            color = ACCENT if slot in mine else WAITING_MID if inside else SUNKEN
            _cell(paper, x, y, "" if color == SUNKEN and slot in data.away[person] else color)
        paper.text(
            left + data.slot_count * CELL + 3 * GAP + 8,
            y + 12,
            str(breaks_in(days[person])),
            size=12,
            color=WAITING,
            weight=650,
        )


def _cell(paper: Paper, x: float, y: float, color: str) -> None:
    if color:
        paper.box(x, y, CELL - 1.5, 15, fill=color, radius=2.5)
    else:
        paper.box(x + 0.5, y + 0.5, CELL - 2.5, 14, stroke=RULE, radius=2.5, dash="2 2")
