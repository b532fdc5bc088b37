"""What everybody sees of countries: the list, and each country's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.current import current_person_or_none
from matchmaking.cooperation import country_list, related, section_words, tallies
from matchmaking.cooperation.models import CountryFact, CountrySection, SectionKind
from matchmaking.cooperation.queries import countries as queries
from matchmaking.cooperation.queries import sections as section_queries
from matchmaking.cooperation.sources import Source, sources_of
from matchmaking.cooperation.tallies import Tally
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.errors import NotFound
from matchmaking.organisations.filters import searched
from matchmaking.web.clock import current_time
from matchmaking.web.guards import public
from matchmaking.web.locale import LANGUAGES, countries, current_language

PARTNER_SEARCH = "cooperation.partners"
ALL = "all"

tallies.register(Tally("sections", _l("Sections"), lambda _now: queries.sections_written(), order=1))
tallies.register(Tally("organisations", _l("Organisations"), lambda _now: queries.organisations_by_country(), order=2))
tallies.register(Tally("partnerships", _l("Partnerships"), lambda _now: queries.partnerships_by_target(), order=3))
tallies.register(Tally("agreements", _l("Agreements"), lambda _now: queries.agreements_by_country(), order=4))


@bp.get("/countries", endpoint="countries")
@public
def list_countries() -> str:
    """The countries that have anything to show, with how much; searched and sorted."""
    columns = tallies.tallies()
    now = current_time()
    counts = {tally.name: tally.of(now) for tally in columns}
    every = country_list.rows(counts, queries.countries_with_facts(), current_language())
    q = searched(request.args)
    sort, direction = request.args.get("sort", country_list.NAME), request.args.get("direction", "asc")
    sort = sort if sort in counts else country_list.NAME
    direction = direction if direction == "desc" else "asc"
    found = country_list.arranged(country_list.matching(every, q), sort, direction)
    args = {
        "q": q,
        "sort": sort if sort != country_list.NAME else "",
        "direction": direction if direction == "desc" else "",
    }
    return render_template(
        "cooperation/countries.html",
        countries=country_list.page_of(found, request.args.get("page", 1, type=int)),
        columns=columns,
        most={tally.name: max((row.counts[tally.name] for row in every), default=0) for tally in columns},
        sections=len(SectionKind),
        q=q,
        sort=sort,
        direction=direction,
        args={name: value for name, value in args.items() if value},
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as the reader gets it: in their language, else in another, else empty with what is looked for."""

    kind: SectionKind
    title: str
    section: CountrySection | None
    sources: list[Source]
    wanted: str
    foreign: str
    """The language of the text where it is not the reader's."""


@bp.get("/countries/<code>")
@public
def country(code: str) -> str:
    """All that is known of a country. `?open=all`, or the kind of a section, shows sections unfolded."""
    code = known_country(code)
    person = current_person_or_none()
    decides = section_queries.decides(person, code)
    facts = queries.facts(code)
    return render_template(
        "cooperation/country.html",
        code=code,
        sections=_sections(code),
        opened=request.args.get("open", ""),
        facts=facts,
        fact_sources=list(dict.fromkeys(_source_of(fact) for fact in facts)),
        panels=related.of_country(code, current_time()),
        language=current_language(),
        decides=decides,
        person=person,
        waiting=section_queries.waiting(code=code, page=request.args.get("page", 1, type=int)) if decides else None,
        proposed=section_queries.proposed_by(person, code) if person is not None and not decides else [],
        partner_link=_partner_link(code),
    )


def known_country(code: str) -> str:
    """The ISO code in capitals. Raises NotFound for what is no country."""
    found = code.upper() if code.isascii() else ""
    if found not in countries("en"):
        raise NotFound(f"no country {code!r}")
    return found


@bp.app_template_filter("fact_source")
def _source_of(fact: CountryFact) -> Source:
    return Source(fact.source_document, fact.source_url)


def _sections(code: str) -> list[Shown]:
    found = {(section.kind, section.language): section for section in section_queries.sections_of(code)}
    own = current_language()
    languages = [own, *(language for language in LANGUAGES if language != own)]
    shown = []
    for kind, title in section_words.KINDS.items():
        section = next((found[kind, one] for one in languages if (kind, one) in found), None)
        shown.append(
            Shown(
                kind=kind,
                title=str(title),
                section=section,
                sources=sources_of(section.sources) if section else [],
                wanted=str(section_words.WANTED[kind]),
                foreign=section.language if section and section.language != own else "",
            )
        )
    return shown


def _partner_link(code: str) -> str:
    """Where to look for a partner in this country: the partner search, else the directory."""
    if PARTNER_SEARCH in current_app.view_functions:
        return url_for(PARTNER_SEARCH, country=code)
    return url_for("organisations.index", country=code)


def _organisations(code: str, _now: datetime) -> Mapping[str, Any]:
    kinds = queries.organisations_there(code)
    return {
        "code": code,
        "kinds": kinds,
        "most": max((kind.count for kind in kinds), default=0),
        "total": sum(kind.count for kind in kinds),
        "partner_link": _partner_link(code),
    }


related.register(related.Panel("organisations", "cooperation/_organisations.html", _organisations))
