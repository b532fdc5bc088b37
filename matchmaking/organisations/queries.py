"""Reading organisations and the people who act for them. The public directory is in `listing`."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload, selectinload, undefer

from matchmaking.accounts.models import Person
from matchmaking.db import db, session
from matchmaking.errors import NotFound
from matchmaking.organisations.models import (
    Affiliation,
    AffiliationRole,
    AffiliationState,
    Organisation,
    OrganisationLogo,
    OrganisationState,
    ProfileListing,
    Sector,
)
from matchmaking.organisations.resemblance import ENOUGH, beginnings, resemblance

_WHOLE = (
    selectinload(Organisation.sectors),
    selectinload(Organisation.listings).joinedload(ProfileListing.sector),
    joinedload(Organisation.cluster),
    joinedload(Organisation.logo),
)
_CONFIRMED = Affiliation.state == AffiliationState.CONFIRMED
_CLAIMED = (Affiliation.state == AffiliationState.REQUESTED, Affiliation.role == AffiliationRole.MANAGER)
PAGE_SIZE = 25
MOST_SIMILAR = 5


def visible(slug: str, person: Person | None) -> Organisation:
    """The organisation with its whole profile, if `person` (None: a visitor) may see it.

    A published one is everybody's; any other is seen by its own people and administrators. Raises NotFound.
    """
    organisation = _by_slug(slug)
    if organisation.state is not OrganisationState.PUBLISHED and not _is_inside(person, organisation):
        raise NotFound(f"no organisation {slug!r} that this person may see")
    return organisation


def public_logo(slug: str, digest: str) -> OrganisationLogo | None:
    """The logo with its content, if the organisation is published and its logo is this very one."""
    return _logo(slug, digest, Organisation.state == OrganisationState.PUBLISHED)


def visible_logo(slug: str, digest: str, person: Person) -> OrganisationLogo:
    """The same for an organisation that need only be visible to `person`. Raises NotFound."""
    logo = _logo(visible(slug, person).slug, digest)
    if logo is None:
        raise NotFound(f"no logo {digest!r} of {slug!r}")
    return logo


def _logo(slug: str, digest: str, *conditions: sa.ColumnElement[bool]) -> OrganisationLogo | None:
    if "\0" in slug + digest:  # PostgreSQL cannot even be asked
        return None
    return session().scalar(
        sa.select(OrganisationLogo)
        .join(OrganisationLogo.organisation)
        .where(Organisation.slug == slug, OrganisationLogo.digest == digest, *conditions)
        .options(undefer(OrganisationLogo.content))
    )


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


def own_affiliation(slug: str, person: Person) -> Affiliation | None:
    """What ties `person` to the organisation of this slug, in whatever state either is."""
    if "\0" in slug:
        return None
    return session().scalar(
        sa.select(Affiliation)
        .join(Affiliation.organisation)
        .where(Organisation.slug == slug, Affiliation.person_id == person.id)
        .options(joinedload(Affiliation.organisation))
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


def can_be_claimed(organisation: Organisation) -> bool:
    """True for a published organisation that nobody here speaks for; never for an invented one."""
    if organisation.state is not OrganisationState.PUBLISHED or organisation.is_demo:
        return False
    return organisation.is_listed_only or not managers_of(organisation)


def can_be_joined(organisation: Organisation) -> bool:
    """True for a published organisation with somebody who can confirm who belongs to it."""
    return organisation.state is OrganisationState.PUBLISHED and bool(managers_of(organisation))


def people_of(organisation: Organisation, *, page: int) -> Pagination:
    """Those who belong to it and those who ask to (claims are the administrators'); who waits comes first."""
    query = (
        sa.select(Affiliation)
        .where(
            Affiliation.organisation_id == organisation.id,
            sa.or_(
                _CONFIRMED,
                sa.and_(Affiliation.state == AffiliationState.REQUESTED, Affiliation.role == AffiliationRole.MEMBER),
            ),
        )
        .options(joinedload(Affiliation.person))
        .order_by(_CONFIRMED, Affiliation.role, Affiliation.id)
    )
    return db.paginate(query, page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)


def affiliation_in(organisation: Organisation, affiliation_id: int) -> Affiliation:
    """An affiliation of this very organisation. Raises NotFound."""
    affiliation = session().get(Affiliation, affiliation_id)
    if affiliation is None or affiliation.organisation_id != organisation.id:
        raise NotFound("no such affiliation here")
    return affiliation


def joiners_waiting(organisation_ids: Collection[int]) -> dict[int, int]:
    """How many ask to join each of these organisations; those where nobody asks are left out."""
    query = (
        sa.select(Affiliation.organisation_id, sa.func.count())
        .where(
            Affiliation.organisation_id.in_(organisation_ids),
            Affiliation.role == AffiliationRole.MEMBER,
            Affiliation.state == AffiliationState.REQUESTED,
        )
        .group_by(Affiliation.organisation_id)
    )
    return dict(session().execute(query).all())


def similar(name: str, country_code: str) -> list[Organisation]:
    """The published organisations of the country that may be the one of this name, the likeliest first."""
    starts = beginnings(name)
    if not starts:
        return []
    candidates = session().execute(
        sa.select(Organisation.id, Organisation.name).where(
            Organisation.state == OrganisationState.PUBLISHED,
            Organisation.country_code == country_code,
            Organisation.sort_name.regexp_match(rf"\m({'|'.join(starts)})"),  # folded words: letters and digits only
        )
    )
    ranked = sorted(
        ((resemblance(name, other), found) for found, other in candidates),
        key=lambda pair: (-pair[0], pair[1]),
    )
    best = [found for likeness, found in ranked[:MOST_SIMILAR] if likeness >= ENOUGH]
    rows = {row.id: row for row in session().scalars(sa.select(Organisation).where(Organisation.id.in_(best)))}
    return [rows[found] for found in best]


def sectors() -> list[Sector]:
    """The whole taxonomy, by code."""
    return list(session().scalars(sa.select(Sector).order_by(Sector.code)))


def in_state(state: OrganisationState, *, page: int) -> Pagination:
    """The organisations in this state with their people, who was sent for publication first at the head."""
    query = (
        sa.select(Organisation)
        .where(Organisation.state == state)
        .options(selectinload(Organisation.affiliations).joinedload(Affiliation.person))
        .order_by(Organisation.submitted_at, Organisation.id)
    )
    return db.paginate(query, page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)


def claims(*, page: int) -> Pagination:
    """The claims that wait for an administrator, the oldest first."""
    query = (
        sa.select(Affiliation)
        .where(*_CLAIMED)
        .options(joinedload(Affiliation.person), joinedload(Affiliation.organisation))
        .order_by(Affiliation.requested_at, Affiliation.id)
    )
    return db.paginate(query, page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)


def waiting_for_administrators() -> tuple[int, int]:
    """How many profiles wait to be published, and how many claims to be answered."""
    profiles = sa.select(sa.func.count()).where(Organisation.state == OrganisationState.SUBMITTED)
    claimed = sa.select(sa.func.count()).select_from(Affiliation).where(*_CLAIMED)
    return session().scalar(profiles) or 0, session().scalar(claimed) or 0


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
