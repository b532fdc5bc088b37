"""The listing as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from matchmaking.events import words
from matchmaking.events.models import Event
from matchmaking.web.locale import country_name, current_language, in_zone
from matchmaking.web.settings import absolute_url
from matchmaking.web.table_writers import BYTE_ORDER_MARK, csv_line


def lines(events: Iterable[Event]) -> Iterator[str]:
    """The file in pieces: a head, then one line per event, each as soon as it is read."""
    head = [
        _("Date"), _("Start"), _("Last day"), _("End"), _("Time zone"), _("Name"), _("Target"), _("Type"),
        _("Place"), _("On site or online"), _("Countries"), _("Sectors"), _("State"), _("Website"), _("Page"),
    ]  # fmt: skip
    yield BYTE_ORDER_MARK + csv_line(head)
    page = absolute_url("events.show", slug="SLUG")
    for event in events:
        yield csv_line(_cells(event, page))


def _cells(event: Event, page: str) -> list[str]:
    start = in_zone(event.starts_at, event.time_zone)
    end = in_zone(event.ends_at, event.time_zone) if event.ends_at else None
    language = current_language()
    return [
        f"{start:%Y-%m-%d}",
        f"{start:%H:%M}",
        f"{end:%Y-%m-%d}" if end else "",
        f"{end:%H:%M}" if end else "",
        event.time_zone,
        event.name,
        ", ".join(words.audience_names(event.audiences)),
        str(words.TYPES[event.type]),
        ", ".join(part for part in (event.venue, event.city, country_name(event.country_code)) if part),
        str(words.MODES[event.mode]) if event.mode else "",
        ", ".join(country_name(code) for code in event.countries),
        ", ".join(sector.name(language) for sector in event.sectors),
        str(words.STATES[event.state][0]),
        event.website,
        page.replace("SLUG", event.slug),
    ]
