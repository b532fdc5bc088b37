"""What a query string asks of the register of agreements, and the values that its filters offer."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from matchmaking.cooperation import agreement_words
from matchmaking.cooperation.models import AgreementKind
from matchmaking.cooperation.queries.agreements import SORTS, AgreementFacets, AgreementFilters
from matchmaking.organisations.models import Sector
from matchmaking.web.folding import fold
from matchmaking.web.locale import countries

LONGEST_SEARCH = 200
LONGEST_SLUG = 100
MOST_ORGANISATIONS = 20

Option = tuple[str, str, int]
"""A value of a filter, its name, and how many rows it would show."""


def filters_from(args: MultiDict[str, str], sectors: set[str]) -> AgreementFilters:
    """What a query string asks for; values that do not exist are left out."""
    sort, direction = args.get("sort", "title"), args.get("direction", "asc")
    known_kinds = {kind.value for kind in AgreementKind}
    slugs = [slug for slug in args.getlist("organisation") if slug and len(slug) <= LONGEST_SLUG and "\0" not in slug]
    return AgreementFilters(
        q=search_words(args),
        kinds=tuple(AgreementKind(value) for value in known_values(args, "kind", known_kinds)),
        countries=known_values(args, "country", set(countries("en"))),
        sectors=known_values(args, "sector", sectors),
        organisations=tuple(dict.fromkeys(slugs))[:MOST_ORGANISATIONS],
        sort=sort if sort in SORTS else "title",
        direction="desc" if direction == "desc" else "asc",
    )


def search_words(args: MultiDict[str, str]) -> str:
    """What is searched for, on one line."""
    return " ".join(args.get("q", "")[:LONGEST_SEARCH].replace("\0", "").split())


def known_values(args: MultiDict[str, str], name: str, known: set[str]) -> tuple[str, ...]:
    """The values of `name` that exist, each once."""
    return tuple(dict.fromkeys(value for value in args.getlist(name) if value in known))


def options_of(
    facets: AgreementFacets, filters: AgreementFilters, sectors: dict[str, Sector], language: str
) -> dict[str, list[Option]]:
    """The values to offer, the most frequent first; a chosen one stays even where it shows nothing."""
    kinds = {kind.value: facets.kinds.get(kind, 0) for kind in {*facets.kinds, *filters.kinds}}
    found = {slug: facets.organisations.get(slug, 0) for slug in {*facets.organisations, *filters.organisations}}
    return {
        "kind": by_count((value, str(agreement_words.KINDS[AgreementKind(value)]), kinds[value]) for value in kinds),
        "country": country_options(facets.countries, filters.countries, language),
        "sector": sector_options(facets.sectors, filters.sectors, sectors, language),
        "organisation": by_count((slug, facets.names.get(slug, slug), found[slug]) for slug in found),
    }


def country_options(counts: Any, chosen: tuple[str, ...], language: str) -> list[Option]:
    """The countries to offer."""
    names = countries(language)
    return by_count((code, names.get(code, code), counts.get(code, 0)) for code in {*counts, *chosen})


def sector_options(counts: Any, chosen: tuple[str, ...], sectors: dict[str, Sector], language: str) -> list[Option]:
    """The sectors to offer."""
    return by_count((code, sectors[code].name(language), counts.get(code, 0)) for code in {*counts, *chosen})


def by_count(options: Any) -> list[Option]:
    """The most frequent first, then by name."""
    return sorted(options, key=lambda option: (-option[2], fold(option[1])))


def chosen_values(q: str, args: dict[str, Any], options: dict[str, list[Option]]) -> list[tuple[str, dict[str, Any]]]:
    """Each value chosen, with the query string that lets go of it."""
    chosen: list[tuple[str, dict[str, Any]]] = []
    if q:
        chosen.append((f"“{q}”", {**args, "q": None}))
    for name, choices in options.items():
        held = args.get(name, [])
        chosen.extend(
            (label, {**args, name: [other for other in held if other != value]})
            for value, label, _count in choices
            if value in held
        )
    return chosen
