"""Who is sent to search, by size and by what is known."""

from dataclasses import replace

from matchmaking.engine import Instance, Limits, Meeting, Objective, Participant, Slot, Table
from matchmaking.engine.climb.construct import construct
from matchmaking.engine.crew import roster
from matchmaking.engine.crew.ledger import Ledger
from matchmaking.engine.crew.messages import Claim
from matchmaking.engine.desk import Candidate
from matchmaking.engine.indexed import index
from tests.unit.engine.planting import planted


def _names(instance: Instance, seconds: float, limits: Limits | None = None) -> list[str]:
    data = index(instance)
    limits = limits or Limits(time_limit=60.0, workers=2)
    return roster.wanted(roster.Situation(data, Ledger(data), limits, seconds, seconds / 60.0, frozenset()))


def _tiny(*, required: bool) -> Instance:
    instance = replace(planted(8, 4, 4, seed=1), objective=(Objective.BREAKS,))
    return _all_required(instance) if required else instance


def _all_required(instance: Instance) -> Instance:
    return replace(instance, meetings=tuple(replace(meeting, required=True) for meeting in instance.meetings))


def test_a_tiny_event_has_one_search_until_that_takes_longer_than_most() -> None:
    tiny = _tiny(required=True)
    assert roster.is_tiny(index(tiny))
    assert _names(tiny, seconds=0.1) == [roster.CPSAT]
    assert _names(tiny, seconds=5.0)[:2] == [roster.SAT, roster.RIVAL]


def test_a_tiny_event_that_only_one_search_can_solve_stays_with_it() -> None:
    assert _names(_tiny(required=False), seconds=5.0) == [roster.CPSAT]


def test_nobody_is_called_off_by_the_clock_where_work_is_limited() -> None:
    limits = Limits(time_limit=60.0, workers=2, work=1_000)
    assert _names(_tiny(required=True), seconds=5.0, limits=limits) == [roster.CPSAT]


def test_only_who_hears_in_time_that_it_is_called_off_shares_the_process() -> None:
    tiny, large = index(_tiny(required=True)), index(planted(40, 10, 20, seed=1))
    assert not roster.is_tiny(large)
    assert [roster.in_thread(tiny, name) for name in (roster.CPSAT, roster.EXPLAIN, roster.SAT)] == [True, True, False]
    assert not roster.in_thread(large, roster.CPSAT)


def test_both_cores_seek_weight_once_its_bound_is_told() -> None:
    large = replace(planted(200, 20, 80, seed=1), objective=(Objective.WEIGHT, Objective.BREAKS))
    data = index(large)
    limits = Limits(time_limit=60.0, workers=2)
    now = roster.Situation(data, Ledger(data), limits, 1.0, 1.0 / 60.0, frozenset({roster.BOUNDS}))
    assert data.places > roster.MODELS
    assert roster.wanted(now)[:2] == [roster.CLIMB, roster.CLIMB_TOO]


def test_both_cores_seek_fewer_breaks_once_weight_and_their_bound_are_settled() -> None:
    large = replace(planted(200, 20, 80, seed=1), objective=(Objective.WEIGHT, Objective.BREAKS))
    data = index(large)
    ledger = Ledger(data)
    ledger.offer("x", Candidate(construct(data, lambda: None)))
    assert ledger.best is not None
    ledger.claim("x", Claim(Objective.WEIGHT, (), ledger.best.value(Objective.WEIGHT)))
    now = roster.Situation(
        data, ledger, Limits(time_limit=60.0, workers=2), 9.0, 0.15, frozenset({roster.BOUNDS, roster.DAYS})
    )
    assert roster.wanted(now)[:2] == [roster.ANNEAL, roster.ANNEAL_TOO]


def _wanted_without_a_plan(instance: Instance, over: frozenset[str]) -> list[str]:
    data = index(instance)
    return roster.wanted(roster.Situation(data, Ledger(data), Limits(time_limit=60.0, workers=4), 9.0, 0.15, over))


def test_where_the_local_search_ended_without_a_plan_a_large_model_is_asked() -> None:
    large = replace(planted(200, 20, 80, seed=1), objective=(Objective.WEIGHT, Objective.BREAKS))
    assert roster.CPSAT not in _wanted_without_a_plan(large, frozenset({roster.BOUNDS}))
    assert roster.CPSAT in _wanted_without_a_plan(large, frozenset({roster.BOUNDS, roster.CLIMB}))


def test_where_everything_is_required_clauses_are_tried_beside_the_local_search() -> None:
    large = replace(planted(200, 20, 80, seed=1), objective=(Objective.WEIGHT, Objective.BREAKS))
    wanted = _wanted_without_a_plan(_all_required(large), frozenset({roster.BOUNDS}))
    assert wanted[0] == roster.CLIMB
    assert roster.SAT in wanted
    assert roster.SAT not in _wanted_without_a_plan(large, frozenset({roster.BOUNDS}))


def test_one_of_two_exact_searches_makes_way_where_they_stay_far_from_the_bound() -> None:
    people = roster.FAR + 1
    whole = Instance(
        "everybody has a break",
        tuple(Slot(f"s{s}") for s in range(3)),
        tuple(Table(f"t{t}") for t in range(people)),
        tuple(Participant(f"{who}{p}") for who in "abc" for p in range(people)),
        tuple(Meeting(f"m{p}{who}", (f"a{p}", f"{who}{p}"), required=True) for p in range(people) for who in "bc"),
        objective=(Objective.BREAKS,),
    )
    data = index(whole)
    ledger = Ledger(data)
    ledger.offer("x", Candidate([0, 2] * people))
    limits = Limits(time_limit=60.0, workers=2)

    def first_two(spent: float) -> list[str]:
        return roster.wanted(roster.Situation(data, ledger, limits, 60 * spent, spent, frozenset()))[:2]

    assert data.places <= roster.RIVALS
    assert ledger.best is not None
    assert ledger.best.value(Objective.BREAKS) == people
    assert first_two(0.1) == [roster.SAT, roster.RIVAL]
    assert first_two(0.6) == [roster.SAT, roster.ANNEAL]
    ledger.claim("x", Claim(Objective.BREAKS, (), 1))
    assert first_two(0.6) == [roster.SAT, roster.RIVAL]
