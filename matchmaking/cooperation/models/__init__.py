"""The room's tables."""

from __future__ import annotations

from matchmaking.cooperation.models.agreements import Agreement, AgreementKind, AgreementParty, agreement_sector
from matchmaking.cooperation.models.contact_points import ContactPoint, Network
from matchmaking.cooperation.models.countries import (
    CountryFact,
    CountrySection,
    RevisionState,
    SectionKind,
    SectionRevision,
)
from matchmaking.cooperation.models.news import NewsItem
from matchmaking.cooperation.models.partner_searches import PartnerSearch, PartnerSearchMatch
from matchmaking.cooperation.models.partnerships import (
    Partnership,
    PartnershipMember,
    PartnershipPhase,
    partnership_sector,
)
from matchmaking.cooperation.models.sources import EntryState
from matchmaking.cooperation.models.stories import StoryPartner, SuccessStory, success_story_sector

__all__ = [
    "Agreement",
    "AgreementKind",
    "AgreementParty",
    "ContactPoint",
    "CountryFact",
    "CountrySection",
    "EntryState",
    "Network",
    "NewsItem",
    "PartnerSearch",
    "PartnerSearchMatch",
    "Partnership",
    "PartnershipMember",
    "PartnershipPhase",
    "RevisionState",
    "SectionKind",
    "SectionRevision",
    "StoryPartner",
    "SuccessStory",
    "agreement_sector",
    "partnership_sector",
    "success_story_sector",
]
