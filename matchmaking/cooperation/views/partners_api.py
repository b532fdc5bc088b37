"""The partner search for programs: the same score and order, as JSON. `docs/directory/partners.md` describes it."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request

from matchmaking.accounts.current import current_person
from matchmaking.cooperation import partner_words as words
from matchmaking.cooperation.partner_criteria import criteria_from
from matchmaking.cooperation.queries.partners import Suggestion, acting_for, search
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.cooperation.views.partners import wanted_page
from matchmaking.engine.partners import COOPERATIONS, Factor, Name
from matchmaking.errors import Invalid, NotFound
from matchmaking.organisations.queries import sectors
from matchmaking.web.guards import member
from matchmaking.web.locale import current_language
from matchmaking.web.settings import absolute_url

DIGITS = 3


@bp.get("/api/v1/partners")
@member
def partners_api() -> Any:
    """Others in order of fit with one of the caller's organisations; a value that cannot be meant is an error."""
    organisation, _own = acting_for(current_person(), request.args.get("organisation"))
    if organisation is None:
        raise NotFound("this person acts for no organisation")
    known = sectors()
    criteria, problems = criteria_from(request.args, {sector.code for sector in known})
    if problems:
        raise Invalid(" ".join(problems))
    found = search(organisation.id, criteria)
    number = wanted_page()
    language = current_language()
    names = {sector.code: sector.name(language) for sector in known}
    return jsonify(
        organisation=organisation.slug,
        weights={name.value: criteria.weights.weight(name) for name in Name},
        stance=criteria.weights.stance.value,
        cooperation=[kind for kind in COOPERATIONS if kind in criteria.weights.sought],
        exact=found.exact,
        total=len(found.order),
        page=number,
        per_page=criteria.per_page,
        partners=[_partner(one, names) for one in found.page(number)],
    )


def _partner(one: Suggestion, names: dict[str, str]) -> dict[str, Any]:
    organisation, missing = one.organisation, one.shortfall
    return {
        "slug": organisation.slug,
        "name": organisation.name,
        "kind": organisation.kind.value,
        "country": organisation.country_code,
        "url": absolute_url("organisations.show", slug=organisation.slug),
        "score": round(one.fit.score, DIGITS),
        "factors": [_factor(factor) for factor in one.fit.factors],
        "reasons": list(words.reasons(one.fit, names)),
        "ties": one.ties,
        "why_not_higher": missing
        and {
            "factor": missing.factor.value,
            "lost": round(missing.lost, DIGITS),
            "sentence": words.why_not_higher(missing, names),
        },
    }


def _factor(factor: Factor) -> dict[str, Any]:
    return {
        "name": factor.name.value,
        "value": round(factor.value, DIGITS),
        "weight": factor.weight,
        "part": round(factor.part, DIGITS),
        "most": round(factor.most, DIGITS),
    }
