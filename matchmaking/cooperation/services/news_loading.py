"""News from public documents; loading the same again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from matchmaking.audit.services import record
from matchmaking.cooperation.models import EntryState, NewsItem
from matchmaking.cooperation.news_details import NewsDetails
from matchmaking.cooperation.services.news import apply_details
from matchmaking.db import session, transaction
from matchmaking.organisations.public_documents import source_document


def load_news(items: Iterable[Mapping[str, Any]], *, now: datetime) -> int:
    """Publish items as `demo/data/news.json` holds them. Partnerships must have been loaded.

    A slug that exists already is left as it is: people may have changed it since. The number of new items.
    """
    with transaction() as current:
        known = set(current.scalars(sa.select(NewsItem.slug)))
        new = [row for row in items if row["slug"] not in known]
        for row in new:
            item = NewsItem(
                slug=row["slug"],
                state=EntryState.PUBLISHED,
                published_on=now.date(),
                created_at=now,
                changed_at=now,
            )
            apply_details(item, _details(row))
            session().add(item)
            record("news.load", item, actor=None, now=now, name=item.title, after={"source": item.source_document})
    return len(new)


def _details(row: Mapping[str, Any]) -> NewsDetails:
    source = row["source"]
    return NewsDetails(
        title=row["title"],
        body="\n\n".join(row["body"]),
        language=row["language"],
        happened_on=row["happened_on"],
        countries=tuple(row["countries"]),
        partnership=row["partnership"] or "",
        source_document=source_document(source),
        source_url=source["url"] or "",
    )
