"""Keeping a search for partners, its mails, and letting go of it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.cooperation.forms.partner_searches import KeepSearchForm
from matchmaking.cooperation.partner_criteria import criteria_from
from matchmaking.cooperation.queries import partner_searches as queries
from matchmaking.cooperation.queries.partners import acting_for
from matchmaking.cooperation.services import partner_searches as services
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.cooperation.views.partners import page_of_partners
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.organisations.queries import sectors
from matchmaking.web.clock import current_time
from matchmaking.web.guards import member, token


@bp.post("/partners")
@member
def keep_search() -> Any:
    """Keep the search that the address holds, under the name in the form."""
    person = current_person()
    organisation, _own = acting_for(person, request.args.get("organisation"))
    if organisation is None:
        raise NotFound("this person acts for no organisation")
    form = KeepSearchForm()
    if form.validate_on_submit():
        criteria, _problems = criteria_from(request.args, {sector.code for sector in sectors()})
        try:
            services.keep(person, organisation, form.name.data or "", criteria, now=current_time())
        except (Invalid, Conflict) as error:
            form.name.errors = [str(error)]
        else:
            flash(_("The search is kept. Once a week you get a mail of new matches, if there are any."), "fine")
            return redirect(url_for("cooperation.partners", organisation=organisation.slug, **criteria.as_args()))
    return page_of_partners(form)


@bp.post("/partners/searches/<int:search_id>/remove")
@member
def remove_search(search_id: int) -> Any:
    """Let go of a search."""
    person = current_person()
    kept = queries.search_of(person, search_id)
    slug, name = kept.organisation.slug, kept.name
    services.remove(kept, by=person, now=current_time())
    flash(_("The search “%(name)s” is removed.", name=name), "fine")
    return redirect(url_for("cooperation.partners", organisation=slug))


@bp.post("/partners/searches/<int:search_id>/mails")
@member
def set_partner_mails(search_id: int) -> Any:
    """Send a search's mails, or stop them."""
    person = current_person()
    kept = queries.search_of(person, search_id)
    wanted = request.form.get("wanted") == "yes"
    services.set_mails(kept, wanted=wanted, by=person, now=current_time())
    if wanted:
        flash(_("You get a mail of new matches for “%(name)s” once a week.", name=kept.name), "fine")
    else:
        flash(_("No more mails for “%(name)s”.", name=kept.name), "fine")
    return redirect(url_for("cooperation.partners", organisation=kept.organisation.slug))


@bp.get("/partners/searches/<int:search_id>/stop/<token>")
@bp.post("/partners/searches/<int:search_id>/stop/<token>")
@token
def stop_partner_mails(search_id: int, token: str) -> Any:
    """The link in a mail: a page with a button, since mail programs open links by themselves."""
    kept = queries.search_with(search_id, token)
    if request.method == "POST":
        services.set_mails(kept, wanted=False, by=None, now=current_time())
    return render_template("cooperation/partner_mails.html", search=kept)
