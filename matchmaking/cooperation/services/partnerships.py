"""Writing partnerships: made, edited, deleted."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.cooperation.models import Partnership
from matchmaking.cooperation.partnership_details import (
    PartnershipDetails,
    changes,
    details_of,
    with_own_fields,
)
from matchmaking.cooperation.queries.partnerships import may_edit
from matchmaking.cooperation.services.values import page_address, sectors_of
from matchmaking.cooperation.sources import Source, parted, source_lines
from matchmaking.db import broken_constraint, session, transaction
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.web.folding import fold, free_slug, search_document, slugify
from matchmaking.web.locale import LANGUAGES, countries

RESERVED_SLUGS = {"new"}
"""Words that stand in the place of a slug in the pages' addresses."""


def locked(partnership_id: int) -> Partnership:
    """The partnership as it is now; nobody else changes it until this transaction ends. Raises NotFound."""
    found = session().get(Partnership, partnership_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("no such partnership")
    return found


def create_partnership(details: PartnershipDetails, *, actor: Person, now: datetime) -> Partnership:
    """A partnership without members, shown at once.

    Raises Invalid for a wrong value or an acronym that is taken, Conflict where two make the same at once.
    """
    with transaction() as current:
        _check_acronym(details.acronym, other_than=None)
        partnership = Partnership(slug=_free_slug(details.acronym), created_at=now, changed_at=now)
        apply_details(partnership, details)
        current.add(partnership)
        _flush_unless_taken()
        record("partnership.create", partnership, actor=actor, now=now, name=partnership.acronym)
    return partnership


def edit_partnership(
    partnership_id: int, details: PartnershipDetails, *, seen: int | None, actor: Person, now: datetime
) -> Partnership:
    """Store `details`; of somebody who is no administrator only `OWN_FIELDS` count.

    `seen`: the version that the writer started from; Conflict when somebody has changed it since. Raises
    Invalid for a wrong value, NotFound for a person who may not edit it.
    """
    with transaction():
        partnership = locked(partnership_id)
        if not may_edit(actor, partnership):
            raise NotFound("no partnership that this person edits")
        if partnership.version != seen:
            raise Conflict(_("Somebody else has changed this partnership while you were writing."))
        before = details_of(partnership)
        if not actor.is_administrator:
            details = with_own_fields(before, details)
        _check_acronym(details.acronym, other_than=partnership.id)
        apply_details(partnership, details)
        _flush_unless_taken()
        old, new = changes(before, details_of(partnership))
        if new:
            partnership.version += 1
            partnership.changed_at = now
            record(
                "partnership.edit",
                partnership,
                actor=actor,
                now=now,
                name=partnership.acronym,
                before=old,
                after=new,
            )
    return partnership


def delete_partnership(partnership_id: int, *, seen: int | None, actor: Person, now: datetime) -> None:
    """Take it away for good: news and events stay and name it no more. Conflict when it was changed since `seen`."""
    with transaction() as current:
        partnership = locked(partnership_id)
        if partnership.version != seen:
            raise Conflict(_("Somebody else has changed this partnership. Look at it before you delete it."))
        record(
            "partnership.delete",
            partnership,
            actor=actor,
            now=now,
            name=partnership.acronym,
            before={"slug": partnership.slug, "name": partnership.name},
        )
        current.delete(partnership)


def apply_details(partnership: Partnership, details: PartnershipDetails) -> None:
    """Write `details` to the row and keep what the table searches and sorts by in step. Raises Invalid."""
    if not details.acronym:
        raise Invalid(_("Enter the acronym."), field="acronym")
    if not details.name:
        raise Invalid(_("Enter the name."), field="name")
    known = countries("en")
    if any(code not in known for code in details.target_countries):
        raise Invalid(_("Choose countries from the list."), field="target_countries")
    for name in ("smes", "partners"):
        if (getattr(details, name) or 0) < 0:
            raise Invalid(_("Enter a whole number, 0 or more."), field=name)
    partnership.acronym, partnership.name = details.acronym, details.name
    partnership.sector_stated, partnership.technology_stated = details.sector_stated, details.technology_stated
    with session().no_autoflush:
        partnership.sectors = sectors_of(details.sectors)
    partnership.target_countries = sorted(set(details.target_countries))
    partnership.smes, partnership.partners, partnership.phase = details.smes, details.partners, details.phase
    partnership.aim, partnership.activities = details.aim, details.activities
    partnership.website = page_address(details.website, "website")
    partnership.source_document = details.source_document
    partnership.source_url = page_address(details.source_url, "source_url")
    partnership.further_sources = _source_lines(details.further_sources)
    refresh(partnership)


def refresh(partnership: Partnership) -> None:
    """Set what the table searches and sorts by, with the names of sectors and countries in every language."""
    names = [countries(language) for language in LANGUAGES]
    partnership.sort_name = fold(partnership.acronym)
    partnership.sort_title = fold(partnership.name)
    partnership.search_text = search_document(
        partnership.acronym,
        partnership.name,
        partnership.sector_stated,
        partnership.technology_stated,
        partnership.aim,
        partnership.activities,
        *(name for sector in partnership.sectors for name in (sector.name_en, sector.name_fr)),
        *(known[code] for known in names for code in partnership.target_countries if code in known),
    )


def _source_lines(text: str) -> str:
    """One source a line, each with a whole address or none."""
    found = []
    for line in filter(str.strip, text.splitlines()):
        document, url = parted(line)
        if not document:
            raise Invalid(_("Write the name of the document before its address."), field="further_sources")
        found.append(Source(document, page_address(url, "further_sources")))
    return source_lines(found)


def _check_acronym(acronym: str, *, other_than: int | None) -> None:
    same = sa.select(Partnership.id).where(Partnership.sort_name == fold(acronym), Partnership.id != (other_than or 0))
    if session().scalar(same.limit(1)) is not None:
        raise Invalid(_("There is a partnership of this acronym already."), field="acronym")


def _flush_unless_taken() -> None:
    """Send what was written. Raises Conflict where somebody else has just taken the acronym, which no look can tell."""
    try:
        session().flush()
    except IntegrityError as error:
        if broken_constraint(error) in {"uq_partnership_slug", "uq_partnership_sort_name"}:
            raise Conflict(_("A partnership of this acronym was made at this very moment.")) from None
        raise


def _free_slug(acronym: str) -> str:
    wanted = slugify(acronym)
    taken = set(session().scalars(sa.select(Partnership.slug).where(Partnership.slug.startswith(wanted))))
    return free_slug(wanted, taken | RESERVED_SLUGS)
