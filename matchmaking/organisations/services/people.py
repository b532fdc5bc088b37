"""Who belongs to an organisation: joining, claiming a listed one, and what its managers decide.

Every use case locks the organisation first, so that two managers at once are one after the other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.db import session, transaction
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.organisations import queries
from matchmaking.organisations.models import (
    Affiliation,
    AffiliationRole,
    AffiliationState,
    Organisation,
)
from matchmaking.organisations.services import letters
from matchmaking.organisations.services.profiles import locked


def join(organisation_id: int, *, person: Person, position: str, note: str, now: datetime) -> Affiliation:
    """Ask the managers of a published organisation to confirm that `person` belongs to it, and tell them.

    Asking again changes nothing while the first request waits.
    """
    with transaction():
        organisation = locked(organisation_id)
        if not queries.can_be_joined(organisation):
            raise Conflict(_("Nobody manages this organisation here yet: claim it instead."))
        affiliation, is_new = _ask(organisation, person, AffiliationRole.MEMBER, position=position, note=note, now=now)
        if is_new:
            _record("affiliation.request", affiliation, actor=person, now=now, after=_facts(affiliation))
            letters.send(
                "joiner",
                queries.managers_of(organisation),
                organisation,
                occasion=f"{person.id}:{now.isoformat()}",
                now=now,
                joiner=person,
                affiliation=affiliation,
            )
    return affiliation


def claim(organisation_id: int, *, person: Person, position: str, note: str, now: datetime) -> Affiliation:
    """Ask an administrator to make `person` the manager of an organisation that nobody here speaks for yet.

    Claiming again changes nothing while the first claim waits.
    """
    if not position or not note:
        missing = "note" if position else "position"
        raise Invalid(_("Say what you do there, and how an administrator can see that it is so."), field=missing)
    with transaction():
        organisation = locked(organisation_id)
        if not queries.can_be_claimed(organisation):
            raise Conflict(_("Somebody manages this organisation already: ask to join it instead."))
        affiliation, is_new = _ask(organisation, person, AffiliationRole.MANAGER, position=position, note=note, now=now)
        if is_new:
            _record("affiliation.claim", affiliation, actor=person, now=now, after=_facts(affiliation))
    return affiliation


def _ask(
    organisation: Organisation,
    person: Person,
    role: AffiliationRole,
    *,
    position: str,
    note: str,
    now: datetime,
) -> tuple[Affiliation, bool]:
    """The request, and whether it is a new one."""
    affiliation = queries.affiliation_of(person, organisation)
    if affiliation is None:
        affiliation = Affiliation(person=person, organisation=organisation)
        session().add(affiliation)
    elif affiliation.state is AffiliationState.CONFIRMED:
        raise Conflict(_("You belong to this organisation already."))
    elif affiliation.state is AffiliationState.REQUESTED and affiliation.role is role:
        return affiliation, False
    affiliation.role, affiliation.state = role, AffiliationState.REQUESTED
    affiliation.position, affiliation.note = position, note
    affiliation.requested_at, affiliation.answered_at = now, None
    session().flush()
    return affiliation, True


def answer_joiner(affiliation_id: int, *, confirmed: bool, actor: Person, now: datetime) -> Affiliation:
    """Confirm or decline somebody who asked to join; who is confirmed gets a mail."""
    with transaction():
        affiliation = _waiting(affiliation_id, AffiliationRole.MEMBER)
        _answer(affiliation, confirmed=confirmed, actor=actor, now=now)
        if confirmed:
            letters.send("joined", [affiliation.person], affiliation.organisation, occasion=now.isoformat(), now=now)
    return affiliation


def answer_claim(affiliation_id: int, *, approved: bool, note: str, actor: Person, now: datetime) -> Affiliation:
    """Approve a claim, which makes the claimant a manager, or decline it; the claimant gets a mail with `note`."""
    with transaction():
        affiliation = _waiting(affiliation_id, AffiliationRole.MANAGER)
        organisation = affiliation.organisation
        _answer(affiliation, confirmed=approved, actor=actor, now=now)
        if approved and organisation.claimed_at is None:
            organisation.claimed_at = now
            record("organisation.claim", organisation, actor=actor, now=now, after={"manager": affiliation.person.name})
        letters.send(
            "claim_approved" if approved else "claim_declined",
            [affiliation.person],
            organisation,
            occasion=now.isoformat(),
            now=now,
            note=note.strip(),
        )
    return affiliation


def promote(affiliation_id: int, *, actor: Person, now: datetime) -> Affiliation:
    """Make a confirmed member a manager."""
    with transaction():
        affiliation = _confirmed(affiliation_id)
        if affiliation.role is not AffiliationRole.MANAGER:
            before = _facts(affiliation)
            affiliation.role = AffiliationRole.MANAGER
            _record("affiliation.promote", affiliation, actor=actor, now=now, before=before, after=_facts(affiliation))
    return affiliation


def remove(affiliation_id: int, *, actor: Person, now: datetime) -> None:
    """Let somebody go who belongs to an organisation.

    Raises Conflict for the last manager: an organisation always has somebody who answers for it.
    """
    with transaction():
        _end(_confirmed(affiliation_id), "affiliation.remove", actor=actor, now=now)


def leave(affiliation_id: int, *, person: Person, now: datetime) -> None:
    """End one's own affiliation, or take back a request or claim that waits. Conflict for the last manager."""
    with transaction():
        affiliation = _locked_affiliation(affiliation_id)
        if affiliation.person_id != person.id or affiliation.state is AffiliationState.DECLINED:
            raise NotFound("no affiliation of this person")
        _end(affiliation, "affiliation.leave", actor=person, now=now)


def _end(affiliation: Affiliation, action: str, *, actor: Person, now: datetime) -> None:
    is_manager = affiliation.role is AffiliationRole.MANAGER and affiliation.state is AffiliationState.CONFIRMED
    if is_manager and len(queries.managers_of(affiliation.organisation)) == 1:
        raise Conflict(_("The last manager cannot go: make somebody else a manager first."))
    _record(action, affiliation, actor=actor, now=now, before=_facts(affiliation))
    session().delete(affiliation)


def _locked_affiliation(affiliation_id: int) -> Affiliation:
    """The affiliation as it is once its organisation is locked."""
    organisation_id = session().scalar(sa.select(Affiliation.organisation_id).where(Affiliation.id == affiliation_id))
    if organisation_id is None:
        raise NotFound("no such affiliation")
    locked(organisation_id)
    affiliation = session().get(Affiliation, affiliation_id, populate_existing=True)
    if affiliation is None:
        raise NotFound("no such affiliation")
    return affiliation


def _waiting(affiliation_id: int, role: AffiliationRole) -> Affiliation:
    affiliation = _locked_affiliation(affiliation_id)
    if affiliation.state is not AffiliationState.REQUESTED or affiliation.role is not role:
        raise Conflict(_("This has been answered already."))
    return affiliation


def _confirmed(affiliation_id: int) -> Affiliation:
    affiliation = _locked_affiliation(affiliation_id)
    if affiliation.state is not AffiliationState.CONFIRMED:
        raise Conflict(_("This person does not belong to the organisation."))
    return affiliation


def _answer(affiliation: Affiliation, *, confirmed: bool, actor: Person, now: datetime) -> None:
    before = _facts(affiliation)
    affiliation.state = AffiliationState.CONFIRMED if confirmed else AffiliationState.DECLINED
    affiliation.answered_at = now
    action = "affiliation.confirm" if confirmed else "affiliation.decline"
    _record(action, affiliation, actor=actor, now=now, before=before, after=_facts(affiliation))


def _facts(affiliation: Affiliation) -> dict[str, str]:
    return {"role": affiliation.role.value, "state": affiliation.state.value}


def _record(action: str, affiliation: Affiliation, **values: Any) -> None:
    record(action, affiliation, name=f"{affiliation.person.name}, {affiliation.organisation.name}", **values)
