"""Two at once on agreements and stories, on committed data: a database of its own, two threads, real locks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from matchmaking.accounts.models import Person
from matchmaking.app import create_app
from matchmaking.cooperation.entries import text_of_agreement
from matchmaking.cooperation.models import Agreement, AgreementKind, AgreementParty, EntryState
from matchmaking.cooperation.services.agreements import add_party, begin_agreement, save_agreement, submit_agreement
from matchmaking.cooperation.services.entry_review import publish_entry, send_back_entry
from matchmaking.db import db, session
from matchmaking.organisations.models import Organisation
from tests import factories
from tests.conftest import clone_database, settings_for, worker_number
from tests.functional.cooperation.pages import audit
from tests.functional.organisations.steps import mails
from tests.functional.organisations.test_concurrency import race

NOW = factories.NOW


@pytest.fixture
def own_app() -> Iterator[Flask]:
    """An application on a database of its own, in which commits are real."""
    application = create_app(settings_for(clone_database(f"race_entries_{worker_number()}")))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def test_two_presses_at_once_do_everything_once(own_app: Flask) -> None:
    alice = factories.person("Alice")
    skywin, medteq = factories.organisation("Skywin", manager=alice), factories.organisation("MEDTEQ", slug="medteq")
    person, party = alice.id, skywin.id

    def actor() -> Person:
        return session().get_one(Person, person)

    def begin() -> None:
        organisation = session().get_one(Organisation, party)
        begin_agreement("Wings", AgreementKind.MOU, organisation, actor=actor(), now=NOW)

    assert race(own_app, begin, begin) == ["done", "done"]
    agreement = session().scalars(sa.select(Agreement)).one()
    number = agreement.id
    assert race(own_app, *[lambda: add_party(number, "medteq", actor=actor(), now=NOW)] * 2) == ["done", "done"]
    assert session().scalar(sa.select(sa.func.count()).select_from(AgreementParty)) == 2
    agreement.sectors, agreement.source_document = [factories.sector()], "A paper"
    session().commit()
    assert race(own_app, *[lambda: submit_agreement(number, actor=actor(), now=NOW)] * 2) == ["Conflict", "done"]
    seen = agreement.version
    assert race(own_app, *[lambda: publish_entry(Agreement, number, seen=seen, actor=actor(), now=NOW)] * 2) == [
        "Conflict",
        "done",
    ]
    assert agreement.state is EntryState.PUBLISHED
    assert len(mails()) == 1
    assert audit("agreement") == ["agreement.create", "agreement.add_party", "agreement.submit", "agreement.publish"]
    assert medteq.id in {row.organisation_id for row in agreement.parties}


def test_of_two_who_save_or_decide_at_once_one_is_told(own_app: Flask) -> None:
    alice = factories.person("Alice")
    skywin, medteq = factories.organisation("Skywin", manager=alice), factories.organisation("MEDTEQ")
    agreement = factories.agreement(skywin, medteq, state=EntryState.SUBMITTED, submitted_for_id=skywin.id)
    number, person, seen, text = agreement.id, alice.id, agreement.version, text_of_agreement(agreement)
    session().rollback()

    def save() -> None:
        actor = session().get_one(Person, person)
        save_agreement(number, replace(text, signed="2013"), seen=seen, actor=actor, now=NOW)

    def publish() -> None:
        publish_entry(Agreement, number, seen=seen, actor=session().get_one(Person, person), now=NOW)

    def send_back() -> None:
        send_back_entry(Agreement, number, "Why?", actor=session().get_one(Person, person), now=NOW)

    assert race(own_app, save, publish) == ["Conflict", "done"]
    session().execute(sa.update(Agreement).values(state=EntryState.SUBMITTED, version=seen))
    session().commit()
    assert race(own_app, publish, send_back) == ["Conflict", "done"]
