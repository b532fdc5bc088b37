"""Times as people say them: in the event's zone, and in the reader's where the clocks differ."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location

from matchmaking.calendars.entries import instant

# Babel folds this zone into Toronto, of which it is an old name; people who chose it mean this city.
_CITIES = {"America/Montreal": "Montréal"}


def spoken(
    start: datetime,
    end: datetime | None,
    zone: str,
    *,
    city: str = "",
    reader_zone: str | None = None,
    locale: str | Locale = "en",
    elsewhere: str = "{time} in {city}",
) -> str:
    """A time as one phrase, such as "Wed 10 March 2027, 09:20-09:40 (Montréal), 15:20 in Brussels".

    `start` and `end` are aware; `zone` and `reader_zone` are IANA names. `city` is how the place is called
    (empty: the zone's city in `locale`). The reader's part tells the start, with its day where that is
    another, and is left out where both clocks agree. `elsewhere` is its translated form. A bare `en`
    means British dates. Raises ValueError for a naive time or an unknown zone.
    """
    spelling = _spelling(locale)
    here = _Clock(zone, spelling)
    began = instant(start).astimezone(here.zone)
    phrase = f"{here.day(began)}, {here.time(began)}"
    ended = None if end is None else instant(end).astimezone(here.zone)
    if ended is not None and ended != began:
        same_day = ended.date() == began.date()
        phrase += f"-{here.time(ended)}" if same_day else f" - {here.day(ended)}, {here.time(ended)}"
    phrase += f" ({city or city_of(zone, spelling)})"
    if reader_zone is None:
        return phrase
    there = _Clock(reader_zone, spelling)
    theirs = began.astimezone(there.zone)
    if theirs.utcoffset() == began.utcoffset():
        return phrase
    time = there.time(theirs)
    if theirs.date() != began.date():
        time = f"{there.day(theirs, with_year=theirs.year != began.year)}, {time}"
    return f"{phrase}, {elsewhere.format(time=time, city=city_of(reader_zone, spelling))}"


def city_of(zone: str, locale: str | Locale = "en") -> str:
    """The city that an IANA zone is named after, spelt as `locale` does: Brüssel for Europe/Brussels in de."""
    _zone(zone)
    if zone in _CITIES:
        return _CITIES[zone]
    name: str = get_timezone_location(zone, _spelling(locale), return_city=True)
    return name.rpartition("/")[2]


class _Clock:
    """One zone's clock and calendar in one locale's spelling, always of 24 hours."""

    def __init__(self, zone: str, locale: Locale) -> None:
        self.zone = _zone(zone)
        self.locale = locale

    def time(self, moment: datetime) -> str:
        return format_time(moment.time(), "HH:mm", locale=self.locale)

    def day(self, moment: datetime, *, with_year: bool = True) -> str:
        skeleton = str(self.locale.datetime_skeletons["yMMMEd" if with_year else "MMMEd"])
        pattern = skeleton.replace("MMM", "MMMM")
        if self.locale.language == "en":
            pattern = pattern.replace("E, ", "E ")  # a comma follows the date already
        return format_date(moment.date(), pattern, locale=self.locale)


def _spelling(locale: str | Locale) -> Locale:
    parsed = Locale.parse(locale, sep="-" if "-" in str(locale) else "_")
    return Locale("en", "GB") if str(parsed) == "en" else parsed


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is not an IANA time zone") from None
