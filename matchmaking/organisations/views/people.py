"""Who belongs to an organisation: joining, claiming, and the managers' list."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.db import BIGGEST_ID
from matchmaking.errors import Conflict, NotFound
from matchmaking.organisations import queries, services
from matchmaking.organisations.forms import ClaimForm, JoinForm
from matchmaking.organisations.models import AffiliationState
from matchmaking.organisations.views.blueprint import bp
from matchmaking.web.clock import current_time
from matchmaking.web.guards import member

_PERSON = f"/organisations/<slug>/people/<int(max={BIGGEST_ID}):affiliation_id>"


@bp.post("/organisations/<slug>/join")
@member
def join(slug: str) -> Any:
    """Ask its managers to confirm that I belong to it."""
    person = current_person()
    organisation = queries.visible(slug, person)
    form = JoinForm()
    if not form.validate_on_submit():
        sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
        flash(" ".join(sentences), "problem")
        return redirect(url_for("organisations.show", slug=slug))
    try:
        services.join(
            organisation.id,
            person=person,
            position=form.position.data or "",
            note=form.note.data or "",
            now=current_time(),
        )
    except Conflict as error:
        flash(str(error), "info")
        return redirect(url_for("organisations.show", slug=slug))
    flash(_("Your request is sent. One of the managers confirms that you belong to it; you get a mail."), "waiting")
    return redirect(url_for("organisations.show", slug=slug))


@bp.get("/organisations/<slug>/claim")
@bp.post("/organisations/<slug>/claim")
@member
def claim(slug: str) -> Any:
    """Ask an administrator to become the manager of a listed organisation."""
    person = current_person()
    organisation = queries.visible(slug, person)
    form = ClaimForm()
    mine = queries.affiliation_of(person, organisation)
    if not queries.can_be_claimed(organisation) or (mine and mine.state is not AffiliationState.DECLINED):
        return redirect(url_for("organisations.show", slug=slug))
    if form.validate_on_submit():
        try:
            services.claim(
                organisation.id,
                person=person,
                position=form.position.data or "",
                note=form.note.data or "",
                now=current_time(),
            )
        except Conflict as error:
            flash(str(error), "info")
        else:
            flash(_("Your claim is sent. An administrator looks at it, and you get a mail."), "waiting")
        return redirect(url_for("organisations.show", slug=slug))
    return render_template(
        "organisations/claim.html", organisation=organisation, form=form
    ), 422 if form.errors else 200


@bp.get("/organisations/<slug>/people")
@member
def people(slug: str) -> str:
    """Those who belong to it and those who ask to, for its managers."""
    person = current_person()
    organisation = queries.managed_by(slug, person)
    found = queries.people_of(organisation, page=request.args.get("page", 1, type=int))
    return render_template(
        "organisations/people.html",
        organisation=organisation,
        people=found,
        person=person,
        only_manager=len(queries.managers_of(organisation)) == 1,
    )


@bp.post(f"{_PERSON}/confirm")
@member
def confirm_joiner(slug: str, affiliation_id: int) -> Any:
    """Say that somebody belongs to it."""
    return _answered(slug, affiliation_id, confirmed=True)


@bp.post(f"{_PERSON}/decline")
@member
def decline_joiner(slug: str, affiliation_id: int) -> Any:
    """Say that somebody does not belong to it."""
    return _answered(slug, affiliation_id, confirmed=False)


def _answered(slug: str, affiliation_id: int, *, confirmed: bool) -> Any:
    person = current_person()
    affiliation = queries.affiliation_in(queries.managed_by(slug, person), affiliation_id)
    name = affiliation.person.name
    try:
        services.answer_joiner(affiliation.id, confirmed=confirmed, actor=person, now=current_time())
    except Conflict as error:
        flash(str(error), "info")
    else:
        flash(_("%(name)s belongs to it now.", name=name) if confirmed else _("Declined: %(name)s.", name=name), "fine")
    return redirect(url_for("organisations.people", slug=slug))


@bp.post(f"{_PERSON}/promote")
@member
def promote(slug: str, affiliation_id: int) -> Any:
    """Make a member a manager."""
    person = current_person()
    affiliation = queries.affiliation_in(queries.managed_by(slug, person), affiliation_id)
    name = affiliation.person.name
    try:
        services.promote(affiliation.id, actor=person, now=current_time())
    except Conflict as error:
        flash(str(error), "info")
    else:
        flash(_("%(name)s is a manager now.", name=name), "fine")
    return redirect(url_for("organisations.people", slug=slug))


@bp.post(f"{_PERSON}/remove")
@member
def remove(slug: str, affiliation_id: int) -> Any:
    """Let somebody go."""
    person = current_person()
    affiliation = queries.affiliation_in(queries.managed_by(slug, person), affiliation_id)
    name, is_me = affiliation.person.name, affiliation.person_id == person.id
    try:
        services.remove(affiliation.id, actor=person, now=current_time())
    except Conflict as error:
        flash(str(error), "problem")
        return redirect(url_for("organisations.people", slug=slug))
    flash(_("%(name)s does not belong to it any more.", name=name), "fine")
    return redirect(url_for("organisations.mine") if is_me else url_for("organisations.people", slug=slug))


@bp.post("/organisations/<slug>/leave")
@member
def leave(slug: str) -> Any:
    """Leave an organisation, or take back a request to join or a claim that waits."""
    person = current_person()
    mine = queries.own_affiliation(slug, person)
    if mine is None:
        raise NotFound(f"nothing ties this person to {slug!r}")
    name = mine.organisation.name
    try:
        services.leave(mine.id, person=person, now=current_time())
    except Conflict as error:
        flash(str(error), "problem")
    else:
        flash(_("You do not belong to %(organisation)s any more.", organisation=name), "fine")
    return redirect(url_for("organisations.mine"))
