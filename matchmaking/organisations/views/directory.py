"""What everybody sees: the directory and each organisation's profile."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from matchmaking.accounts.current import current_person_or_none
from matchmaking.organisations import listing, panels, queries, websites, words
from matchmaking.organisations.filters import filters_from
from matchmaking.organisations.forms import JoinForm
from matchmaking.organisations.listing import Facets, Filters
from matchmaking.organisations.models import AffiliationState, OrganisationKind, Sector
from matchmaking.organisations.profile import profile_of
from matchmaking.organisations.quality import checklist, gaps
from matchmaking.organisations.views.blueprint import bp
from matchmaking.web.folding import fold
from matchmaking.web.guards import public
from matchmaking.web.locale import countries, current_language

Option = tuple[str, str, int]
"""A value of a filter, its name, and how many organisations it would show."""


@bp.get("/organisations")
@public
def index() -> str:
    """SMEs, clusters and the others, searched and filtered; the filters live in the URL."""
    language = current_language()
    sectors = {sector.code: sector for sector in queries.sectors()}
    filters = filters_from(request.args, set(sectors))
    counts = listing.facets(filters)
    found = listing.page_of(
        filters,
        page=request.args.get("page", 1, type=int),
        country_order=list(countries(language)),
        kind_order=sorted(OrganisationKind, key=lambda kind: fold(str(words.KINDS[kind]))),
        total=counts.total,
    )
    options = options_of(counts, filters, sectors, language)
    return render_template(
        "organisations/index.html",
        organisations=found,
        filters=filters,
        options=options,
        chosen=_chosen(filters, options),
        language=language,
    )


@bp.get("/organisations/<slug>")
@public
def show(slug: str) -> str:
    """The public profile."""
    person = current_person_or_none()
    organisation = queries.visible(slug, person)
    offers = [listing for listing in organisation.listings if listing.kind.is_offer]
    mine = queries.affiliation_of(person, organisation)
    manages = queries.manages(person, organisation)
    return render_template(
        "organisations/show.html",
        organisation=organisation,
        offers=offers,
        panels=panels.panels_of(organisation),
        seeks=[listing for listing in organisation.listings if listing not in offers],
        website_shown=websites.shown(organisation.website),
        language=current_language(),
        mine=mine if mine is not None and mine.state is not AffiliationState.DECLINED else None,
        manages=manages,
        claimable=queries.can_be_claimed(organisation),
        joinable=queries.can_be_joined(organisation),
        joiners=queries.joiners_waiting([organisation.id]).get(organisation.id, 0) if manages else 0,
        missing=gaps(profile_of(organisation), organisation.kind) if manages else [],
        checklist=checklist(profile_of(organisation), organisation.kind) if manages else None,
        is_administrator=person is not None and person.is_administrator,
        join_form=JoinForm() if person is not None else None,
    )


def options_of(facets: Facets, filters: Filters, sectors: dict[str, Sector], language: str) -> dict[str, list[Option]]:
    """The values to offer for each filter, the most frequent first; a chosen one stays even where it shows nothing."""
    names = countries(language)
    kinds = {kind.value: facets.kinds.get(kind, 0) for kind in {*facets.kinds, *filters.kinds}}
    places = {code: facets.countries.get(code, 0) for code in {*facets.countries, *filters.countries}}
    branches = {code: facets.sectors.get(code, 0) for code in {*facets.sectors, *filters.sectors}}
    return {
        "kind": _sorted((value, str(words.KINDS[OrganisationKind(value)]), kinds[value]) for value in kinds),
        "country": _sorted((code, names.get(code, code), places[code]) for code in places),
        "sector": _sorted((code, sectors[code].name(language), branches[code]) for code in branches),
    }


def _sorted(options: Any) -> list[Option]:
    return sorted(options, key=lambda option: (-option[2], fold(option[1])))


def _chosen(filters: Filters, options: dict[str, list[Option]]) -> list[tuple[str, dict[str, Any]]]:
    """Each value chosen, with the query string that lets go of it."""
    args = filters.as_args()
    chosen: list[tuple[str, dict[str, Any]]] = []
    if filters.q:
        chosen.append((f"“{filters.q}”", {**args, "q": None}))
    for name, choices in options.items():
        held = args.get(name, [])
        chosen.extend(
            (label, {**args, name: [other for other in held if other != value]})
            for value, label, _count in choices
            if value in held
        )
    return chosen
