"""JSON-LD: organisations of schema.org, alone, in a list, an @graph or an ItemList."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from matchmaking.organisations.linking.columns import BY_NAME, LISTINGS, Shape
from matchmaking.organisations.linking.reading.delimited import decode
from matchmaking.organisations.linking.reading.tables import Row, Table, Unreadable, storable

DEEPEST = 12
_TYPES = {
    "organization", "organisation", "corporation", "localbusiness", "ngo", "researchorganization",
    "governmentorganization", "educationalorganization", "collegeoruniversity", "consortium", "onlinebusiness",
    "project", "professionalservice",
}  # fmt: skip
_LINES = {
    "name": "name",
    "legalName": "name",
    "url": "website",
    "description": "description",
    "foundingDate": "founded",
}
_ADDRESS = {"addressCountry": "country", "addressRegion": "region", "addressLocality": "city"}
_ALL_COLUMNS = list(BY_NAME)


def read_jsonld(data: bytes, most_rows: int) -> Table:
    """The organisations of a JSON-LD file, in its order. Raises Unreadable."""
    text, encoding = decode(data)
    if encoding == "cp1252":
        raise Unreadable("encoding_json")
    try:
        document = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise Unreadable("json_deep") from None
    except ValueError as error:
        raise Unreadable("json", line=getattr(error, "lineno", 1)) from error
    rows = []
    for number, node in enumerate(_organisations(document), start=1):
        if number > most_rows:
            raise Unreadable("too_many_rows", most=most_rows)
        cells = {name: kept for name, text in _cells(node).items() if (kept := storable(text))}
        rows.append(Row(number, cells))
    if not rows:
        raise Unreadable("json_nothing")
    used = {name for row in rows for name in row.cells}
    return Table([name for name in _ALL_COLUMNS if name in used], rows, [], encoding)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _organisations(node: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > DEEPEST:
        raise Unreadable("json_deep")
    if isinstance(node, list):
        for item in node:
            yield from _organisations(item, depth + 1)
    elif isinstance(node, dict):
        if _is_organisation(node):
            yield node
            return
        for key in ("@graph", "itemListElement", "item", "dataset", "hasPart", "mainEntity"):
            if key in node:
                yield from _organisations(node[key], depth + 1)


def _is_organisation(node: dict[str, Any]) -> bool:
    return any(_local(kind).lower() in _TYPES for kind in _several(node.get("@type")))


def _cells(node: dict[str, Any]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, column in _LINES.items():
        if column not in cells and (text := _plain(node.get(key))):
            cells[column] = text
    identifier = _plain(node.get("@id")) or _plain(node.get("identifier"))
    address = next((part for part in _several(node.get("address")) if isinstance(part, dict)), {})
    cells |= {column: text for key, column in _ADDRESS.items() if (text := _plain(address.get(key)))}
    cells |= {
        "id": identifier,
        "founded": cells.get("founded", "")[:4],
        "kind": _first_local(node.get("additionalType")),
        "size": _employees(node.get("numberOfEmployees")),
        "sectors": _joined(node.get("knowsAbout")),
        "target_countries": _joined(node.get("areaServed")),
        "member_of": _joined(node.get("memberOf"), key="@id"),
    }
    _add_listings(node, cells)
    for property_ in _several(node.get("additionalProperty")):
        if isinstance(property_, dict):
            name = _local(_plain(property_.get("propertyID")) or _plain(property_.get("name")))
            if name in BY_NAME and not cells.get(name):
                separator = " | " if BY_NAME[name].shape in {Shape.CODES, Shape.TITLES} else ", "
                cells[name] = separator.join(filter(None, map(_plain, _several(property_.get("value")))))
    return cells


def _add_listings(node: dict[str, Any], cells: dict[str, str]) -> None:
    """Offers and demands; what kind of offer stands in their `additionalType`, else it is about business."""
    kinds = {kind.value: column for column, kind in LISTINGS.items()}
    found: dict[str, list[str]] = {}
    for key, usual in (("makesOffer", "business_offers"), ("seeks", "business_requests")):
        for item in _several(node.get(key)):
            title = _plain(item.get("name")) if isinstance(item, dict) else _plain(item)
            kind = _first_local(item.get("additionalType") or item.get("category")) if isinstance(item, dict) else ""
            if title:
                found.setdefault(kinds.get(kind, usual), []).append(title.replace("|", "/"))
    cells |= {column: " | ".join(titles) for column, titles in found.items()}


def _employees(value: Any) -> str:
    """A number, or the upper end of a range."""
    if isinstance(value, dict):
        value = value.get("value") or value.get("maxValue") or value.get("minValue")
    return _plain(value)


def _joined(value: Any, *, key: str = "termCode") -> str:
    return " | ".join(filter(None, (_plain(item, key=key).replace("|", "/") for item in _several(value))))


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _plain(value: Any, *, key: str = "@value") -> str:
    """A text or number as text; of a node its `key`, its name or what it is called."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = next(
            (value[part] for part in (key, "@value", "termCode", "name", "identifier", "@id") if value.get(part)), None
        )
    if isinstance(value, bool) or value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _first_local(value: Any) -> str:
    """The last part of the first of several addresses or words: "https://x.example/terms#cluster" is "cluster"."""
    return _local(next((text for item in _several(value) if (text := _plain(item))), ""))


def _local(address: object) -> str:
    text = address if isinstance(address, str) else ""
    return text.rstrip("/").rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]
