"""The columns of an import: their names, what may stand in them, and what they are called elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.organisations.models import ListingKind
from matchmaking.web.folding import words


class Shape(StrEnum):
    """What a cell holds."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    DECIMAL = "decimal"
    CODES = "codes"
    TITLES = "titles"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` is what a file writes, `label` and `meaning` are what people read."""

    name: str
    label: Any
    meaning: Any
    example: str
    shape: Shape = Shape.LINE
    also: tuple[str, ...] = ()
    is_needed: bool = False


COLUMNS = (
    Column(
        "id",
        _l("Identifier"),
        _l("What the source calls it, the same each time. It keeps a later import from adding it twice."),
        "https://map.example/clusters/42",
        also=("identifier", "identifiant", "slug", "@id", "uri"),
    ),
    Column("name", _l("Name"), _l("The name in full."), "Wallonie Wings", also=("nom",), is_needed=True),
    Column(
        "kind",
        _l("Kind"),
        _l("sme, cluster, large_company, research_organisation, support_office, public_authority or investor."),
        "sme",
        also=("type", "organisation type", "nature"),
        is_needed=True,
    ),
    Column(
        "country",
        _l("Country"),
        _l("The ISO 3166 code with two letters, or the name in English or French."),
        "BE",
        also=("country code", "pays", "addresscountry"),
        is_needed=True,
    ),
    Column("region", _l("Region"), _l("Region, province or state."), "Wallonia", also=("province", "state")),
    Column("city", _l("City"), _l("The town."), "Namur", also=("ville", "town")),
    Column(
        "website",
        _l("Website"),
        _l("The address of its public website."),
        "https://wings.example.org",
        also=("url", "web", "site web"),
    ),
    Column("description", _l("Description"), _l("A few sentences."), "Makes light wings.", Shape.TEXT),
    Column(
        "size",
        _l("Size"),
        _l("micro, small, medium or large; or the number of employees."),
        "small",
        also=("employees", "taille"),
    ),
    Column(
        "founded",
        _l("Founded"),
        _l("The year."),
        "2006",
        Shape.NUMBER,
        also=("founded year", "year founded", "fondee en"),
    ),
    Column(
        "sectors",
        _l("Sectors"),
        _l("Codes or names of the taxonomy, separated by |."),
        "aerospace | photonics",
        Shape.CODES,
        also=("sector", "secteurs", "secteur"),
    ),
    Column(
        "target_countries",
        _l("Countries in which it looks for partners"),
        _l("Codes or names, separated by |."),
        "CA | JP",
        Shape.CODES,
        also=("targets", "pays cibles"),
    ),
    Column("business_offers", _l("Business offers"), _l("Titles, separated by |."), "", Shape.TITLES),
    Column(
        "business_requests",
        _l("Business requests"),
        _l("Titles, separated by |."),
        "A distributor in Canada",
        Shape.TITLES,
    ),
    Column("technology_offers", _l("Technology offers"), _l("Titles, separated by |."), "Light wings", Shape.TITLES),
    Column("technology_requests", _l("Technology requests"), _l("Titles, separated by |."), "", Shape.TITLES),
    Column("research_requests", _l("Research requests"), _l("Titles, separated by |."), "A wind tunnel", Shape.TITLES),
    Column(
        "member_of",
        _l("Member of"),
        _l(
            "The clusters that it belongs to, separated by |: names, identifiers in this file, or their addresses here."
        ),
        "Skywin",
        Shape.TITLES,
        also=("clusters", "cluster", "membre de"),
    ),
    Column("members_sme", _l("Members: SMEs"), _l("Of a cluster: a whole number."), "", Shape.NUMBER),
    Column("members_large", _l("Members: large companies"), _l("Of a cluster: a whole number."), "", Shape.NUMBER),
    Column(
        "members_research", _l("Members: research organisations"), _l("Of a cluster: a whole number."), "", Shape.NUMBER
    ),
    Column("members_other", _l("Other members"), _l("Of a cluster: a whole number."), "", Shape.NUMBER),
    Column(
        "staff",
        _l("Management staff"),
        _l("Of a cluster: in full-time equivalents, such as 2.5."),
        "",
        Shape.DECIMAL,
    ),
    Column("recognised_by", _l("Recognised by"), _l("Of a cluster: a programme or a label."), ""),
    Column("services", _l("Services for members and partners"), _l("Of a cluster: a few lines."), "", Shape.TEXT),
)

BY_NAME = {column.name: column for column in COLUMNS}
NEEDED = tuple(column.name for column in COLUMNS if column.is_needed)
LISTINGS = {
    "business_offers": ListingKind.BUSINESS_OFFER,
    "business_requests": ListingKind.BUSINESS_REQUEST,
    "technology_offers": ListingKind.TECHNOLOGY_OFFER,
    "technology_requests": ListingKind.TECHNOLOGY_REQUEST,
    "research_requests": ListingKind.RESEARCH_REQUEST,
}
OF_CLUSTERS = (
    "members_sme", "members_large", "members_research", "members_other", "staff", "recognised_by", "services",
)  # fmt: skip
ATTRIBUTES = {"country": "country_code", "founded": "founded_year"}
"""Columns whose field in the profile has another name."""


def _known() -> dict[str, str]:
    known = {}
    for column in COLUMNS:
        for name in (column.name, *column.also):
            known["".join(words(name))] = column.name
    return known


_KNOWN = _known()


def column_of(head: str) -> str | None:
    """The name of the column that a file calls `head`, in whatever case and spacing; None for no column of ours."""
    return _KNOWN.get("".join(words(head)))
