"""Two people at once, on committed data: a database of its own, two threads, real locks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.models import Person
from matchmaking.app import create_app
from matchmaking.cooperation.models import Partnership, PartnershipMember
from matchmaking.cooperation.partnership_details import PartnershipDetails, details_of
from matchmaking.cooperation.services import partnership_members as members
from matchmaking.cooperation.services import partnerships as services
from matchmaking.db import db, session
from tests import factories
from tests.conftest import clone_database, settings_for, worker_number
from tests.functional.organisations.test_concurrency import race

NOW = factories.NOW
ROUNDS = 3
"""Each race is run several times, since one run may happen to come one after the other."""


@pytest.fixture
def own_app() -> Iterator[Flask]:
    """An application on a database of its own, in which commits are real."""
    application = create_app(settings_for(clone_database(f"race_partnerships_{worker_number()}")))
    with application.app_context():
        factories.person("Ada", roles=["administrator"])
        yield application
        db.session.remove()
        db.engine.dispose()


def ada() -> Person:
    return session().scalars(sa.select(Person)).one()


def test_of_two_who_save_one_is_told(own_app: Flask) -> None:
    for number in range(ROUNDS):
        made = factories.partnership(f"P{number}")
        found, stored = made.id, details_of(made)

        def save(details: PartnershipDetails, found: int = found) -> None:
            services.edit_partnership(found, details, seen=1, actor=ada(), now=NOW)

        outcomes = race(own_app, *(partial(save, replace(stored, aim=aim)) for aim in ("one", "two")))

        assert (outcomes, session().get_one(Partnership, found).version) == (["Conflict", "done"], 2)


def test_two_who_add_the_same_member_add_it_once_and_two_others_both(own_app: Flask) -> None:
    for number in range(ROUNDS):
        found = factories.partnership(f"P{number}").id
        slugs = [factories.organisation(f"Cluster {number} {letter}").slug for letter in "ABC"]

        def add(slug: str, found: int = found) -> Callable[[], object]:
            return lambda: members.add_member(found, slug, actor=ada(), now=NOW)

        same = race(own_app, add(slugs[0]), add(slugs[0]))
        others = race(own_app, add(slugs[1]), add(slugs[2]))

        rows = session().scalars(sa.select(PartnershipMember).where(PartnershipMember.partnership_id == found)).all()
        assert (same, others) == (["Conflict", "done"], ["done", "done"])
        assert (len(rows), len({row.position for row in rows})) == (3, 3)


def test_two_who_make_the_same_partnership_make_it_once(own_app: Flask) -> None:
    for number in range(ROUNDS):
        details = PartnershipDetails(acronym=f"TWIN {number}", name="Twin")

        def make(details: PartnershipDetails = details) -> None:
            services.create_partnership(details, actor=ada(), now=NOW)

        outcomes = race(own_app, make, make)

        assert outcomes in (["Conflict", "done"], ["Invalid", "done"])
        assert session().scalar(sa.select(sa.func.count()).select_from(Partnership)) == number + 1


def test_two_who_take_the_same_acronym_for_two_partnerships_take_it_once(own_app: Flask) -> None:
    for number in range(ROUNDS):
        made = [factories.partnership(f"{letter}{number}") for letter in "AB"]

        def rename(found: int, details: PartnershipDetails) -> None:
            services.edit_partnership(found, details, seen=1, actor=ada(), now=NOW)

        acronym = f"SAME {number}"
        acts = [partial(rename, one.id, replace(details_of(one), acronym=acronym)) for one in made]
        outcomes = race(own_app, *acts)

        assert outcomes in (["Conflict", "done"], ["Invalid", "done"])
        named = sa.select(sa.func.count()).select_from(Partnership).where(Partnership.acronym == acronym)
        assert session().scalar(named) == 1


def test_the_database_keeps_an_acronym_for_one(own_app: Flask) -> None:
    twin = factories.partnership("TWIN")
    other = factories.partnership("OTHER")
    other.sort_name = twin.sort_name

    with pytest.raises(IntegrityError, match="uq_partnership_sort_name"):
        session().flush()
    session().rollback()
