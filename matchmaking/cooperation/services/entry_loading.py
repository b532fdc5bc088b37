"""Agreements and stories from a public source; loading the same again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from matchmaking.audit.services import record
from matchmaking.cooperation.models import (
    Agreement,
    AgreementKind,
    AgreementParty,
    EntryState,
    StoryPartner,
    SuccessStory,
)
from matchmaking.cooperation.services.agreements import refresh_agreement
from matchmaking.cooperation.services.values import sectors_of
from matchmaking.db import session, transaction
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.public_documents import source_document


def load_agreements(agreements: Iterable[Mapping[str, Any]], *, now: datetime) -> int:
    """Publish agreements as `demo/data/agreements.json` holds them. The organisations must have been loaded.

    A slug that exists already is left as it is: people may have changed it since. The number that are new.
    """
    with transaction():
        known = set(session().scalars(sa.select(Agreement.slug)))
        new = [row for row in agreements if row["slug"] not in known]
        organisations = _organisations(slug for row in new for slug in row["parties"])
        for row in new:
            agreement = Agreement(
                slug=row["slug"],
                title=row["title"],
                kind=AgreementKind(row["kind"]),
                state=EntryState.PUBLISHED,
                signed=row["signed"],
                runs_until=row["until"],
                description=row["description"],
                source_document=source_document(row["source"]),
                source_url=row["source"]["url"],
                sectors=sectors_of(row["sectors"]),
                parties=[
                    AgreementParty(organisation=organisations[slug], position=position)
                    for position, slug in enumerate(row["parties"])
                ],
                created_at=now,
                changed_at=now,
                published_at=now,
            )
            refresh_agreement(agreement)
            session().add(agreement)
            record("agreement.list", agreement, actor=None, now=now, name=agreement.title)
    return len(new)


def load_stories(stories: Iterable[Mapping[str, Any]], *, now: datetime) -> int:
    """Publish stories as `demo/data/stories.json` holds them; organisations and agreements must have been loaded.

    A slug that exists already is left as it is: people may have changed it since. The number that are new.
    """
    with transaction():
        known = set(session().scalars(sa.select(SuccessStory.slug)))
        new = [row for row in stories if row["slug"] not in known]
        organisations = _organisations(slug for row in new for slug in row["partners"])
        for row in new:
            told = ("context", "cooperation_type", "cooperation", "objective", "policy_support", "results")
            story = SuccessStory(
                slug=row["slug"],
                title=row["title"],
                summary=row["summary"],
                state=EntryState.PUBLISHED,
                subsectors="\n".join(row["subsectors"]),
                agreement_id=session().scalar(sa.select(Agreement.id).where(Agreement.slug == row["agreement"])),
                source_document=source_document(row["source"]),
                source_url=row["source"]["url"],
                sectors=sectors_of(row["sectors"]),
                partners=[
                    StoryPartner(organisation=organisations[slug], position=position)
                    for position, slug in enumerate(row["partners"])
                ],
                created_at=now,
                changed_at=now,
                published_at=now,
                **{name: row[name] for name in told},
            )
            session().add(story)
            record("story.list", story, actor=None, now=now, name=story.title)
    return len(new)


def _organisations(slugs: Iterable[str]) -> dict[str, Organisation]:
    query = sa.select(Organisation).where(Organisation.slug.in_(set(slugs)))
    return {organisation.slug: organisation for organisation in session().scalars(query)}
