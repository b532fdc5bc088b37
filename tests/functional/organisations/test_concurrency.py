"""Two people at once, on committed data: a database of its own, two threads, real locks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from matchmaking.accounts.models import Person
from matchmaking.app import create_app
from matchmaking.db import db, session
from matchmaking.errors import AppError
from matchmaking.organisations import queries, services
from matchmaking.organisations.models import (
    Affiliation,
    AffiliationRole,
    Organisation,
    OrganisationKind,
    OrganisationState,
)
from matchmaking.organisations.profile import Profile
from tests import factories
from tests.conftest import clone_database, settings_for, worker_number
from tests.functional.organisations.steps import actions

NOW = factories.NOW
LATER = NOW + timedelta(minutes=1)
ROUNDS = 5
"""Each race is run several times, since one run may happen to come one after the other."""


@pytest.fixture
def own_app() -> Iterator[Flask]:
    """An application on a database of its own, in which commits are real."""
    application = create_app(settings_for(clone_database(f"race_organisations_{worker_number()}")))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def race(app: Flask, *acts: Callable[[], Any]) -> list[str]:
    """Run `acts` at the same time, each in a session of its own; for each the word "done" or the failure's name."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        with app.app_context():
            session().execute(sa.text("SELECT 1"))  # connected before the start
            start.wait(timeout=10)
            try:
                act()
            except AppError as error:
                return type(error).__name__
            finally:
                db.session.remove()
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        outcomes = list(threads.map(run, acts))
    session().expire_all()
    return sorted(outcomes)


def test_two_managers_never_remove_each_other(own_app: Flask) -> None:
    for _round in range(ROUNDS):
        alice, bob = factories.person("Alice"), factories.person("Bob")
        organisation = factories.organisation("Skywin", manager=alice)
        ties = [queries.affiliation_of(alice, organisation), factories.affiliation(bob, organisation)]
        alices, bobs = (tie.id for tie in ties if tie is not None)
        who = {alices: alice.id, bobs: bob.id}

        def remove(affiliation_id: int, actor: int) -> Callable[[], None]:
            return lambda: services.remove(affiliation_id, actor=session().get_one(Person, actor), now=NOW)

        outcomes = race(own_app, remove(alices, who[bobs]), remove(bobs, who[alices]))

        assert outcomes == ["Conflict", "done"]
        assert len(queries.managers_of(organisation)) == 1


def test_of_two_savers_one_is_told(own_app: Flask) -> None:
    for _round in range(ROUNDS):
        organisation = factories.organisation("Skywin", state=OrganisationState.DRAFT)
        alice = factories.person("Alice")

        def save(city: str, row: int = organisation.id, actor: int = alice.id) -> Callable[[], Any]:
            return lambda: services.save(
                row, Profile("Skywin", "BE", city=city), seen=NOW, actor=session().get_one(Person, actor), now=LATER
            )

        assert race(own_app, save("Mons"), save("Namur")) == ["Conflict", "done"]


def test_two_presses_at_once_begin_one_profile(own_app: Flask) -> None:
    for number in range(ROUNDS):
        alice = factories.person("Alice").id
        name = f"Skywin {number}"

        def begin(actor: int = alice, called: str = name) -> None:
            services.create(OrganisationKind.SME, called, "BE", actor=session().get_one(Person, actor), now=NOW)

        assert race(own_app, begin, begin) == ["done", "done"]
        found = session().scalars(sa.select(Organisation).where(Organisation.name == name)).all()
        assert len(found) == 1


def test_two_people_begin_the_same_name_at_once(own_app: Flask) -> None:
    for number in range(ROUNDS):
        people = [factories.person(name).id for name in ("Alice", "Bob")]
        name = f"Aquimer {number}"

        def begin(actor: int, called: str = name) -> Callable[[], Any]:
            return lambda: services.create(
                OrganisationKind.SME, called, "FR", actor=session().get_one(Person, actor), now=NOW
            )

        assert race(own_app, *(begin(person) for person in people)) == ["done", "done"]
        slugs = session().scalars(sa.select(Organisation.slug).where(Organisation.name == name)).all()
        assert sorted(slugs) == [f"aquimer-{number}", f"aquimer-{number}-2"]


def test_joining_at_once_asks_once(own_app: Flask) -> None:
    organisation = factories.organisation("Skywin", manager=factories.person("Alice")).id
    charlie = factories.person("Charlie").id

    def join() -> None:
        person = session().get_one(Person, charlie)
        services.join(organisation, person=person, position="", note="", now=NOW)

    assert race(own_app, join, join, join) == ["done"] * 3
    assert (
        session().scalar(
            sa.select(sa.func.count()).where(
                Affiliation.person_id == charlie, Affiliation.role == AffiliationRole.MEMBER
            )
        )
        == 1
    )
    assert actions() == ["affiliation.request"]


def test_confirming_and_declining_at_once_is_answered_once(own_app: Flask) -> None:
    for _round in range(ROUNDS):
        alice, charlie = factories.person("Alice"), factories.person("Charlie")
        organisation = factories.organisation("Skywin", manager=alice)
        request = services.join(organisation.id, person=charlie, position="", note="", now=NOW).id

        def answer(confirmed: bool, row: int = request, actor: int = alice.id) -> Callable[[], Any]:  # noqa: FBT001 -- a test's shorthand
            return lambda: services.answer_joiner(
                row, confirmed=confirmed, actor=session().get_one(Person, actor), now=NOW
            )

        assert race(own_app, answer(confirmed=True), answer(confirmed=False)) == ["Conflict", "done"]
