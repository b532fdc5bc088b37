"""What public documents say of countries; loading the same again changes nothing, nor anything that people wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from matchmaking.audit.services import record
from matchmaking.cooperation.models import CountryFact, CountrySection, RevisionState, SectionKind, SectionRevision
from matchmaking.db import session, transaction
from matchmaking.organisations.public_documents import source_document
from matchmaking.web.locale import countries


def load_countries(rows: Iterable[Mapping[str, Any]], *, now: datetime) -> int:
    """Store sections and facts as `demo/data/countries.json` holds them; how many of them are new.

    A section that has a text, and a fact whose code is known, stay as they are: people may have changed them since.
    """
    new = 0
    with transaction():
        for row in rows:
            sections = _sections(row["code"])
            for one in row["sections"]:
                new += _load_section(row["code"], one, sections, now=now)
            new += _load_facts(row["code"], row["facts"])
    return new


def _sections(code: str) -> dict[tuple[SectionKind, str], CountrySection]:
    query = sa.select(CountrySection).where(CountrySection.country_code == code)
    found = session().scalars(query.options(selectinload(CountrySection.revisions)).with_for_update())
    return {(section.kind, section.language): section for section in found}


def _load_section(
    code: str, row: Mapping[str, Any], known: Mapping[tuple[SectionKind, str], CountrySection], *, now: datetime
) -> bool:
    kind, language = SectionKind(row["kind"]), row["language"]
    section = known.get((kind, language))
    if section is not None and section.version > 0:
        return False
    if section is None:
        section = CountrySection(country_code=code, kind=kind, language=language, changed_at=now)
        session().add(section)
    text = {"summary": row["summary"], "body": "\n".join(row["body"]), "sources": "\n".join(row["sources"])}
    for name, value in text.items():
        setattr(section, name, value)
    section.version = 1
    section.changed_at = now
    section.revisions.append(SectionRevision(state=RevisionState.PUBLISHED, number=1, created_at=now, **text))
    record(
        "section.load",
        section,
        actor=None,
        now=now,
        name=f"{countries('en')[code]}, {kind.value} ({language})",
        after={"version": 1},
    )
    return True


def _load_facts(code: str, rows: Iterable[Mapping[str, Any]]) -> int:
    known = set(session().scalars(sa.select(CountryFact.code).where(CountryFact.country_code == code)))
    new = [
        CountryFact(
            country_code=code,
            position=position,
            code=row["code"],
            label_en=row["label_en"],
            label_fr=row["label_fr"],
            value_en=row["value_en"],
            value_fr=row["value_fr"],
            as_of=row["as_of"],
            source_document=source_document(row["source"]),
            source_url=row["source"]["url"] or "",
        )
        for position, row in enumerate(rows, start=1)
        if row["code"] not in known
    ]
    session().add_all(new)
    return len(new)
