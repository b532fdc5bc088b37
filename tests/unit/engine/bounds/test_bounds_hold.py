"""No bound is beaten by brute force, in whatever order the objectives come; where they are exact, they are."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaking.engine import Instance, Meeting, Objective, Participant, Placement, Slot, Table
from matchmaking.engine.bounds.at_once import bound
from matchmaking.engine.bounds.forced import forced
from matchmaking.engine.bounds.patterns import pattern_bounds
from matchmaking.engine.indexed import index
from tests.unit.engine.planting import every_plan, tiny_instances, values

MANY = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SEARCHED = (Objective.BREAKS, Objective.IDLE)


@MANY
@given(tiny_instances(), st.permutations(list(Objective)), st.data())
def test_no_plan_beats_a_bound(instance: Instance, order: list[Objective], data: st.DataObject) -> None:
    instance = replace(instance, objective=tuple(order))
    scores = {tuple(values(instance, plan)) for plan in every_plan(instance)}
    if not scores:
        return
    indexed = index(instance)
    heavy = forced(indexed, 20)
    anyhow = data.draw(st.sampled_from(sorted(scores)))
    for known in {max(scores), anyhow}:
        for rank, name in enumerate(order):
            prefix = [abs(value) for value in known[:rank]]
            best = max(score[rank] for score in scores if _at_least(score[:rank], known[:rank]))
            sign = 1 if name.upward else -1
            assert best <= sign * bound(name, indexed, prefix)
            if name in SEARCHED:
                for known_to_be in (None, heavy):
                    for found in itertools.islice(pattern_bounds(name, indexed, prefix, -best, known_to_be), 12):
                        assert best <= -found


def _at_least(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(mine >= theirs for mine, theirs in zip(one, other, strict=True))


def _instance(slots: int, tables: int, away: dict[str, tuple[int, ...]], meetings: list[Meeting]) -> Instance:
    names = sorted({name for meeting in meetings for name in meeting.participants})
    return Instance(
        name="by hand",
        slots=tuple(Slot(f"s{s}") for s in range(slots)),
        tables=tuple(Table(f"t{t}") for t in range(tables)),
        participants=tuple(Participant(name, tuple(f"s{s}" for s in away.get(name, ()))) for name in names),
        meetings=tuple(meetings),
        objective=(Objective.WEIGHT, Objective.FAIRNESS, Objective.BREAKS, Objective.IDLE, Objective.MOVES),
    )


def _pairs(*names: str) -> list[Meeting]:
    return [Meeting(f"m{at}", (pair[0], pair[1])) for at, pair in enumerate(names)]


def test_somebody_with_more_meetings_than_a_window_holds_has_breaks() -> None:
    """a is away in s2 and s5: windows of two slots; five meetings take three of them, an idle slot between each."""
    instance = _instance(8, 5, {"a": (2, 5)}, _pairs("ab", "ac", "ad", "ae", "af"))
    data = index(instance)
    assert bound(Objective.BREAKS, data, (5, 100)) == 2
    assert bound(Objective.IDLE, data, (5, 100, 2)) == 2
    assert bound(Objective.BREAKS, data, (4, 0)) == 0  # one of the five may be left out, and it weighs as the others


def test_a_fair_share_keeps_meetings_that_the_weight_does_not() -> None:
    instance = _instance(8, 5, {"a": (2, 5)}, _pairs("ab", "ac", "ad", "ae", "af"))
    assert bound(Objective.BREAKS, index(instance), (0, 100)) == 2


@pytest.mark.parametrize(("weight", "moves"), [(6, 4), (5, 3)])
def test_a_table_holds_one_of_the_four_who_all_meet(weight: int, moves: int) -> None:
    """Six meetings in three slots without breaks take two tables; of 12 - 4 changes 2 (3 - 1) may be stays."""
    instance = _instance(3, 2, {}, _pairs("ab", "cd", "ac", "bd", "ad", "bc"))
    data = index(instance)
    assert bound(Objective.MOVES, data, (weight, 0, 0, 0)) == moves


def test_one_table_needs_no_moves() -> None:
    instance = _instance(6, 1, {}, _pairs("ab", "cd", "ac", "bd", "ad", "bc"))
    assert bound(Objective.MOVES, index(instance), (6, 100, 4, 4)) == 0


def test_two_tables_need_a_move_whatever_the_breaks() -> None:
    """Four meetings around a ring in three slots take two tables, and somebody must go from one to the other."""
    instance = _instance(3, 2, {}, _pairs("ab", "bc", "cd", "da"))
    assert bound(Objective.MOVES, index(instance), (4, 100, 4, 4)) == 1


def test_everybody_can_sit_only_so_often() -> None:
    """One table in two slots: four seats for four people who asked for two meetings each."""
    instance = _instance(2, 1, {}, _pairs("ab", "bc", "cd", "da"))
    assert bound(Objective.FAIRNESS, index(instance), (2,)) == 50


def test_two_in_each_others_way_are_one_change() -> None:
    instance = replace(
        _instance(2, 2, {}, _pairs("ab", "ac", "de")),
        previous=(Placement("m0", "s0", "t0"), Placement("m1", "s0", "t1"), Placement("m2", "s1", None)),
        objective=(Objective.CHANGES,),
    )
    assert bound(Objective.CHANGES, index(instance), ()) == 2


def test_prices_of_tables_better_what_everybody_has_alone() -> None:
    """Alone, a and b have no break with c, who comes in s0, s1 and s2 and takes s1 for one of them; d and e need
    the only table in s1."""
    meetings = [
        Meeting("m0", ("a", "b"), slots=("s0", "s1")),
        Meeting("m1", ("a", "c"), slots=("s1", "s2")),
        Meeting("m2", ("d", "e"), slots=("s1",)),
    ]
    data = index(_instance(3, 1, {}, meetings))
    assert bound(Objective.BREAKS, data, (3, 100)) == 0
    assert 1 in itertools.islice(pattern_bounds(Objective.BREAKS, data, (3, 100), 1), 300)
