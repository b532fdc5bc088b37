"""Somebody leaves after the release: what the organiser's pages say of the plan in force, and of its repair."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.events.models import EventState
from matchmaking.mail.models import OutboxMail
from matchmaking.meetings.models import RequestState
from matchmaking.registrations import services as registrations
from matchmaking.registrations.models import RegistrationState
from matchmaking.scheduling import queries, services
from matchmaking.scheduling.execution import execute_run
from matchmaking.scheduling.fallen import Fallen, fallen_from
from matchmaking.scheduling.models import Plan, PlanState, RunKind
from matchmaking.scheduling.sheets import grid_of, people_of
from tests import factories
from tests.functional.queries import count_queries
from tests.functional.scheduling.scenes import NOW, Scene, clock, later, make_scene

NOTICE = "meetings of plan 1 no longer take place"


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    """Four people who all meet each other, told of their plan."""
    made = make_scene(people=4, slots=4, tables=2)
    made.release()
    return made


def in_force(scene: Scene) -> Plan:
    found = queries.plan_in(scene.event, PlanState.RELEASED)
    assert found is not None
    return found


def bob_leaves(scene: Scene, *, actor: Person | None = None, now: datetime = NOW) -> None:
    """Bob has three meetings of the six; they fall away."""
    registrations.cancel(scene.people[0], actor=actor or scene.bob, now=now)


def page(client: FlaskClient, who: Person, scene: Scene, rest: str) -> str:
    answer = factories.sign_in(client, who).get(f"/events/{scene.event.slug}{rest}")
    assert answer.status_code == 200
    return answer.text


def test_a_plan_that_stands_has_lost_nothing(client: FlaskClient, scene: Scene) -> None:
    assert fallen_from(in_force(scene), now=NOW) == Fallen()
    for rest in ("/plan", "/plans/1", "/plans/1?view=people"):
        shown = page(client, scene.alice, scene, rest)
        assert [words in shown for words in ("<s>", "<s ", "no longer take")] == [False] * 3


def test_who_leaves_takes_their_meetings_out_of_the_plan_and_frees_their_tables(scene: Scene) -> None:
    bob_leaves(scene)

    plan = in_force(scene)
    fallen = fallen_from(plan, now=NOW)

    of_bob = frozenset(
        item.request_id for item in plan.placed if scene.people[0].id in (item.request.from_id, item.request.to_id)
    )
    assert (fallen.request_ids, fallen.coming, fallen.places) == (of_bob, 3, 3)


def test_a_table_that_others_have_taken_since_is_not_free(scene: Scene) -> None:
    bob_leaves(scene)
    plan = in_force(scene)
    gone = fallen_from(plan, now=NOW).request_ids
    free = next(item for item in plan.placed if item.request_id in gone)
    standing = next(item.request.meeting for item in plan.placed if item.request_id not in gone)
    assert standing is not None
    standing.slot_id, standing.table_id = free.slot_id, free.table_id
    session().commit()

    assert fallen_from(plan, now=NOW).places == 2


def test_what_has_begun_is_marked_and_waits_for_no_repair(scene: Scene) -> None:
    bob_leaves(scene)

    fallen = fallen_from(in_force(scene), now=scene.slots[-1].starts_at)

    assert (len(fallen), fallen.coming, fallen.places) == (3, 0, 0)


@pytest.mark.parametrize("rest", ["/plan", "/plans/1", "/plans/1?view=people"])
def test_the_plans_pages_say_what_fell_away_and_lead_to_the_repair(
    client: FlaskClient, scene: Scene, rest: str
) -> None:
    bob_leaves(scene)

    shown = page(client, scene.alice, scene, rest)

    assert f"<h2>3 {NOTICE}</h2>" in shown
    assert "3 places at tables are free again." in shown
    assert f'<a href="/events/{scene.event.slug}/plan#compute">Repair the plan</a>' in shown
    assert 'id="compute"' in page(client, scene.alice, scene, "/plan")


@pytest.mark.parametrize("rest", ["/plan", "/plans/1"])
def test_figures_as_computed_say_so(client: FlaskClient, scene: Scene, rest: str) -> None:
    bob_leaves(scene)

    assert "As it was computed. 3 of these meetings no longer take place." in page(client, scene.alice, scene, rest)


def test_the_grid_strikes_out_what_fell_away_with_a_word_and_counts_what_stands(
    client: FlaskClient, scene: Scene
) -> None:
    bob_leaves(scene)
    plan = in_force(scene)

    shown = page(client, scene.alice, scene, "/plans/1")
    grid = grid_of(scene.event, plan, fallen=fallen_from(plan, now=NOW).request_ids)

    assert shown.count('<s class="plan-pair"><span class="visually-hidden">cancelled: </span>') == 3
    assert shown.count('<span class="plan-pair">') == 3
    assert (grid.days[0].meetings, sum(row.load for row in grid.days[0].rows)) == (3, 3)
    assert ": 3 meetings" in shown


def test_the_view_by_person_marks_who_left_and_puts_them_last(client: FlaskClient, scene: Scene) -> None:
    bob_leaves(scene)
    plan = in_force(scene)

    shown = page(client, scene.alice, scene, "/plans/1?view=people")
    sheets = people_of(plan, fallen=fallen_from(plan, now=NOW).request_ids)

    assert shown.count("no longer takes part") == 1
    assert shown.count("<s><strong>") == 6  # each of the three at both sides
    assert shown.count("2 of 3") == 3
    assert [(len(sheet.standing), sheet.asked, sheet.has_left) for sheet in sheets] == [(2, 3, False)] * 3 + [
        (0, 3, True)
    ]


def test_a_released_repair_has_lost_nothing_and_the_plan_before_it_is_history(
    client: FlaskClient, scene: Scene
) -> None:
    bob_leaves(scene)
    run = services.request_run(scene.event, actor=scene.alice, now=NOW, time_limit=5, kind=RunKind.REPAIR)
    execute_run(run.id, clock=clock, workers=1)

    before = [page(client, scene.alice, scene, rest) for rest in ("/plan", "/plans/1", "/plans/2")]
    services.release(scene.event, 2, actor=scene.alice, now=NOW)
    after = [page(client, scene.alice, scene, rest) for rest in ("/plan", "/plans/1", "/plans/2")]

    assert [NOTICE in shown for shown in before] == [True, True, False]
    assert ["no longer take place" in shown for shown in after] == [False, False, False]


def test_an_event_that_is_called_off_needs_no_repair(client: FlaskClient, scene: Scene) -> None:
    bob_leaves(scene)
    scene.event.state = EventState.CANCELLED
    session().commit()

    shown = page(client, scene.alice, scene, "/plans/1")

    assert (NOTICE in shown, "Repair the plan" in shown) == (True, False)
    assert "fallen away" not in factories.sign_in(client, scene.alice).get("/organise").text


def test_my_events_name_those_whose_plan_waits_for_a_repair(client: FlaskClient, scene: Scene) -> None:
    whole = make_scene()
    whole.event.organisers.append(scene.alice)
    session().commit()
    whole.release()
    bob_leaves(scene)

    shown = factories.sign_in(client, scene.alice).get("/organise").text

    link = f'<a href="/events/{scene.event.slug}/plan#compute">3 meetings have fallen away: repair the plan</a>'
    assert (shown.count("fallen away"), shown.count(link)) == (1, 1)


@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_bob_and_charlie_see_nothing_of_it(client: FlaskClient, scene: Scene, name: str) -> None:
    bob_leaves(scene)
    factories.sign_in(client, getattr(scene, name))

    answers = [client.get(f"/events/{scene.event.slug}{rest}").status_code for rest in ("/plan", "/plans/1")]

    assert answers == [404, 404]
    assert "fallen away" not in client.get("/organise").text


def test_my_events_cost_the_same_with_one_lost_meeting_and_with_three_in_three_events(
    client: FlaskClient, database: None
) -> None:
    alice = factories.person("Alice")
    costs = []
    for number in range(3):
        scene = make_scene(people=2 + number)
        scene.event.organisers.append(alice)
        session().commit()
        scene.release()
        bob_leaves(scene)
        factories.sign_in(client, alice)
        with count_queries() as asked:
            shown = client.get("/organise").text
        costs.append(asked.count)

    assert "1 meeting has fallen away: repair the plan" in shown
    assert "3 meetings have fallen away: repair the plan" in shown
    # The person and roles; how many events, which, their slots, their tables, their losses; what the top bar offers.
    assert costs == [8, 8, 8]


@pytest.mark.parametrize("rest", ["/plan", "/plans/1", "/plans/1?view=people"])
def test_the_plans_pages_cost_the_same_with_one_lost_meeting_and_with_three(
    client: FlaskClient, database: None, rest: str
) -> None:
    costs = []
    for people, declined in ((3, 1), (4, 0)):
        scene = make_scene(people=people)
        for request in scene.requests[:declined]:
            request.state = RequestState.DECLINED
        session().commit()
        scene.release()
        bob_leaves(scene)
        page(client, scene.alice, scene, rest)  # what is kept from one page to the next is kept now
        session().expire_all()
        with count_queries() as asked:
            page(client, scene.alice, scene, rest)
        costs.append(asked.count)

        assert len(fallen_from(in_force(scene), now=NOW)) == (1 if declined else 3)
    assert costs[0] == costs[1]


def told(who: Person) -> list[OutboxMail]:
    """The mails about gaps."""
    return list(
        session().scalars(
            sa.select(OutboxMail)
            .where(OutboxMail.to_address == who.email, OutboxMail.text.contains("#compute"))
            .order_by(OutboxMail.id)
        )
    )


def test_every_organiser_gets_one_mail_with_all_the_meetings_in_their_language(scene: Scene) -> None:
    chloe = factories.person("Chloé", locale="fr")
    scene.event.organisers.append(chloe)
    session().commit()

    bob_leaves(scene)

    (mail,) = told(scene.alice)
    assert mail.subject == "Bob no longer takes part, and the plan has gaps: Matchmaking Day"
    assert f"Bob ({scene.people[0].organisation.name}) no longer takes part. 3 meetings are cancelled" in mail.text
    assert [mail.text.count(f": {side.organisation.name}\n") for side in scene.people[1:]] == [1, 1, 1]
    assert f"/events/{scene.event.slug}/plan#compute" in mail.text
    (french,) = told(chloe)
    assert french.text.startswith("Bonjour Chloé")
    assert [len(told(who)) for who in (scene.bob, scene.charlie)] == [0, 0]


def test_an_organiser_who_ends_it_for_somebody_gets_the_list_too(scene: Scene) -> None:
    bob_leaves(scene, actor=scene.alice)

    assert len(told(scene.alice)) == 1


def test_nothing_is_told_of_a_registration_without_meetings(scene: Scene) -> None:
    nobody = factories.registration(scene.event, scene.charlie)
    waiting = factories.registration(scene.event, state=RegistrationState.PENDING)

    for registration in (nobody, waiting):
        registrations.cancel(registration, actor=registration.person, now=NOW)

    assert told(scene.alice) == []


def test_meetings_that_were_held_leave_no_gap(scene: Scene) -> None:
    bob_leaves(scene, now=scene.slots[-1].ends_at + timedelta(minutes=1))

    assert told(scene.alice) == []
    assert fallen_from(in_force(scene), now=later()) == Fallen()
