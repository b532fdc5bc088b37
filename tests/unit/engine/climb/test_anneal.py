"""Annealing keeps every rule, loses nothing for a lesser objective, and finds what is there to find."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from matchmaking.engine import Instance, Limits, Meeting, Objective, Participant, Rules, Slot, Table
from matchmaking.engine.climb import anneal
from matchmaking.engine.climb.anneal_goal import goal_of, meetings_for
from matchmaking.engine.climb.anneal_state import BREAKS, CHANGES, IDLE, SHORT, WEIGHT, begin, place_all
from matchmaking.engine.climb.anneal_steps import Course, Record
from matchmaking.engine.climb.anneal_steps import anneal as steps_of
from matchmaking.engine.climb.arrays import arrays, to_array, to_assignment
from matchmaking.engine.desk import Candidate
from matchmaking.engine.indexed import Assignment, index
from matchmaking.engine.measures import measure
from tests.unit.engine.desks import ListeningDesk
from tests.unit.engine.planting import every_plan, planted, tiny_instances, values

MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _slots(instance: Instance, desk: ListeningDesk) -> Assignment | None:
    """The worst of all plans of a tiny instance."""
    plans = sorted(every_plan(instance), key=lambda plan: values(instance, plan))
    if not plans:
        return None
    meeting_of = {meeting.id: at for at, meeting in enumerate(instance.meetings)}
    slot_of = {slot.id: at for at, slot in enumerate(instance.slots)}
    slots: Assignment = [None] * desk.data.meeting_count
    for placement in plans[0]:
        slots[meeting_of[placement.meeting]] = slot_of[placement.slot]
    return slots


def _annealed(instance: Instance, slots: Assignment, work: int, seed: int = 0) -> ListeningDesk:
    desk = ListeningDesk(instance, Limits(time_limit=60, workers=1, seed=seed, work=work))
    desk.offer(Candidate(slots))
    anneal.run(desk.data, desk)
    return desk


@MANY
@given(tiny_instances(moves=False))
def test_from_the_worst_plan_to_one_that_no_exchange_betters(instance: Instance) -> None:
    desk = ListeningDesk(instance)
    slots = _slots(instance, desk)
    if slots is None:
        return
    desk = _annealed(instance, slots, 20_000)  # whose offers the desk's checker has judged
    scores = [values(instance, desk.placements(offer)) for offer in desk.offers]
    assert scores == sorted(scores)
    assert max(scores) <= max(values(instance, plan) for plan in every_plan(instance))


@MANY
@given(tiny_instances(moves=False))
def test_its_sums_are_the_objectives(instance: Instance) -> None:
    desk = ListeningDesk(instance)
    slots = _slots(instance, desk)
    if slots is None:
        return
    data = desk.data
    frame = arrays(data)
    state = begin(frame, data, slots, 1)
    record = Record(state.slot.copy(), state.totals.copy())
    goal = goal_of(
        data, {name: measure(name, data, slots, []) for name in Objective if name not in TABLED}, frozenset()
    )
    steps_of(frame, state, goal, record, Course(0, 500, 5.0, 0.0))
    totals = state.totals.copy()
    now = to_assignment(state.slot)
    place_all(frame, state, to_array(now))
    assert (totals == state.totals).all()
    assert totals[WEIGHT] == measure(Objective.WEIGHT, data, now, [])
    assert totals[BREAKS] == measure(Objective.BREAKS, data, now, [])
    assert totals[IDLE] == measure(Objective.IDLE, data, now, [])
    assert totals[SHORT] == sum(
        max(0, least - sum(now[meeting] is not None for meeting in mine))
        for least, mine in zip(data.least, data.meetings_of, strict=True)
    )
    stays = [place for place in data.previous_places() if data.may_stay(*place)]
    assert totals[CHANGES] == sum(now[meeting] != slot for meeting, slot, _ in stays)


TABLED = (Objective.MOVES, Objective.CHANGES)


def _days(people: int, slots: int, **more: object) -> Instance:
    """Pairs who meet nobody else but each other's neighbours in a ring of four: a plan without breaks exists."""
    pairs = [(p, q) for first in range(0, people, 4) for p, q in ((0, 1), (2, 3), (0, 2), (1, 3), (0, 3), (1, 2))]
    groups = [first for first in range(0, people, 4) for _ in range(6)]
    return replace(
        Instance(
            name="days",
            slots=tuple(Slot(f"s{s}") for s in range(slots)),
            tables=tuple(Table(f"t{t}") for t in range(people)),
            participants=tuple(Participant(f"p{p}") for p in range(people)),
            meetings=tuple(
                Meeting(f"m{at}", (f"p{group + p}", f"p{group + q}"))
                for at, (group, (p, q)) in enumerate(zip(groups, pairs, strict=True))
            ),
            objective=(Objective.WEIGHT, Objective.BREAKS),
        ),
        **more,  # type: ignore[arg-type] # parts of an instance
    )


def _spread_out(instance: Instance) -> Assignment:
    """Every group's three rounds at slots 0, 4 and 8."""
    return [at % 6 // 2 * 4 for at in range(len(instance.meetings))]


def test_breaks_vanish_where_they_can() -> None:
    instance = _days(40, 9)
    desk = _annealed(instance, _spread_out(instance), 400_000)
    assert desk.best_score == [60, 0]


def test_it_ends_where_everything_is_proven() -> None:
    instance = _days(8, 9)
    desk = ListeningDesk(instance, Limits(workers=1))
    desk.offer(Candidate(_spread_out(instance)))
    anneal.run(desk.data, desk)  # without an end to its work
    assert desk.best_score == [12, 0]


def test_breaks_may_not_spread_more_than_allowed() -> None:
    instance = _days(40, 9, rules=Rules(max_break_spread=0))
    desk = _annealed(instance, _spread_out(instance), 400_000)  # the desk's checker judges each offer
    assert desk.best_score == [60, 0]


def test_one_seed_and_work_give_one_plan() -> None:
    instance = replace(planted(20, 8, 5, seed=3), objective=(Objective.WEIGHT, Objective.FAIRNESS, Objective.BREAKS))
    meetings = range(len(instance.meetings))
    placed: Assignment = [at % 8 if at < 8 else None for at in meetings]
    one, other = (_annealed(instance, placed, 60_000, seed=7).best() for _ in range(2))
    assert one == other
    assert one != Candidate(placed)


@pytest.mark.parametrize("share", [0, 33, 34, 50, 100])
def test_meetings_for_a_share_are_the_fewest_that_give_it(share: int) -> None:
    data = index(planted(6, 5, 3, seed=1))
    for need, mine in zip(meetings_for(data, share).tolist(), data.meetings_of, strict=True):
        if mine:
            assert 100 * need // len(mine) >= share
            assert need == 0 or 100 * (need - 1) // len(mine) < share


def test_a_plan_of_equal_weight_with_fewer_breaks_is_exchanged_for() -> None:
    """One table, three slots. p0 has m0 in s0 and m1 in s2; m2 of p2 and p3 in s1 may give way to m3 of p0 and p3."""
    instance = Instance(
        name="exchange",
        slots=tuple(Slot(f"s{s}") for s in range(3)),
        tables=(Table("t0"),),
        participants=tuple(Participant(f"p{p}") for p in range(5)),
        meetings=(
            Meeting("m0", ("p0", "p1"), slots=("s0",)),
            Meeting("m1", ("p0", "p2"), slots=("s2",)),
            Meeting("m2", ("p3", "p4"), slots=("s1",)),
            Meeting("m3", ("p0", "p3"), slots=("s1",)),
        ),
        objective=(Objective.WEIGHT, Objective.BREAKS),
    )
    desk = _annealed(instance, [0, 2, 1, None], 20_000)
    best = desk.best()
    assert best is not None
    assert best.slots == [0, 2, None, 1]
    assert desk.best_score == [3, 0]


def test_people_move_less_once_nothing_better_is_left() -> None:
    """Three hosts and twelve guests in four slots: nobody needs to move, though the plan at hand has them do so."""
    hosts, slots = 3, 4
    names = [f"h{host}" for host in range(hosts)] + [f"g{host}-{s}" for host in range(hosts) for s in range(slots)]
    instance = Instance(
        name="hosts",
        slots=tuple(Slot(f"s{s}") for s in range(slots)),
        tables=tuple(Table(f"t{t}") for t in range(hosts)),
        participants=tuple(Participant(name) for name in names),
        meetings=tuple(
            Meeting(f"m{host}-{s}", (f"h{host}", f"g{host}-{s}")) for host in range(hosts) for s in range(slots)
        ),
        objective=(Objective.WEIGHT, Objective.BREAKS, Objective.MOVES),
    )
    desk = ListeningDesk(instance, Limits(workers=1, work=50_000))
    desk.offer(Candidate([0, 1, 2, 3] * hosts, [(host + s) % hosts for host in range(hosts) for s in range(slots)]))
    anneal.run(desk.data, desk)
    assert desk.best_score == [12, 0, 0]
