from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.errors import NotFound
from matchmaking.organisations import queries, services
from matchmaking.organisations.models import (
    Affiliation,
    AffiliationRole,
    AffiliationState,
    Organisation,
    OrganisationState,
)
from tests import factories
from tests.functional.organisations.steps import actions, log, mails, notices, outbox, post
from tests.functional.queries import count_queries

NOW = factories.NOW


@dataclass
class Scene:
    """Alice manages Skywin, Bob belongs to it, Charlie is a stranger, Ada is an administrator."""

    skywin: Organisation
    alice: Person
    bob: Person
    charlie: Person
    ada: Person
    bobs: Affiliation

    @property
    def url(self) -> str:
        return f"/organisations/{self.skywin.slug}"


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    alice, bob, charlie = (factories.person(name) for name in ("Alice", "Bob", "Charlie"))
    skywin = factories.organisation("Skywin", manager=alice)
    return Scene(
        skywin=skywin,
        alice=alice,
        bob=bob,
        charlie=charlie,
        ada=factories.person("Ada", roles=["administrator"]),
        bobs=factories.affiliation(bob, skywin, role=AffiliationRole.MEMBER),
    )


def tie(person: Person, organisation: Organisation) -> tuple[str, str] | None:
    """Role and state, as they are stored now."""
    session().expire_all()
    found = queries.affiliation_of(person, organisation)
    return (found.role.value, found.state.value) if found else None


def asked(scene: Scene) -> Affiliation:
    return services.join(scene.skywin.id, person=scene.charlie, position="Sales", note="Alice knows me", now=NOW)


def test_joiner_waits_for_a_manager_who_gets_a_mail(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.charlie)

    answer = post(client, f"{scene.url}/join", position="Sales <b>", note="Alice knows me")

    assert answer.location == scene.url
    assert tie(scene.charlie, scene.skywin) == ("member", "requested")
    assert not queries.can_act_for(scene.charlie, scene.skywin)
    assert mails() == [(scene.alice.email, "Somebody asks to join Skywin - Matchmaking")]
    [mail] = outbox()
    assert "Sales <b>" in mail.text
    assert "Sales &lt;b&gt;" in mail.html
    assert f"http://localhost{scene.url}/people" in mail.text
    assert actions() == ["affiliation.request"]


def test_joining_twice_asks_once(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.charlie)

    post(client, f"{scene.url}/join", position="Sales", note="")
    post(client, f"{scene.url}/join", position="Sales", note="")

    assert actions() == ["affiliation.request"]
    assert len(mails()) == 1


def test_who_belongs_already_cannot_ask_again(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.bob)

    answer = post(client, f"{scene.url}/join", position="", note="")

    assert notices(client, answer) == [("info", "You belong to this organisation already.")]
    assert tie(scene.bob, scene.skywin) == ("member", "confirmed")


@pytest.mark.parametrize("state", [state for state in OrganisationState if state is not OrganisationState.PUBLISHED])
def test_nobody_joins_or_claims_what_is_not_published(
    client: FlaskClient, scene: Scene, state: OrganisationState
) -> None:
    scene.skywin.state = state
    session().commit()
    factories.sign_in(client, scene.charlie)

    assert post(client, f"{scene.url}/join", position="", note="").status_code == 404
    assert client.get(f"{scene.url}/claim").status_code == 404
    assert tie(scene.charlie, scene.skywin) is None


def test_confirmed_joiner_belongs_to_it_and_gets_a_mail(client: FlaskClient, scene: Scene) -> None:
    request = asked(scene)
    factories.sign_in(client, scene.alice)

    first = notices(client, post(client, f"{scene.url}/people/{request.id}/confirm"))
    second = notices(client, post(client, f"{scene.url}/people/{request.id}/decline"))

    assert (first, second) == (
        [("fine", "Charlie belongs to it now.")],
        [("info", "This has been answered already.")],
    )
    assert queries.can_act_for(scene.charlie, scene.skywin)
    assert queries.organisations_of(scene.charlie) == [scene.skywin]
    assert mails()[1:] == [(scene.charlie.email, "You belong to Skywin now - Matchmaking")]
    assert actions() == ["affiliation.request", "affiliation.confirm"]
    assert (log()[-1].before, log()[-1].after) == (
        {"role": "member", "state": "requested"},
        {"role": "member", "state": "confirmed"},
    )


def test_declined_joiner_may_ask_again(client: FlaskClient, scene: Scene) -> None:
    request = asked(scene)
    factories.sign_in(client, scene.alice)

    post(client, f"{scene.url}/people/{request.id}/decline")

    assert tie(scene.charlie, scene.skywin) == ("member", "declined")
    assert not queries.can_act_for(scene.charlie, scene.skywin)
    asked(scene)
    assert tie(scene.charlie, scene.skywin) == ("member", "requested")
    assert actions() == ["affiliation.request", "affiliation.decline", "affiliation.request"]


def test_member_becomes_a_manager(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.alice)

    post(client, f"{scene.url}/people/{scene.bobs.id}/promote")

    assert tie(scene.bob, scene.skywin) == ("manager", "confirmed")
    assert queries.managed_by(scene.skywin.slug, scene.bob) == scene.skywin
    assert actions() == ["affiliation.promote"]


def test_removed_person_does_not_belong_to_it_any_more(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.alice)

    post(client, f"{scene.url}/people/{scene.bobs.id}/remove")

    assert tie(scene.bob, scene.skywin) is None
    assert actions() == ["affiliation.remove"]


def test_last_manager_stays(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.alice)
    own = queries.affiliation_of(scene.alice, scene.skywin)
    assert own is not None
    assert "the only manager" in client.get(f"{scene.url}/people").text

    removed = notices(client, post(client, f"{scene.url}/people/{own.id}/remove"))
    left = notices(client, post(client, f"{scene.url}/leave"))

    sentence = [("problem", "The last manager cannot go: make somebody else a manager first.")]
    assert (removed, left) == (sentence, sentence)
    assert tie(scene.alice, scene.skywin) == ("manager", "confirmed")


def test_member_leaves(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.bob)

    answer = post(client, f"{scene.url}/leave")

    assert answer.location == "/my/organisations"
    assert tie(scene.bob, scene.skywin) is None
    assert actions() == ["affiliation.leave"]
    assert post(client, f"{scene.url}/leave").status_code == 404


def test_joiner_takes_a_request_back(client: FlaskClient, scene: Scene) -> None:
    asked(scene)
    factories.sign_in(client, scene.charlie)

    post(client, f"{scene.url}/leave")

    assert tie(scene.charlie, scene.skywin) is None


def test_only_managers_and_administrators_see_and_change_people(client: FlaskClient, scene: Scene) -> None:
    request = asked(scene)
    before = actions()
    for who, status in ((scene.alice, 200), (scene.ada, 200), (scene.bob, 404), (scene.charlie, 404)):
        factories.sign_in(client, who)
        assert client.get(f"{scene.url}/people").status_code == status
        if status == 404:
            for act in ("confirm", "decline", "promote", "remove"):
                assert post(client, f"{scene.url}/people/{request.id}/{act}").status_code == 404
                assert post(client, f"{scene.url}/people/{scene.bobs.id}/{act}").status_code == 404
    assert actions() == before


def test_manager_has_no_say_over_people_elsewhere(client: FlaskClient, scene: Scene) -> None:
    theirs = factories.organisation("Theirs", manager=scene.charlie)
    own = queries.affiliation_of(scene.charlie, theirs)
    assert own is not None
    factories.sign_in(client, scene.alice)

    for act in ("confirm", "decline", "promote", "remove"):
        assert post(client, f"{scene.url}/people/{own.id}/{act}").status_code == 404
        assert post(client, f"{scene.url}/people/{2**63}/{act}").status_code == 404
    assert tie(scene.charlie, theirs) == ("manager", "confirmed")


def test_claim_waits_for_an_administrator_and_not_for_managers(client: FlaskClient, scene: Scene) -> None:
    listed = factories.organisation("Aquimer", source_document="A paper", source_url="https://eccp.example")
    factories.sign_in(client, scene.charlie)
    url = f"/organisations/{listed.slug}"
    assert "This is us: claim it" in client.get(url).text

    answer = post(client, f"{url}/claim", position="Director", note="See our site")
    again = post(client, f"{url}/claim", position="Director", note="See our site")

    assert (answer.location, again.location) == (url, url)
    assert tie(scene.charlie, listed) == ("manager", "requested")
    assert not queries.manages(scene.charlie, listed)
    assert client.get(f"{url}/edit").status_code == 404
    assert "your claim waits for an administrator" in client.get(url).text
    assert actions() == ["affiliation.claim"]
    assert queries.waiting_for_administrators() == (0, 1)


def test_claim_needs_position_and_note(client: FlaskClient, scene: Scene) -> None:
    listed = factories.organisation("Aquimer", source_document="A paper")
    factories.sign_in(client, scene.charlie)

    answer = post(client, f"/organisations/{listed.slug}/claim", position=" ", note="")

    assert answer.status_code == 422
    assert tie(scene.charlie, listed) is None


def test_managed_organisation_is_joined_and_not_claimed(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.charlie)

    answer = post(client, f"{scene.url}/claim", position="Director", note="See our site")

    assert answer.location == scene.url
    assert tie(scene.charlie, scene.skywin) is None


def test_approved_claim_makes_a_manager(client: FlaskClient, scene: Scene) -> None:
    listed = factories.organisation("Aquimer", source_document="A paper")
    claim = services.claim(listed.id, person=scene.charlie, position="Director", note="See our site", now=NOW)
    factories.sign_in(client, scene.ada)
    assert "See our site" in client.get("/admin/organisations").text

    post(client, f"/admin/organisations/claims/{claim.id}", answer="approve", note="Welcome")
    again = notices(client, post(client, f"/admin/organisations/claims/{claim.id}", answer="decline"))

    assert again[-1] == ("info", "This has been answered already.")
    assert queries.manages(scene.charlie, listed)
    assert listed.claimed_at is not None
    assert not listed.is_listed_only
    assert mails() == [(scene.charlie.email, "You manage Aquimer now - Matchmaking")]
    assert "Welcome" in outbox()[0].text
    assert actions() == ["affiliation.claim", "affiliation.confirm", "organisation.claim"]


def test_declined_claim_is_told_with_the_note(client: FlaskClient, scene: Scene) -> None:
    listed = factories.organisation("Aquimer", source_document="A paper")
    claim = services.claim(listed.id, person=scene.charlie, position="Director", note="Trust me", now=NOW)
    factories.sign_in(client, scene.ada)

    post(client, f"/admin/organisations/claims/{claim.id}", answer="decline", note="Write from your address there")

    assert tie(scene.charlie, listed) == ("manager", "declined")
    assert listed.is_listed_only
    assert mails() == [(scene.charlie.email, "Your claim of Aquimer - Matchmaking")]
    assert "Write from your address there" in outbox()[0].text


def test_mails_speak_the_readers_language(scene: Scene) -> None:
    scene.alice.locale = "fr"
    session().commit()

    asked(scene)

    assert '<html lang="fr">' in outbox()[0].html


def test_claims_are_answered_by_administrators_alone(client: FlaskClient, scene: Scene) -> None:
    listed = factories.organisation("Aquimer", source_document="A paper")
    claim = services.claim(listed.id, person=scene.charlie, position="Director", note="Trust me", now=NOW)
    for who in (scene.alice, scene.bob, scene.charlie):
        factories.sign_in(client, who)
        assert post(client, f"/admin/organisations/claims/{claim.id}", answer="approve").status_code == 404
        assert client.get("/admin/organisations").status_code == 404
    assert tie(scene.charlie, listed) == ("manager", "requested")


def test_queries_for_other_rooms_know_who_may_act(scene: Scene) -> None:
    draft = factories.organisation("Draft", manager=scene.bob, state=OrganisationState.DRAFT)
    asked(scene)

    assert queries.organisations_of(scene.bob) == [draft, scene.skywin]
    assert queries.organisations_of(scene.charlie) == []
    assert [queries.can_act_for(who, scene.skywin) for who in (scene.alice, scene.bob, scene.charlie, scene.ada)] == [
        True,
        True,
        False,
        False,
    ]
    assert queries.managed_by(scene.skywin.slug, scene.ada) == scene.skywin
    for who in (scene.bob, scene.charlie):
        with pytest.raises(NotFound):
            queries.managed_by(scene.skywin.slug, who)


def test_people_page_asks_the_database_the_same_at_one_row_and_at_three(client: FlaskClient, scene: Scene) -> None:
    alone = factories.organisation("Alone", manager=scene.alice)
    factories.sign_in(client, scene.alice)
    url = f"/organisations/{alone.slug}/people"
    with count_queries() as one:
        client.get(url)
    factories.affiliation(scene.bob, alone, role=AffiliationRole.MEMBER)
    factories.affiliation(
        scene.charlie, alone, role=AffiliationRole.MEMBER, state=AffiliationState.REQUESTED, answered_at=None
    )
    with count_queries() as three:
        client.get(url)

    assert one.count == three.count
