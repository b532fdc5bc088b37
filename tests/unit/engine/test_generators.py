"""The bench's generators: as large as asked, the same for the same seed, and a planted plan that holds."""

from collections import Counter

import pytest

from matchmaking.engine import Instance, Placement, check
from matchmaking.engine.generators import SHAPES, crowd, event, exchange, generate, planted_with_plan
from matchmaking.engine.generators.drawing import as_requested
from tests.unit.engine.planting import as_plan


@pytest.mark.parametrize(("away", "tables_used"), [(0.0, 1.0), (0.3, 1.0), (0.3, 0.6)])
def test_all_meetings_of_a_planted_instance_fit_together(away: float, tables_used: float) -> None:
    instance, slots = planted_with_plan(40, 12, seed=3, away=away, tables_used=tables_used)
    used: Counter[int] = Counter()
    placements = []
    for meeting, slot in zip(instance.meetings, slots, strict=True):
        placements.append(Placement(meeting.id, instance.slots[slot].id, instance.tables[used[slot]].id))
        used[slot] += 1
    broken = {violation.rule for violation in check(instance, as_plan(instance, tuple(placements)))}
    assert broken <= {"objective"}
    asked = round(len(instance.tables) * tables_used)
    assert max(used.values()) == asked
    assert sum(used.values()) >= 0.9 * asked * 12


def test_a_full_planted_instance_keeps_everybody_busy_in_every_slot() -> None:
    instance, _ = planted_with_plan(60, 20, seed=1)
    assert (len(instance.tables), len(instance.meetings)) == (30, 600)


def test_a_crowd_is_as_large_as_asked() -> None:
    instance = crowd(80, 10, 400, seed=5, fill=0.9)
    sizes = len(instance.participants), len(instance.slots), len(instance.meetings), len(instance.tables)
    assert sizes == (80, 10, 400, 40)
    away = sum(len(participant.unavailable) for participant in instance.participants)
    assert 0.05 < away / 800 < 0.15
    assert len({frozenset(meeting.participants) for meeting in instance.meetings}) == 400


def test_skew_makes_some_sought_by_many() -> None:
    even, skewed = (_most_sought(crowd(80, 10, 400, seed=5, skew=skew)) for skew in (0.0, 1.0))
    assert skewed > 1.5 * even


def _most_sought(instance: Instance) -> int:
    return max(Counter(name for meeting in instance.meetings for name in meeting.participants).values())


def test_an_exchange_has_buyers_on_one_side_and_sellers_on_the_other() -> None:
    instance = exchange(20, 50, 600, 25, seed=2)
    assert (len(instance.meetings), len(instance.tables), len(instance.slots)) == (600, 20, 25)
    assert {tuple(name[0] for name in meeting.participants) for meeting in instance.meetings} == {("b", "v")}


def test_a_dense_exchange_has_all_the_pairs_there_are_and_no_more() -> None:
    assert len(exchange(5, 6, 30, 8, seed=1).meetings) == 30
    with pytest.raises(ValueError, match="only 30 pairs"):
        exchange(5, 6, 31, 8, seed=1)


def test_an_event_has_everything_that_the_formats_know() -> None:
    instance = event(200, seed=4)
    meetings, people = instance.meetings, instance.participants
    assert any(meeting.online for meeting in meetings)
    assert any(meeting.fixed for meeting in meetings)
    assert any(len(meeting.participants) == 3 for meeting in meetings)
    assert any(person.max_meetings for person in people)
    assert any(person.table for person in people)
    assert any(table.slots for table in instance.tables)
    assert len({slot.session for slot in instance.slots}) == 4
    assert any(len(person.unavailable) >= 6 for person in people)


@pytest.mark.parametrize("name", ["planted-100-away", "growth-100", "event-60"])
def test_one_seed_gives_one_instance_and_another_gives_another(name: str) -> None:
    assert generate(name, seed=7) == generate(name, seed=7)
    assert generate(name, seed=7).meetings != generate(name, seed=8).meetings


def test_every_shape_is_named_for_its_size() -> None:
    for name in SHAPES:
        number = name.split("-")[1] if "-" in name else ""
        if number.isdigit() and int(number) <= 300:
            assert len(generate(name, seed=1).participants) == int(number)


def test_weights_are_those_of_requests_when_asked() -> None:
    weights = {meeting.weight for meeting in crowd(40, 10, 200, seed=5, weigh=as_requested).meetings}
    assert min(weights) >= 10
    assert max(weights) > 99
