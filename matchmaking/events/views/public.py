"""What everybody sees: the listing as a page, a calendar and a table file; and an event's own page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from flask import Response, render_template, request, stream_with_context
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person_or_none
from matchmaking.calendars import feeds
from matchmaking.events import listing, queries, table_file, words
from matchmaking.events.counts import compute, counts_of
from matchmaking.events.entries import entry_of
from matchmaking.events.filters import EventFilter, When, page_number, read
from matchmaking.events.linked_data import linked_data
from matchmaking.events.models import Event
from matchmaking.events.views.blueprint import bp
from matchmaking.organisations.models import Sector
from matchmaking.web.clock import current_time
from matchmaking.web.extensions import limiter
from matchmaking.web.facets import Counts
from matchmaking.web.guards import public
from matchmaking.web.locale import countries, current_language, reader_zone
from matchmaking.web.settings import absolute_url, settings

Options = list[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class Page:
    """What the pages macro needs of one page of the listing."""

    page: int
    total: int
    shown: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // listing.PAGE_SIZE))

    @property
    def first(self) -> int:
        return (self.page - 1) * listing.PAGE_SIZE + 1

    @property
    def last(self) -> int:
        return self.first + self.shown - 1

    @property
    def has_prev(self) -> bool:
        return self.page > 1

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def prev_num(self) -> int:
        return self.page - 1

    @property
    def next_num(self) -> int:
        return self.page + 1


@bp.get("/events")
@bp.get("/")
@public
def index() -> str:
    now = current_time()
    sectors = queries.sectors()
    wanted, problems = _wanted(sectors, now)
    counts = counts_of(wanted, now=now)
    page, rows, counts = _page_and_rows(wanted, page_number(request.args), counts, now)
    latest_past: list[Event] = []
    if not rows and wanted.when is When.UPCOMING:
        latest_past = listing.latest_past(wanted, now=now)
    feed_url = absolute_url("events.calendar", **wanted.url_args())
    return render_template(
        "events/index.html",
        wanted=wanted,
        problems=problems,
        options=_options(wanted, counts, sectors),
        counts=counts,
        page=page,
        rows=rows,
        latest_past=latest_past,
        moment=now,
        feed_url=feed_url,
        webcal_url=f"webcal://{feed_url.partition('://')[2]}",
    )


@bp.get("/events.ics")
@public
def calendar() -> Response:
    now = current_time()
    wanted, _problems = _wanted(queries.sectors(), now)
    page_url = absolute_url("events.index", **wanted.url_args())
    feed = feeds.publish(
        _("Events: %(site)s", site=settings().site_name),
        [entry_of(event) for event in listing.for_calendar(wanted, now=now)],
        calendar_uid=f"{uuid5(NAMESPACE_URL, page_url)}",
        now=now,
        url=page_url,
    )
    return calendar_response(feed, "events.ics", attachment=False)


@bp.get("/events.csv")
@public
@limiter.limit("120 per hour")
def export() -> Response:
    now = current_time()
    wanted, _problems = _wanted(queries.sectors(), now)
    lines = stream_with_context(table_file.lines(listing.all_of(wanted, now=now)))
    response = Response(lines, mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="events.csv"'
    return response


@bp.get("/events/<slug>")
@public
def show(slug: str) -> str:
    now = current_time()
    event = queries.event_visible_to(slug, current_person_or_none())
    return render_template(
        "events/show.html",
        event=event,
        when=words.when(event, reader_zone()),
        over=event.is_over(now),
        language=current_language(),
        linked_data=linked_data(event),
    )


@bp.get("/events/<slug>.ics")
@public
def ics(slug: str) -> Response:
    event = queries.event_visible_to(slug, current_person_or_none())
    now = current_time()
    feed = feeds.publish(event.name, [entry_of(event)], calendar_uid=f"calendar-{event.uid}", now=now)
    return calendar_response(feed, f"{event.slug}.ics", attachment=True)


def calendar_response(feed: feeds.Feed, filename: str, *, attachment: bool) -> Response:
    """A feed over HTTP: 304 where the client has it already."""
    response = Response(feed.body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'{"attachment" if attachment else "inline"}; filename="{filename}"'
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(feed.etag)
    response.last_modified = feed.last_modified
    response.make_conditional(request)
    return response


def _wanted(sectors: Sequence[Sector], now: datetime) -> tuple[EventFilter, dict[str, str]]:
    return read(
        request.args,
        sectors={sector.code for sector in sectors},
        countries=countries("en"),
        today=now.date(),
    )


def _page_and_rows(wanted: EventFilter, number: int, counts: Counts, now: datetime) -> tuple[Page, list[Event], Counts]:
    """The rows of page `number`, or of the last page where that lies beyond; and counts that agree with them.

    Kept counts may be a moment older than the rows: the rows are right.
    """
    number = min(number, Page(1, counts.total, 0).pages)
    rows = listing.page_of(wanted, page=number, now=now)
    if not rows and number > 1:
        counts = compute(wanted, now=now)
        number = Page(1, counts.total, 0).pages
        rows = listing.page_of(wanted, page=number, now=now)
    seen = (number - 1) * listing.PAGE_SIZE + len(rows)
    total = seen if len(rows) < listing.PAGE_SIZE else max(counts.total, seen)
    return Page(number, total, len(rows)), rows, counts


def _options(wanted: EventFilter, counts: Counts, sectors: Sequence[Sector]) -> dict[str, Options]:
    """The choices of each phrase: value, name, and how many events it would show."""
    language = current_language()
    named: dict[str, dict[str, str]] = {
        "type": {value.value: str(name) for value, name in words.TYPES.items()},
        "audience": {value.value: str(name) for value, name in words.AUDIENCES.items()},
        "mode": {value.value: str(name) for value, name in words.MODES.items()},
        "sector": {sector.code: sector.name(language) for sector in sectors},
        "country": {
            code: name
            for code, name in countries(language).items()
            if counts.of("country", code) or code in wanted.values("country")
        },
        "when": {"upcoming": _("from today"), "past": _("in the past"), "all": _("past and coming")},
    }
    return {
        dimension: [(value, name, counts.of(dimension, value)) for value, name in names.items()]
        for dimension, names in named.items()
    }
