"""Templates of import files, one for each format, with two organisations as examples."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from openpyxl import Workbook

from matchmaking.organisations.linking.columns import BY_NAME
from matchmaking.organisations.linking.models import FileFormat

MIME_TYPES = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.JSONLD: "application/ld+json",
}
_CLUSTER = {
    "id": "https://map.example/clusters/7",
    "name": "Example Cluster",
    "kind": "cluster",
    "country": "BE",
    "region": "Wallonia",
    "city": "Namur",
    "website": "https://cluster.example.org",
    "description": "A cluster for light structures.",
    "founded": "2006",
    "sectors": "aerospace",
    "target_countries": "CA | JP",
    "business_requests": "Partners for a trade mission",
    "members_sme": "85",
    "members_large": "6",
    "staff": "4.5",
}
_MEMBER = {name: column.example for name, column in BY_NAME.items() if column.example} | {
    "member_of": "Example Cluster"
}
_NODES: list[dict[str, Any]] = [
    {
        "@type": "Organization",
        "@id": _CLUSTER["id"],
        "additionalType": "cluster",
        "name": _CLUSTER["name"],
        "url": _CLUSTER["website"],
        "description": _CLUSTER["description"],
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "BE",
            "addressRegion": "Wallonia",
            "addressLocality": "Namur",
        },
        "foundingDate": "2006",
        "knowsAbout": [{"@type": "DefinedTerm", "termCode": "aerospace"}],
        "areaServed": [{"@type": "Country", "identifier": "CA"}],
        "seeks": [{"@type": "Demand", "additionalType": "business_request", "name": "Partners for a trade mission"}],
        "additionalProperty": [{"@type": "PropertyValue", "propertyID": "members_sme", "value": 85}],
    },
    {
        "@type": "Organization",
        "@id": _MEMBER["id"],
        "additionalType": "sme",
        "name": _MEMBER["name"],
        "url": _MEMBER["website"],
        "description": _MEMBER["description"],
        "address": {"@type": "PostalAddress", "addressCountry": "BE", "addressLocality": "Namur"},
        "numberOfEmployees": {"@type": "QuantitativeValue", "minValue": 10, "maxValue": 49},
        "knowsAbout": ["aerospace", "photonics"],
        "makesOffer": [{"@type": "Offer", "additionalType": "technology_offer", "name": "Light wings"}],
        "memberOf": [{"@type": "Organization", "@id": _CLUSTER["id"], "name": _CLUSTER["name"]}],
    },
]


def blank(kind: FileFormat) -> bytes:
    """A file that an import reads without a remark."""
    return {FileFormat.CSV: _csv, FileFormat.XLSX: _xlsx, FileFormat.JSONLD: _jsonld}[kind]()


def _rows() -> list[list[str]]:
    return [list(BY_NAME), *([row.get(name, "") for name in BY_NAME] for row in (_CLUSTER, _MEMBER))]


def _csv() -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(_rows())
    return b"\xef\xbb\xbf" + text.getvalue().encode()  # the mark lets spreadsheets read accents


def _xlsx() -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("organisations")
    for row in _rows():
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _jsonld() -> bytes:
    return (
        json.dumps({"@context": "https://schema.org", "@graph": _NODES}, indent=2, ensure_ascii=False).encode() + b"\n"
    )
