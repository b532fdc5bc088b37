"""Handing in an agreement: begun, written, its parties chosen, sent to the administrators, thrown away."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.cooperation import entries, partial_dates
from matchmaking.cooperation.entries import AgreementText
from matchmaking.cooperation.models import Agreement, AgreementKind, AgreementParty, EntryState
from matchmaking.cooperation.queries.party_search import published_organisation
from matchmaking.cooperation.services.entry_rows import (
    add_with_slug,
    hand_in,
    locked,
    record_state,
    require_complete,
    throw_away,
    unchanged_since,
)
from matchmaking.cooperation.services.values import sectors_of
from matchmaking.db import session, transaction
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.organisations import websites
from matchmaking.organisations.models import Organisation
from matchmaking.web.folding import fold, search_document
from matchmaking.web.locale import LANGUAGES, countries

MOST_PARTIES = 200


def begin_agreement(
    title: str, kind: AgreementKind, organisation: Organisation, *, actor: Person, now: datetime
) -> Agreement:
    """Begin an agreement as a draft, with `organisation`, which hands it in, as its first party.

    A second press finds the draft of the first: same organisation, kind and title.
    """
    with transaction():
        session().get(Organisation, organisation.id, with_for_update=True)  # two presses come one after the other
        begun = session().scalar(
            sa.select(Agreement)
            .where(
                Agreement.submitted_for_id == organisation.id,
                Agreement.kind == kind,
                Agreement.sort_name == fold(title),
                Agreement.state == EntryState.DRAFT,
            )
            .order_by(Agreement.id)
            .limit(1)
        )
        if begun is not None:
            return begun
        agreement = Agreement(
            title=title,
            kind=kind,
            state=EntryState.DRAFT,
            submitted_by_id=actor.id,
            submitted_for_id=organisation.id,
            created_at=now,
            changed_at=now,
            parties=[AgreementParty(organisation=organisation)],
        )
        refresh_agreement(agreement)
        add_with_slug(agreement)
        record("agreement.create", agreement, actor=actor, now=now, name=title, after={"kind": kind.value})
    return agreement


def save_agreement(agreement_id: int, text: AgreementText, *, seen: int | None, actor: Person, now: datetime) -> None:
    """Store what was written. `seen`: the version that the writer started from; Conflict when it is another now.

    Title and kind of a published agreement are the administrators': others' are left as they are.
    """
    with transaction():
        agreement = locked(Agreement, agreement_id)
        unchanged_since(agreement, seen)
        before = entries.text_of_agreement(agreement)
        if agreement.state is EntryState.PUBLISHED and not actor.is_administrator:
            text = replace(text, title=before.title, kind=before.kind)
        _write(agreement, text)
        if agreement.state is not EntryState.DRAFT:
            require_complete(agreement)
        old, new = entries.changes(before, entries.text_of_agreement(agreement))
        if new:
            refresh_agreement(agreement)
            agreement.version += 1
            agreement.changed_at = now
            record("agreement.edit", agreement, actor=actor, now=now, name=agreement.title, before=old, after=new)


def add_party(agreement_id: int, organisation_slug: str, *, actor: Person, now: datetime) -> Organisation:
    """Add a published organisation at the end of the parties. Adding it again changes nothing."""
    with transaction():
        agreement = locked(Agreement, agreement_id)
        _may_change_parties(agreement, actor)
        organisation = published_organisation(organisation_slug)
        if organisation is None:
            raise NotFound("no such organisation")
        if any(party.organisation_id == organisation.id for party in agreement.parties):
            return organisation
        if len(agreement.parties) >= MOST_PARTIES:
            raise Invalid(_("An agreement lists %(most)s parties at most.", most=MOST_PARTIES))
        last = max((party.position for party in agreement.parties), default=-1)
        agreement.parties.append(AgreementParty(organisation=organisation, position=last + 1))
        _parties_changed(agreement, "agreement.add_party", organisation, actor=actor, now=now)
    return organisation


def remove_party(agreement_id: int, organisation_slug: str, *, actor: Person, now: datetime) -> None:
    """Take a party out; the organisation that hands the agreement in stays one. What is gone already is no error."""
    with transaction():
        agreement = locked(Agreement, agreement_id)
        _may_change_parties(agreement, actor)
        found = [party for party in agreement.parties if party.organisation.slug == organisation_slug]
        if not found:
            return
        organisation = found[0].organisation
        if organisation.id == agreement.submitted_for_id:
            raise Invalid(_("%(organisation)s hands this in, so it is a party.", organisation=organisation.name))
        agreement.parties.remove(found[0])
        if agreement.state is not EntryState.DRAFT:
            require_complete(agreement)
        _parties_changed(agreement, "agreement.remove_party", organisation, actor=actor, now=now)


def submit_agreement(agreement_id: int, *, actor: Person, now: datetime) -> None:
    """Send a draft to the administrators. Invalid while something is missing, Conflict for any other state."""
    with transaction():
        agreement = locked(Agreement, agreement_id)
        hand_in(agreement)
        agreement.changed_at = now
        record_state("agreement.submit", agreement, EntryState.DRAFT, actor=actor, now=now)


def discard_agreement(agreement_id: int, *, actor: Person, now: datetime) -> None:
    """Throw a draft away for good. Conflict for any other state."""
    with transaction():
        agreement = locked(Agreement, agreement_id)
        record("agreement.discard", agreement, actor=actor, now=now, name=agreement.title)
        throw_away(agreement)


def refresh_agreement(agreement: Agreement) -> None:
    """Set `search_text` and `sort_name` from what it says now, its sectors and countries in every language.

    The parties' names are not in it: the search reads them where they stand.
    """
    names = [countries(language) for language in LANGUAGES]
    parties = [party.organisation for party in agreement.parties]
    agreement.search_text = search_document(
        agreement.title,
        *(party.city for party in parties),
        *(name.get(party.country_code, "") for name in names for party in parties),
        *(name for sector in agreement.sectors for name in (sector.name_en, sector.name_fr)),
        agreement.description,
    )
    agreement.sort_name = fold(agreement.title)


def _write(agreement: Agreement, text: AgreementText) -> None:
    try:
        signed, until = partial_dates.checked(text.signed), partial_dates.checked(text.runs_until)
    except partial_dates.BadDate as error:
        raise Invalid(_("Write a year, a month or a day: 2013, 2013-05 or 2013-05-31.")) from error
    if partial_dates.is_before(until, signed):
        raise Invalid(_("It cannot end before it was signed."), field="runs_until")
    try:
        agreement.source_url = websites.complete(text.source_url)
    except websites.BadWebsite as error:
        raise Invalid(_("This is not the address of a public page."), field="source_url") from error
    agreement.title, agreement.kind = text.title, text.kind
    agreement.signed, agreement.runs_until = signed, until
    agreement.description, agreement.source_document = text.description, text.source_document
    agreement.sectors = sectors_of(text.sectors)


def _may_change_parties(agreement: Agreement, actor: Person) -> None:
    if agreement.state is EntryState.PUBLISHED and not actor.is_administrator:
        raise Conflict(_("It is published: who its parties are is changed by an administrator."))


def _parties_changed(
    agreement: Agreement, action: str, organisation: Organisation, *, actor: Person, now: datetime
) -> None:
    refresh_agreement(agreement)
    agreement.version += 1
    agreement.changed_at = now
    record(action, agreement, actor=actor, now=now, name=agreement.title, after={"organisation": organisation.name})
