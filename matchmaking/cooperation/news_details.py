"""What somebody writes of a news item, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from matchmaking.audit.changes import changed
from matchmaking.cooperation.models import NewsItem

LONGEST_TITLE = 200
LONGEST_BODY = 20_000
LONGEST_SOURCE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsDetails:
    """`happened_on`: a day, month or year in ISO 8601, empty for the day of publication. `body` is Markdown.

    `partnership`: the slug of the partnership that it tells of, empty for none.
    """

    title: str
    body: str
    language: str = "en"
    happened_on: str = ""
    countries: tuple[str, ...] = ()
    partnership: str = ""
    source_document: str = ""
    source_url: str = ""


def details_of(item: NewsItem) -> NewsDetails:
    """What is stored now."""
    return NewsDetails(
        title=item.title,
        body=item.body,
        language=item.language,
        happened_on=item.happened_on,
        countries=tuple(item.countries),
        partnership=item.partnership.slug if item.partnership else "",
        source_document=item.source_document,
        source_url=item.source_url,
    )


def changes(before: NewsDetails, after: NewsDetails) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, as plain JSON values: as they were, and as they are."""
    return changed(_plain(before), _plain(after))


def _plain(details: NewsDetails) -> dict[str, Any]:
    values = {part.name: getattr(details, part.name) for part in fields(details)}
    return values | {"countries": sorted(details.countries)}
