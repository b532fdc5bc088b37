from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from matchmaking.accounts.waiting import waiting
from matchmaking.db import session
from matchmaking.organisations import services
from matchmaking.organisations.models import ListingKind, Organisation, OrganisationState, ProfileListing, SizeBand
from tests import factories
from tests.functional.organisations.steps import actions, by_id, log, mails, notices, outbox, post
from tests.functional.queries import count_queries

NOW = factories.NOW


@dataclass
class Scene:
    """Alice manages Skywin, which waits for publication; Bob belongs to it; Ada is an administrator."""

    skywin: Organisation
    alice: Person
    bob: Person
    ada: Person

    @property
    def url(self) -> str:
        return f"/organisations/{self.skywin.slug}"

    @property
    def seen(self) -> str:
        return self.skywin.changed_at.isoformat()

    @property
    def state(self) -> OrganisationState:
        return by_id(self.skywin.id).state


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    alice, bob, ada = (
        factories.person("Alice"),
        factories.person("Bob"),
        factories.person("Ada", roles=["administrator"]),
    )
    skywin = submitted(alice)
    factories.affiliation(bob, skywin, role="member")
    factories.sign_in(client, ada)
    return Scene(skywin, alice, bob, ada)


def submitted(manager: Person, name: str = "Skywin") -> Organisation:
    return factories.organisation(
        name,
        manager=manager,
        state=OrganisationState.SUBMITTED,
        submitted_at=NOW,
        published_at=None,
        city="Namur",
        description="Makes wings.",
        size=SizeBand.SMALL,
        sectors=[factories.sector()],
        listings=[ProfileListing(kind=ListingKind.BUSINESS_OFFER, title="Wings")],
    )


def test_administrator_publishes_and_the_managers_get_a_mail(client: FlaskClient, scene: Scene) -> None:
    answer = post(client, f"{scene.url}/publish", seen=scene.seen)

    assert answer.location == "/admin/organisations"
    assert scene.state is OrganisationState.PUBLISHED
    assert scene.skywin.published_at is not None
    assert mails() == [(scene.alice.email, "Skywin is published - Matchmaking")]
    assert f"http://localhost{scene.url}" in outbox()[0].text
    assert actions() == ["organisation.publish"]
    assert (log()[0].before, log()[0].after) == ({"state": "submitted"}, {"state": "published"})
    assert log()[0].actor_name == "Ada"


def test_publishing_twice_publishes_once(client: FlaskClient, scene: Scene) -> None:
    post(client, f"{scene.url}/publish", seen=scene.seen)

    answer = notices(client, post(client, f"{scene.url}/publish", seen=scene.seen))

    assert answer[-1] == ("info", "This profile is published already.")
    assert len(mails()) == 1


def test_what_was_changed_since_it_was_read_is_not_published(client: FlaskClient, scene: Scene) -> None:
    answer = notices(client, post(client, f"{scene.url}/publish", seen="2020-01-01T00:00:00+00:00"))

    assert answer == [("info", "The profile was changed after you opened it. Read it again, then publish it.")]
    assert scene.state is OrganisationState.SUBMITTED


def test_sent_back_profile_is_a_draft_with_the_note(client: FlaskClient, scene: Scene) -> None:
    answer = post(client, f"{scene.url}/send-back", note="Please add <the> city.")

    assert answer.location == "/admin/organisations"
    assert scene.state is OrganisationState.DRAFT
    assert mails() == [(scene.alice.email, "Please complete the profile of Skywin - Matchmaking")]
    assert "Please add <the> city." in outbox()[0].text
    assert "Please add &lt;the&gt; city." in outbox()[0].html
    factories.sign_in(client, scene.alice)
    for page in (scene.url, f"{scene.url}/edit", "/my/organisations"):
        assert "Please add &lt;the&gt; city." in client.get(page).text


def test_sending_back_needs_a_note(client: FlaskClient, scene: Scene) -> None:
    answer = notices(client, post(client, f"{scene.url}/send-back", note=" \n "))

    assert answer == [("problem", "Say what should be changed, so that they can do it.")]
    assert scene.state is OrganisationState.SUBMITTED


def test_suspended_profile_leaves_the_directory_and_can_come_back(client: FlaskClient, scene: Scene) -> None:
    services.publish(scene.skywin.id, seen=scene.skywin.changed_at, actor=scene.ada, now=NOW)

    post(client, f"{scene.url}/suspend", note="It does not exist.")

    assert scene.state is OrganisationState.SUSPENDED
    assert client.application.test_client().get(scene.url).status_code == 404
    assert "Skywin" in client.get("/admin/organisations").text
    post(client, f"{scene.url}/publish", seen=scene.seen)
    assert str(scene.state) == "published"
    assert scene.skywin.review_note == ""
    assert actions() == ["organisation.publish", "organisation.suspend", "organisation.publish"]
    assert [subject for _to, subject in mails()] == [
        "Skywin is published - Matchmaking",
        "Skywin is suspended - Matchmaking",
        "Skywin is published - Matchmaking",
    ]


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (OrganisationState.DRAFT, set()),
        (OrganisationState.SUBMITTED, {"publish", "send-back"}),
        (OrganisationState.PUBLISHED, {"suspend"}),
        (OrganisationState.SUSPENDED, {"publish"}),
    ],
)
@pytest.mark.parametrize("act", ["publish", "send-back", "suspend"])
def test_each_state_allows_its_own_steps(
    client: FlaskClient, scene: Scene, state: OrganisationState, allowed: set[str], act: str
) -> None:
    scene.skywin.state = state
    session().commit()

    post(client, f"{scene.url}/{act}", seen=scene.seen, note="Because")

    assert (scene.state is not state) == (act in allowed)
    assert len(mails()) == (1 if act in allowed else 0)


@pytest.mark.parametrize("act", ["publish", "send-back", "suspend"])
def test_nobody_else_decides(client: FlaskClient, scene: Scene, act: str) -> None:
    for who in (scene.alice, scene.bob):
        factories.sign_in(client, who)
        assert post(client, f"{scene.url}/{act}", seen=scene.seen, note="Because").status_code == 404
    assert scene.state is OrganisationState.SUBMITTED


def test_overview_counts_what_waits(client: FlaskClient, scene: Scene) -> None:
    listed = factories.organisation("Aquimer", source_document="A paper")
    services.claim(listed.id, person=scene.bob, position="Boss", note="See the site", now=NOW)

    with client.application.test_request_context():
        counted = {kind.label: kind.count for kind in waiting()}

    assert counted["Profiles to publish"] == 1
    assert counted["Claims to answer"] == 1


def test_queue_asks_the_database_the_same_at_one_row_and_at_three(client: FlaskClient, scene: Scene) -> None:
    with count_queries() as one:
        client.get("/admin/organisations")
    for name in ("Aquimer", "Valorial"):
        submitted(scene.alice, name)
    with count_queries() as three:
        page = client.get("/admin/organisations").text

    assert page.count("Read and decide") == 3
    assert one.count == three.count
