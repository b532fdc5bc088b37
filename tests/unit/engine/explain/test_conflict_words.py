"""What an organiser reads where there is no plan."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from matchmaking.engine import (
    Fixed,
    Instance,
    Limits,
    Meeting,
    Participant,
    Rules,
    Slot,
    Status,
    Table,
    explain_conflict,
    solve,
)
from tests.unit.engine.planting import tiny_instances

SLOTS = tuple(Slot(f"s{at}", session="early" if at < 3 else "late") for at in range(1, 5))
ALL = ("ab", "cd", "ac", "bd", "ad", "bc", "ae")


def _instance(*meetings: Meeting, tables: int = 9, **people: Participant) -> Instance:
    return Instance(
        "words",
        SLOTS,
        tuple(Table(f"t{at}") for at in range(1, tables + 1)),
        tuple(people.get(name, Participant(name)) for name in "abcde"),
        meetings,
    )


def _meeting(pair: str, slots: tuple[str, ...] | None = None, fixed: Fixed | None = None, after: str = "") -> Meeting:
    earlier = tuple(after.split())
    return Meeting(pair, tuple(pair), required=True, slots=slots, fixed=fixed, after=earlier)


@pytest.mark.parametrize(
    ("instance", "conflict", "sentence"),
    [
        (
            _instance(_meeting("ab", fixed=Fixed("s2")), _meeting("ac", fixed=Fixed("s2"))),
            ("ab", "ac"),
            "ab and ac can only be in s2, and a takes part in both",
        ),
        (
            _instance(_meeting("ab", fixed=Fixed("s2", "t1")), _meeting("cd", fixed=Fixed("s2", "t1"))),
            ("ab", "cd"),
            "ab and cd can only be in s2, and both need table t1",
        ),
        (
            _instance(_meeting("ab", ("s1",)), _meeting("cd", ("s1", "s2")), _meeting("ae", ("s2",)), tables=1),
            ("ab", "cd", "ae"),
            "3 required meetings can only be in early, with tables for 2",
        ),
        (
            _instance(*(_meeting(pair) for pair in ALL[:5]), tables=1),
            ALL[:5],
            "5 required meetings can only be in all slots, with tables for 4",
        ),
        (
            _instance(_meeting("ab"), _meeting("cd", ("s1",), after="ab")),
            ("cd", "ab"),
            "cd is required, and no slot is late enough for it to come after ab",
        ),
        (
            _instance(
                *(_meeting(pair, ("s1", "s2")) for pair in ("ab", "ac", "de")),
                a=Participant("a", table="t1"),
                d=Participant("d", table="t1"),
            ),
            ("ab", "ac", "de"),
            "3 required meetings need table t1 in 2 slots",
        ),
        (
            _instance(*(_meeting(pair) for pair in ("ab", "ac")), a=Participant("a", max_meetings=1)),
            ("ab", "ac"),
            "a has 2 required meetings and takes at most 1",
        ),
        (
            _instance(
                *(replace(_meeting(pair), required=False) for pair in ("ab", "cd", "ac", "bd", "ad", "bc")),
                tables=1,
                **{name: Participant(name, min_meetings=3) for name in "abcd"},
            ),
            tuple("abcd"),
            "a, b, c and 1 more need 6 meetings at least, and there is room for 4",
        ),
        (
            replace(_instance(_meeting("ab"), _meeting("cd")), rules=Rules(0)),
            ("ab", "cd"),
            "these cannot hold together where numbers of breaks may differ by 0 at most: ab, cd",
        ),
        (_instance(_meeting("ab"), _meeting("cd")), ("ab", "cd"), "these cannot hold together: ab, cd"),
    ],
)
def test_a_conflict_is_told_by_what_counting_shows(
    instance: Instance, conflict: tuple[str, ...], sentence: str
) -> None:
    assert explain_conflict(instance, conflict) == sentence


@settings(max_examples=40, deadline=None)
@given(tiny_instances())
def test_only_what_has_no_plan_is_told_as_a_count(instance: Instance) -> None:
    plan = solve(instance, Limits(time_limit=20, workers=1))
    demands = [meeting.id for meeting in instance.meetings if meeting.required]
    demands += [person.id for person in instance.participants if person.min_meetings]
    if plan.status is not Status.INFEASIBLE:
        assert explain_conflict(instance, demands).startswith("these cannot hold together")
