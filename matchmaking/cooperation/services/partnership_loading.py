"""The partnerships of the public documents; loading the same again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from matchmaking.audit.models import AuditEntry
from matchmaking.audit.services import record
from matchmaking.cooperation.models import Partnership, PartnershipMember, PartnershipPhase
from matchmaking.cooperation.partnership_details import PartnershipDetails, details_of
from matchmaking.cooperation.services.partnerships import apply_details
from matchmaking.cooperation.sources import Source, source_lines
from matchmaking.db import session, transaction
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.public_documents import source_document

LEVELS = " / "
"""Between the levels of a technology area, from wide to narrow."""


def load_partnerships(partnerships: Iterable[Mapping[str, Any]], *, now: datetime) -> int:
    """Store partnerships as `demo/data/partnerships.json` holds them; the number of those that are new.

    One that nobody has edited is brought up to date; what people have edited or deleted since stays as they
    left it. The sectors and organisations must have been loaded; a member whose profile is not there is left out.
    """
    with transaction() as current:
        known = {found.slug: found for found in current.scalars(sa.select(Partnership))}
        deleted = _deleted()
        organisations = _organisations()
        new = 0
        for row in partnerships:
            partnership = known.get(row["slug"])
            if (partnership and partnership.version > 1) or row["slug"] in deleted:
                continue
            details = _details(row)
            if partnership is None:
                partnership = Partnership(slug=row["slug"], created_at=now, changed_at=now)
                current.add(partnership)
                new += 1
                apply_details(partnership, details)
                record(
                    "partnership.list",
                    partnership,
                    actor=None,
                    now=now,
                    name=partnership.acronym,
                    after={"source": partnership.source_document},
                )
            elif details_of(partnership) != details:
                apply_details(partnership, details)
            _set_members(partnership, row["members"], organisations)
    return new


def _deleted() -> set[str]:
    """The addresses of those that an administrator has taken away."""
    query = sa.select(AuditEntry.before["slug"].as_string()).where(
        AuditEntry.subject_kind == Partnership.__tablename__, AuditEntry.action == "partnership.delete"
    )
    return set(session().scalars(query))


def _organisations() -> dict[str, int]:
    query = sa.select(Organisation.slug, Organisation.id).where(Organisation.source_document != "")
    return dict(session().execute(query).all())


def _details(row: Mapping[str, Any]) -> PartnershipDetails:
    first, *further = row["sources"]
    return PartnershipDetails(
        acronym=row["acronym"],
        name=row["name"],
        sector_stated=row["sector_stated"],
        technology_stated=LEVELS.join(row["technology_stated"]),
        sectors=tuple(sorted(row["sectors"])),
        target_countries=tuple(sorted(row["target_countries"])),
        smes=row["smes"],
        partners=row["partners"],
        phase=PartnershipPhase(row["phase"]) if row["phase"] else None,
        aim=row["aim"] or "",
        activities=row["activities"] or "",
        website=row["website"] or "",
        source_document=source_document(first),
        source_url=first["url"] or "",
        further_sources=source_lines(Source(source_document(source), source["url"] or "") for source in further),
    )


def _set_members(
    partnership: Partnership, members: Iterable[Mapping[str, Any]], organisations: Mapping[str, int]
) -> None:
    stated = [
        (organisations.get(member.get("organisation") or ""), member.get("name") or "", member.get("country"))
        for member in members
    ]
    wanted = [(found, name, country) for found, name, country in stated if found or name]
    if [(one.organisation_id, one.name, one.country_code) for one in partnership.members] == wanted:
        return
    partnership.members.clear()
    session().flush()  # or the new rows would meet the old ones
    partnership.members = [
        PartnershipMember(
            organisation_id=found, name=name, country_code=country, position=position, is_coordinator=False
        )
        for position, (found, name, country) in enumerate(wanted, start=1)
    ]
