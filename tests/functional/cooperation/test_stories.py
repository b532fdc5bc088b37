"""Success stories: read and filtered by all, told in steps by managers, published by administrators, taken back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaking.cooperation.models import EntryState, StoryPartner, SuccessStory
from matchmaking.cooperation.queries.stories import story_by_slug
from matchmaking.db import session
from tests import factories
from tests.functional.cooperation.pages import audit, words
from tests.functional.cooperation.scenes import Scene
from tests.functional.organisations.steps import errors, mails, notices, post, seen, token


def begun(client: FlaskClient, title: str = "How we flew") -> SuccessStory:
    answer = post(client, "/stories/new", organisation="skywin", title=title)
    assert answer.status_code == 302, errors(answer)
    return story_by_slug(answer.location.split("/")[2])


def step(client: FlaskClient, slug: str, name: str, **fields: object) -> TestResponse:
    url = f"/stories/{slug}/edit/{name}"
    page = client.get(url)
    assert page.status_code == 200, page.status
    return client.post(url, data={"csrf_token": token(page), "seen": seen(page), "go": "on", **fields})


ABOUT = {
    "title": "How we flew",
    "summary": "Together.",
    "sectors": ["aerospace"],
    "subsectors": "Drones\nWings",
    "agreement_id": "",
}
COOPERATION = {
    "context": "Two clusters.",
    "cooperation_type": "Business sharing",
    "cooperation": "- a",
    "objective": "Fly",
}
RESULTS = {"policy_support": "A ministry", "results": "We fly.", "source_document": "Told by us", "source_url": ""}


def sent(client: FlaskClient) -> SuccessStory:
    story = begun(client)
    step(client, story.slug, "about", **ABOUT)
    post(client, f"/stories/{story.slug}/partners", step="add", organisation="medteq")
    step(client, story.slug, "cooperation", **COOPERATION)
    step(client, story.slug, "results", **RESULTS)
    post(client, f"/stories/{story.slug}/submit")
    assert story.state is EntryState.SUBMITTED
    return story


def test_story_is_told_in_steps_each_saved_as_a_draft(client: FlaskClient, scene: Scene) -> None:
    agreement = factories.agreement(scene.skywin, scene.medteq, title="Wings together")
    story = begun(client)
    url = f"/stories/{story.slug}"
    assert step(client, story.slug, "about", **ABOUT).location == f"{url}/partners"
    assert "MEDTEQ" in client.get(f"{url}/partners?q=medteq").text
    post(client, f"{url}/partners", step="add", organisation="medteq")
    post(client, f"{url}/partners", step="name", name="The <Lab>", country_code="JP")
    assert step(client, story.slug, "about", **{**ABOUT, "agreement_id": agreement.id}).status_code == 302
    assert "4 things are missing" not in client.get(url).text
    assert step(client, story.slug, "cooperation", **COOPERATION).location == f"{url}/edit/results"
    assert words(client.get(url).text).count("2 things are missing before it can be published") == 1
    assert step(client, story.slug, "results", **RESULTS).location == url
    post(client, f"{url}/submit")
    factories.sign_in(client, scene.ada)
    post(client, f"{url}/publish", seen=story.version)

    page = client.application.test_client().get(url)
    shown = words(page.text)
    assert [
        part
        for part in (
            "Skywin",
            "MEDTEQ",
            "The <Lab>, Japan",
            "Drones",
            "Two clusters.",
            "Business sharing",
            "A ministry",
        )
        if part not in shown
    ] == []
    assert f"/agreements/{agreement.slug}" in page.text
    assert "How we flew" in client.get(f"/agreements/{agreement.slug}").text
    assert "The &lt;Lab&gt;" in page.text
    assert mails() == [
        (scene.alice.email, "Published: How we flew - Matchmaking"),
        (scene.dora.email, "Published: How we flew - Matchmaking"),
    ]
    assert audit("success_story")[0] == "story.create"
    assert audit("success_story")[-2:] == ["story.submit", "story.publish"]


def test_pressing_twice_does_everything_once(client: FlaskClient, scene: Scene) -> None:
    story, again = begun(client), begun(client)
    for _press in range(2):
        post(client, f"/stories/{story.slug}/partners", step="add", organisation="medteq")
        post(client, f"/stories/{story.slug}/partners", step="name", name="Lab", country_code="JP")

    assert story.id == again.id
    assert len(story.partners) == 3
    lab = next(partner for partner in story.partners if partner.name == "Lab")
    for _press in range(2):
        post(client, f"/stories/{story.slug}/partners", step="remove", partner=lab.id)
    assert session().scalar(sa.select(sa.func.count()).select_from(StoryPartner)) == 2
    assert audit("success_story") == ["story.create", *["story.add_partner"] * 2, "story.remove_partner"]


def test_incomplete_story_is_not_sent_and_says_what_it_lacks(client: FlaskClient, scene: Scene) -> None:
    story = begun(client)

    answer = notices(client, post(client, f"/stories/{story.slug}/submit"))

    assert answer[-1] == ("waiting", "Sum it up in a sentence or two.")
    assert "8 things are missing" in client.get(f"/stories/{story.slug}").text
    assert story.state is EntryState.DRAFT


def test_wrong_input_is_said_beside_the_field(client: FlaskClient, scene: Scene) -> None:
    story = begun(client)
    stranger = factories.agreement(factories.organisation("A"), factories.organisation("B"))

    assert errors(step(client, story.slug, "about", **{**ABOUT, "title": "", "summary": "x" * 500})) == [
        "Enter a title.",
        "Keep it under 400 characters.",
    ]
    assert step(client, story.slug, "about", **{**ABOUT, "agreement_id": stranger.id}).status_code == 422
    assert len(errors(step(client, story.slug, "results", **{**RESULTS, "source_url": "http://10.0.0.1/"}))) == 1
    for fields in ({"name": "", "country_code": "JP"}, {"name": "Lab", "country_code": "XX"}):
        answer = notices(client, post(client, f"/stories/{story.slug}/partners", step="name", **fields))
        assert answer[-1][0] == "problem"
    assert client.get(f"/stories/{story.slug}/edit/nothing").status_code == 404
    assert story.agreement_id is None


def test_second_of_two_writers_hears_of_the_first_and_loses_nothing(client: FlaskClient, scene: Scene) -> None:
    story = begun(client)
    page = client.get(f"/stories/{story.slug}/edit/cooperation")
    step(client, story.slug, "cooperation", **{**COOPERATION, "objective": "Theirs"})
    mine = {"csrf_token": token(page), "seen": seen(page), **COOPERATION, "objective": "Mine"}

    answer = client.post(f"/stories/{story.slug}/edit/cooperation", data=mine)

    assert answer.status_code == 409
    assert "Objective: Theirs" in words(answer.text).replace(" :", ":")
    assert ">\r\nMine</textarea>" in answer.text.replace("\n", "\r\n").replace("\r\r", "\r")
    assert story.objective == "Theirs"


def test_second_writer_reads_which_agreement_the_first_chose(client: FlaskClient, scene: Scene) -> None:
    agreement = factories.agreement(scene.skywin, scene.medteq, title="Wings together")
    story = begun(client)
    page = client.get(f"/stories/{story.slug}/edit/about")
    step(client, story.slug, "about", **{**ABOUT, "agreement_id": agreement.id})

    answer = client.post(
        f"/stories/{story.slug}/edit/about", data={"csrf_token": token(page), "seen": seen(page), **ABOUT}
    )

    assert answer.status_code == 409
    assert "Agreement behind it: Wings together" in words(answer.text).replace(" :", ":")


def test_published_story_is_taken_back_before_it_is_changed(client: FlaskClient, scene: Scene) -> None:
    story = factories.story(scene.skywin, scene.medteq, submitted_for_id=scene.skywin.id)
    url = f"/stories/{story.slug}"
    assert client.get(f"{url}/edit/about").status_code == 404
    assert post(client, f"{url}/partners", step="name", name="Lab", country_code="JP").status_code == 404

    post(client, f"{url}/take-back")

    assert story.state is EntryState.DRAFT
    assert client.application.test_client().get(url).status_code == 404
    assert client.get(f"{url}/edit/about").status_code == 200
    assert notices(client, post(client, f"{url}/take-back"))[-1][0] == "info"


def test_sent_back_and_withdrawn_stories_tell_their_managers_why(client: FlaskClient, scene: Scene) -> None:
    story = sent(client)
    factories.sign_in(client, scene.ada)
    post(client, f"/stories/{story.slug}/send-back", note="More figures, please.")
    assert story.state is EntryState.DRAFT
    assert mails() == [(scene.alice.email, "Please complete: How we flew - Matchmaking")]
    public = factories.story(scene.skywin, scene.medteq, title="Old")
    post(client, f"/stories/{public.slug}/withdraw", note="Not so.")

    assert public.state is EntryState.WITHDRAWN
    assert {to for to, _subject in mails()[1:]} == {scene.alice.email, scene.dora.email}
    assert "Not so." in client.get("/admin/cooperation").text


def test_nobody_else_writes_sends_takes_back_or_decides(client: FlaskClient, scene: Scene) -> None:
    story = sent(client)
    steps = ("edit/about", "partners", "submit", "discard", "take-back", "publish", "send-back", "withdraw")
    for who in (scene.bob, scene.charlie, scene.dora):
        factories.sign_in(client, who)
        answers = [post(client, f"/stories/{story.slug}/{step}", note="x").status_code for step in steps]
        assert answers == [404] * len(steps), who.name
    assert story.state is EntryState.SUBMITTED


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Fly", "Eat"}),
        ("q=MONTREAL", {"Fly"}),
        ("q=suppli", {"Fly"}),
        ("q=together+wings", set()),
        ("q=東", set()),
        ("country=JP", {"Eat"}),
        ("country=JP&country=BE", {"Fly", "Eat"}),
        ("sector=agri-food", {"Eat"}),
        ("sector=agri-food&country=BE", set()),
        ("page=7", set()),
    ],
)
def test_stories_are_filtered(client: FlaskClient, scene: Scene, query: str, found: set[str]) -> None:
    montreal = factories.organisation("Aéro Montréal", country_code="CA")
    factories.story(scene.skywin, montreal, title="Fly", context="Its **suppliers**")
    eaten = factories.story(scene.medteq, title="Eat", sectors=[factories.sector("agri-food")])
    eaten.partners.append(StoryPartner(name="Lab", country_code="JP", position=1))
    session().commit()

    page = client.get(f"/stories?{query}").text

    assert {title for title in ("Fly", "Eat") if f">{title}</a></h3>" in page} == found
