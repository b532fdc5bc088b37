"""The success stories as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from matchmaking.cooperation.models import StoryPartner, SuccessStory
from matchmaking.cooperation.open_data.linked import organisations, participants, source
from matchmaking.cooperation.queries.stories import StoryFilters, conditions
from matchmaking.organisations.filters import known as chosen
from matchmaking.organisations.filters import searched
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.open_data.linked import known, sectors
from matchmaking.web.datasets import Args, Column, Dataset, Record, State, entities, state_of
from matchmaking.web.locale import countries
from matchmaking.web.settings import absolute_url

_WHOLE = (
    selectinload(SuccessStory.sectors),
    selectinload(SuccessStory.partners).joinedload(StoryPartner.organisation),
)


def rows(args: Args) -> Iterator[Record]:
    """The published stories, in the order in which they came."""
    page = absolute_url("cooperation.show_story", slug="SLUG")
    profile = absolute_url("organisations.show", slug="SLUG")
    query = sa.select(SuccessStory).where(*_conditions(args)).order_by(SuccessStory.id)
    for story in entities(query.options(*_WHOLE)):
        partners = participants(story.partners, profile)
        yield {
            "id": page.replace("SLUG", story.slug),
            "title": story.title,
            "summary": story.summary,
            "partners": [partner["name"] for partner in partners],
            "partner_ids": [partner["id"] for partner in partners if partner["id"]],
            "sectors": [sector.code for sector in story.sectors],
            "subsectors": story.subsectors.splitlines(),
            "context": story.context,
            "cooperation_type": story.cooperation_type,
            "cooperation": story.cooperation,
            "objective": story.objective,
            "policy_support": story.policy_support,
            "results": story.results,
            "source": story.source_document,
            "source_url": story.source_url,
            "published_at": story.published_at,
            "changed_at": story.changed_at,
            "linked_partners": partners,
        }


def linked(row: Record) -> dict[str, Any]:
    """An Article of schema.org about its partners."""
    return known(
        {
            "@type": "Article",
            "@id": row["id"],
            "headline": row["title"],
            "abstract": row["summary"],
            "mainEntityOfPage": row["id"],
            "articleBody": "\n\n".join(
                row[part] for part in ("context", "objective", "cooperation", "policy_support", "results") if row[part]
            ),
            "about": [*organisations(row["linked_partners"]), *sectors(row["sectors"])],
            "keywords": row["subsectors"],
            "datePublished": row["published_at"].isoformat() if row["published_at"] else "",
            "isBasedOn": source(row),
        }
    )


def state(args: Args) -> State:
    partners = sa.select(
        StoryPartner.id, StoryPartner.name, Organisation.slug, Organisation.name, Organisation.state
    ).outerjoin(Organisation, Organisation.id == StoryPartner.organisation_id)
    stories = sa.select(SuccessStory.id, SuccessStory.version, SuccessStory.changed_at)
    return state_of(stories.where(*_conditions(args)), partners)


def _conditions(args: Args) -> list[Any]:
    return conditions(
        StoryFilters(
            q=searched(args),
            countries=chosen(args, "country", set(countries("en"))),
            sectors=tuple(args.getlist("sector")),
        )
    )


DATASET = Dataset(
    name="success-stories",
    title=_l("Success stories"),
    description=_l("What came of cooperations, told in the form of the European Cluster Collaboration Platform."),
    columns=(
        Column("id", _l("The address of its page; it stays the same.")),
        Column("title", _l("What it is called.")),
        Column("summary", _l("In a few sentences.")),
        Column("partners", _l("The names of the partners, separated by |.")),
        Column("partner_ids", _l("The ids of those that have a profile here, separated by |.")),
        Column("sectors", _l("Codes of the sectors, separated by |.")),
        Column("subsectors", _l("As the partners name them, separated by |.")),
        Column("context", _l("How it came about, as Markdown.")),
        Column("cooperation_type", _l("The type of cooperation, in a few words.")),
        Column("cooperation", _l("What was done, as Markdown.")),
        Column("objective", _l("What it was for, as Markdown.")),
        Column("policy_support", _l("What public policies did for it, as Markdown.")),
        Column("results", _l("What came of it, as Markdown.")),
        Column("source", _l("The public document that it was taken from.")),
        Column("source_url", _l("Where that document is.")),
        Column("published_at", _l("When it was published here, in UTC.")),
        Column("changed_at", _l("When it was changed last, in UTC.")),
    ),
    rows=rows,
    linked=linked,
    state=state,
    kind="Article",
    page="cooperation.stories",
    filters=(
        Column("q", _l("Beginnings of words."), "aero"),
        Column("country", _l("A country of a partner; may be given several times."), "CA"),
        Column("sector", _l("A code of the sectors; may be given several times."), "aerospace"),
    ),
)
