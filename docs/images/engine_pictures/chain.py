"""A Kempe chain: one meeting changes its slot, and what stands in its way changes sides with it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from engine_pictures.paper import (
    ACCENT,
    ACCENT_PALE,
    CARD,
    INK,
    RULE,
    SOFT,
    SUNKEN,
    WAITING,
    WAITING_MID,
    Paper,
)

from matchmaking.engine.climb.construct import construct
from matchmaking.engine.generators import planted
from matchmaking.engine.indexed import Assignment, Indexed, index
from matchmaking.engine.measures import breaks_in, hours

FEWEST, MOST = 4, 6  # meetings in a chain that is worth a picture
CELL, ROW, PILL = 20, 34, 17


@dataclass(frozen=True, slots=True)
class Chain:
    """Meetings that change sides between two slots, each sharing a person with the next; those people in a row."""

    meetings: list[int]
    people: list[int]
    one: int
    two: int
    spared: int


def draw() -> Paper:
    """The chain that spares most breaks in a first plan of forty people."""
    data = index(planted(40, 12, seed=21, away=0.1, tables_used=0.75))
    before = construct(data, lambda: None)
    found = [
        chain
        for meeting in range(data.meeting_count)
        for slot in data.allowed[meeting]
        if (chain := _chain(data, before, meeting, slot)) is not None
    ]
    best = max(found, key=lambda chain: (chain.spared, -len(chain.meetings)))
    after = _swung(before, best)
    counts = [[breaks_in(days[p]) for p in best.people] for days in (hours(data, before), hours(data, after))]
    height = 176 + len(best.people) * ROW
    paper = Paper(
        880,
        height,
        "A chain of meetings changes sides",
        f"{len(best.meetings)} meetings between slots {best.one + 1} and {best.two + 1} change sides; "
        f"the breaks of their people fall from {sum(counts[0])} to {sum(counts[1])}.",
    )
    paper.heading(
        f"One meeting wants another slot, {len(best.meetings) - 1} more make room: "
        f"{sum(counts[0])} breaks become {sum(counts[1])}",
        "Two people joined meet each other. In every slot, nobody is ever in two meetings.",
    )
    _panel(paper, data, before, best, left=72, said="before", breaks=counts[0])
    _panel(paper, data, after, best, left=552, said="after", breaks=counts[1])
    y = 126 + (len(best.people) - 1) * ROW / 2
    paper.text(434, y - 22, "the whole chain", size=12, color=SOFT, anchor="middle")
    paper.text(434, y - 6, "at once", size=12, color=SOFT, anchor="middle")
    paper.arrow([(396, y + 10), (472, y + 10)], color=SOFT)
    _legend(paper, height - 22)
    return paper


def _chain(data: Indexed, plan: Assignment, meeting: int, two: int) -> Chain | None:
    """The component of the meeting between its slot and another, if it is a path that may change sides."""
    one = plan[meeting]
    if one is None or one == two:
        return None
    at = {(p, plan[m]): m for m, who in enumerate(data.people) for p in who if plan[m] in (one, two)}
    component, queue = {meeting}, [meeting]
    for current in queue:  # grows while it is read
        there = two if plan[current] == one else one
        for person in data.people[current]:
            other = at.get((person, there))
            if other is not None and other not in component:
                component.add(other)
                queue.append(other)
    if not FEWEST <= len(component) <= MOST:
        return None
    people = _in_a_row(data, component)
    chain = Chain(sorted(component), people, one, two, 0)
    after = _swung(plan, chain)
    if len(people) != len(component) + 1 or any(after[m] not in data.allowed[m] for m in component):
        return None
    if any(sum(s == slot for s in after) > len(data.opened[slot]) for slot in (one, two)):
        return None
    old, new = hours(data, plan), hours(data, after)
    spared = sum(breaks_in(old[p]) - breaks_in(new[p]) for p in people)
    return Chain(_by_neighbours(data, component, people), people, one, two, spared)


def _in_a_row(data: Indexed, component: set[int]) -> list[int]:
    """The people of the meetings, from an end of the path to the other; none for a circle."""
    links: dict[int, list[int]] = {}
    for meeting in sorted(component):
        a, b = data.people[meeting]
        links.setdefault(a, []).append(b)
        links.setdefault(b, []).append(a)
    ends = [person for person, others in links.items() if len(others) == 1]
    row = ends[:1]
    while row and (rest := [other for other in links[row[-1]] if other not in row]):
        row.append(rest[0])
    return row


def _by_neighbours(data: Indexed, component: set[int], people: list[int]) -> list[int]:
    of_pair = {frozenset(data.people[meeting]): meeting for meeting in component}
    return [of_pair[frozenset(pair)] for pair in itertools.pairwise(people)]


def _swung(plan: Assignment, chain: Chain) -> Assignment:
    after = list(plan)
    for meeting in chain.meetings:
        after[meeting] = chain.two if plan[meeting] == chain.one else chain.one
    return after


def _panel(
    paper: Paper, data: Indexed, plan: Assignment, chain: Chain, *, left: float, said: str, breaks: list[int]
) -> None:
    """Rows are the people, columns the slots; the chain's meetings join two rows."""
    paper.text(left, 92, said, size=13, weight=650)
    top, days = 126, hours(data, plan)
    for slot in range(data.slot_count):
        x = left + slot * CELL + PILL / 2
        here = slot in (chain.one, chain.two)
        if here:
            paper.box(x - 11, top - 25, 22, len(chain.people) * ROW + 12, fill=CARD, stroke=RULE, radius=7)
        color, weight = (INK, 650) if here else (SOFT, 400)
        paper.text(x, top - 10, str(slot + 1), size=11.5, color=color, anchor="middle", weight=weight)
    for row, person in enumerate(chain.people):
        y, mine = top + row * ROW, set(days[person])
        paper.text(left - 12, y + 14, data.instance.participants[person].id, size=12, color=SOFT, anchor="end")
        for slot in range(data.slot_count):
            waits = min(mine) < slot < max(mine)
            color = ACCENT_PALE if slot in mine else WAITING_MID if waits else SUNKEN
            paper.box(left + slot * CELL, y, PILL, PILL, fill=color, radius=4)
        x = left + data.slot_count * CELL + 8
        paper.text(x, y + 14, str(breaks[row]), size=12.5, color=WAITING, weight=650)
    paper.text(left + data.slot_count * CELL + 8, top - 10, "breaks", size=11.5, color=SOFT)
    for row, meeting in enumerate(chain.meetings):
        where = plan[meeting]
        if where is not None:
            x, y = left + where * CELL, top + row * ROW
            paper.box(x, y, PILL, ROW + PILL, fill=ACCENT, radius=9)
            paper.text(
                x + PILL / 2, y + (ROW + PILL) / 2 + 4, str(row + 1), size=11.5, color=CARD, anchor="middle", weight=650
            )


def _legend(paper: Paper, y: float) -> None:
    x = 72.0
    for color, said in (
        (ACCENT, "a meeting of the chain"),
        (ACCENT_PALE, "another meeting, stays"),
        (WAITING_MID, "break"),
        (SUNKEN, "free"),
    ):
        paper.box(x, y - 12, 15, 15, fill=color, radius=4)
        paper.text(x + 22, y, said, size=12, color=SOFT)
        x += 52 + 6.4 * len(said)
