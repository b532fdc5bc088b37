"""Writing the sections of countries' pages: saved, restored, proposed, and proposals answered.

Every use case locks the section first, so that two people at once are one after the other.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.cooperation.models import CountrySection, RevisionState, SectionKind, SectionRevision
from matchmaking.cooperation.queries import sections as queries
from matchmaking.cooperation.section_text import SectionText
from matchmaking.db import session, transaction
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.web.locale import countries

MOST_WAITING = 10
"""Proposals of one person that may wait at a time."""


def save(
    code: str,
    kind: SectionKind,
    language: str,
    text: SectionText,
    *,
    note: str = "",
    seen: int | None,
    actor: Person,
    now: datetime,
) -> SectionRevision:
    """Put `text` in force at once, for who decides about the country's page.

    `seen`: the number of the revision that the writer started from (0: there was none). Raises Conflict when there
    is a newer one, Invalid when nothing is changed, NotFound for who may not. A second press finds the revision of the
    first.
    """
    with transaction():
        section = _locked(code, kind, language, now=now)
        _require_decider(actor, code)
        first = _of_first_press(section, seen, actor)
        if first is not None and (SectionText.of(first), first.note, first.restored_number) == (text, note, None):
            return first
        _check_unchanged(section, seen)
        if SectionText.of(section) == text:
            raise Invalid(_("The text is the same as the one that is shown: there is nothing to save."))
        revision = _revision(section, text, author=actor, note=note, now=now)
        _put_in_force(section, revision, now=now)
        _record("section.edit", section, actor=actor, now=now, before=seen)
    return revision


def restore(section_id: int, number: int, *, seen: int | None, actor: Person, now: datetime) -> SectionRevision:
    """Put the text of revision `number` in force again, as a new revision: nothing of the history is lost.

    A second press finds the revision of the first.
    """
    with transaction():
        section = _locked_by_id(section_id)
        _require_decider(actor, section.country_code)
        first = _of_first_press(section, seen, actor)
        if first is not None and first.restored_number == number:
            return first
        old = queries.revision(section_id, number)
        _check_unchanged(section, seen)
        text = SectionText.of(old)
        if SectionText.of(section) == text:
            raise Invalid(_("This very text is in force already."))
        revision = _revision(section, text, author=actor, note="", now=now)
        revision.restored_number = number
        _put_in_force(section, revision, now=now)
        _record("section.restore", section, actor=actor, now=now, before=seen, restored=number)
    return revision


def propose(
    code: str,
    kind: SectionKind,
    language: str,
    text: SectionText,
    *,
    note: str = "",
    actor: Person,
    now: datetime,
) -> SectionRevision:
    """Hand in `text` for somebody who decides to accept or decline; a second press finds the first proposal.

    Raises Invalid when nothing would change, Conflict when too many of the person's proposals wait.
    """
    with transaction():
        session().get(Person, actor.id, with_for_update=True)  # so that nobody gets round the limit by pressing twice
        section = _locked(code, kind, language, now=now)
        if SectionText.of(section) == text:
            raise Invalid(_("The text is the same as the one that is shown: there is nothing to propose."))
        handed_in = _same_proposal(section, text, actor)
        if handed_in is not None:
            return handed_in
        if queries.waiting_of(actor) >= MOST_WAITING:
            raise Conflict(
                _("%(most)s of your proposals wait for an answer: please wait for some of them.", most=MOST_WAITING)
            )
        proposal = _revision(section, text, author=actor, note=note, now=now)
        proposal.state = RevisionState.PROPOSED
        session().flush()
        _record("section.propose", section, actor=actor, now=now)
    return proposal


def accept(proposal_id: int, *, seen: int | None, actor: Person, now: datetime) -> SectionRevision:
    """Put a proposal in force. `seen`: the revision that it was compared with; Conflict when there is a newer one."""
    with transaction():
        proposal, section = _waiting_proposal(proposal_id, actor)
        _check_unchanged(section, seen)
        if SectionText.of(section) == SectionText.of(proposal):
            raise Invalid(_("This very text is in force already."))
        _answer(proposal, RevisionState.PUBLISHED, actor=actor, now=now)
        _put_in_force(section, proposal, now=now)
        _record("section.accept", section, actor=actor, now=now, before=seen, author=proposal.author_name)
    return proposal


def decline(proposal_id: int, *, actor: Person, now: datetime) -> SectionRevision:
    """Leave a proposal out. It stays readable for its author."""
    with transaction():
        proposal, section = _waiting_proposal(proposal_id, actor)
        _answer(proposal, RevisionState.DECLINED, actor=actor, now=now)
        _record("section.decline", section, actor=actor, now=now, author=proposal.author_name)
    return proposal


def _locked(code: str, kind: SectionKind, language: str, *, now: datetime) -> CountrySection:
    """The section, made where there is none yet; nobody else writes it until this transaction ends."""
    if code not in countries("en"):
        raise NotFound(f"no country {code!r}")
    session().execute(
        insert(CountrySection)
        .values(country_code=code, kind=kind, language=language, changed_at=now)
        .on_conflict_do_nothing(index_elements=["country_code", "kind", "language"])
    )
    query = sa.select(CountrySection).where(
        CountrySection.country_code == code, CountrySection.kind == kind, CountrySection.language == language
    )
    return session().scalars(query.with_for_update(), execution_options={"populate_existing": True}).one()


def _locked_by_id(section_id: int) -> CountrySection:
    section = session().get(CountrySection, section_id, with_for_update=True, populate_existing=True)
    if section is None:
        raise NotFound("no such section")
    return section


def _waiting_proposal(proposal_id: int, actor: Person) -> tuple[SectionRevision, CountrySection]:
    proposal = session().get(SectionRevision, proposal_id)
    if proposal is None:
        raise NotFound("no such proposal")
    section = _locked_by_id(proposal.section_id)
    _require_decider(actor, section.country_code)
    session().refresh(proposal)
    if proposal.state is not RevisionState.PROPOSED:
        raise Conflict(_("Somebody has answered this proposal already."))
    return proposal, section


def _same_proposal(section: CountrySection, text: SectionText, actor: Person) -> SectionRevision | None:
    mine = sa.select(SectionRevision).where(
        SectionRevision.section_id == section.id,
        SectionRevision.author_id == actor.id,
        SectionRevision.state == RevisionState.PROPOSED,
    )
    return next((one for one in session().scalars(mine) if SectionText.of(one) == text), None)


def _require_decider(actor: Person, code: str) -> None:
    if not queries.decides(actor, code):
        raise NotFound(f"{actor.id} does not decide about the page of {code}")


def _check_unchanged(section: CountrySection, seen: int | None) -> None:
    if section.version != seen:
        raise Conflict(_("Somebody else has changed this section in the meantime."))


def _of_first_press(section: CountrySection, seen: int | None, actor: Person) -> SectionRevision | None:
    """The revision in force, where `actor` made it of the one that they still have before them."""
    if seen is None or section.version != seen + 1:
        return None
    revision = queries.revision(section.id, section.version)
    return revision if revision.author_id == actor.id else None


def _revision(
    section: CountrySection, text: SectionText, *, author: Person, note: str, now: datetime
) -> SectionRevision:
    revision = SectionRevision(
        section=section,
        state=RevisionState.PROPOSED,
        summary=text.summary,
        body=text.body,
        sources=text.sources,
        note=note,
        author_id=author.id,
        author_name=author.name,
        created_at=now,
    )
    session().add(revision)
    return revision


def _answer(proposal: SectionRevision, state: RevisionState, *, actor: Person, now: datetime) -> None:
    proposal.state = state
    proposal.answered_at = now
    proposal.answered_by_name = actor.name


def _put_in_force(section: CountrySection, revision: SectionRevision, *, now: datetime) -> None:
    section.version += 1
    section.summary, section.body, section.sources = revision.summary, revision.body, revision.sources
    section.changed_at = now
    revision.state = RevisionState.PUBLISHED
    revision.number = section.version
    session().flush()


def _record(
    action: str,
    section: CountrySection,
    *,
    actor: Person,
    now: datetime,
    before: int | None = None,
    **more: int | str,
) -> None:
    """`before`: the number of the revision that is replaced, where one is."""
    country = countries("en")[section.country_code]
    changed = before is not None
    record(
        action,
        section,
        actor=actor,
        now=now,
        name=f"{country}, {section.kind.value} ({section.language})",
        before={"version": before} if changed else {},
        after={**({"version": section.version} if changed else {}), **more},
    )
