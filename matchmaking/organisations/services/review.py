"""What an administrator decides about profiles: published, sent back, suspended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.db import transaction
from matchmaking.errors import Conflict, Invalid
from matchmaking.organisations import quality, queries
from matchmaking.organisations.models import Organisation, OrganisationState
from matchmaking.organisations.profile import profile_of
from matchmaking.organisations.services import letters
from matchmaking.organisations.services.profiles import locked


def publish(organisation_id: int, *, seen: datetime | None, actor: Person, now: datetime) -> None:
    """Show a submitted or suspended profile to everybody, and tell its managers.

    `seen`: the `changed_at` that the administrator has read; Conflict when it was changed since.
    Raises Invalid while the profile lacks what is asked of its kind. A cluster that leans on official recognition
    may be published: the administrator vouches for it, and the log tells so. One that was listed from a public
    source and is not yet claimed is exempt.
    """
    with transaction():
        organisation = locked(organisation_id)
        before = organisation.state
        _require(organisation, {OrganisationState.SUBMITTED, OrganisationState.SUSPENDED})
        if organisation.changed_at != seen:
            raise Conflict(_("The profile was changed after you opened it. Read it again, then publish it."))
        recognition = _recognition(organisation)
        organisation.state = OrganisationState.PUBLISHED
        organisation.published_at = now
        organisation.review_note = ""
        _record("organisation.publish", organisation, before, actor=actor, now=now, **recognition)
        letters.send("published", queries.managers_of(organisation), organisation, occasion=now.isoformat(), now=now)


def send_back(organisation_id: int, note: str, *, actor: Person, now: datetime) -> None:
    """Make a submitted profile a draft again, and tell its managers what to change."""
    note = note.strip()
    if not note:
        raise Invalid(_("Say what should be changed, so that they can do it."), field="note")
    with transaction():
        organisation = locked(organisation_id)
        _require(organisation, {OrganisationState.SUBMITTED})
        organisation.state = OrganisationState.DRAFT
        organisation.review_note = note
        _record("organisation.send_back", organisation, OrganisationState.SUBMITTED, actor=actor, now=now)
        letters.send(
            "sent_back", queries.managers_of(organisation), organisation, occasion=now.isoformat(), now=now, note=note
        )


def suspend(organisation_id: int, note: str, *, actor: Person, now: datetime) -> None:
    """Take a published profile out of the directory, and tell its managers why."""
    note = note.strip()
    if not note:
        raise Invalid(_("Say why the profile is suspended."), field="note")
    with transaction():
        organisation = locked(organisation_id)
        _require(organisation, {OrganisationState.PUBLISHED})
        organisation.state = OrganisationState.SUSPENDED
        organisation.review_note = note
        _record("organisation.suspend", organisation, OrganisationState.PUBLISHED, actor=actor, now=now)
        letters.send(
            "suspended", queries.managers_of(organisation), organisation, occasion=now.isoformat(), now=now, note=note
        )


def _recognition(organisation: Organisation) -> dict[str, str]:
    """Who recognises the organisation, where its profile leans on that. Raises Invalid for what is missing."""
    if organisation.is_listed_only:
        return {}
    profile = profile_of(organisation)
    missing = quality.gaps(profile, organisation.kind)
    if missing:
        raise Invalid(
            _("It cannot be published yet. %(sentence)s", sentence=missing[0].sentence), field=missing[0].field
        )
    found = quality.checklist(profile, organisation.kind)
    return {"recognised_by": found.recognised_by} if found.leans_on_recognition else {}


def _require(organisation: Organisation, states: Collection[OrganisationState]) -> None:
    if organisation.state in states:
        return
    sentences = {
        OrganisationState.DRAFT: _("This profile is a draft: its people have not sent it, or it was sent back."),
        OrganisationState.SUBMITTED: _("This profile waits for publication."),
        OrganisationState.PUBLISHED: _("This profile is published already."),
        OrganisationState.SUSPENDED: _("This profile is suspended already."),
    }
    raise Conflict(sentences[organisation.state])


def _record(
    action: str, organisation: Organisation, before: OrganisationState, *, actor: Person, now: datetime, **more: str
) -> None:
    after = {"state": organisation.state.value, **more}
    if organisation.review_note:
        after["note"] = organisation.review_note
    record(action, organisation, actor=actor, now=now, before={"state": before.value}, after=after)
