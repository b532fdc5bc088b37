from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from matchmaking.cooperation.models import RevisionState, SectionKind
from matchmaking.cooperation.services import sections as services
from matchmaking.errors import Conflict, NotFound
from tests import factories
from tests.functional.cooperation.sections import (
    EDIT,
    LATER,
    fill_in,
    log,
    notices,
    office_person,
    only_section,
    post,
    proposed,
    states,
    stored,
    text,
    written,
)
from tests.functional.queries import count_queries


def test_members_propose_and_the_page_stays_as_it_is(client: FlaskClient) -> None:
    written("First", by=office_person())
    bob = factories.person("Bob")
    factories.sign_in(client, bob)
    assert "What you write is a proposal" in client.get(EDIT).text

    answer = fill_in(client, body="Bobs at length.", note="Fresher figures")

    assert answer.location == "/countries/ca#proposed"
    page = client.get("/countries/ca").text
    assert "Bobs at length." not in page
    assert "First at length." in page
    assert "waits for an answer" in page
    assert states() == [RevisionState.PUBLISHED, RevisionState.PROPOSED]
    assert log()[-1] == ("section.propose", "Bob", {}, {})


def test_second_press_proposes_once_and_nothing_new_is_no_proposal(client: FlaskClient) -> None:
    bob = factories.person("Bob")
    factories.sign_in(client, bob)
    assert fill_in(client).status_code == 302
    assert fill_in(client).status_code == 302
    assert states() == [RevisionState.PROPOSED]

    services.accept(only_section().revisions[0].id, seen=0, actor=office_person(), now=LATER)
    answer = fill_in(client)

    assert answer.status_code == 422
    assert "The text is the same as the one that is shown: there is nothing to propose." in answer.text


def test_nobody_fills_the_queue_alone(client: FlaskClient) -> None:
    bob = factories.person("Bob")
    for number in range(services.MOST_WAITING):
        proposed(f"Text {number}", by=bob)
    factories.sign_in(client, bob)

    answer = fill_in(client, body="One more.")

    assert answer.status_code == 422
    assert "10 of your proposals wait for an answer: please wait for some of them." in answer.text
    assert "One more.</textarea>" in answer.text


@pytest.mark.parametrize("decider", ["administrator", "office"])
def test_who_decides_finds_the_proposal_and_accepts_it(client: FlaskClient, decider: str) -> None:
    alice = factories.person("Alice", roles=["administrator"]) if decider == "administrator" else office_person()
    bob = factories.person("Bob")
    section = written("First", by=alice)
    proposal = proposed("Second", by=bob)
    factories.sign_in(client, alice)
    link = f"/countries/ca/proposals/{proposal.id}"
    assert f'href="{link}"' in client.get("/countries/ca").text
    shown = client.get(link).text
    assert "Why Second" in shown
    assert '<ins lang="en"><strong>Second</strong> at length.</ins>' in shown

    answer = post(client, f"{link}/accept", seen="1")

    assert notices(client, answer) == [("fine", "The proposal is accepted: everybody sees it now.")]
    page = client.get("/countries/ca").text
    assert "Second at length." in page
    assert link not in page
    assert [(r.number, r.author_name, r.answered_by_name) for r in stored(section.id).revisions] == [
        (2, "Bob", "Alice"),
        (1, "Alice", ""),
    ]
    assert log()[-1] == ("section.accept", "Alice", {"version": 1}, {"version": 2, "author": "Bob"})
    assert "accepted by Alice" in client.get("/countries/ca/sections/policies/en/history").text


def test_declined_proposal_stays_for_its_author(client: FlaskClient) -> None:
    alice, bob = office_person(), factories.person("Bob")
    proposal = proposed("Second", by=bob)
    factories.sign_in(client, alice)

    answer = post(client, f"/countries/ca/proposals/{proposal.id}/decline")

    assert notices(client, answer) == [("fine", "The proposal is declined. Its author can still read it.")]
    assert states() == [RevisionState.DECLINED]
    assert only_section().version == 0
    page = factories.sign_in(client, bob).get("/countries/ca").text
    assert "declined" in page
    assert "We are looking for the programmes that support clusters there" in page
    assert "Second at length." in client.get(f"/countries/ca/proposals/{proposal.id}").text
    assert log()[-1] == ("section.decline", "Alice", {}, {"author": "Bob"})


def test_proposal_is_answered_once_and_only_as_it_was_read(client: FlaskClient) -> None:
    alice, bob = office_person(), factories.person("Bob")
    section = written("First", by=alice)
    proposal = proposed("Mine", by=bob)
    link = f"/countries/ca/proposals/{proposal.id}"
    services.save("CA", section.kind, "en", text("Newer"), seen=1, actor=alice, now=LATER)
    factories.sign_in(client, alice)

    late = post(client, f"{link}/accept", seen="1")

    assert notices(client, late) == [("info", "Somebody else has changed this section in the meantime.")]
    assert stored(section.id).body == "Newer at length."
    assert post(client, f"{link}/accept", seen="2").status_code == 302
    again = post(client, f"{link}/decline")
    assert notices(client, again) == [("info", "Somebody has answered this proposal already.")]
    assert stored(section.id).body == "Mine at length."


def test_strangers_neither_see_nor_answer_a_proposal(client: FlaskClient) -> None:
    bob, charlie, elsewhere = factories.person("Bob"), factories.person("Charlie"), office_person("Dan", country="US")
    proposal = proposed("Secret", by=bob)
    link = f"/countries/ca/proposals/{proposal.id}"

    assert client.get(link).location.startswith("/account/login")
    for stranger in (charlie, elsewhere):
        factories.sign_in(client, stranger)
        assert client.get(link).status_code == 404
        assert post(client, f"{link}/accept", seen="0").status_code == 404
        assert post(client, f"{link}/decline").status_code == 404
        assert "Why Secret" not in client.get("/countries/ca").text
    factories.sign_in(client, bob)
    assert client.get(link).status_code == 200
    assert post(client, f"{link}/accept", seen="0").status_code == 404
    assert client.get(f"/countries/us/proposals/{proposal.id}").status_code == 404
    with pytest.raises(NotFound):
        services.decline(proposal.id, actor=charlie, now=LATER)
    assert states() == [RevisionState.PROPOSED]


def test_a_text_of_who_decides_is_no_proposal(client: FlaskClient) -> None:
    alice = office_person()
    section = written("First", by=alice)

    factories.sign_in(client, alice)

    assert client.get(f"/countries/ca/proposals/{section.revisions[0].id}").status_code == 404
    with pytest.raises(Conflict):
        services.accept(section.revisions[0].id, seen=1, actor=alice, now=LATER)


def test_proposals_wait_on_the_administrators_list(client: FlaskClient) -> None:
    ada, bob = factories.person("Ada", roles=["administrator"]), factories.person("Bob")
    factories.sign_in(client, ada)
    assert "No proposed text waits" in client.get("/admin/proposals").text
    proposal = proposed("Second", by=bob)

    assert "Proposed texts about countries" in client.get("/admin").text
    page = client.get("/admin/proposals").text
    assert f'href="/countries/ca/proposals/{proposal.id}"' in page
    assert factories.sign_in(client, bob).get("/admin/proposals").status_code == 404


def test_lists_of_proposals_ask_the_database_the_same_at_one_and_at_three(client: FlaskClient) -> None:
    ada, bob = factories.person("Ada", roles=["administrator"]), factories.person("Bob")
    proposed("One", by=bob)
    counts = {}
    for number in ("one", "three"):
        for who, url in ((ada, "/admin/proposals"), (ada, "/countries/ca"), (bob, "/countries/ca")):
            factories.sign_in(client, who)
            with count_queries() as seen:
                client.get(url)
            counts[number, who.name, url] = seen.count
        proposed("Two", by=bob)
        proposed("Three", by=bob, kind=SectionKind.CONTEXT)

    assert counts["one", "Ada", "/admin/proposals"] == counts["three", "Ada", "/admin/proposals"] == 4
    assert counts["one", "Ada", "/countries/ca"] == counts["three", "Ada", "/countries/ca"]
    assert counts["one", "Bob", "/countries/ca"] == counts["three", "Bob", "/countries/ca"]
