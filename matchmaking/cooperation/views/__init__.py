"""Pages of the cooperation room, by subject."""

from __future__ import annotations

from matchmaking.cooperation import open_data
from matchmaking.cooperation.views import (
    agreement_desk,
    agreement_panels,
    agreements,
    comparison,
    contact_points,
    countries,
    entry_review,
    news,
    news_desk,
    partner_searches,
    partners,
    partners_api,
    partnership_editing,
    partnership_members,
    partnerships,
    proposals,
    sections,
    stories,
    story_desk,
)
from matchmaking.cooperation.views.blueprint import bp

__all__ = [
    "agreement_desk",
    "agreement_panels",
    "agreements",
    "bp",
    "comparison",
    "contact_points",
    "countries",
    "entry_review",
    "news",
    "news_desk",
    "open_data",
    "partner_searches",
    "partners",
    "partners_api",
    "partnership_editing",
    "partnership_members",
    "partnerships",
    "proposals",
    "sections",
    "stories",
    "story_desk",
]
