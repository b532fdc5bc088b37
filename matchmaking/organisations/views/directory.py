"""What everybody sees: the directory and each organisation's profile."""

from __future__ import annotations

from flask import render_template, request

from matchmaking.accounts.current import current_person_or_none, is_administrator
from matchmaking.organisations import listing, panels, queries, websites, words
from matchmaking.organisations.filters import filters_from
from matchmaking.organisations.forms import JoinForm
from matchmaking.organisations.listing import Facets, Filters
from matchmaking.organisations.models import AffiliationState, OrganisationKind, Sector
from matchmaking.organisations.profile import profile_of
from matchmaking.organisations.quality import checklist, gaps
from matchmaking.organisations.views.blueprint import bp
from matchmaking.web.filters import Option, chosen_values, offered
from matchmaking.web.folding import fold
from matchmaking.web.guards import public
from matchmaking.web.locale import countries, country_name, current_language


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
        chosen=chosen_values(filters.as_args(), options),
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
        is_administrator=is_administrator(),
        join_form=JoinForm() if person is not None else None,
    )


def options_of(facets: Facets, filters: Filters, sectors: dict[str, Sector], language: str) -> dict[str, list[Option]]:
    """The values to offer for each filter."""
    return {
        "kind": offered(facets.kinds, filters.kinds, lambda kind: str(words.KINDS[kind])),
        "country": offered(facets.countries, filters.countries, country_name),
        "sector": offered(facets.sectors, filters.sectors, lambda code: sectors[code].name(language)),
    }
