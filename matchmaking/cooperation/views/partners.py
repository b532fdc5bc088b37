"""Who suits one of my organisations, in order of fit, with all that the score is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from matchmaking.accounts.current import current_person, current_person_or_none
from matchmaking.cooperation import partner_words as words
from matchmaking.cooperation.forms.partner_searches import KeepSearchForm
from matchmaking.cooperation.partner_criteria import PAGE_SIZES, WEIGHT, Criteria, criteria_from
from matchmaking.cooperation.queries import partner_searches
from matchmaking.cooperation.queries.partners import Suggestion, acting_for, search
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.engine.partners import COOPERATIONS, DEFAULT_WEIGHTS, MOST_WEIGHT, Name, Stance
from matchmaking.organisations import listing, panels
from matchmaking.organisations.models import Organisation, Sector
from matchmaking.organisations.queries import can_act_for, sectors
from matchmaking.organisations.views.directory import options_of
from matchmaking.web.guards import member
from matchmaking.web.locale import current_language
from matchmaking.web.paging import Page

LAST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Slider:
    """A factor's weight as a control: its argument, its words, what it stands at and what is usual."""

    argument: str
    label: str
    value: int
    usual: int


@bp.get("/partners")
@member
def partners() -> Any:
    """Others in order of fit; weights, filters and the organisation live in the address."""
    return page_of_partners(KeepSearchForm(formdata=None))


def page_of_partners(form: KeepSearchForm) -> Any:
    """The page, with the form that keeps the search as it was sent."""
    person = current_person()
    organisation, own = acting_for(person, request.args.get("organisation"))
    if organisation is None:
        return render_template("cooperation/partners_none.html")
    known = {sector.code: sector for sector in sectors()}
    criteria, problems = criteria_from(request.args, known)
    found = search(organisation.id, criteria)
    number = wanted_page()
    language = current_language()
    names = {code: sector.name(language) for code, sector in known.items()}
    args = {"organisation": organisation.slug, **criteria.as_args()}
    return render_template(
        "cooperation/partners.html",
        organisation=organisation,
        own=own,
        criteria=criteria,
        problems=problems,
        found=found,
        page=Page(items=found.page(number), page=number, total=len(found.order), size=criteria.per_page),
        args=args,
        sliders=sliders(criteria),
        most_weight=MOST_WEIGHT,
        options=_options(criteria, known, language),
        stances=[(stance.value, words.STANCES[stance]) for stance in Stance],
        cooperations=[(kind, words.COOPERATIONS[kind], None) for kind in COOPERATIONS],
        sizes=PAGE_SIZES,
        factor_words=words.FACTORS,
        reasons=lambda one: words.reasons(one.fit, names),
        why_not=lambda one: _why_not(one, names),
        tie_words=words.TIES,
        searches=partner_searches.searches_of(person, organisation.id),
        form=form,
    ), (422 if form.errors else 200)


def wanted_page() -> int:
    """The page that the address names, within reason."""
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)


def sliders(criteria: Criteria) -> list[Slider]:
    """A control for each factor's weight."""
    return [
        Slider(f"{WEIGHT}{name}", str(words.FACTORS[name]), criteria.weights.of.get(name, 0), DEFAULT_WEIGHTS[name])
        for name in Name
    ]


def _why_not(one: Suggestion, names: Mapping[str, str]) -> str:
    return words.why_not_higher(one.shortfall, names)


def _options(criteria: Criteria, known: dict[str, Sector], language: str) -> Mapping[str, Any]:
    chosen = listing.Filters(kinds=criteria.kinds, countries=criteria.countries, sectors=criteria.sectors)
    return options_of(listing.facets(listing.Filters()), chosen, known, language)


def _for_own_people(organisation: Organisation) -> Mapping[str, Any] | None:
    person = current_person_or_none()
    return {"slug": organisation.slug} if person is not None and can_act_for(person, organisation) else None


panels.register(panels.Panel("partners", "cooperation/_partners_of_organisation.html", _for_own_people))
