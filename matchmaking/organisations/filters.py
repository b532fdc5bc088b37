"""The filters of the directory, read from a query string."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from matchmaking.organisations import listing
from matchmaking.organisations.listing import Filters
from matchmaking.organisations.models import OrganisationKind
from matchmaking.web.locale import countries

LONGEST_SEARCH = 200


def filters_from(args: MultiDict[str, str], sectors: set[str]) -> Filters:
    """What a query string asks for; values that do not exist are left out."""
    sort, direction = args.get("sort", "name"), args.get("direction", "asc")
    known_kinds = {kind.value for kind in OrganisationKind}
    return Filters(
        q=searched(args),
        kinds=tuple(OrganisationKind(value) for value in known(args, "kind", known_kinds)),
        countries=known(args, "country", set(countries("en"))),
        sectors=known(args, "sector", sectors),
        sort=sort if sort in listing.SORTS else "name",
        direction="desc" if direction == "desc" else "asc",
    )


def searched(args: MultiDict[str, str]) -> str:
    """The words that are searched for."""
    return " ".join(args.get("q", "")[:LONGEST_SEARCH].replace("\0", "").split())


def known(args: MultiDict[str, str], name: str, values: set[str]) -> tuple[str, ...]:
    """What was given for `name` that is one of `values`, each once."""
    return tuple(dict.fromkeys(value for value in args.getlist(name) if value in values))
