"""Reading the sections of countries' pages: texts in force, their history, what is proposed, and who may decide."""

from __future__ import annotations

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import contains_eager

from matchmaking.accounts.models import Person
from matchmaking.cooperation.models import CountrySection, RevisionState, SectionKind, SectionRevision
from matchmaking.cooperation.queries.offices import office_countries
from matchmaking.db import session
from matchmaking.errors import NotFound
from matchmaking.web.paging import paged

PAGE_SIZE = 10
OWN_SHOWN = 5


def decides(person: Person | None, code: str) -> bool:
    """Who writes the country's page: administrators, and those confirmed at a published support office there."""
    if person is None:
        return False
    return person.is_administrator or code in office_countries(person)


def sections_of(code: str) -> list[CountrySection]:
    """The sections of the country that have a text, in all languages."""
    query = sa.select(CountrySection).where(CountrySection.country_code == code, CountrySection.version > 0)
    return list(session().scalars(query))


def section(code: str, kind: SectionKind, language: str) -> CountrySection | None:
    """The section in this very language; None where nobody has written or proposed anything."""
    return session().scalar(
        sa.select(CountrySection).where(
            CountrySection.country_code == code, CountrySection.kind == kind, CountrySection.language == language
        )
    )


def history(section_id: int, *, page: int) -> Pagination:
    """The texts that were in force, the one in force first."""
    query = (
        sa.select(SectionRevision)
        .where(SectionRevision.section_id == section_id, SectionRevision.state == RevisionState.PUBLISHED)
        .order_by(SectionRevision.number.desc())
    )
    return paged(query, page=page, size=PAGE_SIZE)


def revision(section_id: int, number: int) -> SectionRevision:
    """The text that was in force as number `number`. Raises NotFound."""
    found = _numbered(section_id, number)
    if found is None:
        raise NotFound(f"no revision {number} of section {section_id}")
    return found


def revision_before(revision: SectionRevision) -> SectionRevision | None:
    """The text that this one took the place of; None for the first."""
    return _numbered(revision.section_id, (revision.number or 0) - 1)


def _numbered(section_id: int, number: int) -> SectionRevision | None:
    return session().scalar(
        sa.select(SectionRevision).where(SectionRevision.section_id == section_id, SectionRevision.number == number)
    )


def proposal(code: str, proposal_id: int, person: Person) -> SectionRevision:
    """What somebody proposed for the country's page, for its author and for those who decide. Raises NotFound.

    It is found after it was accepted, too.
    """
    found = session().scalar(
        sa.select(SectionRevision)
        .join(SectionRevision.section)
        .where(SectionRevision.id == proposal_id, CountrySection.country_code == code)
        .options(contains_eager(SectionRevision.section))
    )
    if found is None or (found.state is RevisionState.PUBLISHED and found.answered_at is None):
        raise NotFound("no such proposal")
    if found.author_id != person.id and not decides(person, code):
        raise NotFound("no proposal that this person may see")
    return found


def waiting(*, page: int, code: str | None = None) -> Pagination:
    """The proposals that wait for an answer, the oldest first: of one country, or of all."""
    query = (
        sa.select(SectionRevision)
        .join(SectionRevision.section)
        .where(SectionRevision.state == RevisionState.PROPOSED)
        .options(contains_eager(SectionRevision.section))
        .order_by(SectionRevision.id)
    )
    if code is not None:
        query = query.where(CountrySection.country_code == code)
    return paged(query, page=page, size=PAGE_SIZE)


def waiting_for_administrators() -> int:
    """How many proposals wait, of all countries."""
    query = sa.select(sa.func.count()).select_from(SectionRevision)
    return session().scalar(query.where(SectionRevision.state == RevisionState.PROPOSED)) or 0


def waiting_of(person: Person) -> int:
    """How many proposals of this person wait."""
    query = sa.select(sa.func.count()).select_from(SectionRevision)
    mine = (SectionRevision.state == RevisionState.PROPOSED, SectionRevision.author_id == person.id)
    return session().scalar(query.where(*mine)) or 0


def proposed_by(person: Person, code: str) -> list[SectionRevision]:
    """The last few proposals of this person for the country, answered or not, the newest first."""
    query = (
        sa.select(SectionRevision)
        .join(SectionRevision.section)
        .where(
            SectionRevision.author_id == person.id,
            CountrySection.country_code == code,
            sa.or_(SectionRevision.state != RevisionState.PUBLISHED, SectionRevision.answered_at.is_not(None)),
        )
        .options(contains_eager(SectionRevision.section))
        .order_by(SectionRevision.id.desc())
        .limit(OWN_SHOWN)
    )
    return list(session().scalars(query))
