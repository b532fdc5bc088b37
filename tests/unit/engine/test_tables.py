"""Tables given after the slots: always right, never more moves than there need be where that is certain."""

import random
from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaking.engine import Instance, Meeting, Objective, Participant, Placement, Slot, Table, check
from matchmaking.engine.indexed import Assignment, Indexed, index
from matchmaking.engine.measures import Tables, moves
from matchmaking.engine.tables import improve_tables, seat
from tests.unit.engine.planting import as_plan, every_plan, planted, tiny_instances

MANY = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _pause() -> None:
    """Nobody waits."""


def _placements(data: Indexed, slots: Assignment, tables: Tables) -> tuple[Placement, ...]:
    instance = data.instance
    return tuple(
        Placement(meeting.id, instance.slots[slot].id, None if table is None else instance.tables[table].id)
        for meeting, slot, table in zip(instance.meetings, slots, tables, strict=True)
        if slot is not None
    )


def _in_numbers(data: Indexed, plan: tuple[Placement, ...]) -> tuple[Assignment, Tables]:
    meetings = [meeting.id for meeting in data.instance.meetings]
    slots: Assignment = [None] * len(meetings)
    tables: Tables = [None] * len(meetings)
    for placement in plan:
        at = meetings.index(placement.meeting)
        slots[at] = [slot.id for slot in data.instance.slots].index(placement.slot)
        if placement.table is not None:
            tables[at] = [table.id for table in data.instance.tables].index(placement.table)
    return slots, tables


def _all_seatings(data: Indexed, slots: Assignment) -> Iterator[Tables]:
    for plan in every_plan(data.instance):
        others, tables = _in_numbers(data, plan)
        if others == slots:
            yield tables


@MANY
@given(tiny_instances(), st.data())
def test_tiny_plans_are_seated_as_well_as_can_be(instance: Instance, draw: st.DataObject) -> None:
    plans = list(every_plan(instance))
    if not plans:
        return
    data = index(instance)
    slots, _ = _in_numbers(data, draw.draw(st.sampled_from(plans)))
    keep = draw.draw(st.booleans())
    tables = seat(data, slots, keep=keep, pause=_pause)
    plan = as_plan(instance, _placements(data, slots, tables))
    assert {violation.rule for violation in check(instance, plan)} <= {"objective"}
    if not keep:
        assert moves(data, slots, tables) == min(moves(data, slots, other) for other in _all_seatings(data, slots))


def _chains(slots: int, tables: int) -> tuple[Instance, Assignment]:
    """Hosts who meet guests in every slot, each of whom comes once: each could stay at a table of their own."""
    pairs = [(f"h{t}", f"g{t}-{s}") for s in range(slots) for t in range(tables)]
    random.Random(5).shuffle(pairs)  # noqa: S311 -- a test draws lots, not keys
    names = sorted({name for pair in pairs for name in pair})
    instance = Instance(
        name="chains",
        slots=tuple(Slot(f"s{s}") for s in range(slots)),
        tables=tuple(Table(f"t{t}") for t in range(tables)),
        participants=tuple(Participant(name) for name in names),
        meetings=tuple(Meeting(f"m{at}", pair) for at, pair in enumerate(pairs)),
        objective=(Objective.WEIGHT, Objective.MOVES),
    )
    return instance, [int(guest.split("-")[1]) for _, guest in pairs]


def test_hosts_stay_at_their_tables() -> None:
    instance, slots = _chains(12, 9)
    data = index(instance)
    assert moves(data, slots, seat(data, slots, keep=False, pause=_pause)) == 0


def test_improving_never_adds_moves_and_is_the_same_for_one_seed() -> None:
    data = index(planted(40, 12, 15, seed=2))
    slots: Assignment = [None] * data.meeting_count
    busy: set[tuple[int, int]] = set()
    for meeting, who in enumerate(data.people):
        for slot in range(12):
            full = sum(other == slot for other in slots) >= 15
            if not full and not any((person, slot) in busy for person in who):
                slots[meeting] = slot
                busy.update((person, slot) for person in who)
                break
    first = seat(data, slots, keep=False, pause=_pause)
    better = improve_tables(data, slots, first, keep=False, steps=100_000, seed=3)
    assert moves(data, slots, better) < moves(data, slots, first)
    assert better == improve_tables(data, slots, first, keep=False, steps=100_000, seed=3)


def test_unchanged_meetings_keep_their_tables() -> None:
    """m0 and m1 have their people in common; that they could sit together does not matter before changes."""
    instance = Instance(
        name="kept",
        slots=(Slot("s0"), Slot("s1")),
        tables=(Table("t0"), Table("t1")),
        participants=(Participant("a"), Participant("b"), Participant("c")),
        meetings=(Meeting("m0", ("a", "b")), Meeting("m1", ("a", "c"))),
        previous=(Placement("m0", "s0", "t0"), Placement("m1", "s1", "t1")),
    )
    data = index(instance)
    assert seat(data, [0, 1], keep=True, pause=_pause) == [0, 1]
    assert moves(data, [0, 1], seat(data, [0, 1], keep=False, pause=_pause)) == 0
