"""One row's cells as values of a profile, and all that is wrong with them. Pure: the taxonomy is given."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from matchmaking.organisations import websites
from matchmaking.organisations.linking.columns import BY_NAME, LISTINGS, NEEDED, OF_CLUSTERS, Shape
from matchmaking.organisations.linking.reading.tables import Problem
from matchmaking.organisations.models import OrganisationKind, SizeBand
from matchmaking.web.folding import words

LONGEST = {
    Shape.LINE: 200,
    Shape.TEXT: 5000,
    Shape.NUMBER: 20,
    Shape.DECIMAL: 20,
    Shape.CODES: 2000,
    Shape.TITLES: 8000,
}
LONGEST_TITLE = 200
MOST_TITLES = 20
MOST_MEMBERS = 1_000_000
MOST_EMPLOYEES = 10_000_000
FIRST_YEAR, LAST_YEAR = 1000, 2200
_UPPER_ENDS = ((10, SizeBand.MICRO), (50, SizeBand.SMALL), (250, SizeBand.MEDIUM))
_OTHER_COUNTRIES = {
    "uk": "GB", "great britain": "GB", "usa": "US", "united states of america": "US", "el": "GR",
    "czech republic": "CZ", "the netherlands": "NL", "holland": "NL", "korea": "KR", "republic of korea": "KR",
}  # fmt: skip
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\u202a-\u202e\u2066-\u2069]")
_OUT_OF_TEXT = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """What names and codes mean, folded, and which countries this import may speak of (None: all)."""

    countries: Mapping[str, str]
    sectors: Mapping[str, str]
    allowed: Collection[str] | None = None


@dataclass(slots=True)
class Checked:
    """What the cells say, as plain JSON values by column; empty cells say nothing and are not in it."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def key_of(text: str) -> str:
    """`text` as it is looked up: its folded words."""
    return " ".join(words(text))


def country_keys(names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Folded codes and names of countries and the code that each means; `names`: by language."""
    known = dict(_OTHER_COUNTRIES)
    for of_language in names.values():
        for code, name in of_language.items():
            known[key_of(name)] = code
            known[code.lower()] = code
    return known


def check(cells: Mapping[str, str], taxonomy: Taxonomy) -> Checked:
    """What the cells say and what is wrong with them, in the order of the columns."""
    found = Checked()
    for name, column in BY_NAME.items():
        text = cells.get(name, "").strip()
        if not text:
            if name in NEEDED:
                found.problems.append((name, "needed", {}))
            continue
        if _CONTROLS.search(text):
            found.problems.append((name, "unreadable", {}))
        elif len(text) > LONGEST[column.shape]:
            found.problems.append((name, "too_long", {"most": LONGEST[column.shape]}))
        else:
            _read(name, text, taxonomy, found)
    _check_kind(found)
    return found


def _read(name: str, text: str, taxonomy: Taxonomy, found: Checked) -> None:
    reader = _READERS.get(name) or _SHAPES[BY_NAME[name].shape]
    value = reader(name, text, taxonomy, found.problems)
    if value is not None:
        found.values[name] = value


def _check_kind(found: Checked) -> None:
    kind = found.values.get("kind")
    if kind is not None and kind != OrganisationKind.CLUSTER:
        wrong = [name for name in OF_CLUSTERS if name in found.values]
        found.problems += [(name, "only_clusters", {}) for name in wrong]
    titles = sum(len(found.values.get(name, [])) for name in LISTINGS)
    if titles > 2 * MOST_TITLES:
        found.problems.append(("business_offers", "too_many", {"most": MOST_TITLES}))


Reader = Callable[[str, str, Taxonomy, list[Problem]], Any]


def _line(_name: str, text: str, _taxonomy: Taxonomy, _problems: list[Problem]) -> str:
    return _OUT_OF_TEXT.sub(" ", text)


def _text(_name: str, text: str, _taxonomy: Taxonomy, _problems: list[Problem]) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _number(name: str, text: str, _taxonomy: Taxonomy, problems: list[Problem]) -> int | None:
    least, most = (FIRST_YEAR, LAST_YEAR) if name == "founded" else (0, MOST_MEMBERS)
    if text.isascii() and text.isdecimal() and least <= int(text) <= most:
        return int(text)
    problems.append((name, "number", {"value": text}))
    return None


def _decimal(name: str, text: str, _taxonomy: Taxonomy, problems: list[Problem]) -> float | None:
    if re.fullmatch(r"[0-9]{1,4}([.,][0-9]{1,3})?", text):
        return round(float(text.replace(",", ".")), 1)
    problems.append((name, "decimal", {"value": text}))
    return None


def _titles(name: str, text: str, _taxonomy: Taxonomy, problems: list[Problem]) -> list[str] | None:
    titles = list(dict.fromkeys(_OUT_OF_TEXT.sub(" ", part).strip() for part in re.split(r"[|\n]", text)))
    titles = [title for title in titles if title]
    if any(len(title) > LONGEST_TITLE for title in titles):
        problems.append((name, "too_long", {"most": LONGEST_TITLE}))
    elif len(titles) > MOST_TITLES:
        problems.append((name, "too_many", {"most": MOST_TITLES}))
    else:
        return titles or None
    return None


def _codes(name: str, text: str, taxonomy: Taxonomy, problems: list[Problem]) -> list[str] | None:
    known, problem = (taxonomy.sectors, "sector") if name == "sectors" else (taxonomy.countries, "country")
    codes = []
    for part in filter(None, (part.strip() for part in re.split(r"[|;\n]", text))):
        code = known.get(key_of(part))
        if code is None:
            problems.append((name, problem, {"value": part}))
        else:
            codes.append(code)
    return sorted(set(codes)) or None


def _kind(name: str, text: str, _taxonomy: Taxonomy, problems: list[Problem]) -> str | None:
    key = "_".join(words(text))
    aliases = {"cluster_organisation": "cluster", "cluster_organization": "cluster", "pme": "sme", "company": "sme"}
    value = aliases.get(key, key.replace("organization", "organisation"))
    if value in {kind.value for kind in OrganisationKind}:
        return value
    problems.append((name, "kind", {"value": text}))
    return None


def _country(name: str, text: str, taxonomy: Taxonomy, problems: list[Problem]) -> str | None:
    code = taxonomy.countries.get(key_of(text))
    if code is None:
        problems.append((name, "country", {"value": text}))
    elif taxonomy.allowed is not None and code not in taxonomy.allowed:
        problems.append((name, "country_not_yours", {"countries": ", ".join(sorted(taxonomy.allowed))}))
        return None
    return code


def _website(name: str, text: str, _taxonomy: Taxonomy, problems: list[Problem]) -> str | None:
    try:
        return websites.complete(text)
    except websites.BadWebsite:
        problems.append((name, "website", {}))
        return None


def _size(name: str, text: str, _taxonomy: Taxonomy, problems: list[Problem]) -> str | None:
    key = key_of(text)
    if key in {size.value for size in SizeBand}:
        return key
    if key.isascii() and key.isdecimal() and int(key) <= MOST_EMPLOYEES:
        return next((size for most, size in _UPPER_ENDS if int(key) < most), SizeBand.LARGE).value
    problems.append((name, "size", {"value": text}))
    return None


_READERS: dict[str, Reader] = {"kind": _kind, "country": _country, "website": _website, "size": _size}
_SHAPES: dict[Shape, Reader] = {
    Shape.LINE: _line,
    Shape.TEXT: _text,
    Shape.NUMBER: _number,
    Shape.DECIMAL: _decimal,
    Shape.TITLES: _titles,
    Shape.CODES: _codes,
}
