"""The time zones that people choose from: IANA's, under the countries that use them."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from zoneinfo import available_timezones

from matchmaking.calendars.times import city_of
from matchmaking.web.folding import fold
from matchmaking.web.locale import countries


@lru_cache(maxsize=1)
def zones_of_countries() -> dict[str, tuple[str, ...]]:
    """ISO 3166 codes and the zones in use there, as IANA's zone.tab lists them."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    found: dict[str, tuple[str, ...]] = {}
    for code, _position, zone, *_comment in rows:
        found[code] = (*found.get(code, ()), zone)
    return found


@lru_cache(maxsize=8)
def zone_choices(language: str) -> dict[str, list[tuple[str, str]]]:
    """Countries, by name in `language`, and for each its zones with the cities that people know them by."""
    zones = zones_of_countries()
    return {
        name: sorted(((zone, _label(zone, language)) for zone in zones[code]), key=lambda choice: fold(choice[1]))
        for code, name in countries(language).items()
        if code in zones
    }


def _label(zone: str, language: str) -> str:
    city = city_of(zone, language)
    return f"{city}, Montréal" if zone == "America/Toronto" else city  # Montréal has no zone of its own any more


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Every IANA name, old ones too: browsers still report those."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")
