"""What an administrator decides about agreements and stories: published, sent back, withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _

from matchmaking.accounts.models import Person
from matchmaking.cooperation import entries
from matchmaking.cooperation.models import Agreement, EntryState, SuccessStory
from matchmaking.cooperation.queries.entry_access import Entry, managers_of
from matchmaking.cooperation.services import entry_letters
from matchmaking.cooperation.services.entry_rows import locked, record_state
from matchmaking.db import transaction
from matchmaking.errors import Conflict, Invalid


def publish_entry(
    kind: type[Agreement | SuccessStory], entry_id: int, *, seen: int | None, actor: Person, now: datetime
) -> None:
    """Show what was sent or withdrawn to everybody, and tell the managers of all concerned.

    `seen`: the version that the administrator has read; Conflict when it was changed since.
    """
    with transaction():
        entry = _locked(kind, entry_id)
        before = entry.state
        _require(entry, {EntryState.SUBMITTED, EntryState.WITHDRAWN})
        if entry.version != seen:
            raise Conflict(_("It was changed after you opened it. Read it again, then publish it."))
        missing = entries.gaps(entry)
        if missing:
            raise Conflict(missing[0].sentence)
        _set(entry, EntryState.PUBLISHED, "", now)
        entry.published_at = now
        _record("publish", entry, before, actor=actor, now=now)
        entry_letters.send("published", managers_of(_concerned(entry)), entry, now=now)


def send_back_entry(
    kind: type[Agreement | SuccessStory], entry_id: int, note: str, *, actor: Person, now: datetime
) -> None:
    """Make what was sent a draft again, and tell the managers of who handed it in what to change."""
    note = note.strip()
    if not note:
        raise Invalid(_("Say what should be changed, so that they can do it."), field="note")
    with transaction():
        entry = _locked(kind, entry_id)
        _require(entry, {EntryState.SUBMITTED})
        _set(entry, EntryState.DRAFT, note, now)
        _record("send_back", entry, EntryState.SUBMITTED, actor=actor, now=now)
        own = [entry.submitted_for_id] if entry.submitted_for_id is not None else []
        entry_letters.send("sent_back", managers_of(own), entry, now=now, note=note)


def withdraw_entry(
    kind: type[Agreement | SuccessStory], entry_id: int, note: str, *, actor: Person, now: datetime
) -> None:
    """Take what is published out of sight, and tell the managers of all concerned why."""
    note = note.strip()
    if not note:
        raise Invalid(_("Say why it is withdrawn."), field="note")
    with transaction():
        entry = _locked(kind, entry_id)
        _require(entry, {EntryState.PUBLISHED})
        _set(entry, EntryState.WITHDRAWN, note, now)
        _record("withdraw", entry, EntryState.PUBLISHED, actor=actor, now=now)
        entry_letters.send("withdrawn", managers_of(_concerned(entry)), entry, now=now, note=note)


def _locked(kind: type[Agreement | SuccessStory], entry_id: int) -> Entry:
    return locked(Agreement, entry_id) if kind is Agreement else locked(SuccessStory, entry_id)


def _set(entry: Entry, state: EntryState, note: str, now: datetime) -> None:
    entry.state = state
    entry.review_note = note
    entry.version += 1
    entry.changed_at = now


def _concerned(entry: Entry) -> list[int]:
    """The organisations that it tells of."""
    if isinstance(entry, Agreement):
        return [party.organisation_id for party in entry.parties]
    return [partner.organisation_id for partner in entry.partners if partner.organisation_id is not None]


def _require(entry: Entry, states: Collection[EntryState]) -> None:
    if entry.state in states:
        return
    sentences = {
        EntryState.DRAFT: _("This is a draft: its people have not sent it, or it was sent back."),
        EntryState.SUBMITTED: _("This waits for publication."),
        EntryState.PUBLISHED: _("This is published already."),
        EntryState.WITHDRAWN: _("This is withdrawn already."),
    }
    raise Conflict(sentences[entry.state])


def _record(verb: str, entry: Entry, before: EntryState, *, actor: Person, now: datetime) -> None:
    thing = "agreement" if isinstance(entry, Agreement) else "story"
    record_state(f"{thing}.{verb}", entry, before, actor=actor, now=now, note=entry.review_note)
