"""Instances for the engine's tests: from a known plan, tiny ones for brute force, and builders by hand."""

import itertools
import random
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from matchmaking.engine import (
    Fixed,
    Instance,
    Meeting,
    Objective,
    Participant,
    Placement,
    Plan,
    Reason,
    Rules,
    Slot,
    Status,
    Table,
    Unplaced,
    check,
)


def planted(people: int, slots: int, tables: int, *, seed: int, away: float = 0.0, required: bool = False) -> Instance:
    """An instance whose meetings can all be placed: they are read off a plan made up first."""
    chance = random.Random(seed)  # noqa: S311 -- a test draws lots, not keys
    unavailable = [[s for s in range(slots) if chance.random() < away] for _ in range(people)]
    pairs: list[tuple[int, int]] = []
    for slot in range(slots):
        free = [p for p in range(people) if slot not in unavailable[p]]
        chance.shuffle(free)
        drawn = [(min(a, b), max(a, b)) for a, b in zip(free[::2], free[1::2], strict=False)]
        pairs += [pair for pair in drawn[:tables] if pair not in pairs]
    chance.shuffle(pairs)
    return Instance(
        name=f"planted-{seed}",
        slots=tuple(Slot(f"s{s}") for s in range(slots)),
        tables=tuple(Table(f"t{t}") for t in range(tables)),
        participants=tuple(Participant(f"p{p}", tuple(f"s{s}" for s in unavailable[p])) for p in range(people)),
        meetings=tuple(
            Meeting(f"m{at}", (f"p{a}", f"p{b}"), weight=chance.randint(1, 9), required=required)
            for at, (a, b) in enumerate(pairs)
        ),
        objective=(Objective.WEIGHT,),
    )


def one_in(number: int) -> st.SearchStrategy[Any]:  # Any: mypy reads draw(bool) in a condition wrongly
    """True about once in so many times, else False."""
    return st.sampled_from([False] * (number - 1) + [True])


@st.composite
def tiny_instances(draw: st.DrawFn, *, moves: bool = True) -> Instance:
    """Any instance at all with up to 3 slots, 2 tables, 4 people and 4 meetings."""
    slots = [f"s{at}" for at in range(draw(st.sampled_from((3, 3, 3, 2, 1, 0))))]
    tables = [f"t{at}" for at in range(draw(st.sampled_from((2, 2, 2, 1, 1, 0))))]
    people = [f"p{at}" for at in range(draw(st.sampled_from((4, 4, 3, 3, 2, 0))))]
    participants = tuple(draw(_participants(name, slots, tables)) for name in people)
    meetings: list[Meeting] = []
    for at in range(draw(st.sampled_from((4, 4, 3, 2, 1, 0))) if len(people) > 1 else 0):
        meetings.append(draw(_meetings(f"m{at}", people, (slots, tables), [m.id for m in meetings])))
    previous: tuple[Placement, ...] = ()
    if slots and draw(one_in(2)):
        previous = tuple(
            Placement(meeting.id, draw(st.sampled_from(slots)), draw(st.sampled_from([None, *tables])))
            for meeting in meetings
            if draw(one_in(2))
        )
    names = [name for name in Objective if moves or name is not Objective.MOVES]
    return Instance(
        name="tiny",
        slots=tuple(Slot(name) for name in slots),
        tables=tuple(Table(name, draw(_some(slots)) if draw(one_in(5)) else None) for name in tables),
        participants=participants,
        meetings=tuple(meetings),
        previous=previous,
        rules=Rules(draw(st.sampled_from((None, None, 0, 1)))),
        objective=(
            *((Objective.WEIGHT,) if draw(one_in(2)) else ()),
            *draw(st.permutations([name for name in names if name is not Objective.WEIGHT]))[: draw(st.integers(1, 2))],
        ),
    )


def _some(names: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    if not names:
        return st.just(())
    return st.lists(st.sampled_from(names), unique=True, max_size=2).map(tuple)


@st.composite
def _participants(draw: st.DrawFn, name: str, slots: list[str], tables: list[str]) -> Participant:
    least = 1 if draw(one_in(10)) else 0
    return Participant(
        name,
        unavailable=draw(_some(slots)) if draw(one_in(3)) else (),
        max_meetings=draw(st.integers(least, 2)) if draw(one_in(5)) else None,
        min_meetings=least,
        table=draw(st.sampled_from(tables)) if tables and draw(one_in(6)) else None,
    )


@st.composite
def _meetings(
    draw: st.DrawFn, name: str, people: list[str], places: tuple[list[str], list[str]], earlier: list[str]
) -> Meeting:
    slots, tables = places
    online = draw(one_in(5))
    fixed = None
    if slots and draw(one_in(6)):
        table = draw(st.sampled_from(tables)) if tables and not online and draw(one_in(2)) else None
        fixed = Fixed(draw(st.sampled_from(slots)), table)
    size = 3 if len(people) > 2 and draw(one_in(6)) else 2
    return Meeting(
        name,
        tuple(draw(st.permutations(people))[:size]),
        weight=draw(st.integers(1, 4)),
        required=draw(one_in(6)),
        slots=draw(_some(slots)) if draw(one_in(5)) else None,
        fixed=fixed,
        after=(draw(st.sampled_from(earlier)),) if earlier and draw(one_in(5)) else (),
        online=online,
    )


def every_plan(instance: Instance) -> Iterator[tuple[Placement, ...]]:
    """All placements of a tiny instance that keep its rules."""
    slots = [slot.id for slot in instance.slots]
    tables = [table.id for table in instance.tables]
    choices: list[list[Placement | None]] = []
    for meeting in instance.meetings:
        seats: list[str | None] = [None] if meeting.online else [*tables]
        choices.append([None, *(Placement(meeting.id, s, t) for s in slots for t in seats)])
    for chosen in itertools.product(*choices):
        placements = tuple(placement for placement in chosen if placement is not None)
        plan = as_plan(instance, placements)
        if {violation.rule for violation in check(instance, plan)} <= {"objective"}:
            yield placements


def as_plan(instance: Instance, placements: tuple[Placement, ...]) -> Plan:
    """A plan that says nothing of its objectives."""
    placed = {placement.meeting for placement in placements}
    left = tuple(
        Unplaced(meeting.id, Reason.TIME_LIMIT, "") for meeting in instance.meetings if meeting.id not in placed
    )
    return Plan(instance.name, Status.FEASIBLE, placements, left, (), 0.0)


def values(instance: Instance, placements: tuple[Placement, ...]) -> list[int]:
    """The objectives' values, counted in the simplest way, signed so that greater is better."""
    where = {placement.meeting: placement for placement in placements}
    rank = {slot.id: at for at, slot in enumerate(instance.slots)}
    total = {"weight": 0, "fairness": 100, "breaks": 0, "idle": 0, "moves": 0, "changes": 0}
    for person in instance.participants:
        mine = [meeting for meeting in instance.meetings if person.id in meeting.participants]
        got = sorted((rank[where[m.id].slot], where[m.id].table or "") for m in mine if m.id in where)
        if mine:
            total["fairness"] = min(total["fairness"], 100 * len(got) // len(mine))
        marks = "".join("x" if at in dict(got) else "." for at in range(len(rank))).strip(".")
        runs = [run for run in marks.split("x") if run]
        total["breaks"] += len(runs)
        total["idle"] += sum(map(len, runs))
        seats = [table for _, table in got if table]
        total["moves"] += sum(a != b for a, b in itertools.pairwise(seats))
    total["weight"] = sum(meeting.weight for meeting in instance.meetings if meeting.id in where)
    total["changes"] = sum(where.get(before.meeting) != before for before in instance.previous)
    return [total[name] if name.upward else -total[name] for name in instance.objective]
