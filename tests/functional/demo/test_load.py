"""The demonstration's people can try what the pages offer, and no real organisation is taken for claimed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.demo.load import load_demo, load_public_facts
from matchmaking.demo.records import records
from matchmaking.demo.report import pair
from matchmaking.organisations.models import Affiliation, AffiliationRole, AffiliationState, Organisation
from matchmaking.organisations.queries import can_be_claimed, managers_of
from matchmaking.registrations.models import Registration, RegistrationState
from tests import factories
from tests.functional.registrations.scenes import post

SLUG = records("demo_event")["event"]["slug"]


@pytest.fixture
def loaded(client: FlaskClient) -> FlaskClient:
    load_public_facts(now=factories.NOW)
    load_demo(now=factories.NOW)
    return client


@pytest.fixture
def printed(loaded: FlaskClient) -> Person:
    """The participant whose address the demo prints, signed in."""
    email = pair()[0][0]
    person = session().scalars(sa.select(Person).where(Person.email == email)).one()
    factories.sign_in(loaded, person)
    return person


def own(person: Person) -> Registration:
    return session().scalars(sa.select(Registration).where(Registration.person_id == person.id)).one()


def test_every_participant_acts_for_the_organisation_they_take_part_for(loaded: FlaskClient) -> None:
    registered = session().execute(sa.select(Registration.person_id, Registration.organisation_id)).all()
    confirmed = sa.select(Affiliation.person_id, Affiliation.organisation_id).where(
        Affiliation.state == AffiliationState.CONFIRMED
    )

    assert len(registered) == len(records("demo_event")["participants"])
    assert set(session().execute(confirmed)) == set(registered)


def test_real_organisations_stay_listed_and_open_to_a_claim(loaded: FlaskClient) -> None:
    tied = session().execute(sa.select(Organisation, Affiliation.role).join(Affiliation)).all()

    for organisation, role in tied:
        assert (role is AffiliationRole.MANAGER) == organisation.is_demo, organisation.slug
        assert organisation.is_listed_only != organisation.is_demo, organisation.slug
        assert can_be_claimed(organisation) != organisation.is_demo, organisation.slug
        assert bool(managers_of(organisation)) == organisation.is_demo, organisation.slug


def test_a_visitor_still_reads_that_a_real_organisation_is_not_claimed(loaded: FlaskClient) -> None:
    page = loaded.get("/organisations/aera").text

    assert "listed from a public source, not yet claimed" in page
    assert "Nobody of the organisation has confirmed what stands here." in page


def test_the_printed_participant_finds_partners(loaded: FlaskClient, printed: Person) -> None:
    organisation = own(printed).organisation
    country = loaded.get("/countries/CA").text
    page = loaded.get("/partners?country=CA").text

    assert "Find a partner here" in country
    assert "Which organisation do you look for?" not in page
    assert organisation.name in page
    assert "Canada" in page


def test_the_printed_participant_sees_the_organisation_among_their_own(loaded: FlaskClient, printed: Person) -> None:
    page = loaded.get("/my/organisations").text

    assert "To take part in an event you act for an organisation" not in page
    assert own(printed).organisation.name in page


def test_the_printed_participant_registers_again_after_cancelling(loaded: FlaskClient, printed: Person) -> None:
    path = f"/events/{SLUG}"
    organisation = own(printed).organisation
    post(loaded, f"{path}/registration/cancel")
    assert own(printed).state is RegistrationState.CANCELLED
    assert organisation.name in loaded.get(f"{path}/register").text

    post(loaded, f"{path}/register", organisation_id=organisation.id, role_title="International relations")

    assert own(printed).state is RegistrationState.PENDING


def test_loading_again_adds_nothing(loaded: FlaskClient) -> None:
    before = session().scalar(sa.select(sa.func.count()).select_from(Affiliation))
    load_demo(now=factories.NOW)

    assert session().scalar(sa.select(sa.func.count()).select_from(Affiliation)) == before
