from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from matchmaking.app import create_app
from matchmaking.cooperation.models import CountrySection, SectionKind, SectionRevision
from matchmaking.cooperation.queries.sections import decides
from matchmaking.cooperation.services import sections as services
from matchmaking.db import db, session
from matchmaking.errors import Conflict, NotFound
from matchmaking.organisations.models import AffiliationState, OrganisationKind, OrganisationState
from tests import factories
from tests.conftest import clone_database, settings_for, worker_number
from tests.functional.cooperation.sections import (
    EDIT,
    HISTORY,
    LATER,
    SOURCE,
    errors,
    fill_in,
    log,
    notices,
    office_person,
    only_section,
    opened,
    post,
    stored,
    text,
    written,
)
from tests.functional.queries import count_queries


def test_administrators_and_people_of_support_offices_there_decide(database: None) -> None:
    assert decides(factories.person("Ada", roles=["administrator"]), "CA")
    assert decides(office_person("Alice"), "CA")

    others = {
        "elsewhere": office_person("Bob", country="US"),
        "not published": office_person("Carol", state=OrganisationState.SUBMITTED),
        "no office": office_person("Dan", kind=OrganisationKind.CLUSTER),
        "nobody": factories.person("Charlie"),
    }
    waiting = factories.person("Eve")
    office = factories.organisation("An office", kind=OrganisationKind.SUPPORT_OFFICE, country_code="CA")
    factories.affiliation(waiting, office, state=AffiliationState.REQUESTED)
    assert {why: decides(who, "CA") for why, who in (others | {"not confirmed": waiting}).items()} == dict.fromkeys(
        [*others, "not confirmed"], False
    )
    assert not decides(None, "CA")


def test_section_is_saved_shown_and_recorded(client: FlaskClient) -> None:
    alice = office_person()
    factories.sign_in(client, alice)

    answer = fill_in(
        client, summary="Two lines.", body="A **plan** of 2026.\n\n- one\n- two", sources=f"A law\n{SOURCE}", note="New"
    )

    assert answer.status_code == 302
    assert notices(client, answer) == [("fine", "The section is saved: everybody sees it now.")]
    page = client.get("/countries/CA").text
    assert "Two lines." in page
    assert "A <strong>plan</strong> of 2026." in page
    assert "<li>A law</li>" in page
    assert '<a href="https://www.skywin.be" rel="nofollow noopener">Annual report 2026, page 4</a>' in page
    section = only_section()
    assert (section.version, section.language, section.kind) == (1, "en", SectionKind.POLICIES)
    assert log() == [("section.edit", "Alice", {"version": 0}, {"version": 1})]


def test_preview_shows_the_text_and_saves_nothing(client: FlaskClient) -> None:
    alice = office_person()
    written("Old", by=alice)
    factories.sign_in(client, alice)

    answer = fill_in(client, step="preview", summary="Shorter", body="A *new* one.")

    assert answer.status_code == 200
    assert "Preview: not saved yet" in answer.text
    assert "A <em>new</em> one." in answer.text
    assert "A *new* one.</textarea>" in answer.text
    assert only_section().version == 1


def test_second_of_two_editors_loses_nothing(client: FlaskClient) -> None:
    alice, bob = office_person("Alice"), office_person("Bob")
    written("First", by=alice)
    factories.sign_in(client, bob)
    send = opened(client)
    section = only_section()
    services.save("CA", section.kind, "en", text("Alices"), note="Newer", seen=1, actor=alice, now=LATER)

    answer = send(body="Bobs at length.")

    assert answer.status_code == 409
    assert "Somebody else has changed this section while you were writing" in answer.text
    assert "Alice saved version 2 a moment ago. Newer" in answer.text
    assert ">Alices at length.</pre>" in answer.text
    assert "Bobs at length.</textarea>" in answer.text
    assert stored(section.id).body == "Alices at length."
    assert 'name="seen" type="hidden" value="2"' in answer.text
    again = fill_in(client, body="Both at length.")
    assert again.status_code == 302
    assert [(r.number, r.body) for r in stored(section.id).revisions] == [
        (3, "Both at length."),
        (2, "Alices at length."),
        (1, "First at length."),
    ]


@pytest.mark.parametrize("seen", ["", "-1", "x", "9" * 40, "٣"])
def test_a_form_that_started_from_nowhere_saves_nothing(client: FlaskClient, seen: str) -> None:
    alice = office_person()
    written("First", by=alice)
    factories.sign_in(client, alice)

    answer = fill_in(client, seen=seen)

    assert answer.status_code == 409
    assert only_section().version == 1


def test_saving_the_same_again_makes_no_revision(client: FlaskClient) -> None:
    alice = office_person()
    factories.sign_in(client, alice)
    fill_in(client)

    answer = fill_in(client)

    expected = "The text is the same as the one that is shown: there is nothing to save."
    assert notices(client, answer) == [("info", expected)]
    assert only_section().version == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("summary", " ", "Say in two lines what the section tells."),
        ("summary", "x" * 221, "Keep it under 220 characters."),
        ("body", "", "Write the text of the section."),
        ("body", "x" * 12_001, "Keep it under 12000 characters."),
        ("body", "x\n" * 300 + "x", "Keep it under 300 lines."),
        ("sources", "\n", "Name at least one source, so that readers can see where it comes from."),
        ("sources", " | \n|", "Name at least one source, so that readers can see where it comes from."),
        ("sources", "| https://skywin.be", "Name the document before the bar: | https://skywin.be"),
        (
            "sources",
            "A law | javascript:alert(1)",
            "What stands behind the bar is not the address of a public page: A law | javascript:alert(1)",
        ),
        ("note", "x" * 301, "Keep it under 300 characters."),
    ],
)
def test_wrong_input_gets_a_sentence_and_is_kept(client: FlaskClient, field: str, value: str, sentence: str) -> None:
    factories.sign_in(client, office_person())

    answer = fill_in(client, **{"body": "Mine at length.", field: value})

    assert answer.status_code == 422
    assert errors(answer) == [sentence]
    assert ("Mine at length." in answer.text) is (field != "body")
    assert session().scalar(sa.select(sa.func.count()).select_from(CountrySection)) == 0


def test_hostile_markdown_does_nothing_anywhere(client: FlaskClient) -> None:
    hostile = (
        "<script>alert(1)</script>[x](javascript:alert(2))<img src=x onerror=alert(3)> ![y](https://e.example/y.png)"
    )
    alice = office_person("<b>Alice</b>")
    factories.sign_in(client, alice)
    assert fill_in(client, body="Harmless.").status_code == 302
    values = {"summary": hostile, "body": hostile, "sources": f"{hostile} | https://skywin.be", "note": hostile}

    pages = [fill_in(client, step="preview", **values).text]
    assert fill_in(client, **values).status_code == 302
    pages += [client.get(url).text for url in ("/countries/ca", EDIT, HISTORY, f"{HISTORY}/2", f"{HISTORY}/1")]

    for page in pages:
        assert "<script>alert" not in page
        assert "<img" not in page
        assert 'href="javascript:' not in page
        assert "<b>Alice" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages[1]


def test_history_tells_who_when_and_what(client: FlaskClient) -> None:
    alice = office_person()
    written("First", "Second", by=alice)
    factories.sign_in(client, factories.person("Charlie"))

    page = client.get(HISTORY).text

    assert page.index("Version 2") < page.index("Version 1")
    assert page.count(">Alice</td>") == 2
    assert page.count("11 Jan 2027") == 2
    assert ">Second</td>" in page
    change = client.get(f"{HISTORY}/2").text
    assert '<del lang="en"><strong>First</strong> at length.</del>' in change
    assert '<ins lang="en"><strong>Second</strong> at length.</ins>' in change
    assert change.count(">removed</span>") == change.count(">added</span>") == 2  # the two lines and the text
    assert "Restore version" not in change


def test_history_of_an_empty_section_leads_to_its_form(client: FlaskClient) -> None:
    factories.sign_in(client, factories.person("Charlie"))

    assert "Nobody has written this section yet" in client.get(HISTORY).text
    assert client.get(f"{HISTORY}/1").status_code == 404


def test_restoring_makes_a_new_revision_of_the_older_text(client: FlaskClient) -> None:
    alice = office_person()
    section = written("First", "Second", by=alice)
    factories.sign_in(client, alice)
    assert "Restore version 1" in client.get(f"{HISTORY}/1").text

    answer = post(client, f"{HISTORY}/1/restore", seen="2")

    assert notices(client, answer) == [("fine", "Version 1 is in force again.")]
    restored = stored(section.id)
    assert (restored.version, restored.body) == (3, "First at length.")
    assert [(r.number, r.restored_number, r.body) for r in restored.revisions] == [
        (3, 1, "First at length."),
        (2, None, "Second at length."),
        (1, None, "First at length."),
    ]
    assert "Version 1 again" in client.get(HISTORY).text
    assert log()[-1] == ("section.restore", "Alice", {"version": 2}, {"version": 3, "restored": 1})


def test_restoring_twice_at_once_is_restoring_once(client: FlaskClient) -> None:
    alice, bob = office_person("Alice"), office_person("Bob")
    section = written("First", "Second", by=alice)
    factories.sign_in(client, alice)

    answers = [post(client, f"{HISTORY}/1/restore", seen="2") for _ in range(2)]

    assert answers[1].location == answers[0].location
    assert set(notices(client, answers[1])) == {("fine", "Version 1 is in force again.")}
    assert stored(section.id).version == 3
    with pytest.raises(Conflict):
        services.restore(section.id, 1, seen=2, actor=bob, now=LATER)


def test_saving_twice_at_once_is_saving_once(client: FlaskClient) -> None:
    alice = office_person()
    written("First", by=alice)
    factories.sign_in(client, alice)
    send = opened(client)

    answers = [send(body="Once.", note="New") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[1].location == answers[0].location
    assert only_section().version == 2
    assert send(body="Something else.", note="New").status_code == 409


@pytest.mark.parametrize(
    ("number", "seen", "sentence"),
    [
        (1, "1", "Somebody else has changed this section in the meantime."),
        (2, "2", "This very text is in force already."),
    ],
)
def test_restoring_too_late_or_for_nothing_changes_nothing(
    client: FlaskClient, number: int, seen: str, sentence: str
) -> None:
    alice = office_person()
    section = written("First", "Second", by=alice)
    factories.sign_in(client, alice)

    answer = post(client, f"{HISTORY}/{number}/restore", seen=seen)

    assert notices(client, answer) == [("info", sentence)]
    assert stored(section.id).version == 2


def test_strangers_restore_and_save_nothing(client: FlaskClient) -> None:
    alice, charlie = office_person(), factories.person("Charlie")
    section = written("First", "Second", by=alice)

    assert post(client, f"{HISTORY}/1/restore", seen="2").location.startswith("/account/login")
    assert client.get(EDIT).location.startswith("/account/login")
    assert client.get(HISTORY).location.startswith("/account/login")
    factories.sign_in(client, charlie)
    assert post(client, f"{HISTORY}/1/restore", seen="2").status_code == 404
    with pytest.raises(NotFound):
        services.save("CA", section.kind, "en", text("Mine"), seen=2, actor=charlie, now=LATER)
    assert stored(section.id).version == 2


@pytest.mark.parametrize(
    "url",
    [
        "/countries/xx/sections/policies/en/edit",
        "/countries/ca/sections/weather/en/edit",
        "/countries/ca/sections/policies/de/edit",
        "/countries/ca/sections/policies/en/history/99999999999999999999",
        "/countries/ca/sections/policies/en/history/7",
    ],
)
def test_places_that_do_not_exist_are_not_found(client: FlaskClient, url: str) -> None:
    alice = office_person()
    written("First", by=alice)

    assert factories.sign_in(client, alice).get(url).status_code == 404


def test_each_language_has_a_text_and_a_history_of_its_own(client: FlaskClient) -> None:
    alice = office_person()
    written("English", by=alice)
    page = client.get("/countries/ca", headers={"Accept-Language": "fr"}).text
    assert 'lang="en">English in short' in page
    factories.sign_in(client, alice)
    french = "/countries/ca/sections/policies/fr/edit"
    assert "English at length." in client.get(french).text  # to translate from

    assert fill_in(client, url=french, body="En français.").status_code == 302

    assert "En français." not in client.get("/countries/ca").text
    assert "English at length." in client.get("/countries/ca").text
    assert session().scalars(sa.select(CountrySection.version)).all() == [1, 1]


def test_history_asks_the_database_the_same_at_one_revision_and_at_three(client: FlaskClient) -> None:
    alice = office_person()
    section = written("One", by=alice)
    factories.sign_in(client, factories.person("Charlie"))
    with count_queries() as one:
        client.get(HISTORY)
    for number in (1, 2):
        services.save("CA", section.kind, "en", text(f"T{number}"), seen=number, actor=alice, now=LATER)
    with count_queries() as three:
        client.get(HISTORY)

    assert (one.count, three.count) == (6, 6)


@pytest.fixture
def own_app() -> Iterator[Flask]:
    """An application on a database of its own, in which commits are real."""
    application = create_app(settings_for(clone_database(f"race_sections_{worker_number()}")))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def test_of_two_first_texts_at_once_one_is_told(own_app: Flask) -> None:
    alice, bob = office_person("Alice").id, office_person("Bob").id
    start = threading.Barrier(2)

    def save(actor: int) -> str:
        with own_app.app_context():
            who = session().get_one(Person, actor)
            start.wait(timeout=10)
            try:
                services.save("CA", SectionKind.CONTEXT, "en", text(who.name), seen=0, actor=who, now=LATER)
            except Conflict:
                return "told"
            finally:
                db.session.remove()
        return "saved"

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(threads.map(save, (alice, bob)))

    assert outcomes == ["saved", "told"]
    assert session().scalar(sa.select(sa.func.count()).select_from(SectionRevision)) == 1
