"""The administrator's queue: profiles to publish and claims to answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.accounts.waiting import Waiting, register
from matchmaking.db import BIGGEST_ID
from matchmaking.errors import Conflict, Invalid
from matchmaking.organisations import queries, services
from matchmaking.organisations.forms import NoteForm
from matchmaking.organisations.models import Organisation, OrganisationState
from matchmaking.organisations.views.blueprint import bp
from matchmaking.web.clock import current_time
from matchmaking.web.guards import administrator


@register
def _profiles_waiting() -> Waiting:
    profiles, _claims = queries.waiting_for_administrators()
    return Waiting(_("Profiles to publish"), profiles, url_for("organisations.admin_queue"))


@register
def _claims_waiting() -> Waiting:
    _profiles, claims = queries.waiting_for_administrators()
    return Waiting(_("Claims to answer"), claims, url_for("organisations.admin_queue", _anchor="claims"))


@bp.get("/admin/organisations")
@administrator
def admin_queue() -> str:
    """What waits: submitted profiles and claims; and what is suspended."""
    return render_template(
        "organisations/admin_queue.html",
        submitted=queries.in_state(OrganisationState.SUBMITTED, page=_page("page")),
        claims=queries.claims(page=_page("claims")),
        suspended=queries.in_state(OrganisationState.SUSPENDED, page=_page("suspended")),
        args={name: number for name in ("page", "claims", "suspended") if (number := request.args.get(name, type=int))},
    )


def _page(name: str) -> int:
    return min(max(request.args.get(name, 1, type=int), 1), 100_000)


@bp.post("/organisations/<slug>/publish")
@administrator
def publish(slug: str) -> Any:
    """Show a profile to everybody."""
    organisation = _found(slug)
    name = organisation.name
    form = NoteForm()
    try:
        services.publish(organisation.id, seen=_seen(form), actor=current_person(), now=current_time())
    except Conflict as error:
        flash(str(error), "info")
        return redirect(url_for("organisations.show", slug=slug))
    except Invalid as error:
        flash(str(error), "problem")
        return redirect(url_for("organisations.show", slug=slug))
    flash(_("%(organisation)s is published. Its managers get a mail.", organisation=name), "fine")
    return redirect(url_for("organisations.admin_queue"))


@bp.post("/organisations/<slug>/send-back")
@administrator
def send_back(slug: str) -> Any:
    """Ask the people of a submitted profile to change something."""
    organisation = _found(slug)
    name = organisation.name
    try:
        services.send_back(organisation.id, _note(), actor=current_person(), now=current_time())
    except (Conflict, Invalid) as error:
        flash(str(error), "problem")
        return redirect(url_for("organisations.show", slug=slug))
    flash(_("%(organisation)s is sent back. Its managers get your note by mail.", organisation=name), "fine")
    return redirect(url_for("organisations.admin_queue"))


@bp.post("/organisations/<slug>/suspend")
@administrator
def suspend(slug: str) -> Any:
    """Take a profile out of the directory."""
    organisation = _found(slug)
    name = organisation.name
    try:
        services.suspend(organisation.id, _note(), actor=current_person(), now=current_time())
    except (Conflict, Invalid) as error:
        flash(str(error), "problem")
    else:
        flash(_("%(organisation)s is suspended. Its managers get your note by mail.", organisation=name), "fine")
    return redirect(url_for("organisations.show", slug=slug))


@bp.post(f"/admin/organisations/claims/<int(max={BIGGEST_ID}):affiliation_id>")
@administrator
def answer_claim(affiliation_id: int) -> Any:
    """Approve or decline a claim."""
    approved = request.form.get("answer") == "approve"
    try:
        affiliation = services.answer_claim(
            affiliation_id, approved=approved, note=_note(), actor=current_person(), now=current_time()
        )
    except (Conflict, Invalid) as error:
        flash(str(error), "info")
    else:
        values = {"name": affiliation.person.name, "organisation": affiliation.organisation.name}
        flash(
            _("%(name)s manages %(organisation)s now.", **values)
            if approved
            else _("The claim of %(name)s to %(organisation)s is declined.", **values),
            "fine",
        )
    return redirect(url_for("organisations.admin_queue", _anchor="claims"))


def _found(slug: str) -> Organisation:
    return queries.managed_by(slug, current_person())


def _note() -> str:
    form = NoteForm()
    if not form.validate():
        raise Invalid(" ".join(str(sentence) for errors in form.errors.values() for sentence in errors), field="note")
    return form.note.data or ""


def _seen(form: NoteForm) -> datetime | None:
    try:
        return datetime.fromisoformat(form.seen.data or "")
    except ValueError:
        return None
