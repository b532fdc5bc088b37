"""The filter of the public listing: read from a query string, said as a URL again.

A value that means nothing is left out and answered with a sentence; the rest still works.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from matchmaking.events.models import Audience, EventMode, EventType
from matchmaking.web.folding import prefix_query

Kind = TypeVar("Kind", bound=StrEnum)

LONGEST_QUERY = 200
LAST_PAGE = 1_000_000
YEARS = range(1900, 2200)
DIMENSIONS = ("type", "audience", "sector", "country", "mode")
"""The filters that take several values: an event fits when it has one of them."""


class When(StrEnum):
    """Which side of now: an event that is running is still upcoming."""

    UPCOMING = "upcoming"
    PAST = "past"
    ALL = "all"


class Sort(StrEnum):
    """The columns that sort."""

    DATE = "date"
    NAME = "name"
    TARGET = "target"
    TYPE = "type"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are asked for. `chosen`: the values of each dimension, in a fixed order; none means any."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    when: When = When.UPCOMING
    first: date | None = None
    last: date | None = None
    text: str = ""
    sort: Sort = Sort.DATE
    descending: bool = False

    def values(self, dimension: str) -> tuple[str, ...]:
        """The chosen values of one dimension."""
        return self.chosen.get(dimension, ())

    @property
    def words(self) -> str:
        """The free text as a tsquery; empty for none."""
        return prefix_query(self.text)

    @property
    def is_narrowed(self) -> bool:
        """True where anything but the side of now was chosen."""
        return bool(any(self.chosen.values()) or self.first or self.last or self.words)

    def url_args(self) -> dict[str, Any]:
        """The filter as keyword arguments for url_for: what is as by default is left out."""
        args: dict[str, Any] = {name: list(values) for name, values in self.chosen.items() if values}
        args["from"] = self.first.isoformat() if self.first else None
        args["to"] = self.last.isoformat() if self.last else None
        args["when"] = self.when.value if self.when is not self._default_when() else None
        args["q"] = self.text or None
        return {name: value for name, value in args.items() if value is not None}

    def sort_args(self) -> dict[str, Any]:
        """The order as keyword arguments for url_for; empty for the default order."""
        if (self.sort, self.descending) == (Sort.DATE, self.when is When.PAST):
            return {}
        return {"sort": self.sort.value, "direction": "desc" if self.descending else "asc"}

    def _default_when(self) -> When:
        return When.ALL if self.first or self.last else When.UPCOMING


def read(
    args: MultiDict[str, str], *, sectors: Collection[str], countries: Collection[str], today: date
) -> tuple[EventFilter, dict[str, str]]:
    """The filter that a query string asks for, and a sentence for each field that had to be corrected.

    Days on the other side of `today` lift the restriction to coming or past events.
    """
    problems: dict[str, str] = {}
    known: dict[str, Collection[str]] = {
        "type": list(EventType),
        "audience": list(Audience),
        "sector": sectors,
        "country": countries,
        "mode": list(EventMode),
    }
    chosen = {name: _known(args, name, known[name], problems) for name in DIMENSIONS}
    first, last = _day(args, "from", problems), _day(args, "to", problems)
    if first and last and last < first:
        problems["to"] = _("The last day lies before the first, so it is left out.")
        last = None
    when = _one(args, "when", When, When.ALL if first or last else When.UPCOMING, problems)
    if (when is When.UPCOMING and any(day and day < today for day in (first, last))) or (
        when is When.PAST and first and first > today
    ):
        when = When.ALL  # whoever names such days wants to see them; the sentence says so
    text = " ".join(args.get("q", "").replace("\0", " ").split())
    if len(text) > LONGEST_QUERY:
        problems["q"] = _("Only the first %(count)s characters are searched.", count=LONGEST_QUERY)
        text = text[:LONGEST_QUERY]
    if text and not prefix_query(text):
        problems["q"] = _("The search needs letters or digits.")
    sort = _one(args, "sort", Sort, Sort.DATE, problems)
    default = "desc" if sort is Sort.DATE and when is When.PAST else "asc"
    return (
        EventFilter(
            chosen={name: values for name, values in chosen.items() if values},
            when=when,
            first=first,
            last=last,
            text=text,
            sort=sort,
            descending=(args.get("direction") if args.get("direction") in ("asc", "desc") else default) == "desc",
        ),
        problems,
    )


def page_number(args: MultiDict[str, str]) -> int:
    """The page that a query string asks for: 1 where it does not say, or says nonsense."""
    text = args.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LAST_PAGE)) else 1
    return min(max(number, 1), LAST_PAGE)


def _known(args: MultiDict[str, str], name: str, known: Collection[str], problems: dict[str, str]) -> tuple[str, ...]:
    asked = {value for value in args.getlist(name) if value}
    unknown = sorted(asked - set(known))
    if unknown:
        shown = ", ".join(f"“{value[:30]}”" for value in unknown[:3])
        problems[name] = _("There is no choice %(values)s; it is left out.", values=shown)
    return tuple(sorted(asked & set(known)))


def _day(args: MultiDict[str, str], name: str, problems: dict[str, str]) -> date | None:
    text = args.get(name, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text[:20])
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        problems[name] = _("“%(text)s” is not a date; write it as 2027-03-10.", text=text[:20])
        return None
    return day


def _one(args: MultiDict[str, str], name: str, kind: type[Kind], default: Kind, problems: dict[str, str]) -> Kind:
    text = args.get(name, "")
    if not text:
        return default
    try:
        return kind(text)
    except ValueError:
        problems[name] = _("There is no choice “%(value)s”; it is left out.", value=text[:30])
        return default
