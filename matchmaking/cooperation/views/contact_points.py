"""Contact points of the networks that help businesses find partners: a list for all, a form for administrators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from matchmaking.accounts.current import current_person, is_administrator
from matchmaking.cooperation import related
from matchmaking.cooperation.contact_details import details_of
from matchmaking.cooperation.contact_words import NETWORKS
from matchmaking.cooperation.forms.contact_points import ContactPointForm, contact_point_form
from matchmaking.cooperation.models import ContactPoint, Network
from matchmaking.cooperation.queries import contact_points as queries
from matchmaking.cooperation.queries.contact_points import ContactFilter
from matchmaking.cooperation.queries.offices import offices
from matchmaking.cooperation.services import contact_points as services
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.db import BIGGEST_ID
from matchmaking.errors import Conflict, Invalid
from matchmaking.organisations import websites
from matchmaking.web.clock import current_time
from matchmaking.web.filters import countries_asked, offered, without
from matchmaking.web.guards import administrator, public
from matchmaking.web.locale import countries, country_name, current_language
from matchmaking.web.refusals import show_refusal
from matchmaking.web.seen import SeenForm, seen_moment


@bp.get("/contact-points")
@public
def contact_points() -> str:
    """The list by country and city, filtered; the filters live in the URL."""
    wanted = filter_from(request.args)
    networks = queries.networks_counted(wanted.countries)
    return render_template(
        "cooperation/contact_points.html",
        points=queries.page_of(
            wanted, page=request.args.get("page", 1, type=int), country_order=list(countries(current_language()))
        ),
        wanted=wanted,
        networks=[(network.value, name, networks.get(network, 0)) for network, name in NETWORKS.items()],
        countries=offered(queries.countries_counted(wanted.networks), wanted.countries, country_name),
        chosen=_chosen(wanted),
        is_administrator=is_administrator(),
    )


@bp.route("/contact-points/new", methods=["GET", "POST"])
@administrator
def add_contact_point() -> Any:
    """A new contact point."""
    form = contact_point_form(None, offices())
    if request.method == "GET":
        form.country_code.data = request.args.get("country", "").upper()
    if form.validate_on_submit():
        try:
            made = services.add_contact_point(form.to_details(), actor=current_person(), now=current_time())
        except Invalid as problem:
            show_refusal(problem, form, otherwise="city")
        else:
            return _done(made.country_code)
    return _editor(None, form), 422 if form.errors else 200


@bp.route(f"/contact-points/<int(max={BIGGEST_ID}):point_id>/edit", methods=["GET", "POST"])
@administrator
def edit_contact_point(point_id: int) -> Any:
    """The form of a contact point, and the button that removes it."""
    point = queries.contact_point(point_id)
    form = contact_point_form(point, offices())
    if form.validate_on_submit():
        try:
            services.edit_contact_point(
                point_id, form.to_details(), seen=seen_moment(form), actor=current_person(), now=current_time()
            )
        except Conflict as problem:
            point = queries.contact_point(point_id)
            form.seen.data = point.changed_at.isoformat()  # sent again, it replaces what the other person saved
            return _editor(point, form, conflict=str(problem), theirs=details_of(point)), 409
        except Invalid as problem:
            show_refusal(problem, form, otherwise="city")
            point = queries.contact_point(point_id)
        else:
            return _done(form.country_code.data)
    return _editor(point, form), 422 if form.errors else 200


@bp.post(f"/contact-points/<int(max={BIGGEST_ID}):point_id>/remove")
@administrator
def remove_contact_point(point_id: int) -> Any:
    """Take a contact point away."""
    try:
        services.remove_contact_point(
            point_id, seen=seen_moment(SeenForm()), actor=current_person(), now=current_time()
        )
    except Conflict as problem:
        flash(str(problem), "problem")
        return redirect(url_for("cooperation.edit_contact_point", point_id=point_id))
    flash(_("The contact point is removed."), "fine")
    return redirect(url_for("cooperation.contact_points"))


@bp.app_template_filter("network")
def network_name(network: Network) -> str:
    """The name of the network."""
    return NETWORKS[network]


@bp.app_template_filter("website")
def website_shown(website: str) -> str:
    """An address as people read it."""
    return websites.shown(website)


def filter_from(args: MultiDict[str, str]) -> ContactFilter:
    """What a query string asks for; values that do not exist are left out."""
    known = {network.value for network in Network}
    networks = {value for value in args.getlist("network") if value in known}
    return ContactFilter(
        networks=tuple(Network(value) for value in sorted(networks)),
        countries=countries_asked(args),
    )


def _chosen(wanted: ContactFilter) -> list[tuple[str, dict[str, Any]]]:
    """Each value chosen, with the query string that lets go of it."""
    args = wanted.as_args()
    networks = [(NETWORKS[network], without(args, "network", network.value)) for network in wanted.networks]
    return networks + [(country_name(code), without(args, "country", code)) for code in wanted.countries]


def _editor(point: ContactPoint | None, form: ContactPointForm, **more: Any) -> str:
    return render_template("cooperation/contact_point_edit.html", point=point, form=form, **more)


def _done(code: str) -> Any:
    flash(_("The contact point is saved."), "fine")
    return redirect(url_for("cooperation.contact_points", country=code))


def _of_country(code: str, _now: datetime) -> Mapping[str, Any]:
    return {"points": queries.of_country(code), "code": code, "is_administrator": is_administrator()}


related.register(related.Panel("contact-points", "cooperation/_contact_points_panel.html", _of_country))
