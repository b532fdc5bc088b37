"""The problem at a glance: who asked for whom, where it was placed, and what did not fit."""

from __future__ import annotations

from dataclasses import replace

from engine_pictures.paper import (
    ACCENT,
    ACCENT_MID,
    ACCENT_PALE,
    CARD,
    INK,
    RULE,
    SOFT,
    SUNKEN,
    WAITING,
    WAITING_MID,
    WAITING_PALE,
    Paper,
)

from matchmaking.engine import Instance, Limits, Objective, Plan, Status, solve
from matchmaking.engine.generators import crowd

NAMES = "ABCDEFGHIJ"
TABLES = 4
CELL, STEP_X, STEP_Y = 26, 76, 54
SHADES = (ACCENT_PALE, ACCENT_MID, "#36747a", ACCENT)


def draw() -> Paper:
    """Ten people, four tables, six slots."""
    drawn = crowd(len(NAMES), 6, 26, seed=6, fill=0.88)
    instance = replace(drawn, tables=drawn.tables[:TABLES], objective=(Objective.WEIGHT, Objective.BREAKS))
    plan = solve(instance, Limits(60, workers=1, seed=0))
    if plan.status is not Status.OPTIMAL:
        raise RuntimeError(f"the plan is {plan.status}; give it more time")
    weight, breaks = plan.objective
    asked = sum(meeting.weight for meeting in instance.meetings)
    paper = Paper(
        880,
        566,
        "The problem in one picture",
        f"{len(instance.meetings)} requests among ten people, and the plan that places {len(plan.meetings)} of them.",
    )
    paper.heading(
        f"{len(instance.meetings)} requests, {len(instance.slots)} slots, {TABLES} tables",
        f"The best plan places {len(plan.meetings)}: weight {weight.value} of {asked}"
        f", and with that weight no plan has fewer than {breaks.bound} breaks.",
    )
    _requests(paper, instance, plan)
    _grid(paper, instance, plan)
    _left_out(paper, instance, plan)
    return paper


def name_of(participant: str) -> str:
    """A letter for p1, p2 and so on."""
    return NAMES[int(participant[1:]) - 1]


def _requests(paper: Paper, instance: Instance, plan: Plan) -> None:
    """A square for each pair; the darker, the heavier the request."""
    left, top = 60, 112
    paper.text(28, 96, "Who asked for whom", size=13, weight=650)
    outside = {one.id for one in plan.unplaced}
    wanted = {tuple(sorted(int(p[1:]) - 1 for p in m.participants)): m for m in instance.meetings}
    for row, name in enumerate(NAMES):
        y = top + row * CELL
        if row:
            paper.text(left - 12, y + 18, name, size=13, anchor="middle")
        if row < len(NAMES) - 1:
            paper.text(left + row * CELL + CELL / 2, y + 18, name, size=13, anchor="middle")
        for column in range(row):
            meeting = wanted.get((column, row))
            x = left + column * CELL
            fill = SUNKEN if meeting is None else SHADES[meeting.weight - 1]
            paper.box(x + 1.5, y + 1.5, CELL - 3, CELL - 3, fill=fill, radius=4)
            if meeting is not None and meeting.id in outside:
                paper.box(x + 2.5, y + 2.5, CELL - 5, CELL - 5, stroke=WAITING_MID, thick=3, radius=3)
    y = top + len(NAMES) * CELL + 26
    paper.text(left - 18, y, "weight", size=12, color=SOFT)
    for at, shade in enumerate(SHADES):
        paper.box(left + 28 + at * 38, y - 11, 14, 14, fill=shade, radius=3)
        paper.text(left + 46 + at * 38, y, str(at + 1), size=12, color=SOFT)
    paper.box(left + 186, y - 10, 12, 12, stroke=WAITING_MID, thick=3, radius=2)
    paper.text(left + 204, y, "left out", size=12, color=SOFT)


def _grid(paper: Paper, instance: Instance, plan: Plan) -> None:
    """Slots from left to right, tables from top to bottom, two people in each meeting."""
    left, top = 396, 122
    paper.text(360, 96, "Where they meet", size=13, weight=650)
    people = {meeting.id: meeting.participants for meeting in instance.meetings}
    weight = {meeting.id: meeting.weight for meeting in instance.meetings}
    for at, slot in enumerate(instance.slots):
        x = left + at * STEP_X
        paper.text(x + 34, top, f"slot {slot.id[1:]}", size=12, color=SOFT, anchor="middle")
        for row in range(TABLES):
            paper.box(x, top + 12 + row * STEP_Y, 68, 42, fill=CARD, stroke=RULE, radius=6)
        away = [name_of(p.id) for p in instance.participants if slot.id in p.unavailable]
        said = ", ".join(away) if away else "nobody"
        paper.text(x + 34, top + 12 + TABLES * STEP_Y + 18, said, size=12, color=SOFT, anchor="middle")
    paper.text(left - 10, top, "table", size=12, color=SOFT, anchor="end")
    for row in range(TABLES):
        paper.text(left - 10, top + 38 + row * STEP_Y, str(row + 1), size=12, color=SOFT, anchor="end")
    paper.text(left - 10, top + 12 + TABLES * STEP_Y + 18, "away", size=12, color=SOFT, anchor="end")
    for place in plan.meetings:
        x = left + (int(place.slot[1:]) - 1) * STEP_X
        y = top + 12 + (int(str(place.table)[1:]) - 1) * STEP_Y
        shade = SHADES[weight[place.meeting] - 1]
        paper.box(x, y, 68, 42, fill=shade, radius=6)
        dark = weight[place.meeting] > 1
        names = " · ".join(name_of(person) for person in people[place.meeting])
        paper.text(x + 34, y + 27, names, size=16, color=CARD if dark else INK, anchor="middle", weight=650)


def _left_out(paper: Paper, instance: Instance, plan: Plan) -> None:
    """Each with its reason and its remedy, as the engine says them."""
    top = 444
    people = {meeting.id: meeting.participants for meeting in instance.meetings}
    for x, said in ((28, "What did not fit"), (176, "why"), (560, "what would make it fit")):
        paper.text(x, top, said, size=13, weight=650)
    for at, left in enumerate(plan.unplaced):
        y = top + 14 + at * 30
        names = " · ".join(name_of(person) for person in people[left.id])
        paper.box(28, y, 64, 24, fill=WAITING_PALE, stroke=WAITING_MID, radius=5)
        paper.text(60, y + 17, names, size=13, color=WAITING, anchor="middle", weight=650)
        paper.text(176, y + 17, _spoken(left.detail), size=13)
        paper.text(560, y + 17, _spoken(left.remedy or "none found with one or two changes"), size=13, color=SOFT)


def _spoken(said: str) -> str:
    """With letters and slots for ids."""
    for at in range(len(NAMES), 0, -1):
        said = said.replace(f"p{at} ", f"{NAMES[at - 1]} ")
    for at in range(6, 0, -1):
        said = said.replace(f" s{at}", f" slot {at}")
    return said
