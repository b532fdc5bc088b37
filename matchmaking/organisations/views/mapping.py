"""The cluster map, and the crosswalk between the two classifications of sectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from matchmaking.organisations.mapping import circles, counting, words
from matchmaking.organisations.mapping.areas import CONTINENTS, WORLD, area_of, continent_of
from matchmaking.organisations.mapping.circles import Circle
from matchmaking.organisations.mapping.comparison import MOST
from matchmaking.organisations.mapping.counting import Counted
from matchmaking.organisations.mapping.crosswalk import BadCode, Code, System, code_of, sectors_with
from matchmaking.organisations.mapping.drawing import outlines
from matchmaking.organisations.mapping.filters import MapFilters, Members
from matchmaking.organisations.mapping.viewport import Viewport, viewport_from
from matchmaking.organisations.models import Market, Sector
from matchmaking.organisations.views.blueprint import bp
from matchmaking.web.folding import fold
from matchmaking.web.guards import public
from matchmaking.web.locale import countries, current_language

Option = tuple[str, str, int | None]
"""A value to choose, its name, and how many it would show where that is counted."""

LONGEST_SEARCH = 200
LONGEST_CODE = 20
MOST_PLACES = 60
"""Places that one address may choose."""
PLACES_SHOWN = 12
"""Places in the list beside the map before the rest is folded away."""
PLACES_LISTED = 150
CHOSEN_AT_ONCE = 4
"""A circle of more places is looked at from closer by; one of fewer chooses them."""


@bp.get("/map", endpoint="map")
@public
def map_() -> str:
    """Where clusters are: drawn, listed, and narrowed by what they do."""
    sectors = counting.sectors_by_code()
    filters, problem = map_filters(request.args, sectors)
    counts = counting.countries(filters)
    area = area_of(filters.area)
    placed = circles.of_countries(counts) if filters.area == WORLD else counting.places(filters)
    view = viewport_from(request.args, area)
    drawn = circles.drawn(placed, area, zoom=view.zoom)
    chosen = chosen_places(filters, placed)
    options = options_of(filters, sectors, counts)
    return render_template(
        "organisations/map.html",
        filters=filters,
        problem=problem,
        area=area,
        view=view,
        outlines=outlines(area.key),
        markers=[marker_of(circle, filters, view) for circle in drawn.circles],
        outside=drawn.outside,
        placed=placed,
        links={one.place.key: link_of([one], filters, view) for one in placed[:PLACES_LISTED]},
        at_centre=sum(one.count for one in placed if one.place.kind == "country") if filters.area != WORLD else 0,
        chosen=chosen,
        kept=kept_filters(filters, options, placed),
        found=counting.page_of(filters, chosen, page=request.args.get("page", 1, type=int)),
        options=options,
        places_shown=PLACES_SHOWN,
        places_listed=PLACES_LISTED,
        most_compared=MOST,
        words=words,
        language=current_language(),
    )


@dataclass(frozen=True, slots=True)
class Marker:
    """A circle with where it leads and what it says."""

    circle: Circle
    href: str
    label: str
    is_chosen: bool
    is_guess: bool
    """It stands for organisations of which no more than the country is known."""


def marker_of(circle: Circle, filters: MapFilters, view: Viewport) -> Marker:
    """What the circle is for whoever looks at it or hears of it."""
    first, others = place_name(circle.counted[0]), len(circle.counted) - 1
    name = _("%(place)s and %(others)s more nearby", place=first, others=others) if others else first
    return Marker(
        circle,
        link_of(circle.counted, filters, view, at=(circle.x, circle.y)),
        _("%(place)s: %(count)s", place=name, count=words.number_of(circle.count, all_kinds=filters.all_kinds)),
        bool(filters.places) and set(circle.keys) <= set(filters.places),
        filters.area != WORLD and all(one.place.kind == "country" for one in circle.counted),
    )


def link_of(
    counted: list[Counted], filters: MapFilters, view: Viewport, *, at: tuple[float, float] | None = None
) -> str:
    """Where a click on these places leads: to their list, to their country, or closer to them."""
    codes = {one.place.country_code for one in counted}
    closer = view.closer(at)
    if filters.area == WORLD and len(codes) > 1:
        if closer:
            return _map_url(filters, closer.args)
        return _map_url(filters, {}, area=continent_of(counted[0].place.country_code))
    if filters.area == WORLD or (len(counted) > CHOSEN_AT_ONCE and len(codes) == 1 and filters.area in CONTINENTS):
        return _map_url(filters, {}, area=counted[0].place.country_code, region="", place=[])
    if len(counted) > CHOSEN_AT_ONCE and closer:
        return _map_url(filters, closer.args)
    return _map_url(filters, view.args, place=[one.place.key for one in counted][:MOST_PLACES], _anchor="found")


def _map_url(filters: MapFilters, seen: dict[str, str], **changes: Any) -> str:
    return url_for("organisations.map", **{**filters.as_args(**changes), **seen})


def kept_filters(
    filters: MapFilters, options: dict[str, list[Option]], placed: list[Counted]
) -> list[tuple[str, dict[str, Any]]]:
    """Each value chosen, with the query string that lets go of it."""
    kept: list[tuple[str, dict[str, Any]]] = []
    if filters.q:
        kept.append((f"“{filters.q}”", filters.as_args(q="")))
    if filters.all_kinds:
        kept.append((_("All organisations"), filters.as_args(show="")))
    args = filters.as_args()
    for name, choices in (*options.items(), ("area", options["country"])):
        label = next((text for value, text, _count in choices if value == args.get(name)), None)
        if label is not None:
            kept.append((label, filters.as_args(**{name: "", "place": []})))
    if filters.code_sectors is not None:
        label = f"{words.SYSTEMS[filters.system]} {filters.code}"
        kept.append((label, filters.as_args(code="", system="")))
    names = {one.place.key: place_name(one) for one in placed if one.place.key in filters.places}
    for key in filters.places:
        others = [other for other in filters.places if other != key]
        kept.append((names.get(key, key), filters.as_args(place=others)))
    return kept


def chosen_places(filters: MapFilters, placed: list[Counted]) -> list[Counted] | None:
    """The places that limit the list: those chosen, else those of the region; None where neither is."""
    if filters.places:
        return [one for one in placed if one.place.key in filters.places]
    return placed if filters.region else None


def map_filters(args: MultiDict[str, str], sectors: Any) -> tuple[MapFilters, str]:
    """What a query string asks for, and a sentence about the code where it is none; unknown values are left out."""
    area = args.get("area", WORLD)
    area = area if area in CONTINENTS or area in countries("en") else WORLD
    region = args.get("region", "")[:LONGEST_SEARCH]
    system = System.NAICS if args.get("system") == System.NAICS else System.NACE
    text = args.get("code", "")[:LONGEST_CODE].replace("\0", "").strip()
    code_sectors, problem = _sectors_of_code(text, system, sectors.values())
    sector = args.get("sector", "")
    return (
        MapFilters(
            q=" ".join(args.get("q", "")[:LONGEST_SEARCH].replace("\0", "").split()),
            all_kinds=args.get("show") == "all",
            market=_member(Market, args.get("market")),
            sector=sector if sector in sectors else "",
            system=system,
            code=text,
            code_sectors=code_sectors,
            members=_member(Members, args.get("members")),
            area=area,
            region=region if region.startswith(f"{area}:") else "",
            places=tuple(dict.fromkeys(args.getlist("place")))[:MOST_PLACES] if area != WORLD else (),
        ),
        problem,
    )


def _member(kind: Any, value: str | None) -> Any:
    return kind(value) if value in {one.value for one in kind} else None


def _sectors_of_code(text: str, system: System, sectors: Any) -> tuple[tuple[str, ...] | None, str]:
    if not text:
        return None, ""
    try:
        code = code_of(text, system)
    except BadCode:
        return None, words.bad_code(system)
    found = sectors_with(code, sectors)
    if not found:
        return None, words.unknown_code(code)
    return tuple(one.sector.code for one in found), ""


def options_of(filters: MapFilters, sectors: Any, counts: dict[str, int]) -> dict[str, list[Option]]:
    """The values to choose from, with their names."""
    language = current_language()
    names = countries(language)
    is_country = filters.area in names
    codes = {*counts, filters.area} if is_country else set(counts)
    places = sorted(codes, key=lambda code: fold(str(names.get(code, code))))
    return {
        "sector": sorted(((code, one.name(language), None) for code, one in sectors.items()), key=_by_name),
        "area": [(key, str(label), None) for key, label in words.AREAS.items()],
        "country": [(code, names.get(code, code), counts.get(code, 0)) for code in places],
        "region": list(counting.regions(filters)) if is_country else [],
        "market": [(one.value, str(label), None) for one, label in words.MARKETS.items()],
        "members": [(one.value, str(label), None) for one, label in words.MEMBERS.items()],
    }


@bp.get("/map/crosswalk")
@public
def crosswalk() -> Any:
    """From a NACE code to NAICS and back, through the sectors that have both."""
    sectors = counting.sectors_by_code()
    language = current_language()
    system = System.NAICS if request.args.get("system") == System.NAICS else System.NACE
    text = request.args.get("code", "")[:LONGEST_CODE].replace("\0", "").strip()
    code: Code | None = None
    problem = ""
    if text:
        try:
            code = code_of(text, system)
        except BadCode:
            problem = words.bad_code(system)
    found = sectors_with(code, sectors.values()) if code else []
    if code and not found:
        problem = words.unknown_code(code)
    return render_template(
        "organisations/crosswalk.html",
        system=system,
        text=text,
        code=code,
        found=found,
        problem=problem,
        taxonomy=sorted(sectors.values(), key=lambda sector: _folded(sector, language)),
        words=words,
        language=language,
    )


def _by_name(option: Option) -> str:
    return fold(option[1])


def _folded(sector: Sector, language: str) -> str:
    return fold(sector.name(language))


@bp.app_template_filter("place_name")
def place_name(counted: Counted) -> str:
    """The place in the reader's language: "Namur", "Belgium"; what it stands for where it is a country's centre."""
    country = countries(current_language()).get(counted.place.country_code, counted.place.country_code)
    if counted.place.kind == "country" and counted.spellings:
        return str(_("%(country)s, place not known", country=country))
    return counted.place.name or country
