"""What a query string asks of the register of agreements, and the values that its filters offer."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from matchmaking.cooperation import agreement_words
from matchmaking.cooperation.models import AgreementKind
from matchmaking.cooperation.queries.agreements import SORTS, AgreementFacets, AgreementFilters
from matchmaking.organisations.filters import known, searched
from matchmaking.organisations.models import Sector
from matchmaking.web.filters import Option, offered
from matchmaking.web.locale import countries, country_name

LONGEST_SLUG = 100
MOST_ORGANISATIONS = 20


def filters_from(args: MultiDict[str, str], sectors: set[str]) -> AgreementFilters:
    """What a query string asks for; values that do not exist are left out."""
    sort, direction = args.get("sort", "title"), args.get("direction", "asc")
    known_kinds = {kind.value for kind in AgreementKind}
    slugs = [slug for slug in args.getlist("organisation") if slug and len(slug) <= LONGEST_SLUG and "\0" not in slug]
    return AgreementFilters(
        q=searched(args),
        kinds=tuple(AgreementKind(value) for value in known(args, "kind", known_kinds)),
        countries=known(args, "country", set(countries("en"))),
        sectors=known(args, "sector", sectors),
        organisations=tuple(dict.fromkeys(slugs))[:MOST_ORGANISATIONS],
        sort=sort if sort in SORTS else "title",
        direction="desc" if direction == "desc" else "asc",
    )


def options_of(
    facets: AgreementFacets, filters: AgreementFilters, sectors: dict[str, Sector], language: str
) -> dict[str, list[Option]]:
    """The values to offer for each filter."""
    return {
        "kind": offered(facets.kinds, filters.kinds, lambda kind: str(agreement_words.KINDS[kind])),
        "country": offered(facets.countries, filters.countries, country_name),
        "sector": offered(facets.sectors, filters.sectors, lambda code: sectors[code].name(language)),
        "organisation": offered(facets.organisations, filters.organisations, lambda slug: facets.names.get(slug, slug)),
    }
