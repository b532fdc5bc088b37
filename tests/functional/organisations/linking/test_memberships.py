"""Members of clusters: stated by a source, confirmed by the cluster, and never in a circle."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from matchmaking.db import session
from matchmaking.organisations.linking.models import MembershipState, OrganisationMembership
from matchmaking.organisations.models import Organisation, OrganisationKind
from tests import factories
from tests.functional.organisations.linking import scenes
from tests.functional.organisations.linking.conftest import Scene
from tests.functional.organisations.linking.scenes import WINGS
from tests.functional.organisations.steps import notices, post

SKY = {"id": "1", "name": "Skywin", "kind": "cluster", "country": "BE", "city": "Namur"}
AERO = {"id": "2", "name": "Aero Network", "kind": "cluster", "country": "BE", "city": "Mons"}
EUROPE = {"id": "3", "name": "Europe Wings", "kind": "cluster", "country": "BE", "city": "Brussels"}


def memberships() -> set[tuple[str, str, str]]:
    """Member, cluster and state."""
    session().expire_all()
    return {
        (one.member.name, one.cluster.name, one.state.value)
        for one in session().scalars(sa.select(OrganisationMembership))
    }


def cluster(name: str, **values: object) -> Organisation:
    return factories.organisation(name, kind=OrganisationKind.CLUSTER, **values)  # type: ignore[arg-type]  # as given


def joined(member: Organisation, to: Organisation, state: MembershipState = MembershipState.STATED) -> None:
    factories.store(OrganisationMembership(cluster=to, member=member, state=state, stated_at=factories.NOW))


@pytest.mark.parametrize("said", ["Skywin", "skywin asbl", "1"])
def test_members_of_a_cluster_of_the_same_file_are_stated(client: FlaskClient, scene: Scene, said: str) -> None:
    scenes.imported(client, {**WINGS, "member_of": said}, SKY)

    assert memberships() == {("Wallonie Wings", "Skywin", "stated")}
    page = scenes.words_of(client.get("/organisations/skywin"))
    assert "Wallonie Wings SME · Namur · Source: Belgian map not confirmed by the cluster" in page
    assert "Member of Skywin" in scenes.words_of(client.get("/organisations/wallonie-wings"))


def test_a_cluster_of_the_directory_is_found_by_name_or_address(client: FlaskClient, scene: Scene) -> None:
    here, other = cluster("Sky"), cluster("Sea")
    scenes.imported(
        client,
        {**WINGS, "member_of": f"SKY | http://localhost/organisations/{other.slug}"},
    )

    assert {name for _member, name, _state in memberships()} == {here.name, other.name}


def test_a_cluster_that_is_still_doubtful_makes_its_members_no_trouble(client: FlaskClient, scene: Scene) -> None:
    here = cluster("Skywin", city="Namur")
    batch = scenes.sent(client, {**WINGS, "member_of": "Skywin"}, SKY)
    assert batch.counts == {"new": 1, "doubtful": 1}

    scenes.say(client, batch, 3, "decide", same_as=str(here.id))
    scenes.apply(client, batch)

    (found,) = session().scalars(sa.select(OrganisationMembership))
    assert found.cluster_id == here.id


def test_a_later_import_adds_no_membership_twice_and_keeps_what_the_cluster_said(
    client: FlaskClient, scene: Scene
) -> None:
    scenes.imported(client, {**WINGS, "member_of": "Skywin"}, SKY)
    members = f"/organisations/skywin/members/{scenes.named('Wallonie Wings').id}"
    assert notices(client, post(client, f"{members}/confirm")) == [("fine", "Wallonie Wings is a confirmed member.")]
    assert memberships() == {("Wallonie Wings", "Skywin", "confirmed")}
    post(client, f"{members}/decline")

    scenes.imported(client, {**WINGS, "member_of": "Skywin"}, SKY)

    assert memberships() == {("Wallonie Wings", "Skywin", "declined")}
    assert "Wallonie Wings" not in scenes.words_of(client.get("/organisations/skywin"))


def test_only_the_clusters_managers_answer(client: FlaskClient, scene: Scene) -> None:
    here = cluster("Sky", manager=scene.charlie)
    wings = factories.organisation("Wings", manager=scene.bob)
    joined(wings, here)
    url = f"/organisations/{here.slug}/members/{wings.id}/confirm"

    factories.sign_in(client, scene.bob)
    assert post(client, url).status_code == 404
    factories.sign_in(client, scene.charlie)
    assert post(client, url).status_code == 302
    assert post(client, f"/organisations/{here.slug}/members/{here.id}/confirm").status_code == 404
    assert memberships() == {("Wings", "Sky", "confirmed")}


def test_a_cluster_is_no_member_of_itself(client: FlaskClient, scene: Scene) -> None:
    batch = scenes.sent(client, {**SKY, "member_of": "Skywin"})

    assert "A cluster cannot be a member of itself." in scenes.words_of(client.get(f"/imports/{batch.id}"))


def test_a_circle_of_clusters_is_wrong_and_nothing_of_it_is_stored(client: FlaskClient, scene: Scene) -> None:
    batch = scenes.sent(
        client,
        {**SKY, "member_of": "Aero Network"},
        {**AERO, "member_of": "Europe Wings"},
        {**EUROPE, "member_of": "Skywin"},
    )

    assert [scenes.row(batch, number).problems for number in (2, 3)] == [[], []]
    path = "Europe Wings → Skywin → Aero Network → Europe Wings"
    assert scenes.row(batch, 4).problems == [["member_of", "circle", {"path": path}]]
    scenes.apply(client, batch)
    assert memberships() == set()
    scenes.say(client, batch, 4, "correct", **{"cell-member_of": ""})
    scenes.apply(client, batch)
    assert len(memberships()) == 2


def test_a_circle_through_what_is_stored_is_seen(client: FlaskClient, scene: Scene) -> None:
    scenes.imported(client, {**SKY, "member_of": "Aero Network"}, AERO)

    batch = scenes.sent(client, {**AERO, "member_of": "Skywin"}, {**SKY, "member_of": ""})

    assert scenes.row(batch, 2).problems[0][1] == "circle"


def test_a_declined_membership_is_not_confirmed_into_a_circle(client: FlaskClient, scene: Scene) -> None:
    sky, aero, europe = cluster("Sky"), cluster("Aero"), cluster("Europe")
    joined(sky, aero, MembershipState.DECLINED)
    joined(aero, europe)
    joined(europe, sky)

    answer = post(client, f"/organisations/{aero.slug}/members/{sky.id}/confirm")

    assert notices(client, answer) == [("problem", "The clusters would be members of each other in a circle.")]


def test_who_declined_a_cluster_as_its_member_can_become_a_member_of_that(client: FlaskClient, scene: Scene) -> None:
    scenes.imported(client, {**SKY, "member_of": "Aero Network"}, AERO)
    post(client, "/organisations/aero-network/members/{}/decline".format(scenes.named("Skywin").id))

    scenes.imported(client, {**AERO, "member_of": "Skywin"}, SKY)

    assert memberships() == {("Aero Network", "Skywin", "stated")}


def test_what_is_no_cluster_has_no_members(client: FlaskClient, scene: Scene) -> None:
    batch = scenes.sent(client, WINGS, {**SKY, "member_of": "Wallonie Wings"})

    assert scenes.row(batch, 3).problems == [["member_of", "not_a_cluster", {"value": "Wallonie Wings"}]]


def test_the_database_refuses_a_cluster_in_itself_and_two_in_each_other(client: FlaskClient, scene: Scene) -> None:
    sky, aero = cluster("Sky"), cluster("Aero")
    joined(sky, aero)

    for member, to, name in ((aero, sky, "uq_organisation_membership_pair"), (sky, sky, "not_itself")):
        with pytest.raises(IntegrityError, match=name), session().begin_nested():
            session().execute(
                sa.insert(OrganisationMembership).values(
                    cluster_id=to.id, member_id=member.id, state=MembershipState.STATED, stated_at=factories.NOW
                )
            )
