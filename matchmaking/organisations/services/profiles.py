"""Writing profiles: begun, saved as drafts, sent for publication, changed while published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.db import broken_constraint, session, transaction
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.organisations import profile as profiles
from matchmaking.organisations import quality, websites
from matchmaking.organisations.linking.origins import note_edit
from matchmaking.organisations.models import (
    Affiliation,
    AffiliationRole,
    AffiliationState,
    ClusterProfile,
    Organisation,
    OrganisationKind,
    OrganisationState,
    ProfileListing,
    Sector,
)
from matchmaking.organisations.pictures import LogoChange
from matchmaking.organisations.profile import Gap, Listing, Profile
from matchmaking.organisations.services import logos
from matchmaking.organisations.services.searching import refresh
from matchmaking.web.folding import fold, slugify
from matchmaking.web.locale import countries

RESERVED_SLUGS = {"new"}
"""Words that stand in the place of a slug in this room's URLs."""
_MOST_SLUGS = 200


def locked(organisation_id: int) -> Organisation:
    """The organisation as it is now; nobody else changes it, or who belongs to it, until this transaction ends."""
    found = session().get(Organisation, organisation_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("no such organisation")
    return found


def create(kind: OrganisationKind, name: str, country_code: str, *, actor: Person, now: datetime) -> Organisation:
    """Begin a profile as a draft that `actor` manages.

    A second press finds the draft of the first: same person, kind, country and name.
    """
    _check_country(country_code)
    with transaction():
        session().get(Person, actor.id, with_for_update=True)  # two presses at once come one after the other
        begun = _begun(kind, name, country_code, actor)
        if begun is not None:
            return begun
        organisation = Organisation(
            name=name,
            kind=kind,
            state=OrganisationState.DRAFT,
            country_code=country_code,
            target_countries=[],
            created_at=now,
            changed_at=now,
            affiliations=[
                Affiliation(
                    person=actor,
                    role=AffiliationRole.MANAGER,
                    state=AffiliationState.CONFIRMED,
                    requested_at=now,
                    answered_at=now,
                )
            ],
        )
        if kind is OrganisationKind.CLUSTER:
            organisation.cluster = ClusterProfile()
        refresh(organisation)
        _add_with_slug(organisation)
        record("organisation.create", organisation, actor=actor, now=now, after={"kind": kind.value})
    return organisation


def _begun(kind: OrganisationKind, name: str, country_code: str, actor: Person) -> Organisation | None:
    return session().scalar(
        sa.select(Organisation)
        .join(Affiliation)
        .where(
            Affiliation.person_id == actor.id,
            Affiliation.role == AffiliationRole.MANAGER,
            Affiliation.state == AffiliationState.CONFIRMED,
            Organisation.kind == kind,
            Organisation.country_code == country_code,
            Organisation.state == OrganisationState.DRAFT,
            Organisation.sort_name == fold(name),
        )
        .order_by(Organisation.id)
        .limit(1)
    )


def _add_with_slug(organisation: Organisation) -> None:
    base = slugify(organisation.name)
    taken = set(session().scalars(sa.select(Organisation.slug).where(Organisation.slug.startswith(base))))
    for number in range(1, _MOST_SLUGS):
        slug = base if number == 1 else f"{base}-{number}"
        if slug in taken or slug in RESERVED_SLUGS:
            continue
        organisation.slug = slug
        try:
            with session().begin_nested():
                session().add(organisation)
        except IntegrityError as error:  # somebody took it in this very moment
            if broken_constraint(error) != "uq_organisation_slug":
                raise
        else:
            return
    raise Conflict(_("There are too many organisations of this name. Add the city or the legal form to the name."))


def save(
    organisation_id: int,
    profile: Profile,
    *,
    seen: datetime | None,
    logo: LogoChange | None = None,
    send: bool = False,
    actor: Person,
    now: datetime,
) -> list[Gap]:
    """Store `profile`, and what becomes of the logo (None: nothing).

    A draft may be incomplete; a submitted or published profile may not lose what it had (Invalid).
    `seen`: the `changed_at` that the writer started from; Conflict when somebody has changed it since.
    `send`: a complete draft is sent for publication as well. Returns what kept it from being sent.
    """
    with transaction():
        organisation = locked(organisation_id)
        if organisation.changed_at != seen:
            raise Conflict(_("Somebody else has changed this profile while you were writing."))
        before = profiles.profile_of(organisation)
        if organisation.state is not OrganisationState.DRAFT:
            _refuse(quality.lost(before, profile, organisation.kind))
        _write(organisation, profile)
        session().flush()
        old, new = profiles.changes(before, profiles.profile_of(organisation))
        if new:
            refresh(organisation)
        if logo is not None:
            was, became = logos.apply(organisation, logo, now=now)
            old, new = old | was, new | became
        if new:
            organisation.changed_at = now
            record("organisation.edit", organisation, actor=actor, now=now, before=old, after=new)
            note_edit(organisation, old, new, actor=actor, now=now)
        missing = quality.gaps(profile, organisation.kind) if send else []
        if send and not missing:
            _send(organisation, actor=actor, now=now)
    return missing


def submit(organisation_id: int, *, actor: Person, now: datetime) -> None:
    """Send a draft for publication. Raises Invalid while something is missing, Conflict for any other state."""
    with transaction():
        organisation = locked(organisation_id)
        _refuse(quality.gaps(profiles.profile_of(organisation), organisation.kind))
        _send(organisation, actor=actor, now=now)


def _refuse(missing: list[Gap]) -> None:
    if missing:
        raise Invalid(missing[0].sentence, field=missing[0].field)


def _send(organisation: Organisation, *, actor: Person, now: datetime) -> None:
    if organisation.state is not OrganisationState.DRAFT:
        raise Conflict(_("This profile has been sent for publication already."))
    organisation.state = OrganisationState.SUBMITTED
    organisation.submitted_at = now
    organisation.review_note = ""
    record(
        "organisation.submit",
        organisation,
        actor=actor,
        now=now,
        before={"state": OrganisationState.DRAFT.value},
        after={"state": OrganisationState.SUBMITTED.value},
    )


def _write(organisation: Organisation, profile: Profile) -> None:
    _check_country(profile.country_code)
    for code in profile.target_countries:
        _check_country(code, field="target_countries")
    sectors = _sectors(profile)
    try:
        organisation.website = websites.complete(profile.website)
    except websites.BadWebsite as error:
        raise Invalid(_("This is not the address of a public website."), field="website") from error
    organisation.name = profile.name
    organisation.country_code = profile.country_code
    organisation.region = profile.region
    organisation.city = profile.city
    organisation.description = profile.description
    organisation.size = profile.size
    organisation.founded_year = profile.founded_year
    organisation.target_countries = sorted(set(profile.target_countries))
    organisation.sectors = [sectors[code] for code in sorted(set(profile.sectors))]
    _write_listings(organisation, profile.listings)
    if organisation.kind is OrganisationKind.CLUSTER and profile.cluster is not None:
        cluster = organisation.cluster or ClusterProfile()
        organisation.cluster = cluster
        for name, value in asdict(profile.cluster).items():
            setattr(cluster, name, value)


def _write_listings(organisation: Organisation, listings: Iterable[Listing]) -> None:
    """Rows keep their ids where they stay; an id of another organisation is a new row here."""
    known = {row.id: row for row in organisation.listings}
    kept = []
    for item in listings:
        row = known.pop(item.id, None) if item.id is not None else None
        if row is None:
            row = ProfileListing(organisation=organisation)
        row.kind, row.title, row.description = item.kind, item.title, item.description
        row.sector_code = item.sector_code
        kept.append(row)
    organisation.listings = kept


def _sectors(profile: Profile) -> dict[str, Sector]:
    wanted = {*profile.sectors, *(item.sector_code for item in profile.listings if item.sector_code)}
    found = {sector.code: sector for sector in session().scalars(sa.select(Sector).where(Sector.code.in_(wanted)))}
    if found.keys() != wanted:
        raise Invalid(_("Choose sectors from the list."), field="sectors")
    return found


def _check_country(code: str, *, field: str = "country_code") -> None:
    if code not in countries("en"):
        raise Invalid(_("Choose a country from the list."), field=field)
