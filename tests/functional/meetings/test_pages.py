"""Participants, requests and agendas: who sees what, in which order, and what the buttons do."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from matchmaking.db import session, transaction
from matchmaking.meetings.models import MeetingRequest, Priority, RequestState
from matchmaking.meetings.plan_application import apply_plan
from matchmaking.organisations.models import ListingKind, OrganisationKind, ProfileListing
from matchmaking.registrations.models import Registration, RegistrationState
from tests import factories
from tests.functional.queries import count_queries
from tests.functional.registrations.scenes import NOW, Scene, notices, post

State = RequestState
NAME = re.compile(r'<h2 class="h3"><a href="[^"]+">([^<]+)</a>')


def person(scene: Scene, name: str) -> Person:
    found: Person = getattr(scene, name)
    return found


def plan(scene: Scene, *requests: MeetingRequest) -> None:
    """Release a plan with `requests` in the first slots."""
    scene.event.released_plan_number = 1
    session().commit()
    with transaction():
        apply_plan(
            scene.event,
            [(request.id, scene.slots[at].id, scene.tables[0].id) for at, request in enumerate(requests)],
            actor=scene.alice,
            now=NOW,
            batch="plan:1",
        )


@pytest.mark.parametrize(
    ("path", "alice_bob_charlie"),
    [
        ("participants", [200, 200, 404]),
        ("participants/{dana}", [200, 200, 404]),
        ("participants/{dana}/ask", [404, 200, 404]),
        ("requests", [404, 200, 404]),
        ("meeting-requests", [200, 404, 404]),
        ("agenda", [404, 200, 404]),
        ("agenda.ics", [404, 200, 404]),
    ],
)
def test_each_page_is_for_those_whom_it_concerns(
    client: FlaskClient, scene: Scene, path: str, alice_bob_charlie: list[int]
) -> None:
    url = f"/events/{scene.event.slug}/{path.format(dana=scene.of_dana.id)}"
    assert client.get(url).status_code == 302
    answers = [
        factories.sign_in(client, person(scene, name)).get(url).status_code for name in ("alice", "bob", "charlie")
    ]
    assert answers == alice_bob_charlie


@pytest.mark.parametrize("act", ["accept", "decline", "withdraw"])
@pytest.mark.parametrize("who", ["alice", "charlie", "erin"])
def test_only_the_two_can_act_on_a_request(client: FlaskClient, scene: Scene, act: str, who: str) -> None:
    erin = factories.registration(scene.event).person  # takes part, in other meetings
    request = factories.request(scene.of_bob, scene.of_dana, state=State.PENDING)
    factories.sign_in(client, erin if who == "erin" else person(scene, who))
    assert post(client, f"/events/{scene.event.slug}/requests/{request.id}/{act}").status_code == 404
    assert request.state is State.PENDING


def test_what_two_people_write_is_read_by_them_and_the_organiser_alone(client: FlaskClient, scene: Scene) -> None:
    erin = factories.registration(scene.event).person
    request = factories.request(scene.of_bob, scene.of_dana, message="A secret plan", answer_note="A secret yes")
    plan(scene, request)
    urls = [
        "participants",
        f"participants/{scene.of_dana.id}",
        "requests",
        "requests?box=sent",
        "agenda",
        "meeting-requests",
    ]
    seen = {}
    for who in (scene.alice, scene.bob, scene.dana, scene.charlie, erin):
        factories.sign_in(client, who)
        text = "".join(client.get(f"/events/{scene.event.slug}/{url}").text for url in urls)
        seen[who.name] = ("A secret plan" in text, "A secret yes" in text)
    assert seen == {
        "Alice": (True, True),
        "Bob": (True, True),
        "Dana": (True, True),
        "Charlie": (False, False),
        erin.name: (False, False),
    }


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (RegistrationState.PENDING, 200),
        (RegistrationState.WAITLISTED, 200),
        (RegistrationState.DECLINED, 404),
        (RegistrationState.CANCELLED, 404),
    ],
)
def test_before_approval_participants_are_a_sentence(
    client: FlaskClient, scene: Scene, state: RegistrationState, status: int
) -> None:
    factories.registration(scene.event, scene.charlie, state=state)
    factories.sign_in(client, scene.charlie)
    answer = client.get(f"/events/{scene.event.slug}/participants")
    assert (answer.status_code, "Skywin" in answer.text) == (status, False)
    assert ("After the organiser has approved" in answer.text) is (status == 200)


def suited(scene: Scene) -> list[Registration]:
    """Three more participants: one who suits Bob much, one a little, one not at all."""
    aerospace, health = factories.sector("aerospace"), factories.sector("health")
    scene.of_bob.organisation.sectors = [aerospace]
    scene.of_bob.organisation.target_countries = ["CA"]
    scene.of_bob.organisation.listings = [
        ProfileListing(kind=ListingKind.TECHNOLOGY_OFFER, title="Light wings", sector_code="aerospace")
    ]
    much = factories.organisation("Zeppelin Québec", country_code="CA", kind=OrganisationKind.CLUSTER)
    much.sectors = [aerospace, health]
    much.listings = [
        ProfileListing(kind=ListingKind.TECHNOLOGY_REQUEST, title="Lighter parts", sector_code="aerospace")
    ]
    little = factories.organisation("Yellow Health", country_code="CA")
    none = factories.organisation("Anders", country_code="SE")
    session().commit()
    return [factories.registration(scene.event, of=one) for one in (much, little, none)]


def test_participants_come_in_order_of_fit_with_reasons(client: FlaskClient, scene: Scene) -> None:
    suited(scene)
    factories.sign_in(client, scene.bob)
    page = client.get(f"/events/{scene.event.slug}/participants").text
    assert NAME.findall(page) == ["Zeppelin Québec", "Aéro Nord", "Yellow Health", "Anders"]
    for reason in (
        "Looks for “Lighter parts”; you offer “Light wings”",
        "From Canada, where you seek partners",
        "Shares Aerospace",
    ):
        assert reason in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kind=cluster", ["Zeppelin Québec"]),
        ("country=SE", ["Anders"]),
        ("country=SE&country=CA", ["Zeppelin Québec", "Aéro Nord", "Yellow Health", "Anders"]),
        ("sector=health", ["Zeppelin Québec"]),
        ("q=quebec", ["Zeppelin Québec"]),
        ("q=dana", ["Aéro Nord"]),
        ("kind=cluster&country=SE", []),
    ],
)
def test_participants_are_filtered(client: FlaskClient, scene: Scene, query: str, names: list[str]) -> None:
    suited(scene)
    factories.sign_in(client, scene.bob)
    assert NAME.findall(client.get(f"/events/{scene.event.slug}/participants?{query}").text) == names


def test_participants_come_in_pages(client: FlaskClient, scene: Scene) -> None:
    for _ in range(20):
        factories.registration(scene.event)
    factories.sign_in(client, scene.bob)
    url = f"/events/{scene.event.slug}/participants"
    pages = [NAME.findall(client.get(f"{url}?page={number}").text) for number in (1, 2, 3)]
    assert [len(names) for names in pages] == [20, 1, 0]
    assert len({*pages[0], *pages[1]}) == 21


@pytest.mark.parametrize(
    ("sender", "state", "words"),
    [
        ("bob", State.PENDING, "asked, waiting"),
        ("dana", State.PENDING, "has asked you"),
        ("bob", State.ACCEPTED, "you meet"),
        ("bob", State.DECLINED, "has declined"),
        ("dana", State.DECLINED, "you declined"),
        ("bob", State.WITHDRAWN, "Ask for a meeting"),
    ],
)
def test_who_was_asked_is_marked(client: FlaskClient, scene: Scene, sender: str, state: State, words: str) -> None:
    sides = (scene.of_bob, scene.of_dana) if sender == "bob" else (scene.of_dana, scene.of_bob)
    factories.request(*sides, state=state)
    factories.sign_in(client, scene.bob)
    for page in ("participants", f"participants/{scene.of_dana.id}"):
        text = client.get(f"/events/{scene.event.slug}/{page}").text
        known = ["asked, waiting", "has asked you", "you meet", "has declined", "you declined", "Ask for a meeting"]
        shown = [mark for mark in known if f">{mark}" in text or f"/></svg>{mark}<" in text]
        assert words in shown
        assert ("Ask for a meeting" in shown) is (words in ("you declined", "Ask for a meeting"))


def test_asking_and_accepting_through_the_pages(client: FlaskClient, scene: Scene) -> None:
    base = f"/events/{scene.event.slug}"
    factories.sign_in(client, scene.bob)
    answer = post(client, f"{base}/participants/{scene.of_dana.id}/ask", message="Wings?\r\nTalk.", priority="must")
    assert notices(client, answer) == [("fine", "Aéro Nord has been asked. You get a mail with the answer.")]
    request = session().query(MeetingRequest).one()
    assert (request.message, request.priority) == ("Wings?\nTalk.", Priority.MUST)
    factories.sign_in(client, scene.dana)
    page = client.get(f"{base}/requests").text
    assert "Wings?" in page
    assert '<span class="count">1<span class="visually-hidden"> waiting for your answer</span></span>' in page
    answer = post(client, f"{base}/requests/{request.id}/accept", note="Gladly")
    assert notices(client, answer) == [("fine", "You and Skywin agree to meet. The time comes with the plan.")]
    assert (request.state, request.answer_note) == (State.ACCEPTED, "Gladly")


def test_pressing_accept_twice_says_that_it_is_done(client: FlaskClient, scene: Scene) -> None:
    request = factories.request(scene.of_bob, scene.of_dana, state=State.PENDING)
    factories.sign_in(client, scene.dana)
    url = f"/events/{scene.event.slug}/requests/{request.id}/accept"
    post(client, url)
    assert notices(client, post(client, url)) == [("info", "This request has been accepted already.")]


def test_a_sixth_must_is_refused_beside_its_field(client: FlaskClient, scene: Scene) -> None:
    for _ in range(5):
        factories.request(scene.of_bob, factories.registration(scene.event), priority=Priority.MUST)
    factories.sign_in(client, scene.bob)
    answer = post(client, f"/events/{scene.event.slug}/participants/{scene.of_dana.id}/ask", priority="must")
    assert (answer.status_code, "You have marked 5 requests as must already" in answer.text) == (422, True)


def test_asking_oneself_or_a_stranger_is_not_found(client: FlaskClient, scene: Scene) -> None:
    stranger = factories.registration(factories.event("Elsewhere"))
    factories.sign_in(client, scene.bob)
    for other in (scene.of_bob, stranger):
        assert client.get(f"/events/{scene.event.slug}/participants/{other.id}/ask").status_code == 404


def test_the_agenda_shows_meetings_and_gaps(client: FlaskClient, scene: Scene) -> None:
    third = factories.registration(scene.event, of=factories.organisation("Photonique"))
    first, second = factories.request(scene.of_bob, scene.of_dana), factories.request(scene.of_bob, third)
    scene.event.released_plan_number = 1
    session().commit()
    with transaction():
        apply_plan(
            scene.event,
            [
                (first.id, scene.slots[0].id, scene.tables[1].id),
                (second.id, scene.slots[3].id, scene.tables[0].id),
            ],
            actor=scene.alice,
            now=NOW,
            batch="plan:1",
        )
    factories.sign_in(client, scene.bob)
    for url in ("/agenda", f"/events/{scene.event.slug}/agenda"):
        page = client.get(url).text
        assert re.findall(r'<div class="next-meeting">.*?<h2>([^<]+)</h2>', page, re.DOTALL) == ["Table 2, Aéro Nord"]
        assert re.findall("<time [^>]+>([0-9:\u2013]+)<", page) == ["10:00\u201310:20", "10:20", "11:15\u201311:35"]
        assert "55 minutes free" in page
        assert f"http://localhost/calendar/{scene.bob.id}/{scene.bob.feed_token}.ics" in page


def test_the_agenda_of_somebody_without_events_says_what_to_do(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.charlie)
    assert "Nothing planned" in client.get("/agenda").text


def test_the_organiser_sees_all_requests_and_the_demand(client: FlaskClient, scene: Scene) -> None:
    factories.request(scene.of_bob, scene.of_dana, state=State.PENDING)
    factories.sign_in(client, scene.alice)
    page = client.get(f"/events/{scene.event.slug}/meeting-requests").text
    assert "Skywin" in page
    assert re.findall(r'<th scope="row">(\d+:\d\d)</th><td class="num">(\d+) of', page) == [
        ("10:00", "1"), ("10:25", "1"), ("10:50", "1"), ("11:15", "1"),
    ]  # fmt: skip
    assert "stack-head" not in client.get(f"/events/{scene.event.slug}/meeting-requests?state=declined").text


PAGES = {
    "participants": "alice bob",
    "requests": "bob",
    "requests?box=sent": "bob",
    "agenda": "bob",
    "agenda.ics": "bob",
    "meeting-requests": "alice",
}


@pytest.mark.parametrize(("page", "who"), [(page, one) for page, people in PAGES.items() for one in people.split()])
def test_lists_ask_the_same_at_1_row_and_at_3(client: FlaskClient, scene: Scene, page: str, who: str) -> None:
    reader = person(scene, who)
    factories.sign_in(client, reader)
    counted = []
    made: list[MeetingRequest] = []
    for at in range(3):
        organisation = factories.organisation()
        organisation.sectors = [factories.sector("aerospace")]
        organisation.listings = [
            ProfileListing(kind=ListingKind.BUSINESS_OFFER, title="Parts", sector_code="aerospace")
        ]
        session().commit()
        other = factories.registration(scene.event, of=organisation)
        sides = (scene.of_bob, other) if page == "requests?box=sent" else (other, scene.of_bob)
        made.append(factories.request(*sides))
        plan(scene, *made)
        session().expire_all()
        with count_queries() as queries:
            assert client.get(f"/events/{scene.event.slug}/{page}").status_code == 200
        counted.append(queries.count)
        assert at < len(scene.slots)
    assert counted[0] == counted[2]


def test_my_agenda_asks_the_same_at_1_meeting_and_at_3(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.bob)
    counted = []
    made: list[MeetingRequest] = []
    for _ in range(3):
        made.append(factories.request(factories.registration(scene.event), scene.of_bob))
        plan(scene, *made)
        session().expire_all()
        with count_queries() as queries:
            assert client.get("/agenda").status_code == 200
        counted.append(queries.count)
    assert counted[0] == counted[2]
