"""Where towns and regions lie, as `data/places.tsv` holds it: GeoNames', CC BY 4.0.

Profiles name their town and region in words of their own. What the gazetteer does not know gets no position:
such organisations are counted at their country's centre.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from matchmaking.organisations.mapping.atlas import atlas
from matchmaking.organisations.mapping.projections import Point
from matchmaking.web.folding import slugify

COUNTRY = "country"
"""The key's end of a place that stands for all of a country that cannot be placed closer."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that a circle stands for."""

    key: str
    """Unique, and safe in an address: "BE:namur", "BE:region:wallonia", "BE:country"."""
    country_code: str
    name: str
    """As the gazetteer spells it; empty for a whole country."""
    at: Point | None
    """Longitude and latitude; None where even the country has no outline."""
    kind: str
    """town, region, country: how closely the place is known."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    region: str
    at: Point


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    towns: dict[tuple[str, str], list[_Entry]]
    regions: dict[tuple[str, str], _Entry]


@lru_cache(maxsize=20_000)
def place_of(country_code: str, region: str, city: str) -> Place:
    """The place that a profile's country, region and town name: the closest of them that has a position."""
    known = _gazetteer()
    named = known.regions.get((country_code, slugify(region))) if region else None
    towns = known.towns.get((country_code, slugify(city)), []) if city else []
    if towns:
        inside = [town for town in towns if named and town.region == named.region]
        town = (inside or towns)[0]
        # Towns of one name in a country are told apart by their region.
        suffix = "" if town is towns[0] else f":{slugify(town.region)}"
        return Place(f"{country_code}:{slugify(town.name)}{suffix}", country_code, town.name, town.at, "town")
    if named:
        return Place(f"{country_code}:region:{slugify(named.name)}", country_code, named.name, named.at, "region")
    shape = atlas().by_code.get(country_code)
    return Place(f"{country_code}:{COUNTRY}", country_code, "", shape.centre if shape else None, "country")


def region_key(country_code: str, region: str) -> str:
    """What stands for a region in an address, however it is spelt: "Québec" and "quebec" are both "CA:quebec"."""
    named = _gazetteer().regions.get((country_code, slugify(region)))
    return f"{country_code}:{slugify(named.name if named else region)}"


def region_name(country_code: str, region: str) -> str:
    """The region as the gazetteer spells it, or as it was written."""
    named = _gazetteer().regions.get((country_code, slugify(region)))
    return named.name if named else region


@cache
def _gazetteer() -> _Gazetteer:
    towns: dict[tuple[str, str], list[_Entry]] = {}
    regions: dict[tuple[str, str], _Entry] = {}
    text = files("matchmaking.organisations").joinpath("data", "places.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        country, region, name, lat, lon, *others = line.split("\t")
        names = [part for part in (name, *(others[0].split("|") if others else ())) if part]
        entry = _Entry(names[0], region, (float(lon), float(lat)))
        for spelt in names:
            if name:
                towns.setdefault((country, slugify(spelt)), []).append(entry)
            else:
                regions.setdefault((country, slugify(spelt)), entry)
    return _Gazetteer(towns, regions)
