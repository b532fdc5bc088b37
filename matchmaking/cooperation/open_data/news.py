"""The news as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from matchmaking.cooperation.models import EntryState, NewsItem
from matchmaking.cooperation.open_data.linked import source
from matchmaking.cooperation.queries.news import NewsFilter, fits
from matchmaking.organisations.filters import known as chosen
from matchmaking.organisations.open_data.linked import country, known
from matchmaking.web.datasets import Args, Column, Dataset, Record, State, entities, state_of
from matchmaking.web.locale import countries
from matchmaking.web.settings import absolute_url


def rows(args: Args) -> Iterator[Record]:
    """The published news, the newest first."""
    item_page = absolute_url("cooperation.news_item", slug="SLUG")
    partnership_page = absolute_url("cooperation.partnership", slug="SLUG")
    query = sa.select(NewsItem).where(*_conditions(args)).order_by(NewsItem.published_on.desc(), NewsItem.id)
    for item in entities(query.options(joinedload(NewsItem.partnership))):
        yield {
            "id": item_page.replace("SLUG", item.slug),
            "title": item.title,
            "body": item.body,
            "language": item.language,
            "published_on": item.published_on,
            "happened_on": item.happened_on,
            "countries": item.countries,
            "partnership": partnership_page.replace("SLUG", item.partnership.slug) if item.partnership else "",
            "source": item.source_document,
            "source_url": item.source_url,
            "changed_at": item.changed_at,
        }


def linked(row: Record) -> dict[str, Any]:
    """A NewsArticle of schema.org."""
    about = [country(code) for code in row["countries"]]
    if row["partnership"]:
        about.append({"@type": "Project", "@id": row["partnership"]})
    return known(
        {
            "@type": "NewsArticle",
            "@id": row["id"],
            "headline": row["title"],
            "articleBody": row["body"],
            "inLanguage": row["language"],
            "datePublished": row["published_on"].isoformat(),
            "about": about,
            "isBasedOn": source(row),
        }
    )


def state(args: Args) -> State:
    """A partnership that is deleted leaves its news, which are no newer for it."""
    item = sa.select(NewsItem.id, NewsItem.version, NewsItem.partnership_id, NewsItem.changed_at)
    return state_of(item.where(*_conditions(args)))


def _conditions(args: Args) -> list[Any]:
    wanted = NewsFilter(
        countries=chosen(args, "country", set(countries("en"))), partnerships=tuple(args.getlist("partnership"))
    )
    return [NewsItem.state == EntryState.PUBLISHED, *fits(wanted)]


DATASET = Dataset(
    name="news",
    title=_l("News"),
    description=_l("News about countries and partnerships."),
    columns=(
        Column("id", _l("The address of its page; it stays the same.")),
        Column("title", _l("What it is called.")),
        Column("body", _l("The text, as Markdown.")),
        Column("language", _l("The language that it is written in."), "en"),
        Column("published_on", _l("The day on which it was published here."), "2027-01-11"),
        Column("happened_on", _l("When it happened: a year, month or day."), "2016-11"),
        Column("countries", _l("The countries that it concerns, separated by |."), "CA"),
        Column("partnership", _l("The id of the partnership that it is about.")),
        Column("source", _l("The public document that it was taken from.")),
        Column("source_url", _l("Where that document is.")),
        Column("changed_at", _l("When it was changed last, in UTC.")),
    ),
    rows=rows,
    linked=linked,
    state=state,
    kind="NewsArticle",
    page="cooperation.news",
    filters=(
        Column("partnership", _l("The last part of a partnership's address; may be given several times."), "natureef"),
        Column("country", _l("An ISO 3166 code with two letters; may be given several times."), "CA"),
    ),
)
