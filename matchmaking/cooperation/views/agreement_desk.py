"""What the managers of a party do with an agreement: begin it, write it, choose its parties, send it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.cooperation import agreement_words, entries
from matchmaking.cooperation.entries import AgreementText
from matchmaking.cooperation.forms.agreements import AgreementForm, BeginAgreementForm
from matchmaking.cooperation.models import Agreement, AgreementKind, EntryState
from matchmaking.cooperation.queries.agreements import agreements_handed_in_by, written_agreement
from matchmaking.cooperation.queries.entry_access import managed_organisations
from matchmaking.cooperation.queries.party_search import organisations_like
from matchmaking.cooperation.queries.stories import stories_handed_in_by
from matchmaking.cooperation.services.agreements import (
    add_party,
    begin_agreement,
    discard_agreement,
    remove_party,
    save_agreement,
    submit_agreement,
)
from matchmaking.cooperation.views.agreement_filters import LONGEST_SLUG
from matchmaking.cooperation.views.blueprint import bp
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.organisations import queries as organisations
from matchmaking.organisations.filters import searched
from matchmaking.web.clock import current_time
from matchmaking.web.guards import member
from matchmaking.web.locale import current_language
from matchmaking.web.refusals import Difference, differences, show_refusal
from matchmaking.web.seen import seen_version

MOST_FOUND = 10


@bp.get("/my/cooperation")
@member
def my_entries() -> str:
    """Agreements and stories that my organisations have begun or sent, each with what it needs next."""
    managed = managed_organisations(current_person())
    ids = [organisation.id for organisation in managed]
    return render_template(
        "cooperation/my_entries.html",
        managed=managed,
        agreements=agreements_handed_in_by(ids),
        stories=stories_handed_in_by(ids),
    )


@bp.get("/agreements/new")
@bp.post("/agreements/new")
@member
def new_agreement() -> Any:
    """Begin an agreement: who hands it in, what it is, what it is called."""
    person = current_person()
    managed = managed_organisations(person)
    form = BeginAgreementForm()
    form.prepare(managed)
    if request.method == "GET":
        form.organisation.data = request.args.get("organisation") or (managed[0].slug if managed else None)
    if managed and form.validate_on_submit():
        organisation = next(one for one in managed if one.slug == form.organisation.data)
        agreement = begin_agreement(
            form.title.data or "", AgreementKind(form.kind.data), organisation, actor=person, now=current_time()
        )
        flash(_("The draft is begun. Nobody else sees it until an administrator has published it."), "fine")
        return redirect(url_for("cooperation.agreement_parties", slug=agreement.slug))
    status = 422 if managed and form.is_submitted() else 200
    return render_template("cooperation/new_agreement.html", form=form, managed=managed), status


@bp.get("/agreements/<slug>/edit")
@bp.post("/agreements/<slug>/edit")
@member
def edit_agreement(slug: str) -> Any:
    """The form of the agreement."""
    agreement = written_agreement(slug, current_person())
    form = _form(agreement)
    stored = entries.text_of_agreement(agreement)
    if not form.is_submitted():
        form.fill(agreement, stored)
        return _editor(agreement, form)
    if not form.validate():
        return _editor(agreement, form), 422
    text = form.to_text(stored)
    try:
        save_agreement(agreement.id, text, seen=seen_version(form), actor=current_person(), now=current_time())
    except Conflict:
        return _conflict(slug, form, text), 409
    except Invalid as error:
        agreement = written_agreement(slug, current_person())
        show_refusal(error, form)
        return _editor(agreement, form), 422
    flash(_("Saved."), "fine")
    return redirect(url_for("cooperation.show_agreement", slug=slug))


@bp.get("/agreements/<slug>/parties")
@member
def agreement_parties(slug: str) -> str:
    """Who the parties are; others are looked for and added."""
    person = current_person()
    agreement = written_agreement(slug, person)
    if agreement.state is EntryState.PUBLISHED and not person.is_administrator:
        raise NotFound("the parties of what is published are the administrators'")
    words = searched(request.args)
    return render_template(
        "cooperation/agreement_parties.html",
        agreement=agreement,
        words=words,
        found=organisations_like(
            words, without={party.organisation_id for party in agreement.parties}, most=MOST_FOUND
        ),
    )


@bp.post("/agreements/<slug>/parties")
@member
def change_agreement_parties(slug: str) -> Any:
    """Add a party, or take one out."""
    agreement = written_agreement(slug, current_person())
    name = request.form.get("organisation", "")[:LONGEST_SLUG]
    actor, now = current_person(), current_time()
    try:
        if request.form.get("step") == "remove":
            remove_party(agreement.id, name, actor=actor, now=now)
        else:
            added = add_party(agreement.id, name, actor=actor, now=now)
            flash(_("%(organisation)s is a party now.", organisation=added.name), "fine")
    except Conflict as error:
        flash(str(error), "problem")
        return redirect(url_for("cooperation.show_agreement", slug=slug))
    except Invalid as error:
        flash(str(error), "problem")
    return redirect(url_for("cooperation.agreement_parties", slug=slug))


@bp.post("/agreements/<slug>/submit")
@member
def send_agreement(slug: str) -> Any:
    """Send a draft to the administrators."""
    agreement = written_agreement(slug, current_person())
    try:
        submit_agreement(agreement.id, actor=current_person(), now=current_time())
    except (Conflict, Invalid) as error:
        flash(str(error), "waiting" if isinstance(error, Invalid) else "info")
    else:
        flash(_("It is sent. An administrator reads it, and you get a mail once it is published."), "fine")
    return redirect(url_for("cooperation.show_agreement", slug=slug))


@bp.post("/agreements/<slug>/discard")
@member
def throw_agreement_away(slug: str) -> Any:
    """Throw a draft away."""
    agreement = written_agreement(slug, current_person())
    try:
        discard_agreement(agreement.id, actor=current_person(), now=current_time())
    except Conflict as error:
        flash(str(error), "info")
        return redirect(url_for("cooperation.show_agreement", slug=slug))
    flash(_("The draft is thrown away."), "fine")
    return redirect(url_for("cooperation.my_entries"))


def _form(agreement: Agreement) -> AgreementForm:
    form = AgreementForm()
    form.prepare(organisations.sectors())
    if agreement.state is EntryState.PUBLISHED and not current_person().is_administrator:
        form.without_identity()
    return form


def _editor(agreement: Agreement, form: AgreementForm, *, rival: list[Difference] | None = None) -> str:
    return render_template("cooperation/edit_agreement.html", agreement=agreement, form=form, differences=rival)


def _conflict(slug: str, form: AgreementForm, mine: AgreementText) -> str:
    """The form again with all that was written, and beside it what the other person saved."""
    agreement = written_agreement(slug, current_person())
    stored = entries.text_of_agreement(agreement)
    theirs, _mine = entries.changes(stored, mine)
    form.seen.data = str(agreement.version)  # sent again, it replaces what the other person saved
    return _editor(agreement, form, rival=differences(form, theirs, spoken))


def spoken(name: str, value: Any) -> str:
    """A stored value of an agreement or a story as people read it."""
    if name == "kind":
        return str(agreement_words.KINDS[AgreementKind(value)])
    if name == "sectors":
        names = {sector.code: sector.name(current_language()) for sector in organisations.sectors()}
        return ", ".join(names[code] for code in value)
    return "" if value is None else str(value)
