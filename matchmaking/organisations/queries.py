"""Reading organisations and the people who act for them. The public directory is in `listing`."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.errors import NotFound
from matchmaking.organisations.models import (
    Affiliation,
    AffiliationRole,
    AffiliationState,
    Organisation,
    OrganisationState,
    ProfileListing,
    Sector,
)

_WHOLE = (
    selectinload(Organisation.sectors),
    selectinload(Organisation.listings).joinedload(ProfileListing.sector),
    joinedload(Organisation.cluster),
)
_CONFIRMED = Affiliation.state == AffiliationState.CONFIRMED


def visible(slug: str, person: Person | None) -> Organisation:
    """The organisation with its whole profile, if `person` (None: a visitor) may see it.

    A published one is everybody's; any other is seen by its own people and administrators. Raises NotFound.
    """
    organisation = _by_slug(slug)
    if organisation.state is not OrganisationState.PUBLISHED and not _is_inside(person, organisation):
        raise NotFound(f"no organisation {slug!r} that this person may see")
    return organisation


def managed_by(slug: str, person: Person) -> Organisation:
    """The organisation that `person` manages, or any for an administrator. Raises NotFound."""
    organisation = _by_slug(slug)
    if not manages(person, organisation):
        raise NotFound(f"no organisation {slug!r} that this person manages")
    return organisation


def manages(person: Person | None, organisation: Organisation) -> bool:
    """True for a confirmed manager, and for an administrator."""
    if person is None:
        return False
    if person.is_administrator:
        return True
    mine = affiliation_of(person, organisation)
    return mine is not None and _is_manager(mine)


def can_act_for(person: Person, organisation: Organisation) -> bool:
    """True when one of the organisation's people has confirmed that `person` belongs to it."""
    mine = affiliation_of(person, organisation)
    return mine is not None and mine.state is AffiliationState.CONFIRMED


def affiliation_of(person: Person | None, organisation: Organisation) -> Affiliation | None:
    """What ties `person` to the organisation, in whatever state."""
    if person is None:
        return None
    return session().scalar(
        sa.select(Affiliation).where(Affiliation.person_id == person.id, Affiliation.organisation_id == organisation.id)
    )


def organisations_of(person: Person) -> list[Organisation]:
    """The organisations that `person` may act for, by name."""
    query = (
        sa.select(Organisation)
        .join(Affiliation)
        .where(Affiliation.person_id == person.id, _CONFIRMED)
        .order_by(Organisation.sort_name, Organisation.id)
    )
    return list(session().scalars(query))


def affiliations_of(person: Person) -> list[Affiliation]:
    """All that ties `person` to organisations, confirmed or asked for, by the organisation's name."""
    query = (
        sa.select(Affiliation)
        .join(Affiliation.organisation)
        .where(Affiliation.person_id == person.id, Affiliation.state != AffiliationState.DECLINED)
        .options(joinedload(Affiliation.organisation))
        .order_by(Organisation.sort_name, Organisation.id)
    )
    return list(session().scalars(query))


def managers_of(organisation: Organisation) -> list[Person]:
    """Those who edit the profile and confirm joiners, longest first."""
    query = (
        sa.select(Person)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .where(
            Affiliation.organisation_id == organisation.id,
            Affiliation.role == AffiliationRole.MANAGER,
            _CONFIRMED,
        )
        .order_by(Affiliation.id)
    )
    return list(session().scalars(query))


def sectors() -> list[Sector]:
    """The whole taxonomy, by code."""
    return list(session().scalars(sa.select(Sector).order_by(Sector.code)))


def _by_slug(slug: str) -> Organisation:
    if "\0" in slug:  # PostgreSQL cannot even be asked
        raise NotFound("no such organisation")
    organisation = session().scalar(sa.select(Organisation).where(Organisation.slug == slug).options(*_WHOLE))
    if organisation is None:
        raise NotFound(f"no organisation {slug!r}")
    return organisation


def _is_inside(person: Person | None, organisation: Organisation) -> bool:
    return person is not None and (person.is_administrator or can_act_for(person, organisation))


def _is_manager(affiliation: Affiliation) -> bool:
    return affiliation.state is AffiliationState.CONFIRMED and affiliation.role is AffiliationRole.MANAGER
