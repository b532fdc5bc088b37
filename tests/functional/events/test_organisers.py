from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from matchmaking.app import create_app
from matchmaking.audit.models import AuditEntry
from matchmaking.db import db, session
from matchmaking.errors import Conflict, NotFound
from matchmaking.events import services
from matchmaking.events.models import Event, EventState
from matchmaking.events.services import organisers
from matchmaking.mail.models import OutboxMail
from matchmaking.web.clock import current_time
from tests import factories
from tests.conftest import clone_database, settings_for, worker_number
from tests.functional.events.scenes import coming, send
from tests.functional.scheduling.scenes import at_once


@pytest.fixture
def alice(database: None) -> Person:
    return factories.person("Alice")


@pytest.fixture
def event(alice: Person) -> Event:
    return coming("Forum", organiser=alice)


def invite(client: FlaskClient, alice: Person, event: Event, email: str) -> str:
    """The path of the link in the mail that an invitation sends."""
    page = f"/events/{event.slug}/setup"
    answer = send(factories.sign_in(client, alice), page, f"{page}/organisers", email=email)
    assert answer.status_code == 302
    mail = session().query(OutboxMail).order_by(OutboxMail.id.desc()).first()
    assert mail is not None
    assert mail.to_address == email.strip().lower()
    link = re.search(r"http://localhost(/events/\S+/organise/\S+)", mail.text)
    assert link is not None
    return link[1]


def test_whoever_opens_the_link_of_their_own_mail_becomes_an_organiser(
    client: FlaskClient, alice: Person, event: Event
) -> None:
    bob = factories.person("Bob", email="Bob@People.example")
    link = invite(client, alice, event, " bob@people.EXAMPLE ")
    factories.sign_in(client, bob)

    before = list(event.organisers)
    answer = send(client, link)
    again = send(client, link)
    session().expire_all()

    assert (before, event.organisers) == ([alice], [alice, bob])
    assert (answer.location, again.status_code) == (f"/events/{event.slug}/setup", 302)
    assert [one.action for one in session().query(AuditEntry).order_by(AuditEntry.id)] == [
        "event.invite_organiser",
        "event.add_organiser",
    ]


def test_an_invitation_answers_the_same_whether_the_address_has_an_account_or_not(
    client: FlaskClient, alice: Person, event: Event
) -> None:
    factories.person("Bob", email="bob@people.example")
    page = f"/events/{event.slug}/setup"
    factories.sign_in(client, alice)

    shown = []
    for email in ("bob@people.example", "nobody@people.example"):
        send(client, page, f"{page}/organisers", email=email)
        shown.append(re.sub(r'name="csrf_token"[^>]*', "", client.get(page).text))

    assert shown[0] == shown[1]
    assert session().query(OutboxMail).count() == 2


def test_the_link_of_anothers_mail_a_changed_one_and_one_for_another_event_open_nothing(
    client: FlaskClient, alice: Person, event: Event
) -> None:
    other = coming("Other", organiser=alice)
    link = invite(client, alice, event, "bob@people.example")
    factories.person("Bob", email="bob@people.example")
    factories.sign_in(client, factories.person("Charlie"))

    answers = [client.get(path).status_code for path in (link, f"{link}x", link.replace(event.slug, other.slug))]

    assert (answers, event.organisers, other.organisers) == ([404] * 3, [alice], [alice])


def test_who_was_taken_off_does_not_come_back_by_the_old_link(client: FlaskClient, alice: Person, event: Event) -> None:
    bob = factories.person("Bob", email="bob@people.example")
    token = invite(client, alice, event, "bob@people.example").rsplit("/", 1)[1]
    services.accept_invitation(event.slug, token, actor=bob, now=current_time())
    services.remove_organiser(event.slug, bob.id, actor=alice, now=current_time())

    with pytest.raises(NotFound):
        services.accept_invitation(event.slug, token, actor=bob, now=current_time())

    assert event.organisers == [alice]


@pytest.mark.parametrize("email", ["", "bob", "bob@", "x" * 300 + "@people.example", "a@b.example\r\nBcc: c@d.example"])
def test_what_is_no_address_is_refused(client: FlaskClient, alice: Person, event: Event, email: str) -> None:
    page = f"/events/{event.slug}/setup"

    answer = send(factories.sign_in(client, alice), page, f"{page}/organisers", email=email)

    assert (answer.status_code, session().query(OutboxMail).count()) == (422, 0)


def test_the_last_organiser_cannot_leave(alice: Person, event: Event) -> None:
    with pytest.raises(Conflict):
        services.remove_organiser(event.slug, alice.id, actor=alice, now=current_time())

    assert event.organisers == [alice]


def test_who_takes_themselves_off_is_led_back_to_their_events(client: FlaskClient, alice: Person, event: Event) -> None:
    bob = factories.person("Bob")
    event.organisers.append(bob)
    factories.store(event)
    page = f"/events/{event.slug}/setup"

    answer = send(factories.sign_in(client, alice), page, f"{page}/organisers/remove", person=str(alice.id))
    session().expire_all()

    assert (answer.location, event.organisers) == ("/organise", [bob])
    assert client.get(page).status_code == 404


def test_whoever_takes_themselves_off_a_draft_is_led_to_their_other_events(client: FlaskClient, alice: Person) -> None:
    draft = coming("Draft", organiser=alice, state=EventState.DRAFT)
    bob = factories.person("Bob")
    draft.organisers.append(bob)
    session().commit()
    page = f"/events/{draft.slug}/setup"

    answer = send(factories.sign_in(client, alice), page, f"{page}/organisers/remove", person=alice.id)

    assert (answer.status_code, answer.location) == (302, "/organise")
    assert draft.organisers == [bob]


def test_an_invitation_accepted_twice_at_once_makes_one_organiser() -> None:
    application = create_app(settings_for(clone_database(f"events_{worker_number()}")))
    with application.app_context():
        event = coming("Forum", organiser=factories.person("Alice"))
        bob = factories.person("Bob")
        slug, person_id = event.slug, bob.id
        token = organisers._signer().dumps([event.id, bob.email])  # noqa: SLF001 -- as the mail's link carries it

        def accept() -> None:
            actor = session().get_one(Person, person_id)
            services.accept_invitation(slug, token, actor=actor, now=current_time())

        outcomes = at_once(application, *[accept] * 4)
        names = [one.name for one in session().query(Event).one().organisers]
        db.session.remove()
        db.engine.dispose()

    assert (outcomes, names) == (["done"] * 4, ["Alice", "Bob"])


def test_an_invited_organiser_finds_the_way_to_their_events(client: FlaskClient, alice: Person, event: Event) -> None:
    bob, charlie = factories.person("Bob"), factories.person("Charlie")
    event.organisers.append(bob)
    session().commit()

    found = ['href="/organise"' in factories.sign_in(client, who).get("/about").text for who in (bob, charlie)]

    assert found == [True, False]
