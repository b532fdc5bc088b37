"""Repair: a run of its own kind, from its request to what its pages say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matchmaking import engine
from matchmaking.db import session
from matchmaking.errors import Conflict, Invalid
from matchmaking.meetings.models import Meeting, MeetingState
from matchmaking.meetings.plan_application import Changes
from matchmaking.registrations import services as registrations
from matchmaking.scheduling import queries, services
from matchmaking.scheduling.execution import execute_run
from matchmaking.scheduling.instances import instance_of
from matchmaking.scheduling.models import Plan, PlanState, RunKind, RunState, ScheduleRun
from tests import factories
from tests.functional.scheduling.scenes import NOW, Scene, audited, clock, count, make_scene

CHANGES, WEIGHT = engine.Objective.CHANGES, engine.Objective.WEIGHT


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    """Four people who all meet each other, told of their plan."""
    made = make_scene(people=4, slots=4, tables=2)
    made.release()
    return made


@pytest.fixture
def no_csrf(app: Flask) -> Iterator[None]:
    """Forms are sent without the page before."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def ask_for_repair(scene: Scene) -> ScheduleRun:
    return services.request_run(scene.event, actor=scene.alice, now=NOW, time_limit=5, kind=RunKind.REPAIR)


def repaired(scene: Scene) -> Plan:
    """A draft that repairs the plan in force."""
    execute_run(ask_for_repair(scene).id, clock=clock, workers=1)
    found = queries.plan_in(scene.event, PlanState.DRAFT)
    assert found is not None
    return found


def close_slot_of(scene: Scene, meeting: Meeting) -> None:
    """Bob can no longer come when he has `meeting`."""
    bob = scene.people[0]
    bob.available_slots = [slot for slot in scene.slots if slot.id != meeting.slot_id]
    bob.availability_set_at = NOW
    session().commit()


def bobs_meeting(scene: Scene) -> Meeting:
    found = session().scalars(sa.select(Meeting).where(Meeting.request_id == scene.requests[0].id)).one()
    assert scene.people[0].id in {found.request.from_id, found.request.to_id}
    return found


def test_a_repair_puts_what_people_were_told_first_and_a_new_plan_what_counts_most(scene: Scene) -> None:
    orders = {kind: instance_of(scene.event, now=NOW, kind=kind).objective for kind in RunKind}

    assert orders[RunKind.REPAIR][:2] == (CHANGES, WEIGHT)
    assert orders[RunKind.PLAN][:2] == (WEIGHT, CHANGES)
    assert set(orders[RunKind.REPAIR]) == set(orders[RunKind.PLAN])


def test_the_request_of_a_repair_has_its_own_word_in_the_log(scene: Scene) -> None:
    run = ask_for_repair(scene)

    assert (run.kind, run.state) == (RunKind.REPAIR, RunState.QUEUED)
    assert audited(scene.event, "run.")[-1] == "run.repair"


def test_without_a_plan_in_force_there_is_nothing_to_repair(own_app: Flask) -> None:
    scene = make_scene()
    scene.draft()

    with pytest.raises(Invalid, match="nothing to repair"):
        ask_for_repair(scene)

    assert count(ScheduleRun) == 1


@pytest.mark.parametrize("first", list(RunKind))
def test_a_repair_and_a_new_plan_do_not_run_side_by_side(scene: Scene, first: RunKind) -> None:
    services.request_run(scene.event, actor=scene.alice, now=NOW, time_limit=5, kind=first)

    for second in RunKind:
        with pytest.raises(Conflict, match="already in progress"):
            services.request_run(scene.event, actor=scene.alice, now=NOW, time_limit=5, kind=second)


def test_a_plan_that_still_fits_is_repaired_by_leaving_it_alone(scene: Scene) -> None:
    plan = repaired(scene)

    assert plan.objective[0] == {"name": "changes", "value": 0, "bound": 0}
    assert services.consequence(scene.event, plan, now=NOW).changes == Changes(
        new=0, moved=0, cancelled=0, unchanged=6, people=0
    )


def test_who_leaves_takes_their_meetings_along_and_nobody_elses_moves(scene: Scene) -> None:
    registrations.cancel(scene.people[0], actor=scene.bob, now=NOW)

    plan = repaired(scene)

    assert plan.objective[0] == {"name": "changes", "value": 0, "bound": 0}
    assert services.consequence(scene.event, plan, now=NOW).changes.unchanged == 3


def test_only_the_meeting_that_cannot_stay_changes(own_app: Flask) -> None:
    scene = make_scene(people=4, slots=6, tables=2)  # with room to move
    scene.release()
    close_slot_of(scene, bobs_meeting(scene))

    plan = repaired(scene)
    changes = services.release(scene.event, plan.number, actor=scene.alice, now=NOW)

    assert (plan.objective[0]["value"], plan.objective[0]["bound"]) == (1, 1)
    assert (changes.moved, changes.cancelled, changes.unchanged, changes.people) == (1, 0, 5, 2)
    assert session().scalars(sa.select(Meeting.state).distinct()).all() == [MeetingState.SCHEDULED]


def test_the_plan_page_offers_a_repair_first_once_a_plan_is_in_force(client: FlaskClient, scene: Scene) -> None:
    page = factories.sign_in(client, scene.alice).get(f"/events/{scene.event.slug}/plan").text

    repair = page.index("Repair with as few changes as possible</button>")
    compute = page.index("Compute a new plan</button>")
    assert repair < compute
    assert f'btn-primary" formaction="/events/{scene.event.slug}/plan/repair"' in page
    assert 'btn-secondary">Compute a new plan' in page


def test_without_a_plan_in_force_only_computing_is_offered(client: FlaskClient, database: None) -> None:
    scene = make_scene()
    scene.draft()

    page = factories.sign_in(client, scene.alice).get(f"/events/{scene.event.slug}/plan").text

    assert ("/plan/repair" in page, "Compute a plan</button>" in page) == (False, True)


def test_repair_leads_to_its_run_which_says_what_it_is(client: FlaskClient, scene: Scene, no_csrf: None) -> None:
    answer = factories.sign_in(client, scene.alice).post(
        f"/events/{scene.event.slug}/plan/repair", data={"seconds": "5"}, follow_redirects=True
    )

    run = queries.latest_run(scene.event)
    assert run is not None
    assert (run.kind, answer.request.path) == (RunKind.REPAIR, f"/events/{scene.event.slug}/runs/{run.id}")
    assert "<h1>Repairing the plan</h1>" in answer.text


def test_a_repair_of_nothing_comes_back_with_the_page(client: FlaskClient, database: None, no_csrf: None) -> None:
    scene = make_scene()

    answer = factories.sign_in(client, scene.alice).post(
        f"/events/{scene.event.slug}/plan/repair", data={"seconds": "5"}
    )

    assert (answer.status_code, count(ScheduleRun)) == (422, 0)
    assert "No plan is in force yet, so there is nothing to repair." in answer.text


@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_bob_and_charlie_repair_nothing(client: FlaskClient, scene: Scene, no_csrf: None, name: str) -> None:
    factories.sign_in(client, getattr(scene, name))

    answer = client.post(f"/events/{scene.event.slug}/plan/repair", data={"seconds": "5"})

    assert (answer.status_code, count(ScheduleRun)) == (404, 1)


def test_every_page_says_that_it_is_a_repair_and_what_changes(client: FlaskClient, database: None) -> None:
    scene = make_scene(people=4, slots=6, tables=2)
    scene.release()
    close_slot_of(scene, bobs_meeting(scene))
    plan = repaired(scene)
    assert plan.run is not None
    factories.sign_in(client, scene.alice)
    slug = scene.event.slug
    told = "Proven: no plan changes fewer of the meetings that people had been told of."

    draft = client.get(f"/events/{slug}/plans/2").text
    release = client.get(f"/events/{slug}/plans/2/release").text
    run = client.get(f"/events/{slug}/runs/{plan.run.id}").text
    overview = client.get(f"/events/{slug}/plan").text
    log = client.get(f"/events/{slug}/log").text

    assert '<span class="plan-kind">Repair</span>' in draft
    assert "2 people will be told." in draft
    assert told in draft
    assert "2 people will be told; 0 meetings are new, 1 moves, 5 stay as they are." in release
    assert told in release
    assert "<h1>How the plan was repaired</h1>" in run
    assert "Meetings that change: the best so far" in run
    assert "The repair is computed and checked: plan 2." in run
    assert '<td data-label="Kind" class="nowrap">Repair</td>' in overview
    assert '<td data-label="Changed" class="nowrap">1 meeting</td>' in overview
    assert "asked to repair the plan:" in log


def test_a_draft_beside_nothing_in_force_says_nothing_of_changes(client: FlaskClient, database: None) -> None:
    scene = make_scene()
    scene.draft()

    page = factories.sign_in(client, scene.alice).get(f"/events/{scene.event.slug}/plans/1").text

    assert ("What changes" in page, '<span class="plan-kind">New plan</span>' in page) == (False, True)
