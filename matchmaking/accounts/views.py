"""Pages of the accounts room beside those of Flask-Security: a person's own, and the administrator's."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_security.utils import logout_user

from matchmaking.accounts import queries, services
from matchmaking.accounts.current import current_person, current_person_or_none
from matchmaking.accounts.forms import PreferencesForm
from matchmaking.accounts.models import Person, RoleName
from matchmaking.accounts.plain_text import own_path
from matchmaking.accounts.waiting import waiting
from matchmaking.audit.queries import entries
from matchmaking.errors import Invalid, NotFound
from matchmaking.web.clock import current_time
from matchmaking.web.guards import administrator, member, public, signed_in
from matchmaking.web.locale import LANGUAGES
from matchmaking.web.settings import absolute_url

bp = Blueprint("accounts", __name__)


@bp.get("/account/preferences")
@bp.post("/account/preferences")
@member
def preferences() -> Any:
    """What a person sets about themselves, and the ways to change password, address and sessions."""
    person = current_person()
    form = PreferencesForm(obj=person)
    if form.validate_on_submit():
        services.update_preferences(
            person,
            name=form.name.data or "",
            locale=form.locale.data,
            time_zone=form.time_zone.data,
            now=current_time(),
        )
        session["language"] = person.locale
        with force_locale(person.locale):
            flash(_("Your preferences are saved."), "fine")
        return redirect(url_for("accounts.preferences"))
    feed = absolute_url("meetings.feed", person_id=person.id, token=person.feed_token)
    return render_template("accounts/preferences.html", form=form, person=person, feed=feed)


@bp.post("/account/calendar-address")
@member
def renew_feed() -> Any:
    """A new address for the person's calendar feed."""
    services.renew_feed_token(current_person(), now=current_time())
    flash(_("Your calendar has a new address. Give it to every calendar that used the old one."), "fine")
    return redirect(url_for("accounts.preferences", _anchor="calendar"))


@bp.get("/account/logout")
@public
def sign_out() -> Any:
    """Ask before signing out; the button posts to Flask-Security."""
    if current_person_or_none() is None:
        return redirect(url_for("events.index"))
    return render_template("security/logout_user.html")


@bp.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> Any:
    """End every session of the person, on all devices."""
    services.sign_out_everywhere(current_person(), now=current_time())
    logout_user()
    flash(_("You are signed out on all devices."), "fine")
    return redirect(url_for("security.login"))


@bp.post("/language")
@public
def set_language() -> Any:
    """Show the site in another language from now on, and come back to the page."""
    language = request.form.get("language", "")
    if language in LANGUAGES:
        session["language"] = language
        person = current_person_or_none()
        if person is not None:
            services.update_preferences(
                person, name=person.name, locale=language, time_zone=person.time_zone, now=current_time()
            )
    return redirect(own_path(request.form.get("next")) or url_for("events.index"))


@bp.get("/admin")
@administrator
def admin() -> str:
    """What waits for an administrator, and the ways to the other pages."""
    return render_template("accounts/admin.html", waiting=waiting(), census=queries.census())


@bp.get("/admin/people")
@administrator
def admin_people() -> str:
    """Everybody with an account: search, and who may do more."""
    q = request.args.get("q", "").replace("\x00", "").strip()
    role = request.args.get("role", "")
    chosen = RoleName(role) if role in set(RoleName) else None
    page = queries.people(page=request.args.get("page", 1, type=int), q=q, role=chosen)
    return render_template("accounts/admin_people.html", page=page, q=q, role=chosen, roles=list(RoleName))


def _role_and_person(person_id: int) -> tuple[RoleName, Person]:
    role = request.form.get("role", "")
    if role not in set(RoleName):
        raise NotFound
    return RoleName(role), queries.person_by_id(person_id)


def _back_to_people() -> Any:
    return redirect(own_path(request.form.get("next")) or url_for("accounts.admin_people"))


@bp.post("/admin/people/<int:person_id>/grant")
@administrator
def grant_role(person_id: int) -> Any:
    """Let a person do more."""
    role, person = _role_and_person(person_id)
    services.grant_role(person, role, actor=current_person(), now=current_time())
    if role is RoleName.ADMINISTRATOR:
        flash(_("%(name)s is administrator now.", name=person.name or person.email), "fine")
    else:
        flash(_("%(name)s can create events now.", name=person.name or person.email), "fine")
    return _back_to_people()


@bp.post("/admin/people/<int:person_id>/revoke")
@administrator
def revoke_role(person_id: int) -> Any:
    """Take a role from a person."""
    role, person = _role_and_person(person_id)
    try:
        services.revoke_role(person, role, actor=current_person(), now=current_time())
    except Invalid as refusal:
        flash(str(refusal), "problem")
        return _back_to_people()
    if role is RoleName.ADMINISTRATOR:
        flash(_("%(name)s is no longer administrator.", name=person.name or person.email), "fine")
    else:
        flash(_("%(name)s can no longer create events.", name=person.name or person.email), "fine")
    if not current_person().is_administrator:
        return redirect(url_for("events.index"))
    return _back_to_people()


@bp.get("/admin/log")
@administrator
def admin_log() -> str:
    """Who changed what, everywhere."""
    page = entries(page=request.args.get("page", 1, type=int))
    return render_template("accounts/admin_log.html", page=page, zone=current_person().time_zone)
