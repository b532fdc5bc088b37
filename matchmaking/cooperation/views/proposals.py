"""Texts that members propose for countries' pages, and the answers to them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.accounts.waiting import Waiting, register
from matchmaking.cooperation.models import RevisionState
from matchmaking.cooperation.queries import sections as queries
from matchmaking.cooperation.services import sections as services
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.cooperation.views.countries import known_country
from matchmaking.cooperation.views.sections import compared, page_of_country, place_of
from matchmaking.db import BIGGEST_ID
from matchmaking.errors import Conflict, Invalid
from matchmaking.web.clock import current_time
from matchmaking.web.guards import administrator, member
from matchmaking.web.seen import SeenForm, seen_version

_PROPOSAL = f"/countries/<code>/proposals/<int(max={BIGGEST_ID}):proposal_id>"


@register
def _proposals_waiting() -> Waiting:
    return Waiting(
        _("Proposed texts about countries"), queries.waiting_for_administrators(), url_for("cooperation.proposals")
    )


@bp.get("/admin/proposals")
@administrator
def proposals() -> str:
    """The proposals that wait, of all countries."""
    return render_template(
        "cooperation/proposals.html", proposals=queries.waiting(page=request.args.get("page", 1, type=int))
    )


@bp.get(_PROPOSAL)
@member
def proposal(code: str, proposal_id: int) -> str:
    """A proposal beside the text in force, for its author and for those who answer it."""
    found = queries.proposal(known_country(code), proposal_id, current_person())
    waits = found.state is RevisionState.PROPOSED
    return render_template(
        "cooperation/proposal.html",
        proposal=found,
        section=found.section,
        where=place_of(found.section),
        waits=waits,
        changes=compared(found.section, found) if waits else [],
        decides=queries.decides(current_person(), found.section.country_code),
    )


@bp.post(f"{_PROPOSAL}/accept")
@member
def accept_proposal(code: str, proposal_id: int) -> Any:
    """Put it in force."""
    found = queries.proposal(known_country(code), proposal_id, current_person())
    where = place_of(found.section)
    try:
        services.accept(proposal_id, seen=seen_version(SeenForm()), actor=current_person(), now=current_time())
    except (Conflict, Invalid) as error:
        flash(str(error), "info")
        return redirect(url_for("cooperation.proposal", code=code, proposal_id=proposal_id))
    flash(_("The proposal is accepted: everybody sees it now."), "fine")
    return redirect(page_of_country(where))


@bp.post(f"{_PROPOSAL}/decline")
@member
def decline_proposal(code: str, proposal_id: int) -> Any:
    """Leave it out."""
    found = queries.proposal(known_country(code), proposal_id, current_person())
    where = place_of(found.section)
    try:
        services.decline(proposal_id, actor=current_person(), now=current_time())
    except Conflict as error:
        flash(str(error), "info")
        return redirect(url_for("cooperation.proposal", code=code, proposal_id=proposal_id))
    flash(_("The proposal is declined. Its author can still read it."), "fine")
    return redirect(url_for("cooperation.country", code=where.code.lower()))
