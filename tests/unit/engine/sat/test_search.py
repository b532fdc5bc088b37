"""Both exact searches against brute force, and on plans known beforehand, all meetings required."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaking.engine import Instance, Meeting, Objective, Participant, Placement, Rules, Slot, Table, check
from matchmaking.engine.desk import Candidate, Desk
from matchmaking.engine.indexed import Indexed, index
from matchmaking.engine.sat import quest, rival, search
from tests.unit.engine.desks import ListeningDesk
from tests.unit.engine.planting import as_plan, every_plan, one_in, planted, tiny_instances, values

Run = Callable[[Indexed, Desk], None]
RUNS = pytest.mark.parametrize("run", [search.run, rival.run], ids=["search", "rival"])
BRIEF = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.differing_executors],
)
ORDERS = (
    (Objective.BREAKS,),
    (Objective.IDLE,),
    (Objective.BREAKS, Objective.IDLE),
    (Objective.IDLE, Objective.BREAKS),
    (Objective.WEIGHT, Objective.FAIRNESS, Objective.BREAKS),
    (Objective.WEIGHT,),
)


def all_required(instance: Instance, order: tuple[Objective, ...]) -> Instance:
    meetings = tuple(replace(meeting, required=True) for meeting in instance.meetings)
    return replace(instance, meetings=meetings, objective=order)


@st.composite
def long_days(draw: st.DrawFn) -> Instance:
    """Few people, few meetings, and room for several breaks each."""
    slots = [f"s{at}" for at in range(5)]
    people = [f"p{at}" for at in range(draw(st.integers(2, 3)))]
    some = st.lists(st.sampled_from(slots), min_size=2, unique=True).map(tuple)
    names = [f"m{at}" for at in range(4)]
    return Instance(
        name="long",
        slots=tuple(Slot(name) for name in slots),
        tables=(Table("t0"), Table("t1", draw(some)))[: draw(st.integers(1, 2))],
        participants=tuple(Participant(name, draw(some) if draw(one_in(4)) else ()) for name in people),
        meetings=tuple(
            Meeting(
                name,
                tuple(draw(st.permutations(people))[: draw(st.sampled_from((2, 2, 3)))]),
                required=True,
                slots=draw(some) if draw(one_in(2)) else None,
                after=(draw(st.sampled_from(names[:at])),) if at and draw(one_in(6)) else (),
                online=draw(one_in(6)),
            )
            for at, name in enumerate(names)
        ),
        rules=Rules(draw(st.sampled_from((None, 0, 1, 2)))),
        objective=draw(st.sampled_from(ORDERS)),
    )


def full_plans(instance: Instance) -> Iterator[tuple[Placement, ...]]:
    """Every plan of all meetings, in every choice of slots. No table is bound."""
    desk = ListeningDesk(instance)
    onsite = [at for at, meeting in enumerate(instance.meetings) if not meeting.online]
    for slots in itertools.product(range(len(instance.slots)), repeat=len(instance.meetings)):
        seated = Counter(slots[meeting] for meeting in onsite)
        if any(number > len(desk.data.opened[slot]) for slot, number in seated.items()):
            continue
        placements = desk.placements(Candidate(list(slots)))
        if {violation.rule for violation in check(instance, as_plan(instance, placements))} <= {"objective"}:
            yield placements


def searched(instance: Instance, run: Run) -> ListeningDesk:
    desk = ListeningDesk(instance)
    run(desk.data, desk)
    return desk


def assert_settled(instance: Instance, desk: ListeningDesk, best: list[int] | None) -> None:
    """The best plan was offered and each of its values is proven; or it is proven that there is none."""
    if best is None:
        assert desk.conflict is not None
        assert desk.offers == []
        return
    assert desk.conflict is None
    assert desk.best_score == best
    found = [value if name.upward else -value for name, value in zip(instance.objective, best, strict=True)]
    for at, name in enumerate(instance.objective):
        assert desk.proven(name, tuple(found[:at])) == found[at]
    for name, before, value in desk.bounds:
        at = instance.objective.index(name)
        if list(before) == found[:at]:
            assert value >= found[at] if name.upward else value <= found[at]


@RUNS
@BRIEF
@given(instance=tiny_instances(), order=st.sampled_from(ORDERS))
def test_every_key_of_the_format_as_brute_force_has_it(run: Run, instance: Instance, order: tuple[Objective]) -> None:
    instance = all_required(instance, order)
    desk = searched(instance, run)
    best = max((values(instance, plan) for plan in every_plan(instance)), default=None)
    assert_settled(instance, desk, best)


@RUNS
@BRIEF
@given(instance=long_days())
def test_breaks_and_idle_slots_of_longer_days_as_brute_force_has_them(run: Run, instance: Instance) -> None:
    desk = searched(instance, run)
    assert_settled(instance, desk, max((values(instance, plan) for plan in full_plans(instance)), default=None))


@RUNS
@BRIEF
@given(instance=tiny_instances())
def test_with_weight_first_a_bound_below_all_where_not_all_can_be_placed(run: Run, instance: Instance) -> None:
    instance = replace(instance, objective=(Objective.WEIGHT, Objective.BREAKS))
    everything = sum(meeting.weight for meeting in instance.meetings)
    desk = searched(instance, run)
    best = max((values(instance, plan) for plan in every_plan(instance)), default=None)
    if best is not None and best[0] == everything:
        assert_settled(instance, desk, best)
    else:
        assert desk.offers == []
        assert desk.conflict is not None or (best or [0])[0] <= desk.proven(Objective.WEIGHT, ()) < everything


@RUNS
@pytest.mark.parametrize("away", [0.0, 0.2])
def test_a_planted_event_gets_every_meeting_and_its_fewest_breaks_by_either_search(run: Run, away: float) -> None:
    instance = planted(16, 8, 7, seed=5, away=away, required=True)
    instance = replace(instance, objective=(Objective.BREAKS,), rules=Rules(2))
    desk, other = searched(instance, run), searched(instance, search.run)
    assert desk.best_score == other.best_score
    assert desk.best_score is not None
    assert -desk.best_score[0] == desk.proven(Objective.BREAKS, ())


def test_a_spread_may_demand_breaks_of_everybody() -> None:
    slots = tuple(Slot(f"s{at}") for at in range(6))
    pair = ("a", "b")
    other = ("c", "d")
    instance = Instance(
        name="spread",
        slots=slots,
        tables=(Table("t0"), Table("t1")),
        participants=tuple(Participant(name) for name in "abcd"),
        meetings=(
            Meeting("m0", pair, required=True, slots=("s0",)),
            Meeting("m1", pair, required=True, slots=("s5",)),
            Meeting("m2", other, required=True),
            Meeting("m3", other, required=True),
        ),
        rules=Rules(0),
        objective=(Objective.BREAKS, Objective.IDLE),
    )
    desk = searched(instance, search.run)
    assert desk.best_score == [-4, -10]  # c and d must have a break as well, of one slot
    assert desk.proven(Objective.IDLE, (4,)) == 10


def test_what_it_can_settle_is_said_beforehand() -> None:
    event = planted(6, 4, 3, seed=1)
    assert quest.applies(index(event))  # weight first: at its best where all are placed
    assert not quest.applies(index(replace(event, objective=(Objective.BREAKS,))))
    assert quest.applies(index(all_required(event, (Objective.BREAKS,))))
    order = (Objective.WEIGHT, Objective.BREAKS, Objective.MOVES, Objective.IDLE)
    assert quest.stages(index(replace(event, objective=order))) == [Objective.WEIGHT, Objective.BREAKS]
    show = planted(400, 30, 200, seed=1)
    huge = replace(show, meetings=tuple(replace(m, id=f"{m.id}x{n}") for n in range(4) for m in show.meetings))
    assert not quest.applies(index(huge))
