"""Support offices: who belongs to one writes about its country."""

from __future__ import annotations

import sqlalchemy as sa

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.organisations.models import (
    Affiliation,
    AffiliationState,
    Organisation,
    OrganisationKind,
    OrganisationState,
)

MOST_OFFICES = 500
"""Support offices that a form offers; there are fewer in the whole of the Enterprise Europe Network."""


def office_countries(person: Person) -> frozenset[str]:
    """The countries of the published support offices that `person` belongs to."""
    query = (
        sa.select(Organisation.country_code)
        .join(Affiliation)
        .where(
            Affiliation.person_id == person.id,
            Affiliation.state == AffiliationState.CONFIRMED,
            Organisation.kind == OrganisationKind.SUPPORT_OFFICE,
            Organisation.state == OrganisationState.PUBLISHED,
        )
    )
    return frozenset(session().scalars(query))


def offices() -> list[Organisation]:
    """The published support offices, which a contact point may be linked to, by name."""
    query = (
        sa.select(Organisation)
        .where(
            Organisation.kind == OrganisationKind.SUPPORT_OFFICE,
            Organisation.state == OrganisationState.PUBLISHED,
        )
        .order_by(Organisation.sort_name, Organisation.id)
        .limit(MOST_OFFICES)
    )
    return list(session().scalars(query))
