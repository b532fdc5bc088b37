"""The listing as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from matchmaking.events import words
from matchmaking.events.models import Event
from matchmaking.web.locale import country_name, current_language, in_zone
from matchmaking.web.settings import absolute_url

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheets take UTF-8 for something else


def harmless(cell: str) -> str:
    """`cell` such that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def lines(events: Iterable[Event]) -> Iterator[str]:
    """The file in pieces: a head, then one line per event, each as soon as it is read."""
    head = [
        _("Date"), _("Start"), _("Last day"), _("End"), _("Time zone"), _("Name"), _("Target"), _("Type"),
        _("Place"), _("On site or online"), _("Countries"), _("Sectors"), _("State"), _("Website"), _("Page"),
    ]  # fmt: skip
    yield _BYTE_ORDER_MARK + _line(head)
    page = absolute_url("events.show", slug="SLUG")
    for event in events:
        yield _line(_cells(event, page))


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


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([harmless(cell) for cell in cells])
    return text.getvalue()
