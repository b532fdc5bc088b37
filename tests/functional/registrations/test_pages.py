"""The pages of registrations: who sees what, and what the forms do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.registrations.models import RegistrationState
from matchmaking.registrations.queries import available_slot_ids
from tests import factories
from tests.functional.queries import count_queries
from tests.functional.registrations.scenes import Scene, notices, post

State = RegistrationState


def person(scene: Scene, name: str) -> Person:
    found: Person = getattr(scene, name)
    return found


@pytest.mark.parametrize(
    ("path", "alice_bob_charlie"),
    [
        ("register", [200, 200, 200]),
        ("registration/cancel", [404, 200, 404]),
        ("availability", [404, 200, 404]),
        ("registrations", [200, 404, 404]),
        ("registrations/{bob}/cancel", [200, 404, 404]),
    ],
)
def test_each_page_is_for_those_whom_it_concerns(
    client: FlaskClient, scene: Scene, path: str, alice_bob_charlie: list[int]
) -> None:
    url = f"/events/{scene.event.slug}/{path.format(bob=scene.of_bob.id)}"
    assert client.get(url).status_code == 302
    answers = [
        factories.sign_in(client, person(scene, name)).get(url).status_code for name in ("alice", "bob", "charlie")
    ]
    assert answers == alice_bob_charlie


@pytest.mark.parametrize("act", ["approve", "decline", "waitlist", "cancel"])
@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_only_organisers_can_answer(client: FlaskClient, scene: Scene, act: str, who: str) -> None:
    waiting = factories.registration(scene.event, state=State.PENDING)
    factories.sign_in(client, person(scene, who))
    assert post(client, f"/events/{scene.event.slug}/registrations/{waiting.id}/{act}").status_code == 404
    assert post(client, f"/events/{scene.event.slug}/registrations/approve-all").status_code == 404
    assert waiting.state is State.PENDING


def test_an_organiser_of_another_event_cannot_answer(client: FlaskClient, scene: Scene) -> None:
    factories.event("Elsewhere", organiser=scene.charlie)
    factories.sign_in(client, scene.charlie)
    assert client.get(f"/events/{scene.event.slug}/registrations").status_code == 404


def test_a_registration_of_another_event_is_not_found(client: FlaskClient, scene: Scene) -> None:
    other = factories.registration(factories.event("Elsewhere"), state=State.PENDING)
    factories.sign_in(client, scene.alice)
    assert post(client, f"/events/{scene.event.slug}/registrations/{other.id}/approve").status_code == 404


def test_a_draft_event_is_not_found_by_strangers(client: FlaskClient, scene: Scene) -> None:
    draft = factories.event("Secret", state="draft")
    factories.sign_in(client, scene.charlie)
    assert client.get(f"/events/{draft.slug}/register").status_code == 404


def test_without_a_csrf_token_nothing_happens(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.bob)
    assert client.post(f"/events/{scene.event.slug}/registration/cancel").status_code == 400
    assert scene.of_bob.state is State.APPROVED


def test_a_person_without_an_organisation_is_told_what_to_do(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.charlie)
    page = client.get(f"/events/{scene.event.slug}/register").text
    assert "First, your organisation" in page
    assert 'href="/organisations/new?kind=sme"' in page


def test_registering_through_the_form_shows_it_as_waiting(client: FlaskClient, scene: Scene) -> None:
    own = factories.organisation("Baltic Clean", manager=scene.charlie)
    factories.sign_in(client, scene.charlie)
    url = f"/events/{scene.event.slug}/register"
    answer = post(client, url, organisation_id=own.id, role_title=" Director ", note="Hello", max_meetings="6")
    assert notices(client, answer) == [("fine", "Your registration has been sent. The organiser answers by mail.")]
    assert "Waiting for the organiser" in client.get(url).text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"max_meetings": "0"}, "A number from 1 to 100, or nothing."),
        ({"max_meetings": "9" * 400}, "A number from 1 to 100, or nothing."),
        ({"note": "x" * 1001}, "Write at most 1000 characters."),
        ({"organisation_id": "1"}, "Not a valid choice"),
    ],
)
def test_a_wrong_field_is_named_beside_it(
    client: FlaskClient, scene: Scene, fields: dict[str, str], words: str
) -> None:
    own = factories.organisation("Baltic Clean", manager=scene.charlie)
    factories.sign_in(client, scene.charlie)
    answer = post(client, f"/events/{scene.event.slug}/register", **({"organisation_id": str(own.id)} | fields))
    assert words in answer.text


def test_registration_that_is_not_open_says_so(client: FlaskClient, scene: Scene) -> None:
    scene.event.registration_open = False
    session().commit()
    factories.sign_in(client, scene.charlie)
    assert "Registration is not open" in client.get(f"/events/{scene.event.slug}/register").text


def test_the_organiser_answers_with_a_note_and_comes_back_to_the_same_list(client: FlaskClient, scene: Scene) -> None:
    waiting = factories.registration(scene.event, scene.charlie, state=State.PENDING)
    factories.sign_in(client, scene.alice)
    base = f"/events/{scene.event.slug}/registrations"
    answer = post(client, f"{base}/{waiting.id}/approve", note="Welcome", back_state="pending", back_q="org")
    assert answer.location == f"{base}?state=pending&q=org"
    assert notices(client, answer) == [("fine", "Charlie takes part now.")]
    assert (waiting.state, waiting.answer_note) == (State.APPROVED, "Welcome")


def test_answering_twice_says_that_it_is_done(client: FlaskClient, scene: Scene) -> None:
    waiting = factories.registration(scene.event, scene.charlie, state=State.PENDING)
    factories.sign_in(client, scene.alice)
    url = f"/events/{scene.event.slug}/registrations/{waiting.id}"
    post(client, f"{url}/approve")
    assert notices(client, post(client, f"{url}/decline")) == [
        ("problem", "Charlie is no longer waiting for this answer. Look at the list again.")
    ]
    assert waiting.state is State.APPROVED


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Élise", "Bob", "Dana"]),
        ("state=pending", ["Élise"]),
        ("state=approved", ["Bob", "Dana"]),
        ("q=aero", ["Dana"]),
        ("q=bob", ["Bob"]),
        ("q=nobody", []),
        ("q=%28%28%20%26", []),
        ("state=nonsense", ["Élise", "Bob", "Dana"]),
    ],
)
def test_the_list_is_filtered_and_searched(client: FlaskClient, scene: Scene, query: str, names: list[str]) -> None:
    factories.registration(
        scene.event, factories.person("Élise"), factories.organisation("Baltic"), state=State.PENDING
    )
    factories.sign_in(client, scene.alice)
    page = client.get(f"/events/{scene.event.slug}/registrations?{query}").text
    assert [name for name in ("Élise", "Bob", "Dana") if f'stack-head">{name}' in page] == names


def test_the_list_asks_the_same_at_1_row_and_at_3(client: FlaskClient) -> None:
    alice = factories.person("Alice")
    event = factories.event(organiser=alice)
    factories.sign_in(client, alice)
    counted = []
    for _ in range(3):
        factories.registration(event, state=State.PENDING)
        session().expire_all()
        with count_queries() as queries:
            assert client.get(f"/events/{event.slug}/registrations").status_code == 200
        counted.append(queries.count)
    assert counted[0] == counted[2]


def test_user_text_is_escaped(client: FlaskClient, scene: Scene) -> None:
    factories.registration(scene.event, factories.person("<b>Eve</b>"), state=State.PENDING, note="<script>")
    factories.sign_in(client, scene.alice)
    page = client.get(f"/events/{scene.event.slug}/registrations").text
    assert "&lt;b&gt;Eve&lt;/b&gt;" in page
    assert "&lt;script&gt;" in page
    assert "<b>Eve" not in page


def test_availability_is_ticked_and_saved(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.bob)
    url = f"/events/{scene.event.slug}/availability"
    page = client.get(url).text
    assert page.count('name="slots"') == page.count(" checked>") == 4
    chosen = [str(slot.id) for slot in scene.slots[:2]]
    assert notices(client, post(client, url, slots=chosen)) == [("fine", "Saved: this is when you can meet.")]
    assert available_slot_ids(scene.event, [scene.of_bob])[scene.of_bob.id] == {slot.id for slot in scene.slots[:2]}
    assert client.get(url).text.count(" checked>") == 2


def test_availability_without_a_tick_is_refused_on_the_page(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.bob)
    answer = post(client, f"/events/{scene.event.slug}/availability")
    assert (answer.status_code, "Tick at least one time" in answer.text) == (422, True)


def test_availability_shows_both_clocks_where_they_differ(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.bob)
    page = client.get(f"/events/{scene.event.slug}/availability").text
    assert '10:00\u201310:20 <span class="grid-reader">15:00</span>' in page
    scene.bob.time_zone = "America/Toronto"
    session().commit()
    assert "grid-reader" not in client.get(f"/events/{scene.event.slug}/availability").text


def test_cancelling_shows_the_consequence_first(client: FlaskClient, scene: Scene) -> None:
    factories.request(scene.of_bob, scene.of_dana)
    factories.sign_in(client, scene.bob)
    url = f"/events/{scene.event.slug}/registration/cancel"
    assert "1 request for a meeting ends" in client.get(url).text
    answer = post(client, url)
    assert notices(client, answer) == [("fine", "Your registration is cancelled.")]
    assert scene.of_bob.state is State.CANCELLED


def test_the_tabs_count_what_waits_for_the_organiser(client: FlaskClient, scene: Scene) -> None:
    factories.registration(scene.event, state=State.PENDING)
    factories.sign_in(client, scene.alice)
    page = client.get(f"/events/{scene.event.slug}/registrations").text
    assert '<span class="count">1<span class="visually-hidden"> waiting for approval</span></span>' in page


def test_a_grid_of_two_days_has_halves_and_gaps(scene: Scene) -> None:
    from matchmaking.events.models import Slot  # noqa: PLC0415 -- used here alone
    from matchmaking.registrations.grid import grid_of  # noqa: PLC0415 -- as above

    noon = scene.event.starts_at + timedelta(hours=4)
    late = Slot(event=scene.event, starts_at=noon, ends_at=noon + timedelta(minutes=20))
    next_day = Slot(
        event=scene.event,
        starts_at=scene.event.starts_at + timedelta(days=1),
        ends_at=scene.event.starts_at + timedelta(days=1, minutes=20),
    )
    session().add_all([late, next_day])
    session().commit()
    session().expire_all()
    grid = grid_of(scene.event, {late.id}, reader_zone="Europe/Brussels", meetings={late.id: "Skywin"})
    assert grid.columns == ["Tue 10 March", "Wed 11 March"]
    assert [row.get("part") or row["label"] for row in grid.rows] == [
        "Morning", "10:00\u201310:20", "10:25\u201310:45", "10:50\u201311:10", "11:15\u201311:35",
        "Afternoon", "14:00\u201314:20",
    ]  # fmt: skip
    assert [(row["first"], row["last"]) for row in grid.rows if row.get("part")] == [(1, 4), (6, 6)]
    assert [[cell and cell["checked"] for cell in row["cells"]] for row in grid.rows if row.get("cells")] == [
        [False, False], [False, None], [False, None], [False, None], [True, None],
    ]  # fmt: skip
    assert grid.rows[-1]["cells"][0]["meeting"] == "Skywin"
