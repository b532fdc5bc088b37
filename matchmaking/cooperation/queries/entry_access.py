"""Who may see and who may write an agreement or a story, whatever its state."""

from __future__ import annotations

import sqlalchemy as sa

from matchmaking.accounts.models import Person
from matchmaking.cooperation.models import Agreement, AgreementParty, EntryState, SuccessStory
from matchmaking.db import session
from matchmaking.organisations.models import (
    Affiliation,
    AffiliationRole,
    AffiliationState,
    Organisation,
    OrganisationState,
)

Entry = Agreement | SuccessStory
"""What organisations hand in and an administrator reads first."""

UNFINISHED = {EntryState.DRAFT, EntryState.SUBMITTED}


def may_see(person: Person | None, entry: Entry) -> bool:
    """A published one is everybody's; any other is seen by the people who handed it in, and administrators."""
    if entry.state is EntryState.PUBLISHED:
        return True
    if person is None:
        return False
    if person.is_administrator:
        return True
    return entry.submitted_for_id is not None and _acts_for(person, [entry.submitted_for_id])


def may_write(person: Person | None, entry: Entry) -> bool:
    """Administrators always; until it is published, the managers of the organisation that hands it in.

    A published agreement is kept up to date by the managers of every party, suspended ones left out: what they write
    would be shown to everybody. A published story is taken back first.
    """
    if person is None:
        return False
    if person.is_administrator:
        return True
    if entry.state in UNFINISHED:
        return hands_in(person, entry)
    if isinstance(entry, Agreement) and entry.state is EntryState.PUBLISHED:
        shown = [one.organisation_id for one in entry.parties if one.organisation.state is OrganisationState.PUBLISHED]
        return _acts_for(person, shown, managers_only=True)
    return False


def hands_in(person: Person | None, entry: Entry) -> bool:
    """True for the managers of the organisation that hands it in."""
    if person is None or entry.submitted_for_id is None:
        return False
    return _acts_for(person, [entry.submitted_for_id], managers_only=True)


def managed_organisations(person: Person) -> list[Organisation]:
    """The published organisations that `person` may hand something in for, by name."""
    query = (
        sa.select(Organisation)
        .join(Affiliation)
        .where(
            Affiliation.person_id == person.id,
            Affiliation.role == AffiliationRole.MANAGER,
            Affiliation.state == AffiliationState.CONFIRMED,
            Organisation.state == OrganisationState.PUBLISHED,
        )
        .order_by(Organisation.sort_name, Organisation.id)
    )
    return list(session().scalars(query))


def managers_of(organisation_ids: list[int]) -> list[Person]:
    """The managers of any of these organisations, each once."""
    query = (
        sa.select(Person)
        .where(
            Person.id.in_(
                sa.select(Affiliation.person_id).where(
                    Affiliation.organisation_id.in_(organisation_ids),
                    Affiliation.role == AffiliationRole.MANAGER,
                    Affiliation.state == AffiliationState.CONFIRMED,
                )
            )
        )
        .order_by(Person.id)
    )
    return list(session().scalars(query))


def enough_parties() -> sa.ColumnElement[bool]:
    """At least two parties whose profiles everybody may see: less than that tells nobody who works with whom."""
    shown = (
        sa.select(sa.func.count())
        .select_from(AgreementParty)
        .join(Organisation, Organisation.id == AgreementParty.organisation_id)
        .where(AgreementParty.agreement_id == Agreement.id, Organisation.state == OrganisationState.PUBLISHED)
        .correlate(Agreement)
        .scalar_subquery()
    )
    return shown > 1


def _acts_for(person: Person, organisation_ids: list[int], *, managers_only: bool = False) -> bool:
    where = [
        Affiliation.person_id == person.id,
        Affiliation.organisation_id.in_(organisation_ids),
        Affiliation.state == AffiliationState.CONFIRMED,
    ]
    if managers_only:
        where.append(Affiliation.role == AffiliationRole.MANAGER)
    return bool(session().scalar(sa.select(sa.exists().where(*where))))
