"""News as everybody reads it: the list, one item, the Atom feed, and panels on countries' and partnerships' pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from flask import Response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from matchmaking.accounts.current import current_person_or_none
from matchmaking.cooperation import atom, related
from matchmaking.cooperation.models import NewsItem, Partnership
from matchmaking.cooperation.queries import news as queries
from matchmaking.cooperation.queries.news import NewsFilter
from matchmaking.cooperation.queries.offices import office_countries
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.organisations import websites
from matchmaking.web.filters import countries_asked, offered, without
from matchmaking.web.guards import public
from matchmaking.web.locale import country_name, current_language
from matchmaking.web.settings import absolute_url, settings
from matchmaking.web.templating import markdown

NEVER = datetime(2017, 1, 1, tzinfo=UTC)
"""When a feed without any item last changed."""
MOST_VALUES = 50
LONGEST_SLUG = 100


@bp.get("/news")
@public
def news() -> str:
    """The published items, filtered; the filters live in the URL."""
    wanted = filter_from(request.args)
    partnerships = queries.partnerships_with_news()
    return render_template(
        "cooperation/news.html",
        items=queries.page_of(wanted, page=request.args.get("page", 1, type=int)),
        wanted=wanted,
        countries=offered(queries.countries_with_news(), wanted.countries, country_name),
        partnerships=partnerships,
        chosen=_chosen(wanted, {slug: acronym for slug, acronym, _count in partnerships}),
        feed_url=absolute_url("cooperation.news_feed", **wanted.as_args()),
        writes=queries.may_write(current_person_or_none()),
    )


@bp.get("/news.atom")
@public
def news_feed() -> Response:
    """The newest items as an Atom feed, filtered as the list is."""
    wanted = filter_from(request.args)
    items, changed = queries.for_feed(wanted)
    args = wanted.as_args()
    own = absolute_url("cooperation.news_feed", **args)
    feed = atom.Feed(
        uri=uuid5(NAMESPACE_URL, own).urn,
        title=_feed_title(wanted),
        url=absolute_url("cooperation.news", **args),
        own_url=own,
        language=current_language(),
        author=settings().site_name,
        author_url=absolute_url("cooperation.news"),
        updated=changed or NEVER,
        entries=[_entry(item) for item in items],
    )
    made = atom.publish(feed)
    response = Response(made.body, content_type=atom.CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Language")
    response.set_etag(made.etag)
    response.last_modified = made.last_modified
    response.make_conditional(request)
    return response


@bp.get("/news/<slug>")
@public
def news_item(slug: str) -> str:
    """One item, with its source."""
    person = current_person_or_none()
    item = queries.visible(slug, person)
    return render_template(
        "cooperation/news_item.html",
        item=item,
        editable=queries.may_edit(person, item),
        source_shown=websites.shown(item.source_url),
    )


def filter_from(args: MultiDict[str, str]) -> NewsFilter:
    """What a query string asks for; values that cannot be are left out."""
    return NewsFilter(
        countries=countries_asked(args),
        partnerships=tuple(sorted({slug for slug in args.getlist("partnership")[:MOST_VALUES] if _is_slug(slug)})),
    )


def _is_slug(text: str) -> bool:
    return text.isascii() and 0 < len(text) <= LONGEST_SLUG and text.replace("-", "").isalnum()


def _chosen(wanted: NewsFilter, acronyms: Mapping[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """Each value chosen, with the query string that lets go of it."""
    args = wanted.as_args()
    countries = [(country_name(code), without(args, "country", code)) for code in wanted.countries]
    named = [(acronyms.get(slug, slug), without(args, "partnership", slug)) for slug in wanted.partnerships]
    return countries + named


def _feed_title(wanted: NewsFilter) -> str:
    acronyms = {slug: acronym for slug, acronym, _count in queries.partnerships_with_news()}
    about = [country_name(code) for code in wanted.countries]
    about += [acronyms.get(slug, slug) for slug in wanted.partnerships]
    site = settings().site_name
    if about:
        return str(_("News of %(about)s: %(site)s", about=", ".join(about), site=site))
    return str(_("News: %(site)s", site=site))


def _entry(item: NewsItem) -> atom.Entry:
    categories = [(code, country_name(code)) for code in item.countries]
    if item.partnership:
        categories.append((item.partnership.slug, item.partnership.acronym))
    return atom.Entry(
        uri=item.uid.urn,
        title=item.title,
        url=absolute_url("cooperation.news_item", slug=item.slug),
        html=str(markdown(item.body)),
        language=item.language,
        published=datetime.combine(item.published_on, time(), UTC),
        updated=item.changed_at,
        categories=categories,
        via=item.source_url,
    )


def _panel(wanted: NewsFilter, *, about: Collection[str], title: str) -> Mapping[str, Any]:
    """`about`: whoever writes news of one of these countries is shown the way to do so."""
    items, total = queries.latest(wanted)
    person = current_person_or_none()
    writes = person is not None and (person.is_administrator or bool(office_countries(person) & set(about)))
    return {"news": items, "total": total, "args": wanted.as_args(), "title": title, "writes": writes}


def _of_country(code: str, _now: datetime) -> Mapping[str, Any]:
    return _panel(NewsFilter(countries=(code,)), about=[code], title=_("News of this country"))


def _of_partnership(partnership: Partnership, _now: datetime) -> Mapping[str, Any]:
    wanted = NewsFilter(partnerships=(partnership.slug,))
    return _panel(wanted, about=partnership.target_countries, title=_("News of this partnership"))


related.register(related.Panel("news", "cooperation/_news_panel.html", _of_country, _of_partnership))
