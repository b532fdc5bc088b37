"""What everybody sees of partnerships: the table, a page each, and panels on organisations' and countries' pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from matchmaking.accounts.current import current_person_or_none, is_administrator
from matchmaking.cooperation import related
from matchmaking.cooperation.models import Partnership
from matchmaking.cooperation.partnership_details import sources_of
from matchmaking.cooperation.partnership_words import PHASES
from matchmaking.cooperation.queries import partnership_table as table
from matchmaking.cooperation.queries import partnerships as queries
from matchmaking.cooperation.queries.partnership_table import Counts, PartnershipFilter
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.organisations import panels, websites
from matchmaking.organisations.models import Organisation, OrganisationState, Sector
from matchmaking.organisations.queries import sectors as taxonomy
from matchmaking.web.clock import current_time
from matchmaking.web.filters import Option
from matchmaking.web.folding import fold
from matchmaking.web.guards import public
from matchmaking.web.locale import countries, current_language

LONGEST_SEARCH = 200
SHOWN_OF_A_BAD_VALUE = 30


@dataclass(frozen=True, slots=True)
class Row:
    """A partnership with its sectors and countries in the order of their names, as the table sorts them."""

    partnership: Partnership
    sectors: list[Sector]
    countries: list[str]


@bp.get("/partnerships")
@public
def partnerships() -> str:
    """The table of partnerships, searched and filtered; the filters live in the URL."""
    language = current_language()
    sectors = {sector.code: sector for sector in taxonomy()}
    wanted, problems = filter_from(request.args, set(sectors))
    found = table.page_of(
        wanted,
        page=request.args.get("page", 1, type=int),
        sector_order=sorted(sectors, key=lambda code: fold(sectors[code].name(language))),
        country_order=list(countries(language)),
    )
    counted = table.counts(wanted)
    return render_template(
        "cooperation/partnerships.html",
        page=found,
        rows=[row_of(partnership) for partnership in found.items],
        wanted=wanted,
        problems=problems,
        options=_options(counted, wanted, sectors),
        counted=counted,
        language=language,
        is_administrator=is_administrator(),
    )


@bp.get("/partnerships/<slug>")
@public
def partnership(slug: str) -> str:
    """A partnership's page."""
    found = queries.partnership_by_slug(slug)
    person = current_person_or_none()
    return render_template(
        "cooperation/partnership.html",
        partnership=found,
        row=row_of(found),
        phase=PHASES[found.phase] if found.phase else None,
        technology=[level for level in found.technology_stated.split(" / ") if level],
        website_shown=websites.shown(found.website),
        sources=sources_of(found),
        panels=related.of_partnership(found, current_time()),
        editable=queries.may_edit(person, found),
        is_administrator=is_administrator(),
        language=current_language(),
    )


@bp.app_template_test("shown_to_all")
def shown_to_all(organisation: Organisation) -> bool:
    """True where the profile can be opened by everybody, so that a link leads somewhere."""
    return organisation.state is OrganisationState.PUBLISHED


def row_of(partnership: Partnership) -> Row:
    """The partnership with its sectors and countries in the reader's alphabet."""
    language = current_language()
    names = countries(language)
    return Row(
        partnership,
        sorted(partnership.sectors, key=lambda sector: fold(sector.name(language))),
        sorted(partnership.target_countries, key=lambda code: fold(names.get(code) or code)),
    )


def filter_from(args: MultiDict[str, str], sectors: Collection[str]) -> tuple[PartnershipFilter, dict[str, str]]:
    """What a query string asks for, and a sentence for each value that means nothing and is left out."""
    problems: dict[str, str] = {}
    text = " ".join(args.get("q", "").replace("\0", " ").split())
    if len(text) > LONGEST_SEARCH:
        problems["q"] = _("Only the first %(count)s characters are searched.", count=LONGEST_SEARCH)
    wanted = PartnershipFilter(
        q=text[:LONGEST_SEARCH],
        sectors=_known(args, "sector", sectors, problems),
        countries=_known(args, "country", countries("en"), problems),
        sort=args["sort"] if args.get("sort") in table.SORTS else "acronym",
        direction="desc" if args.get("direction") == "desc" else "asc",
    )
    return wanted, problems


def _known(args: MultiDict[str, str], name: str, known: Collection[str], problems: dict[str, str]) -> tuple[str, ...]:
    asked = list(dict.fromkeys(value for value in args.getlist(name) if value))
    strange = [value for value in asked if value not in known]
    if strange:
        problems[name] = _("There is no choice “%(value)s”; it is left out.", value=strange[0][:SHOWN_OF_A_BAD_VALUE])
    return tuple(value for value in asked if value in known)


def _options(counted: Counts, wanted: PartnershipFilter, sectors: Mapping[str, Sector]) -> dict[str, list[Option]]:
    """The values to offer for each filter by name; a chosen one stays even where it shows nothing."""
    language = current_language()
    names = countries(language)
    return {
        "sector": _sorted(
            (code, sectors[code].name(language), counted.sectors.get(code, 0))
            for code in {*counted.sectors, *wanted.sectors}
        ),
        "country": _sorted(
            (code, names.get(code, code), counted.countries.get(code, 0))
            for code in {*counted.countries, *wanted.countries}
        ),
    }


def _sorted(options: Iterable[Option]) -> list[Option]:
    return sorted(options, key=lambda option: fold(option[1]))


def _of_organisation(organisation: Organisation) -> Mapping[str, Any] | None:
    found = queries.partnerships_of(organisation)
    return {"rows": [row_of(one) for one in found], "organisation": organisation} if found else None


def _of_country(code: str, _now: datetime) -> Mapping[str, Any]:
    found, total = queries.targeting(code)
    most = max((one.smes or 0 for one in found), default=0)
    return {"rows": [row_of(one) for one in found], "total": total, "most_smes": most, "code": code}


panels.register(panels.Panel("partnerships", "cooperation/_organisation_partnerships.html", _of_organisation))
related.register(related.Panel("partnerships", "cooperation/_country_partnerships.html", _of_country))
