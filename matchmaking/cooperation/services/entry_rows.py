"""What the use cases of agreements and of stories share: the locked row, its slug, version and state."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.cooperation import entries
from matchmaking.cooperation.models import Agreement, EntryState, SuccessStory
from matchmaking.cooperation.queries.entry_access import Entry
from matchmaking.db import broken_constraint, session
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.web.folding import slugify

RESERVED_SLUGS = {"new", "network", "mine"}
"""Words that stand in the place of a slug in the URLs of agreements and stories."""
_MOST_SLUGS = 200

Row = TypeVar("Row", Agreement, SuccessStory)


def locked(kind: type[Row], entry_id: int) -> Row:
    """The row as it is now; nobody else changes it until this transaction ends. Raises NotFound."""
    found = session().get(kind, entry_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("no such entry")
    return found


def unchanged_since(entry: Entry, seen: int | None) -> None:
    """Raise Conflict where somebody has changed the entry since version `seen`."""
    if entry.version != seen:
        raise Conflict(_("Somebody else has changed this while you were writing."))


def hand_in(entry: Entry) -> None:
    """Draft -> submitted; Conflict for any other state, Invalid while something is missing."""
    if entry.state is not EntryState.DRAFT:
        raise Conflict(_("This has been sent for publication already."))
    require_complete(entry)
    entry.state = EntryState.SUBMITTED
    entry.review_note = ""
    entry.version += 1


def require_complete(entry: Entry) -> None:
    """Raise Invalid with what is missing first. What is sent or published may lack nothing."""
    session().flush()
    missing = entries.gaps(entry)
    if missing:
        raise Invalid(missing[0].sentence, field=missing[0].field)


def throw_away(entry: Entry) -> None:
    """Delete a draft for good; Conflict for any other state."""
    if entry.state is not EntryState.DRAFT:
        raise Conflict(_("Only a draft can be thrown away."))
    session().delete(entry)


def record_state(
    action: str, entry: Entry, before: EntryState, *, actor: Person, now: datetime, note: str = ""
) -> None:
    """Tell the log that the entry has left the state `before`, and why where somebody wrote a note."""
    after = {"state": entry.state.value} | ({"note": note} if note else {})
    record(action, entry, actor=actor, now=now, name=entry.title, before={"state": before.value}, after=after)


def add_with_slug(entry: Entry) -> None:
    """Store a new row under a slug made of its title that no other has."""
    kind = type(entry)
    base = slugify(entry.title)
    taken = set(session().scalars(sa.select(kind.slug).where(kind.slug.startswith(base))))
    for number in range(1, _MOST_SLUGS):
        slug = base if number == 1 else f"{base}-{number}"
        if slug in taken or slug in RESERVED_SLUGS:
            continue
        entry.slug = slug
        try:
            with session().begin_nested():
                session().add(entry)
        except IntegrityError as error:  # somebody took it in this very moment
            if broken_constraint(error) != f"uq_{kind.__tablename__}_slug":
                raise
        else:
            return
    raise Conflict(_("There are too many of this title. Add a year or a place to the title."))
