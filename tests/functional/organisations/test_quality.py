from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.organisations.models import ClusterProfile, Organisation, OrganisationKind, OrganisationState
from tests import factories
from tests.functional.organisations.steps import by_id, errors, log, notices, post, save

CLUSTER = {
    "members_sme": "14",
    "members_research": "1",
    "staff": "0.5",
    "website_in_english": "y",
}
"""What makes a complete form one of a cluster that just reaches everything."""


def cluster(alice: Person, state: OrganisationState = OrganisationState.DRAFT, **values: Any) -> Organisation:
    return factories.organisation(
        "Skywin", manager=alice, kind=OrganisationKind.CLUSTER, state=state, cluster=ClusterProfile(), **values
    )


def checklist(page: TestResponse) -> dict[str, str]:
    """Each line of the checklist: what is asked, and what the line says of it."""
    lines = re.findall(r'<li>\s*<span class="criteria-state">(.*?)</li>', page.text, re.DOTALL)
    plain = [" ".join(re.sub(r"<[^>]*>", " ", line).split()) for line in lines]
    states = ("reached", "missing", "not needed: recognised")
    found = [re.fullmatch(rf"({'|'.join(states)}) (.*)", line) for line in plain]
    return {match[2]: match[1] for match in found if match is not None}


def test_a_cluster_that_reaches_everything_is_sent(client: FlaskClient, alice: Person) -> None:
    skywin = cluster(alice)

    answer = save(client, skywin, "send", **CLUSTER)

    assert answer.location == f"/organisations/{skywin.slug}"
    assert by_id(skywin.id).state is OrganisationState.SUBMITTED


def test_a_small_cluster_stays_a_draft_and_reads_how_far_it_has_come(client: FlaskClient, alice: Person) -> None:
    skywin = cluster(alice)

    answer = save(client, skywin, "send", **{**CLUSTER, "members_sme": "9", "staff": "0,4", "website_in_english": ""})

    assert by_id(skywin.id).state is OrganisationState.DRAFT
    found = checklist(client.get(answer.location))
    assert {key: found[key] for key in list(found)[-4:]} == {
        "Website in English Say that the website can be read in English.": "missing",
        "Members Have at least 15 members. 10 of at least 15": "missing",
        "Kinds of members 2 of at least 2": "reached",
        "Full-time staff Have at least half a full-time person of management staff. 0.4 of at least 0.5": "missing",
    }
    assert notices(client, post(client, f"/organisations/{skywin.slug}/submit"))[0][0] == "waiting"


def test_a_check_judges_what_is_written_and_stores_nothing(client: FlaskClient, alice: Person) -> None:
    skywin = cluster(alice)
    changed = skywin.changed_at

    answer = save(client, skywin, "check", **CLUSTER)

    assert answer.status_code == 200
    assert set(checklist(answer).values()) == {"reached"}
    assert "As it stands in the form, not yet saved." in answer.text
    assert 'value="14"' in answer.text
    assert (by_id(skywin.id).city, by_id(skywin.id).changed_at) == ("", changed)
    assert log() == []


def test_a_check_of_a_wrong_shape_says_what_is_wrong(client: FlaskClient, alice: Person) -> None:
    answer = save(client, cluster(alice), "check", **{**CLUSTER, "staff": "two"})

    assert answer.status_code == 422
    assert errors(answer) == ["Enter a number, 0 or more."]


def test_a_recognised_cluster_is_published_and_the_log_tells_on_whose_word(client: FlaskClient, alice: Person) -> None:
    skywin = cluster(alice)
    sent = save(client, skywin, "send", recognised_by="Pôles de compétitivité")
    assert by_id(skywin.id).state is OrganisationState.SUBMITTED
    assert "not needed: recognised" in checklist(client.get(f"{sent.location}/edit")).values()
    factories.sign_in(client, factories.person("Ada", roles=["administrator"]))
    page = client.get(f"/organisations/{skywin.slug}").text
    assert "By publishing it you vouch for this recognition: Pôles de compétitivité." in page

    post(client, f"/organisations/{skywin.slug}/publish", seen=by_id(skywin.id).changed_at.isoformat())

    assert by_id(skywin.id).state is OrganisationState.PUBLISHED
    assert log()[-1].after == {"state": "published", "recognised_by": "Pôles de compétitivité"}


def test_an_administrator_cannot_publish_what_lacks_something(client: FlaskClient, alice: Person) -> None:
    skywin = cluster(alice, OrganisationState.SUSPENDED)
    factories.sign_in(client, factories.person("Ada", roles=["administrator"]))

    answer = post(client, f"/organisations/{skywin.slug}/publish", seen=skywin.changed_at.isoformat())

    assert notices(client, answer) == [("problem", "It cannot be published yet. Say in which city it is.")]
    assert by_id(skywin.id).state is OrganisationState.SUSPENDED


def test_what_was_listed_from_a_public_source_is_exempt_until_it_is_claimed(client: FlaskClient, alice: Person) -> None:
    listed = cluster(alice, OrganisationState.SUSPENDED, source_document="A paper")
    factories.sign_in(client, factories.person("Ada", roles=["administrator"]))
    assert "until then nothing of this is asked" in client.get(f"/organisations/{listed.slug}/edit").text

    post(client, f"/organisations/{listed.slug}/publish", seen=listed.changed_at.isoformat())
    assert by_id(listed.id).state is OrganisationState.PUBLISHED

    listed.state, listed.claimed_at = OrganisationState.SUSPENDED, factories.NOW
    session().commit()
    post(client, f"/organisations/{listed.slug}/publish", seen=listed.changed_at.isoformat())
    assert by_id(listed.id).state is OrganisationState.SUSPENDED


def test_a_claimed_profile_is_mended_one_thing_at_a_time_and_loses_nothing(client: FlaskClient, alice: Person) -> None:
    skywin = cluster(alice, OrganisationState.PUBLISHED, source_document="A paper", claimed_at=factories.NOW)
    assert "It lacks something that is asked of such profiles" in client.get(f"/organisations/{skywin.slug}").text

    assert save(client, skywin, staff="1").status_code == 302
    answer = save(client, skywin, staff="0.2")

    assert answer.status_code == 422
    assert errors(answer) == ["Have at least half a full-time person of management staff."]
    kept = by_id(skywin.id).cluster
    assert kept is not None
    assert float(kept.staff or 0) == 1.0


def test_country_is_asked_first(client: FlaskClient, alice: Person) -> None:
    begin = client.get("/organisations/new").text
    edit = client.get(f"/organisations/{cluster(alice).slug}/edit").text

    assert begin.index('name="country_code"') < begin.index('name="kind"') < begin.index('name="name"')
    assert edit.index('name="country_code"') < edit.index('name="name"')
