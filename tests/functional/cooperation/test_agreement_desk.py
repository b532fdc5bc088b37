"""Agreements handed in by a party: begun, written, parties chosen, sent, published, sent back, withdrawn."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaking.accounts.waiting import waiting
from matchmaking.cooperation.models import Agreement, AgreementKind, EntryState
from matchmaking.cooperation.queries.agreements import agreement_by_slug
from matchmaking.db import session
from matchmaking.organisations.models import OrganisationState
from tests import factories
from tests.functional.cooperation.pages import audit, titles, words
from tests.functional.cooperation.scenes import Scene
from tests.functional.organisations.steps import errors, mails, notices, outbox, post, token
from tests.functional.organisations.steps import seen as form_seen
from tests.functional.queries import count_queries

WRITTEN = {
    "title": "Skywin – MEDTEQ",  # noqa: RUF001 -- as people write it
    "kind": "mou",
    "signed": "2013-05",
    "runs_until": "2030",
    "sectors": ["aerospace"],
    "description": "We **fly**.",
    "source_document": "A press release",
    "source_url": "skywin.be/news",
}


def begun(client: FlaskClient, title: str = "Skywin and MEDTEQ", kind: str = "mou") -> Agreement:
    answer = post(client, "/agreements/new", organisation="skywin", kind=kind, title=title)
    assert answer.status_code == 302, errors(answer)
    return agreement_by_slug(answer.location.split("/")[2])


def write(client: FlaskClient, slug: str, **changes: object) -> TestResponse:
    """Open the form, fill it in and save it."""
    url = f"/agreements/{slug}/edit"
    page = client.get(url)
    assert page.status_code == 200, page.status
    return client.post(url, data={"csrf_token": token(page), "seen": form_seen(page), **WRITTEN, **changes})


def sent(client: FlaskClient) -> Agreement:
    """Handed in by Alice and waiting."""
    agreement = begun(client)
    post(client, f"/agreements/{agreement.slug}/parties", organisation="medteq")
    write(client, agreement.slug)
    post(client, f"/agreements/{agreement.slug}/submit")
    assert agreement.state is EntryState.SUBMITTED
    return agreement


def test_manager_hands_an_agreement_in_and_an_administrator_publishes_it(client: FlaskClient, scene: Scene) -> None:
    agreement = begun(client)
    assert "MEDTEQ" in client.get(f"/agreements/{agreement.slug}/parties?q=medt").text
    post(client, f"/agreements/{agreement.slug}/parties", organisation="medteq")
    assert write(client, agreement.slug).status_code == 302
    post(client, f"/agreements/{agreement.slug}/submit")
    factories.sign_in(client, scene.ada)
    assert "Read and decide" in client.get("/admin/cooperation").text
    with client.application.test_request_context():
        assert [kind.count for kind in waiting() if kind.label == "Agreements to publish"] == [1]
    answer = post(client, f"/agreements/{agreement.slug}/publish", seen=agreement.version)

    assert answer.location == "/admin/cooperation"
    assert agreement.state is EntryState.PUBLISHED
    assert (agreement.signed, agreement.runs_until, agreement.source_url) == (
        "2013-05", "2030", "https://skywin.be/news",
    )  # fmt: skip
    assert titles(client.application.test_client().get("/agreements").text) == [WRITTEN["title"]]
    page = words(client.application.test_client().get(f"/agreements/{agreement.slug}").text)
    assert "May 2013" in page
    assert "A press release: skywin.be" in page
    subject = f"Published: {WRITTEN['title']} - Matchmaking"
    assert mails() == [(scene.alice.email, subject), (scene.dora.email, subject)]
    assert f"http://localhost/agreements/{agreement.slug}" in outbox()[0].text
    assert audit("agreement") == [
        "agreement.create", "agreement.add_party", "agreement.edit", "agreement.submit", "agreement.publish",
    ]  # fmt: skip


def test_pressing_twice_does_everything_once(client: FlaskClient, scene: Scene) -> None:
    one, again = begun(client), begun(client)
    assert one.id == again.id
    for _press in range(2):
        post(client, f"/agreements/{one.slug}/parties", organisation="medteq")
    write(client, one.slug)
    post(client, f"/agreements/{one.slug}/submit")
    answer = notices(client, post(client, f"/agreements/{one.slug}/submit"))
    assert answer[-1] == ("info", "This has been sent for publication already.")
    factories.sign_in(client, scene.ada)
    seen = one.version
    post(client, f"/agreements/{one.slug}/publish", seen=seen)
    answer = notices(client, post(client, f"/agreements/{one.slug}/publish", seen=seen))

    assert answer[-1] == ("info", "This is published already.")
    assert len(mails()) == 2
    assert len(one.parties) == 2
    assert session().scalar(sa.select(sa.func.count()).select_from(Agreement)) == 1


def test_draft_that_lacks_something_says_what_and_is_not_sent(client: FlaskClient, scene: Scene) -> None:
    agreement = begun(client, kind="network")

    page = words(client.get(f"/agreements/{agreement.slug}").text)
    answer = notices(client, post(client, f"/agreements/{agreement.slug}/submit"))

    assert "3 things are missing before it can be published" in page
    assert answer[-1][1] == "Add the members of the network: it has three or more."
    assert agreement.state is EntryState.DRAFT


def test_wrong_input_gets_a_sentence_beside_the_field(client: FlaskClient, scene: Scene) -> None:
    agreement = begun(client)

    wrong = {"title": " ", "signed": "31.1.2013", "runs_until": "2013-02-30", "source_url": "javascript:alert(1)"}
    answer = write(client, agreement.slug, **wrong)
    ends_before = write(client, agreement.slug, signed="2013", runs_until="2012-05")
    unknown = write(client, agreement.slug, sectors=["alchemy"], kind="treaty")

    assert answer.status_code == ends_before.status_code == unknown.status_code == 422
    assert errors(answer) == [
        "Enter a title.",
        "Write a year, a month or a day: 2013, 2013-05 or 2013-05-31.",
        "Write a year, a month or a day: 2013, 2013-05 or 2013-05-31.",
        "This is not the address of a public page. Write it like https://www.skywin.be/en.",
    ]
    assert 'value="31.1.2013"' in answer.text
    assert errors(ends_before) == ["It cannot end before it was signed."]
    assert len(errors(unknown)) == 2
    assert agreement.signed == ""


def test_second_of_two_writers_hears_of_the_first_and_loses_nothing(client: FlaskClient, scene: Scene) -> None:
    agreement = begun(client)
    page = client.get(f"/agreements/{agreement.slug}/edit")
    write(client, agreement.slug, signed="2011")
    mine = {"csrf_token": token(page), "seen": form_seen(page), **WRITTEN, "signed": "2012"}
    answer = client.post(f"/agreements/{agreement.slug}/edit", data=mine)

    assert answer.status_code == 409
    assert "Somebody else has changed this while you were writing" in answer.text
    assert "Signed: 2011" in words(answer.text).replace(" :", ":")
    assert 'value="2012"' in answer.text
    assert agreement.signed == "2011"
    client.post(f"/agreements/{agreement.slug}/edit", data={**mine, "seen": form_seen(answer)})
    assert agreement.signed == "2012"


def test_what_was_changed_since_it_was_read_is_not_published(client: FlaskClient, scene: Scene) -> None:
    agreement = sent(client)
    seen = agreement.version
    write(client, agreement.slug, signed="2001")
    factories.sign_in(client, scene.ada)

    answer = notices(client, post(client, f"/agreements/{agreement.slug}/publish", seen=seen))

    assert answer[-1] == ("info", "It was changed after you opened it. Read it again, then publish it.")
    assert agreement.state is EntryState.SUBMITTED


def test_sent_back_agreement_is_a_draft_with_the_note(client: FlaskClient, scene: Scene) -> None:
    agreement = sent(client)
    factories.sign_in(client, scene.ada)
    empty = notices(client, post(client, f"/agreements/{agreement.slug}/send-back", note=" "))
    post(client, f"/agreements/{agreement.slug}/send-back", note="Please <say> when.")

    assert empty[-1] == ("problem", "Say what should be changed, so that they can do it.")
    assert agreement.state is EntryState.DRAFT
    assert mails() == [(scene.alice.email, f"Please complete: {WRITTEN['title']} - Matchmaking")]
    assert "Please <say> when." in outbox()[0].text
    assert "Please &lt;say&gt; when." in outbox()[0].html
    factories.sign_in(client, scene.alice)
    for url in ("/my/cooperation", f"/agreements/{agreement.slug}", f"/agreements/{agreement.slug}/edit"):
        assert "Please &lt;say&gt; when." in client.get(url).text


def test_withdrawn_agreement_is_hidden_and_can_come_back(client: FlaskClient, scene: Scene) -> None:
    agreement = factories.agreement(scene.skywin, scene.medteq)
    factories.sign_in(client, scene.ada)
    post(client, f"/agreements/{agreement.slug}/withdraw", note="It ended.")

    assert client.application.test_client().get(f"/agreements/{agreement.slug}").status_code == 404
    assert {to for to, _subject in mails()} == {scene.alice.email, scene.dora.email}
    post(client, f"/agreements/{agreement.slug}/publish", seen=agreement.version)
    assert client.application.test_client().get(f"/agreements/{agreement.slug}").status_code == 200
    assert audit("agreement") == ["agreement.withdraw", "agreement.publish"]


@pytest.mark.parametrize("state", list(EntryState))
@pytest.mark.parametrize("act", ["publish", "send-back", "withdraw"])
def test_each_state_allows_its_own_steps(client: FlaskClient, scene: Scene, state: EntryState, act: str) -> None:
    agreement = factories.agreement(scene.skywin, scene.medteq, state=state)
    allowed = {
        "publish": {EntryState.SUBMITTED, EntryState.WITHDRAWN},
        "send-back": {EntryState.SUBMITTED},
        "withdraw": {EntryState.PUBLISHED},
    }
    factories.sign_in(client, scene.ada)

    post(client, f"/agreements/{agreement.slug}/{act}", seen=agreement.version, note="Because")

    assert (agreement.state is not state) == (state in allowed[act])


def test_managers_of_every_party_keep_a_published_agreement_up_to_date(client: FlaskClient, scene: Scene) -> None:
    agreement = factories.agreement(scene.skywin, scene.medteq, title="Ours")
    factories.sign_in(client, scene.dora)

    assert write(client, agreement.slug, signed="1999", title="Theirs", kind="network").status_code == 302

    assert (agreement.title, agreement.kind, agreement.signed) == ("Ours", AgreementKind.MOU, "1999")
    assert client.get(f"/agreements/{agreement.slug}/parties").status_code == 404
    answer = notices(
        client, post(client, f"/agreements/{agreement.slug}/parties", organisation="skywin", step="remove")
    )
    assert answer[-1] == ("problem", "It is published: who its parties are is changed by an administrator.")
    assert len(agreement.parties) == 2
    empty = write(client, agreement.slug, source_document="")
    assert empty.status_code == 422
    assert errors(empty) == ["Say where one can read about it."]


def test_managers_of_a_suspended_party_write_in_it_no_more(client: FlaskClient, scene: Scene) -> None:
    third = factories.organisation("Aéro Montréal", country_code="CA")
    factories.agreement(scene.skywin, scene.medteq, third, slug="wings")
    assert client.get("/agreements/wings/edit").status_code == 200

    scene.skywin.state = OrganisationState.SUSPENDED
    session().commit()

    assert client.get("/agreements/wings").status_code == 200
    assert client.get("/agreements/wings/edit").status_code == 404


def test_who_hands_it_in_stays_a_party(client: FlaskClient, scene: Scene) -> None:
    agreement = sent(client)

    answer = notices(
        client, post(client, f"/agreements/{agreement.slug}/parties", organisation="skywin", step="remove")
    )
    left = notices(client, post(client, f"/agreements/{agreement.slug}/parties", organisation="medteq", step="remove"))

    assert answer[-1] == ("problem", "Skywin hands this in, so it is a party.")
    assert left[-1] == ("problem", "Add the organisation with which it was made.")
    assert len(agreement.parties) == 2


def test_draft_is_thrown_away_and_nothing_else_is(client: FlaskClient, scene: Scene) -> None:
    agreement = begun(client)
    public = factories.agreement(scene.skywin, scene.medteq)

    assert post(client, f"/agreements/{agreement.slug}/discard").location == "/my/cooperation"
    answer = notices(client, post(client, f"/agreements/{public.slug}/discard"))

    assert answer[-1] == ("info", "Only a draft can be thrown away.")
    assert list(session().scalars(sa.select(Agreement))) == [public]


def test_nobody_else_writes_sends_or_decides(client: FlaskClient, scene: Scene) -> None:
    agreement = sent(client)
    steps = ("edit", "parties", "submit", "discard", "publish", "send-back", "withdraw")
    for who in (scene.bob, scene.charlie, scene.dora):
        factories.sign_in(client, who)
        answers = [post(client, f"/agreements/{agreement.slug}/{step}", note="x", seen=1).status_code for step in steps]
        assert answers == [404] * len(steps), who.name
    factories.sign_in(client, scene.alice)
    assert [post(client, f"/agreements/{agreement.slug}/{step}").status_code for step in steps[4:]] == [404] * 3
    visitor = client.application.test_client()
    assert [visitor.get(url).status_code for url in ("/agreements/new", "/my/cooperation")] == [302, 302]
    assert agreement.state is EntryState.SUBMITTED


def test_who_manages_nothing_is_told_what_to_do_first(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.bob)

    for url in ("/agreements/new", "/stories/new", "/my/cooperation"):
        assert "You manage no published organisation yet" in client.get(url).text
    answer = post(client, "/agreements/new", organisation="skywin", kind="mou", title="Mine")
    assert "You manage no published organisation yet" in answer.text
    assert session().scalar(sa.select(sa.func.count()).select_from(Agreement)) == 0


def test_queue_asks_the_database_the_same_at_one_row_and_at_three(client: FlaskClient, scene: Scene) -> None:
    factories.sign_in(client, scene.ada)
    for number in range(3):
        factories.agreement(scene.skywin, scene.medteq, title=f"A {number}", state=EntryState.SUBMITTED)
        factories.story(scene.skywin, scene.medteq, title=f"S {number}", state=EntryState.SUBMITTED)
        with count_queries() as asked:
            page = client.get("/admin/cooperation").text
        if number == 0:
            first = asked.count

    assert page.count("Read and decide") == 6
    assert asked.count == first
