"""The weight's search: plans that keep every rule, the optimum where it is small, and planted plans found whole."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from matchmaking.engine import Instance, Limits, Meeting, Objective, Participant, Slot, Table
from matchmaking.engine.bounds.weight import weight_bound
from matchmaking.engine.bounds.weight_by_slot import weight_by_slot
from matchmaking.engine.climb import weight
from matchmaking.engine.climb.arrays import NOWHERE, arrays, to_array, to_assignment
from matchmaking.engine.climb.choice import Choice
from matchmaking.engine.climb.construct import construct
from matchmaking.engine.climb.cooling import COLDEST, REQUIRED, Climb, chosen, improve_weight, valued
from matchmaking.engine.climb.eject import anneal
from matchmaking.engine.climb.odds import NEVER
from matchmaking.engine.climb.state import BEST, OUT, WORTH, Hall, put, want
from matchmaking.engine.generators import crowd, event, exchange, planted
from matchmaking.engine.indexed import index
from matchmaking.engine.measures import measure
from tests.unit.engine.desks import ListeningDesk
from tests.unit.engine.planting import every_plan, tiny_instances, values


def climbed(instance: Instance, work: int, seed: int = 0) -> ListeningDesk:
    desk = ListeningDesk(instance, Limits(time_limit=60.0, workers=1, seed=seed, work=work))
    weight.run(desk.data, desk)
    return desk


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(tiny_instances())
def test_tiny_instances_reach_the_greatest_weight_there_is_by_plans_that_keep_all_rules(instance: Instance) -> None:
    instance = replace(instance, objective=(Objective.WEIGHT,))
    plans = list(every_plan(instance))
    desk = climbed(instance, work=20_000)
    assert len(plans) > 0 or desk.best_score is None
    if instance.rules.max_break_spread is None and plans:  # the search does not steer by breaks
        assert desk.best_score == max(values(instance, plan) for plan in plans)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(tiny_instances())
def test_no_bound_that_it_tells_is_beaten(instance: Instance) -> None:
    instance = replace(instance, objective=(Objective.WEIGHT,))
    plans = list(every_plan(instance))
    assume(plans)
    best = max(values(instance, plan)[0] for plan in plans)
    assert all(value >= best for _, _, value in climbed(instance, work=100).bounds)


@pytest.mark.parametrize(
    ("people", "slots", "away", "used"), [(60, 12, 0.0, 1.0), (60, 12, 0.3, 1.0), (100, 20, 0.15, 0.8)]
)
def test_a_planted_plan_is_found_whole(people: int, slots: int, away: float, used: float) -> None:
    instance = planted(people, slots, seed=4, away=away, tables_used=used)
    desk = climbed(instance, work=4_000_000)
    assert desk.best_score == [sum(meeting.weight for meeting in instance.meetings)]


def test_buyers_and_sellers_who_are_always_there_reach_the_bound() -> None:
    instance = exchange(20, 40, 500, 20, seed=3)
    assert climbed(instance, work=4_000_000).best_score == [weight_bound(index(instance))]


def test_a_crowd_that_asks_for_too_much_gets_all_that_is_proven_possible() -> None:
    instance = crowd(150, 12, 1000, seed=6)
    assert climbed(instance, work=1_000_000).best_score == [weight_bound(index(instance))]


@pytest.mark.parametrize(("people", "people_per_table"), [(60, 5), (120, 5), (120, 3)])
def test_an_event_with_everything_in_it_gets_all_that_is_proven_possible(people: int, people_per_table: int) -> None:
    instance = event(people, seed=2, people_per_table=people_per_table, objective=(Objective.WEIGHT,))
    data = index(instance)
    bound = min(weight_bound(data), weight_by_slot(data, 60) or weight_bound(data))
    assert climbed(instance, work=1_500_000).best_score == [bound]  # the desk checks every offer


@pytest.mark.parametrize("by_slot", [False, True])
def test_a_choice_is_whole_meetings_that_weigh_what_is_proven_and_another_one_is_another(by_slot: bool) -> None:  # noqa: FBT001 -- a test's case
    data = index(event(60, seed=2, objective=(Objective.WEIGHT,)))
    bound = weight_by_slot(data, 60) if by_slot else weight_bound(data)
    assert bound is not None
    asked = Choice(data, seed=1, by_slot=by_slot)
    shares = [asked.another(60) for _ in range(3)]
    for share in shares:
        assert share is not None
        assert ((share < 0.05) | (share > 0.95)).mean() > 0.99
        assert float(share @ np.array(data.weight)) == pytest.approx(bound, rel=0.002)
    rounded = {tuple(np.rint(share).tolist()) for share in shares if share is not None}
    assert len(rounded) > 1


def test_one_seed_and_one_amount_of_work_give_one_plan() -> None:
    instance = crowd(60, 8, 400, seed=1)
    first, again, other = (climbed(instance, 60_000, seed).offers[-1].slots for seed in (5, 5, 6))
    assert first == again
    assert first != other


def test_a_plan_is_improved_from_where_it_stands_and_is_left_as_it_was() -> None:
    data = index(crowd(60, 8, 400, seed=1))
    start = to_array(construct(data, lambda: None))
    before = start.copy()
    improved = improve_weight(arrays(data), start, seed=1, steps=50_000)
    assert (start == before).all()
    gained = [measure(Objective.WEIGHT, data, to_assignment(slots), []) for slots in (start, improved)]
    assert gained[1] > gained[0]


def test_required_meetings_come_before_any_weight() -> None:
    rivals = [Meeting(f"m{at}", ("host", f"g{at}"), weight=1000) for at in range(6)]
    asked = [Meeting(f"r{at}", ("host", f"g{at + 6}"), required=True) for at in range(3)]
    instance = Instance(
        "required",
        tuple(Slot(f"s{at}") for at in range(4)),
        (Table("t1"),),
        tuple(Participant(name) for name in ["host", *(f"g{at}" for at in range(9))]),
        (*rivals, *asked),
    )
    data = index(instance)
    everything_else = to_array([0, 1, 2, 3, *([None] * 5)])
    improved = to_assignment(improve_weight(arrays(data), everything_else, seed=1, steps=20_000))
    assert all(slot is not None for slot in improved[6:])
    assert measure(Objective.WEIGHT, data, improved, []) == 1003


def rich(seed: int) -> Instance:
    """Limits, least numbers, bound tables, chains, meetings of three, online ones, and a third required."""
    chance = random.Random(seed)  # noqa: S311 -- a test draws lots, not keys
    slots = [f"s{at}" for at in range(chance.randint(3, 7))]
    tables = [f"t{at}" for at in range(chance.randint(1, 4))]
    people = [
        Participant(
            f"p{at}",
            unavailable=tuple(chance.sample(slots, chance.randint(0, 1))),
            max_meetings=chance.choice([None, 2, 3, 4]),
            min_meetings=chance.choice([0, 0, 0, 1, 2]),
            table=tables[0] if chance.random() < 0.2 else None,
        )
        for at in range(chance.randint(4, 9))
    ]
    meetings = [
        Meeting(
            f"m{at}",
            tuple(one.id for one in chance.sample(people, chance.choice([2, 2, 2, 3]))),
            weight=chance.randint(1, 9),
            required=chance.random() < 0.35,
            slots=tuple(sorted(chance.sample(slots, chance.randint(1, len(slots))))) if chance.random() < 0.5 else None,
            after=(f"m{chance.randrange(at)}",) if at and chance.random() < 0.1 else (),
            online=chance.random() < 0.2,
        )
        for at in range(chance.randint(8, 30))
    ]
    return Instance(
        f"rich-{seed}", tuple(map(Slot, slots)), tuple(map(Table, tables)), tuple(people), tuple(meetings),
        objective=(Objective.WEIGHT,),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_what_the_search_keeps_account_of_is_what_its_plan_says(seed: int) -> None:
    problem = arrays(index(rich(seed)))
    climb = Climb(problem, None, seed)
    values = valued(problem, None)
    hall = climb.hall
    for temperature in (0.4, 0.2, 0.1, 0.04):
        for _again in range(5):
            anneal(hall, climb.odds(values.warm / temperature, firm=True), 60, climb.enough(int(problem.weight.sum())))
            same = Climb(problem, None, seed).hall
            for meeting in np.argsort(hall.slot, kind="stable"):  # what comes before others stands before them
                slot = hall.slot[meeting]
                if slot >= 0:
                    assert problem.allowed[meeting, slot]
                    assert all(same.at[one, slot] < 0 for one in claimants(same, meeting))
                    earlier = problem.after[problem.after_start[meeting] : problem.after_start[meeting + 1]]
                    assert all(0 <= hall.slot[one] < slot for one in earlier)
                    put(same, meeting, slot)
            assert (same.at == hall.at).all()
            assert (same.held == hall.held).all()
            assert (same.used == hall.used).all()
            assert (hall.held <= hall.most).all()
            assert (hall.used <= hall.capacity).all()
            assert (same.sums[:BEST] == hall.sums[:BEST]).all()
    assert climb.worth == Climb(problem, climb.best, seed).worth


@pytest.mark.parametrize("seed", range(30))
def test_what_is_not_wanted_stays_out_and_all_else_is_as_before(seed: int) -> None:
    problem = arrays(index(rich(seed)))
    climb = Climb(problem, None, seed)
    hall = climb.hall
    values = valued(problem, None)
    lots = np.random.default_rng(seed)
    for _again in range(5):
        anneal(hall, climb.odds(values.warm / 0.2, firm=True), 60, climb.enough(int(problem.weight.sum())))
        wanted = chosen(problem, lots.random(len(problem.weight)).round()).wanted
        assert wanted is not None
        for tried, start, stop in zip(wanted, problem.after_start[:-1], problem.after_start[1:], strict=True):
            assert not tried or wanted[problem.after[start:stop]].all()
        best = climb.worth
        want(hall, wanted)
        assert (hall.slot[~wanted] == NOWHERE).all()
        anneal(hall, climb.odds(values.warm / 0.1, firm=True), 60, climb.enough(int(problem.weight.sum())))
        assert (hall.slot[~wanted] == NOWHERE).all()
        out = hall.out[: hall.sums[OUT]]
        assert sorted(out) == np.flatnonzero(wanted & (hall.slot == NOWHERE)).tolist()
        assert hall.sums[WORTH] == Climb(problem, hall.slot, seed).worth
        assert climb.worth >= best
        want(hall, np.ones_like(wanted))
        assert hall.sums[OUT] == (hall.slot == NOWHERE).sum()


def test_what_people_need_to_reach_their_least_is_wanted_though_no_programme_chose_it() -> None:
    problem = arrays(
        index(
            Instance(
                "needy",
                (Slot("s"),),
                (Table("t"),),
                (Participant("a", min_meetings=1), *(Participant(name) for name in "bcd")),
                (Meeting("ab", ("a", "b")), Meeting("cd", ("c", "d"), weight=9)),
            )
        )
    )
    wanted = chosen(problem, np.array([0.0, 1.0])).wanted
    assert wanted is not None
    assert wanted.tolist() == [True, True]


def claimants(hall: Hall, meeting: int) -> list[int]:
    return list(hall.claimants[hall.claim_start[meeting] : hall.claim_start[meeting + 1]])


def test_no_odds_of_what_may_go_out_are_taken_for_a_required_meetings() -> None:
    assert math.exp(-REQUIRED) < NEVER < math.exp(-COLDEST)


def test_a_required_meeting_makes_way_for_one_that_has_no_other_slot() -> None:
    both = ("p1", "p2")
    instance = Instance(
        "in the way",
        tuple(Slot(f"s{at}") for at in range(3)),
        (Table("t1"),),
        (Participant("p1"), Participant("p2")),
        (
            Meeting("asked", both, weight=1, required=True),
            Meeting("a", both, weight=1),
            Meeting("b", both, weight=1),
            Meeting("early", both, weight=2, slots=("s0",)),
        ),
    )
    data = index(instance)
    improved = to_assignment(improve_weight(arrays(data), to_array([0, 1, 2, None]), seed=1, steps=1_000))
    assert improved[3] == 0
    assert improved[0] in {1, 2}


def test_a_chain_of_meetings_fits_only_in_its_order() -> None:
    chain = [Meeting(f"m{at}", ("a", f"b{at}"), after=(f"m{at - 1}",) if at else ()) for at in range(5)]
    instance = Instance(
        "chain",
        tuple(Slot(f"s{at}") for at in range(5)),
        (Table("t1"),),
        tuple(Participant(name) for name in ["a", *(f"b{at}" for at in range(5))]),
        tuple(chain),
    )
    improved = improve_weight(arrays(index(instance)), None, seed=1, steps=50_000)
    assert improved.tolist() == [0, 1, 2, 3, 4]


def test_nothing_to_place_is_no_trouble() -> None:
    empty = Instance("empty", (), (), (), ())
    assert climbed(empty, work=1000).best_score is not None


def test_what_is_required_finds_its_place_where_all_of_it_is_chosen() -> None:
    asked = event(150, seed=1, people_per_table=3)
    placed = improve_weight(arrays(index(asked)), None, seed=1, steps=200 * len(asked.meetings)) != NOWHERE
    meetings = zip(asked.meetings, placed, strict=True)
    data = index(replace(asked, meetings=tuple(replace(meeting, required=bool(fits)) for meeting, fits in meetings)))
    problem = arrays(data)
    climb = Climb(problem, to_array(construct(data, lambda: None)), 1)
    assert (climb.best[placed] == NOWHERE).any()
    values = chosen(problem, placed.astype(np.float64))
    climb.cool(values, 100 * data.meeting_count, lambda: climb.enough(int(problem.weight[placed].sum())))
    assert (climb.best[placed] != NOWHERE).all()


def test_what_is_required_stays_dearest_where_a_choice_leaves_it_out() -> None:
    problem = arrays(index(planted(20, 8, seed=1)))
    required = np.arange(len(problem.weight)) < 5
    problem = problem._replace(required=required)
    whole = np.ones(len(problem.weight))
    assert not chosen(problem, whole).firm
    assert chosen(problem, np.where(required, 0.0, whole)).firm
    assert chosen(problem, np.where(required, 0.5, whole)).firm
