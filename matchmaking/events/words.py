"""The words of this room in the reader's language: types, audiences, modes, states, dates and places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel import Locale
from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.calendars.times import spoken
from matchmaking.events.models import Audience, Event, EventMode, EventState, EventType
from matchmaking.web.locale import country_name, current_language, in_zone

TYPES = {
    EventType.MATCHMAKING: _l("Matchmaking"),
    EventType.CONFERENCE: _l("Conference"),
    EventType.INFORMATION_EVENT: _l("Information event"),
    EventType.TRADE_MISSION: _l("Trade mission"),
    EventType.TRADE_FAIR: _l("Trade fair"),
    EventType.TRAINING: _l("Training"),
    EventType.WEBINAR: _l("Webinar"),
}
AUDIENCES = {
    Audience.CLUSTER_MANAGERS: _l("Cluster managers"),
    Audience.SME: _l("SME"),
    Audience.PROJECT_COORDINATORS: _l("Project coordinators"),
    Audience.LARGE_AUDIENCE: _l("Large audience"),
    Audience.RESEARCH: _l("Research"),
    Audience.PUBLIC_AUTHORITIES: _l("Public authorities"),
    Audience.INVESTORS: _l("Investors"),
}
MODES = {
    EventMode.ON_SITE: _l("On site"),
    EventMode.ONLINE: _l("Online"),
    EventMode.HYBRID: _l("On site and online"),
}
STATES = {
    EventState.DRAFT: (_l("draft"), "neutral"),
    EventState.PUBLISHED: (_l("published"), "fine"),
    EventState.CANCELLED: (_l("cancelled"), "problem"),
}
"""The word for a state, and which of the four meanings it has."""


@dataclass(frozen=True, slots=True)
class ListedDate:
    """What `times.date_block` shows of an event, in the event's own zone."""

    day: int
    month: str
    weekday: str
    year: int
    iso: str
    until: str | None


def spelling() -> Locale:
    """The reader's language as Babel needs it; English dates are British ones, as everywhere on the site."""
    language = current_language()
    return Locale("en", "GB") if language == "en" else Locale.parse(language)


def audience_names(values: list[str]) -> list[str]:
    """The audiences in words, in the order of the words; a value of an older version stays as it is."""
    known: dict[str, str] = {audience.value: str(name) for audience, name in AUDIENCES.items()}
    return sorted((known.get(value, value) for value in values), key=str.casefold)


def place(event: Event) -> str:
    """Where it is, shortly: city and country, "Online", or nothing where a source does not say."""
    online: str = _("Online")
    if event.mode is EventMode.ONLINE:
        return online
    spot = ", ".join(part for part in (event.city, country_name(event.country_code)) if part)
    return _("%(place)s and online", place=spot) if spot and event.mode is EventMode.HYBRID else spot


def listed_date(event: Event) -> ListedDate:
    """The first day, large; the weekday with the time of the start; and the last day where it is another."""
    locale = spelling()
    start = in_zone(event.starts_at, event.time_zone)
    until = None
    if event.ends_at is not None:
        # An event that ends at midnight ends on the day before.
        last = (in_zone(event.ends_at, event.time_zone) - timedelta(microseconds=1)).date()
        if last != start.date():
            pattern = "d MMMM y" if last.year != start.year else "d MMMM"
            until = format_date(last, pattern, locale=locale)
    return ListedDate(
        day=start.day,
        month=format_date(start, "LLLL", locale=locale),
        weekday=f"{format_date(start, 'EEE', locale=locale)} {start:%H:%M}",
        year=start.year,
        iso=start.isoformat(timespec="minutes"),
        until=until,
    )


def day_name(day: date) -> str:
    """A day of the filter, such as 10 March 2027."""
    name: str = format_date(day, "d MMMM y", locale=spelling())
    return name


def day_of_week(day: date) -> str:
    """A day as a heading, such as Wednesday 10 March 2027."""
    name: str = format_date(day, "EEEE d MMMM y", locale=spelling())
    return name


def when(event: Event, reader_zone: str | None = None) -> str:
    """The event's time as one phrase, in its own zone and, where that differs, in the reader's."""
    return spoken_in(event, event.starts_at, event.ends_at, reader_zone)


def spoken_in(event: Event, start: datetime, end: datetime | None, reader_zone: str | None = None) -> str:
    """A time at `event` as one phrase."""
    return spoken(
        start,
        end,
        event.time_zone,
        city="" if event.mode is EventMode.ONLINE else event.city,
        reader_zone=reader_zone,
        locale=current_language(),
        elsewhere=_("%(time)s in %(city)s", time="{time}", city="{city}"),
    )
