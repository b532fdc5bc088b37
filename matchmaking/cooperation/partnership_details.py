"""A partnership as plain values: what a form carries, what is compared, and what an edit changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from matchmaking.audit.changes import changed
from matchmaking.cooperation import sources
from matchmaking.cooperation.models import Partnership, PartnershipPhase
from matchmaking.cooperation.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipDetails:
    """All that people write about a partnership; its members have pages of their own."""

    acronym: str
    name: str
    sector_stated: str = ""
    technology_stated: str = ""
    sectors: tuple[str, ...] = ()
    target_countries: tuple[str, ...] = ()
    smes: int | None = None
    partners: int | None = None
    phase: PartnershipPhase | None = None
    aim: str = ""
    activities: str = ""
    website: str = ""
    source_document: str = ""
    source_url: str = ""
    further_sources: str = ""


OWN_FIELDS = ("phase", "smes", "partners", "aim", "activities", "website")
"""What the managers of a member organisation keep up to date; the rest is the administrators'."""


def details_of(partnership: Partnership) -> PartnershipDetails:
    """What is stored now."""
    return PartnershipDetails(
        acronym=partnership.acronym,
        name=partnership.name,
        sector_stated=partnership.sector_stated,
        technology_stated=partnership.technology_stated,
        sectors=tuple(sorted(sector.code for sector in partnership.sectors)),
        target_countries=tuple(sorted(partnership.target_countries)),
        smes=partnership.smes,
        partners=partnership.partners,
        phase=partnership.phase,
        aim=partnership.aim,
        activities=partnership.activities,
        website=partnership.website,
        source_document=partnership.source_document,
        source_url=partnership.source_url,
        further_sources=partnership.further_sources,
    )


def with_own_fields(stored: PartnershipDetails, written: PartnershipDetails) -> PartnershipDetails:
    """`stored` with what a member's manager may write taken from `written`."""
    return replace(stored, **{name: getattr(written, name) for name in OWN_FIELDS})


def changes(before: PartnershipDetails, after: PartnershipDetails) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, as plain JSON values: as they were, and as they are."""
    return changed(asdict(before), asdict(after))


def sources_of(partnership: Partnership) -> list[Source]:
    """Where the facts were taken from, the first source first."""
    first = partnership.source_document or partnership.source_url
    own = [Source(first, partnership.source_url)] if first else []
    return own + sources.sources_of(partnership.further_sources)
