"""Ada is an administrator; Bob belongs to the Canadian support office; Charlie to nobody."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from matchmaking.accounts.models import Person
from matchmaking.organisations.models import Organisation, OrganisationKind
from tests import factories
from tests.functional.organisations.steps import taxonomy


@dataclass
class Scene:
    ada: Person
    bob: Person
    charlie: Person
    office: Organisation


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    taxonomy()
    ada = factories.person("Ada", roles=["administrator"])
    bob, charlie = factories.person("Bob"), factories.person("Charlie")
    office = factories.organisation("EEN Québec", kind=OrganisationKind.SUPPORT_OFFICE, country_code="CA")
    factories.affiliation(bob, office, role="member")
    factories.sign_in(client, ada)
    return Scene(ada, bob, charlie, office)
