from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from matchmaking.accounts.models import Person
from matchmaking.audit.models import AuditEntry
from matchmaking.audit.queries import entries
from matchmaking.audit.services import record
from matchmaking.db import session, transaction
from tests import factories
from tests.factories import NOW


def test_record_keeps_who_what_when_before_and_after(database: None) -> None:
    alice = factories.person("Alice")
    event = factories.event("Matchmaking Day")

    with transaction():
        record(
            "event.publish", event, actor=alice, now=NOW, event_id=event.id, before={"state": "draft"}, after={"n": 1}
        )

    (entry,) = entries(page=1).items
    assert (entry.at, entry.actor_id, entry.actor_name, entry.action) == (NOW, alice.id, "Alice", "event.publish")
    assert (entry.subject_kind, entry.subject_id, entry.subject_name) == ("event", event.id, "Matchmaking Day")
    assert (entry.event_id, entry.before, entry.after) == (event.id, {"state": "draft"}, {"n": 1})


def test_record_of_the_service_itself_has_no_actor_and_may_name_its_subject(database: None) -> None:
    event = factories.event()

    with transaction():
        record("event.close", event, actor=None, now=NOW, name="Plan 3")

    (entry,) = entries(page=1).items
    assert (entry.actor_id, entry.actor_name, entry.subject_name) == (None, "", "Plan 3")
    assert (entry.event_id, entry.before, entry.after) == (None, {}, {})


def test_record_knows_the_number_of_a_row_that_is_new(database: None) -> None:
    with transaction() as current:
        bob = Person(email="bob@people.example", name="Bob", fs_uniquifier="bob")
        current.add(bob)
        record("person.join", bob, actor=bob, now=NOW)

    (entry,) = entries(page=1).items
    assert (entry.subject_id, entry.actor_id) == (bob.id, bob.id)


def test_record_goes_with_the_use_case_that_fails(database: None) -> None:
    event = factories.event()

    def fail() -> None:
        with transaction():
            record("event.publish", event, actor=None, now=NOW)
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        fail()

    assert entries(page=1).total == 0


def test_entries_outlive_what_they_tell_of(database: None) -> None:
    alice = factories.person("Alice")
    with transaction() as current:
        record("person.leave", alice, actor=alice, now=NOW)
        current.delete(alice)

    assert [entry.actor_name for entry in entries(page=1).items] == ["Alice"]


def test_entries_come_newest_first_by_pages_of_fifty_and_by_event(app: Flask, database: None) -> None:
    mine, other = factories.event(), factories.event()
    with transaction():
        for number in range(120):
            event = mine if number % 2 else other
            record(f"event.{number}", event, actor=None, now=NOW + timedelta(seconds=number), event_id=event.id)

    with app.test_request_context():
        pages = [entries(page=page) for page in (1, 2, 3, 4)]
        of_mine = entries(page=2, event_id=mine.id)

    assert [[int(entry.action[6:]) for entry in page.items] for page in pages] == [
        list(range(119, 69, -1)),
        list(range(69, 19, -1)),
        list(range(19, -1, -1)),
        [],
    ]
    assert (pages[0].total, pages[0].pages) == (120, 3)
    assert ([int(entry.action[6:]) for entry in of_mine.items], of_mine.total) == (list(range(19, 0, -2)), 60)


def test_entries_cannot_be_asked_for_all_at_once(app: Flask, database: None) -> None:
    with transaction():
        event = factories.event()
    with transaction():
        for _ in range(60):
            record("event.publish", event, actor=None, now=NOW)

    with app.test_request_context("/?per_page=1000"):
        assert len(entries(page=1).items) == 50
    assert session().query(AuditEntry).count() == 60
