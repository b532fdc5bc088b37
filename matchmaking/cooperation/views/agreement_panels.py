"""Agreements and stories on the pages of organisations and countries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from matchmaking.cooperation import related
from matchmaking.cooperation.queries.agreements import AgreementFilters
from matchmaking.cooperation.queries.network import network
from matchmaking.cooperation.queries.stories import stories_in, stories_of
from matchmaking.cooperation.views.agreements import picture_of
from matchmaking.organisations import panels
from matchmaking.organisations.models import Organisation
from matchmaking.web.locale import current_language

MOST_STORIES = 5


def _agreements_of(organisation: Organisation) -> Mapping[str, Any] | None:
    found = network(AgreementFilters(organisations=(organisation.slug,)))
    if not found.agreements:
        return None
    language = current_language()
    return {"found": found, "picture": picture_of(found.agreements, language), "language": language}


def _stories_of(organisation: Organisation) -> Mapping[str, Any] | None:
    stories = stories_of(organisation.id, most=MOST_STORIES)
    return {"stories": stories} if stories else None


def _agreements_in(country: str, _now: datetime) -> Mapping[str, Any] | None:
    return {
        "found": network(AgreementFilters(countries=(country,))),
        "country": country,
        "language": current_language(),
    }


def _stories_in(country: str, _now: datetime) -> Mapping[str, Any] | None:
    return {"stories": stories_in(country, most=MOST_STORIES), "country": country}


panels.register(panels.Panel("agreements", "cooperation/_agreements_of_organisation.html", _agreements_of))
panels.register(panels.Panel("stories", "cooperation/_stories_of_organisation.html", _stories_of))
# Agreements and stories belong to organisations, whose pages a partnership's page links to.
related.register(related.Panel("agreements", "cooperation/_agreements_of_country.html", _agreements_in))
related.register(related.Panel("stories", "cooperation/_stories_of_country.html", _stories_in))
