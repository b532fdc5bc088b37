"""Making, editing and deleting partnerships."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.audit.queries import last_change
from matchmaking.cooperation.forms.partnerships import OwnPartnershipForm, partnership_form
from matchmaking.cooperation.models import Partnership, PartnershipPhase
from matchmaking.cooperation.partnership_details import OWN_FIELDS, PartnershipDetails, changes, details_of
from matchmaking.cooperation.partnership_words import PHASES
from matchmaking.cooperation.queries import partnerships as queries
from matchmaking.cooperation.services import partnerships as services
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.errors import Conflict, Invalid
from matchmaking.organisations.queries import sectors as taxonomy
from matchmaking.web.clock import current_time
from matchmaking.web.guards import administrator, member
from matchmaking.web.locale import country_name, current_language
from matchmaking.web.refusals import differences, show_refusal
from matchmaking.web.seen import SeenForm, seen_version


@bp.route("/partnerships/new", methods=["GET", "POST"])
@administrator
def create_partnership() -> Any:
    """A new partnership; its members come on the next page."""
    form = partnership_form(None, taxonomy(), everything=True)
    if form.validate_on_submit():
        try:
            made = services.create_partnership(form.to_details(None), actor=current_person(), now=current_time())
        except (Invalid, Conflict) as problem:
            show_refusal(problem, form)
        else:
            flash(_("The partnership is saved and shown to everybody. Now say who its members are."), "fine")
            return redirect(url_for("cooperation.partnership_members", slug=made.slug))
    return _editor(None, form), _status(form)


@bp.route("/partnerships/<slug>/edit", methods=["GET", "POST"])
@member
def edit_partnership(slug: str) -> Any:
    """The form for administrators, and a shorter one for the managers of a member organisation."""
    person = current_person()
    partnership = queries.edited_by(slug, person)
    form = partnership_form(partnership, taxonomy(), everything=person.is_administrator)
    if form.validate_on_submit():
        written = form.to_details(details_of(partnership))
        try:
            services.edit_partnership(
                partnership.id, written, seen=seen_version(form), actor=person, now=current_time()
            )
        except Conflict:
            return _conflict(slug, form, written), 409
        except Invalid as problem:
            show_refusal(problem, form)
            partnership = queries.edited_by(slug, person)
        else:
            flash(_("The partnership is saved."), "fine")
            return redirect(url_for("cooperation.partnership", slug=slug))
    return _editor(partnership, form), _status(form)


@bp.route("/partnerships/<slug>/delete", methods=["GET", "POST"])
@administrator
def delete_partnership(slug: str) -> Any:
    """What goes with a partnership, before the button that deletes it."""
    partnership = queries.partnership_by_slug(slug)
    form = SeenForm()
    if form.validate_on_submit():
        acronym = partnership.acronym
        try:
            services.delete_partnership(
                partnership.id, seen=seen_version(form), actor=current_person(), now=current_time()
            )
        except Conflict as problem:
            flash(str(problem), "problem")
            return redirect(url_for("cooperation.delete_partnership", slug=slug))
        flash(_("%(acronym)s is deleted.", acronym=acronym), "fine")
        return redirect(url_for("cooperation.partnerships"))
    return render_template(
        "cooperation/partnership_deleting.html", partnership=partnership, news=queries.news_of(partnership)
    )


def _editor(
    partnership: Partnership | None, form: OwnPartnershipForm, *, conflict: dict[str, Any] | None = None
) -> str:
    return render_template(
        "cooperation/partnership_edit.html", partnership=partnership, form=form, conflict=conflict, own=OWN_FIELDS
    )


def _conflict(slug: str, form: OwnPartnershipForm, mine: PartnershipDetails) -> str:
    """The form again with all that was written, and beside it what the other person saved."""
    partnership = queries.edited_by(slug, current_person())
    stored, _written = changes(details_of(partnership), mine)
    form.seen.data = str(partnership.version)  # sent again, it replaces what the other person saved
    told = {"differences": differences(form, stored, _spoken), "last": last_change(partnership)}
    return _editor(partnership, form, conflict=told)


def _spoken(name: str, value: Any) -> str:
    """A stored value as people read it."""
    if name == "target_countries":
        return ", ".join(str(country_name(code)) for code in value)
    if name == "sectors":
        names = {sector.code: sector.name(current_language()) for sector in taxonomy()}
        return ", ".join(names[code] for code in value)
    if name == "phase" and value:
        return str(PHASES[PartnershipPhase(value)])
    return "" if value is None else str(value)


def _status(form: Any) -> int:
    return 422 if form.is_submitted() else 200
