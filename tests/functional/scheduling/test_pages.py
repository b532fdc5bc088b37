"""The organiser's pages: who may open them, what they say, what they ask of the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaking import engine
from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.meetings.models import Meeting, RequestState
from matchmaking.scheduling import queries, services
from matchmaking.scheduling.claims import claim
from matchmaking.scheduling.models import Problem, RunState, ScheduleRun
from matchmaking.web.clock import current_time
from tests import factories
from tests.functional.queries import count_queries
from tests.functional.scheduling.scenes import NOW, Scene, count, make_scene

READING = ("/plan", "/runs/{run}", "/runs/{run}/progress", "/plans/1", "/plans/1?view=people", "/plans/1/release",
           "/plans/1.json", "/instance.json")  # fmt: skip
WRITING = ("/plan/compute", "/plan/repair", "/runs/{run}/stop", "/plans/1/release")


@pytest.fixture(autouse=True)
def no_csrf(app: Flask) -> Iterator[None]:
    """Forms are sent without the page before; that every form checks its token is a test of its own."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def path(scene: Scene, rest: str) -> str:
    latest = queries.latest_run(scene.event)
    return f"/events/{scene.event.slug}{rest.format(run=latest.id if latest else 0)}"


def as_organiser(client: FlaskClient, scene: Scene) -> FlaskClient:
    return factories.sign_in(client, scene.alice)


@pytest.mark.parametrize("rest", READING)
def test_alice_and_an_administrator_may_read_and_nobody_else(client: FlaskClient, scene: Scene, rest: str) -> None:
    scene.draft()
    address = path(scene, rest)
    administrator = factories.person("Ada", roles=["administrator"])

    def answer(who: Person) -> int:
        return factories.sign_in(client, who).get(address).status_code

    assert {who.name: answer(who) for who in (scene.alice, administrator, scene.bob, scene.charlie)} == {
        "Alice": 200,
        "Ada": 200,
        "Bob": 404,
        "Charlie": 404,
    }


@pytest.mark.parametrize("rest", READING)
def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, scene: Scene, rest: str) -> None:
    scene.draft()

    answer = client.get(path(scene, rest))

    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/account/login")


@pytest.mark.parametrize("rest", WRITING)
@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_bob_and_charlie_change_nothing(client: FlaskClient, scene: Scene, rest: str, name: str) -> None:
    scene.draft()
    factories.sign_in(client, getattr(scene, name))

    answer = client.post(path(scene, rest), data={"seconds": "5"})

    assert (answer.status_code, count(ScheduleRun), count(Meeting)) == (404, 1, 0)


@pytest.mark.parametrize("rest", ["/runs/{run}", "/runs/{run}/progress", "/plans/1", "/plans/1/release"])
def test_another_events_runs_and_plans_are_not_found(client: FlaskClient, scene: Scene, rest: str) -> None:
    scene.draft()
    own = factories.event("Own event", organiser=scene.charlie)
    factories.sign_in(client, scene.charlie)

    answer = client.get(path(scene, rest).replace(scene.event.slug, own.slug))

    assert answer.status_code == 404


def test_the_empty_page_says_what_to_do_next(client: FlaskClient, database: None) -> None:
    scene = make_scene(people=2, slots=0, tables=0)
    scene.requests[0].state = RequestState.PENDING
    session().commit()

    page = as_organiser(client, scene).get(path(scene, "/plan")).text

    for words in ("0 slots", "0 tables", "2 participants", "0 accepted requests", "1 waits for an answer"):
        assert words in page
    assert 'disabled aria-describedby="why-not"' in page
    assert "There are no slots yet. Make the slot grid on the set-up page first." in page


def test_compute_leads_to_the_run(client: FlaskClient, scene: Scene) -> None:
    answer = as_organiser(client, scene).post(path(scene, "/plan/compute"), data={"seconds": "5"})

    assert (answer.status_code, answer.headers["Location"]) == (302, path(scene, "/runs/{run}"))


def test_a_second_press_says_so_and_lands_on_the_same_run(client: FlaskClient, scene: Scene) -> None:
    as_organiser(client, scene).post(path(scene, "/plan/compute"), data={"seconds": "5"})

    answer = client.post(path(scene, "/plan/compute"), data={"seconds": "5"}, follow_redirects=True)

    assert answer.request.path == path(scene, "/runs/{run}")
    assert "A run is already in progress." in answer.text
    assert count(ScheduleRun) == 1


@pytest.mark.parametrize("seconds", ["", "0", "601", "many", "-3", "9" * 400])
def test_wrong_seconds_come_back_with_the_page(client: FlaskClient, scene: Scene, seconds: str) -> None:
    answer = as_organiser(client, scene).post(path(scene, "/plan/compute"), data={"seconds": seconds})

    assert (answer.status_code, count(ScheduleRun)) == (422, 0)
    assert 'aria-invalid="true"' in answer.text


def test_what_is_missing_comes_back_with_the_page(client: FlaskClient, database: None) -> None:
    scene = make_scene(slots=0)

    answer = as_organiser(client, scene).post(path(scene, "/plan/compute"), data={"seconds": "5"})

    assert (answer.status_code, count(ScheduleRun)) == (422, 0)


def test_a_waiting_runs_page_follows_the_server_with_and_without_javascript(client: FlaskClient, scene: Scene) -> None:
    scene.ask(now=current_time() - timedelta(seconds=30))

    page = as_organiser(client, scene).get(path(scene, "/runs/{run}")).text

    assert f'data-poll="{path(scene, "/runs/{run}/progress")}"' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert "No worker has taken it yet; is one running?" in page


def test_the_fragment_of_an_active_run_goes_on(client: FlaskClient, scene: Scene) -> None:
    scene.ask()

    answer = as_organiser(client, scene).get(path(scene, "/runs/{run}/progress"))

    assert ("X-Poll" in answer.headers, "<html" in answer.text, answer.headers["Cache-Control"]) == (
        False,
        False,
        "no-store",
    )


def test_the_fragment_of_a_finished_run_leads_to_its_draft(client: FlaskClient, scene: Scene) -> None:
    scene.draft()

    answer = as_organiser(client, scene).get(path(scene, "/runs/{run}/progress"))

    assert (answer.headers["X-Poll"], answer.headers["X-Location"]) == ("done", path(scene, "/plans/1"))


def test_the_fragment_of_a_run_without_a_plan_leads_back_to_its_page(client: FlaskClient, scene: Scene) -> None:
    services.stop_run(scene.ask(), actor=scene.alice, now=NOW)

    answer = as_organiser(client, scene).get(path(scene, "/runs/{run}/progress"))

    assert (answer.headers["X-Poll"], answer.headers["X-Location"]) == ("done", path(scene, "/runs/{run}"))


def test_progress_as_json_tells_all_of_a_run(client: FlaskClient, scene: Scene) -> None:
    scene.draft()

    answer = as_organiser(client, scene).get(
        path(scene, "/runs/{run}/progress"), headers={"Accept": "application/json"}
    )

    assert answer.get_json() == {
        "kind": "plan",
        "state": "done",
        "best": 33,
        "bound": 33,
        "placed": 3,
        "possible": 3,
        "seconds": 0.0,
        "location": path(scene, "/plans/1"),
    }


def test_a_run_in_its_second_attempt_says_so(client: FlaskClient, scene: Scene) -> None:
    run = scene.ask()
    claim(run.id, NOW)
    run.state, run.attempt = RunState.RUNNING, 2
    session().commit()

    page = as_organiser(client, scene).get(path(scene, "/runs/{run}")).text

    assert "The first worker stopped; another has taken over." in page


@pytest.mark.parametrize(
    ("state", "problem", "words"),
    [
        (RunState.FAILED, Problem.CRASHED, "The computation failed, and the service&#39;s log says why."),
        (RunState.FAILED, Problem.TOO_LARGE, "The event is too large for the memory that a computation may take."),
        (RunState.FAILED, Problem.GIVEN_UP, "The worker stopped three times while it computed."),
        (RunState.FAILED, Problem.TIME_RAN_OUT, "The time ran out before any plan was found."),
        (RunState.FAILED, Problem.EVENT_CHANGED, "Slots, tables or requests changed while it computed."),
        (RunState.STOPPED, Problem.STOPPED_EARLY, "It was stopped before a plan was found."),
        (RunState.STOPPED, "", "It was stopped."),
    ],
)
def test_a_run_that_came_to_nothing_says_why(
    client: FlaskClient, scene: Scene, state: RunState, problem: str, words: str
) -> None:
    run = scene.ask()
    run.state, run.problem, run.finished_at = state, problem, NOW
    session().commit()

    assert words in as_organiser(client, scene).get(path(scene, "/runs/{run}")).text


def test_a_conflict_is_told_in_peoples_names(client: FlaskClient, scene: Scene) -> None:
    run = scene.ask()
    run.state = RunState.INFEASIBLE
    run.problem = f"p{scene.people[0].id} m{scene.requests[1].id} m987654321"
    session().commit()

    page = as_organiser(client, scene).get(path(scene, "/runs/{run}")).text

    assert f"Bob ({scene.people[0].organisation.name}); " in page
    assert "m987654321." in page
    assert f"m{scene.requests[1].id}" not in page


def test_stop_comes_back_to_the_run(client: FlaskClient, scene: Scene) -> None:
    run = scene.ask()

    answer = as_organiser(client, scene).post(path(scene, "/runs/{run}/stop"))

    assert (answer.headers["Location"], run.state) == (path(scene, "/runs/{run}"), RunState.STOPPED)


def test_the_draft_names_both_organisations_of_each_meeting(client: FlaskClient, scene: Scene) -> None:
    plan = scene.draft()

    page = as_organiser(client, scene).get(path(scene, "/plans/1")).text

    for item in plan.placed:
        pair = (item.request.sender.organisation.name, item.request.recipient.organisation.name)
        assert "<span>{}</span> <span>{}</span>".format(*pair) in page
    assert "Every accepted request has its place." in page


def test_the_draft_says_in_names_what_did_not_fit(client: FlaskClient, database: None) -> None:
    scene = make_scene(slots=2, tables=1)
    plan = scene.draft()
    left = plan.unplaced[0].request

    page = as_organiser(client, scene).get(path(scene, "/plans/1")).text

    assert "1 accepted request has no place in this plan." in page
    assert f"<strong>{left.sender.organisation.name} \u2013 {left.recipient.organisation.name}</strong>" in page
    for engine_id in (f"m{plan.placed[0].request_id}", f"p{left.from_id}", f"p{left.to_id}"):
        assert f" {engine_id}" not in page


def test_the_view_by_person_shows_everybodys_day(client: FlaskClient, scene: Scene) -> None:
    scene.draft()

    page = as_organiser(client, scene).get(path(scene, "/plans/1?view=people")).text

    assert page.count('<span class="bar-cell">') == 3
    assert page.count('class="day-meeting"') == 6 + 3  # each meeting twice, and the key of each strip
    assert "Bob" in page


def test_what_people_write_cannot_become_markup(client: FlaskClient, scene: Scene) -> None:
    scene.people[0].organisation.name = "<b>Bold</b> & sons"
    session().commit()
    scene.draft()
    as_organiser(client, scene)

    for rest in ("/plans/1", "/plans/1?view=people"):
        page = client.get(path(scene, rest)).text
        assert ("&lt;b&gt;Bold&lt;/b&gt; &amp; sons" in page, "<b>Bold" in page) == (True, False)


def test_the_release_is_shown_before_it_is_done(client: FlaskClient, scene: Scene) -> None:
    scene.draft()

    page = as_organiser(client, scene).get(path(scene, "/plans/1/release")).text

    assert "3 people will be told; 3 meetings are new, 0 move." in page
    assert "Release plan 1 to 3 people" in page
    assert count(Meeting) == 0


def test_after_the_release_the_plan_counts_the_mails(client: FlaskClient, scene: Scene) -> None:
    scene.draft()

    page = as_organiser(client, scene).post(path(scene, "/plans/1/release"), follow_redirects=True)

    assert page.request.path == path(scene, "/plan")
    assert "Plan 1 is in force. 3 people are being told." in page.text
    assert "Plan 1: 0 of 6 mails sent." in page.text


def test_a_release_that_is_refused_says_why(client: FlaskClient, scene: Scene) -> None:
    scene.release()

    page = as_organiser(client, scene).post(path(scene, "/plans/1/release"), follow_redirects=True)

    assert "Plan 1 is not a draft any more. Look at the newest plan." in page.text


def test_the_files_are_read_back_by_the_engine_and_pass_its_checker(client: FlaskClient, scene: Scene) -> None:
    scene.draft()
    as_organiser(client, scene)

    instance = engine.read_instance(client.get(path(scene, "/instance.json")).text)
    answer = client.get(path(scene, "/plans/1.json"))

    assert engine.check(instance, engine.read_plan(answer.text, instance)) == []
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{scene.event.slug}.plan-1.json"'
    assert json.loads(answer.text)["format"] == "b2b-plan/1"


@pytest.mark.parametrize("rest", ["/plan", "/plans/1", "/plans/1?view=people", "/plans/1/release"])
def test_pages_ask_the_same_of_the_database_for_one_meeting_and_for_three(
    client: FlaskClient, database: None, rest: str
) -> None:
    def cost(people: int) -> int:
        scene = make_scene(people=people)
        scene.draft()
        as_organiser(client, scene)
        address = path(scene, rest)
        client.get(address)  # what is kept from one page to the next is kept now
        session().expire_all()
        with count_queries() as asked:
            answer = client.get(address)
        assert answer.status_code == 200
        return asked.count

    counts: list[Any] = [cost(2), cost(3)]

    assert counts[0] == counts[1]
    assert counts[0] <= 32
