"""Clusters compared side by side, and figures of all of them by place and sector."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from matchmaking.organisations.mapping import comparison, counting, words
from matchmaking.organisations.mapping import figures as counted
from matchmaking.organisations.mapping.comparison import Sizes
from matchmaking.organisations.models import Organisation
from matchmaking.organisations.views.blueprint import bp
from matchmaking.organisations.views.mapping import LONGEST_SEARCH, map_filters, options_of
from matchmaking.web.folding import fold
from matchmaking.web.guards import public
from matchmaking.web.locale import country_name, current_language
from matchmaking.web.paging import Page

MOST_ASKED = 50
LAST_PAGE = 100_000


@bp.app_template_filter("cluster_sizes")
def cluster_sizes(organisation: Organisation) -> Sizes:
    """What a cluster tells of its members and staff."""
    return comparison.sizes_of(organisation)


@bp.get("/map/compare")
@public
def compare() -> Any:
    """Up to four clusters side by side; a fifth is refused."""
    asked = list(dict.fromkeys(request.args.getlist("slug")))[:MOST_ASKED]
    found = comparison.clusters(asked)
    chosen, refused = found[: comparison.MOST], found[comparison.MOST :]
    text = " ".join(request.args.get("q", "")[:LONGEST_SEARCH].replace("\0", "").split())
    shared, own = comparison.shared_and_own(chosen)
    return render_template(
        "organisations/compare.html",
        chosen=chosen,
        refused=refused,
        missing=len(asked) - len(found),
        most=comparison.MOST,
        q=text,
        suggestions=comparison.suggested(text, chosen) if text and len(chosen) < comparison.MOST else [],
        sizes={one.id: comparison.sizes_of(one) for one in chosen},
        kinds=[
            ("members", _("Members")),
            ("smes", _("SMEs")),
            ("large", _("Large companies")),
            ("research", _("Research organisations")),
            ("others", _("Other members")),
        ],
        shared=shared,
        own=own,
        targets=sorted(
            {code for one in chosen for code in one.target_countries}, key=lambda code: fold(country_name(code))
        ),
        panels=comparison.panels_of(chosen) if chosen else [],
        language=current_language(),
    ), 422 if refused else 200


@bp.get("/map/figures")
@public
def figures() -> str:
    """Clusters, organisations, members and SMEs by country or region and sector."""
    sectors = counting.sectors_by_code()
    filters, problem = map_filters(request.args, sectors)
    filters = replace(filters, all_kinds=True, region="", places=())
    measure = request.args.get("measure", counted.MEASURES[0])
    measure = measure if measure in counted.MEASURES else counted.MEASURES[0]
    table = counted.table(filters)
    number = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    first = (number - 1) * counted.PAGE_SIZE
    return render_template(
        "organisations/figures.html",
        filters=filters,
        problem=problem,
        measure=measure,
        table=table,
        page=Page(table.rows[first : first + counted.PAGE_SIZE], number, len(table.rows), counted.PAGE_SIZE),
        most={name: max((getattr(row.whole, name) for row in table.rows), default=0) for name in counted.MEASURES},
        most_of_cells=max((getattr(one, measure) for row in table.rows for one in row.sectors.values()), default=0),
        by_sector=sorted(table.sectors, key=lambda one: (one[0] == counted.UNKNOWN, -getattr(one[1], measure))),
        most_of_sectors=max((getattr(one, measure) for _code, one in table.sectors), default=0),
        nothing=counted.Figures(),
        counted_ones=counted.MEASURES,
        measures=[(name, str(words.MEASURES[name]), None) for name in counted.MEASURES[1:]],
        sectors=sectors,
        options=options_of(filters, sectors, counting.countries(filters)),
        words=words,
        language=current_language(),
    )
