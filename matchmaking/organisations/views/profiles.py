"""What an organisation's own people do with its profile: begin it, write it, send it for publication."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.current import current_person
from matchmaking.audit.queries import last_change
from matchmaking.errors import Conflict, Invalid
from matchmaking.organisations import profile as profiles
from matchmaking.organisations import quality, queries, services, words
from matchmaking.organisations.forms import BeginForm, ProfileForm, profile_form
from matchmaking.organisations.models import (
    AffiliationRole,
    AffiliationState,
    ListingKind,
    Organisation,
    OrganisationKind,
    OrganisationState,
    SizeBand,
)
from matchmaking.organisations.pictures import MEGABYTE
from matchmaking.organisations.profile import Profile
from matchmaking.organisations.views.blueprint import bp
from matchmaking.web.bodies import takes_files
from matchmaking.web.clock import current_time
from matchmaking.web.guards import member
from matchmaking.web.locale import country_name, current_language
from matchmaking.web.refusals import Difference
from matchmaking.web.seen import seen_moment

MOST_BYTES = 12 * MEGABYTE
"""Of the whole form: a picture that is too large gets a sentence beside its field, and nothing written is lost."""

_SENT = _l("The profile is sent. An administrator reads it, and you get a mail once it is published.")


@bp.get("/my/organisations")
@member
def mine() -> str:
    """The organisations that I act for or ask to, each with what it needs next."""
    affiliations = queries.affiliations_of(current_person())
    managed = [
        tie.organisation_id
        for tie in affiliations
        if tie.role is AffiliationRole.MANAGER and tie.state is AffiliationState.CONFIRMED
    ]
    return render_template(
        "organisations/mine.html", affiliations=affiliations, joiners=queries.joiners_waiting(managed)
    )


@bp.get("/organisations/new")
@bp.post("/organisations/new")
@member
def create() -> Any:
    """Begin a profile: kind, country, name; shows what is here already under a similar name."""
    form = BeginForm()
    form.prepare()
    similar: list[Organisation] = []
    if request.method == "GET" and request.args.get("kind") in {kind.value for kind in OrganisationKind}:
        form.kind.data = request.args["kind"]
    if form.validate_on_submit():
        name = form.name.data or ""
        if request.form.get("step") != "another":
            similar = queries.similar(name, form.country_code.data)
        if not similar:
            organisation = services.create(
                OrganisationKind(form.kind.data),
                name,
                form.country_code.data,
                actor=current_person(),
                now=current_time(),
            )
            flash(_("The profile is begun. Nobody else sees it until it is published."), "fine")
            return redirect(url_for("organisations.edit", slug=organisation.slug))
    return render_template("organisations/new.html", form=form, similar=similar)


@bp.get("/organisations/<slug>/edit")
@bp.post("/organisations/<slug>/edit")
@member
@takes_files("logo", most_bytes=MOST_BYTES)
def edit(slug: str) -> Any:
    """The form of the profile, for its managers and administrators."""
    organisation = queries.managed_by(slug, current_person())
    form = profile_form(organisation, queries.sectors())
    if request.form.get("add") in {"offers", "seeks"}:
        form.add_row(request.form["add"])
        form.ask_for_logo_again()
        return _editor(organisation, form)
    if request.form.get("step") == "check":
        return _checked(organisation, form)
    if form.validate_on_submit() and _complete_enough(organisation, form):
        return _saved(organisation, form)
    if form.is_submitted():
        form.ask_for_logo_again()
    return _editor(organisation, form), 422 if form.is_submitted() else 200


def _checked(organisation: Organisation, form: ProfileForm) -> Any:
    """The form again with the checklist of what stands in it, and nothing stored."""
    right = form.validate()
    written = form.to_profile() if right else None
    form.ask_for_logo_again()
    return _editor(organisation, form, written=written), 200 if right else 422


def _complete_enough(organisation: Organisation, form: ProfileForm) -> bool:
    """A draft may lack anything; what is submitted or published may not fall back, and the form says in what."""
    if organisation.state is OrganisationState.DRAFT:
        return True
    fallen = quality.lost(profiles.profile_of(organisation), form.to_profile(), organisation.kind)
    form.show_gaps(fallen)
    return not fallen


def _saved(organisation: Organisation, form: ProfileForm) -> Any:
    slug, profile = organisation.slug, form.to_profile()
    was_draft = organisation.state is OrganisationState.DRAFT
    send = was_draft and request.form.get("step") == "send"
    try:
        missing = services.save(
            organisation.id,
            profile,
            seen=seen_moment(form),
            logo=form.to_logo(),
            send=send,
            actor=current_person(),
            now=current_time(),
        )
    except Conflict:
        return _conflict(slug, form, profile), 409
    except Invalid as error:
        field = form[error.field] if error.field in form else form.name  # noqa: SIM401 -- a form has no get()
        field.errors = [*field.errors, str(error)]
        form.ask_for_logo_again()
        return _editor(queries.managed_by(slug, current_person()), form), 422
    if missing:
        flash(_("The draft is saved. It lacks something before it can be published: see the list."), "waiting")
    elif send:
        flash(str(_SENT), "fine")
    else:
        flash(_("The draft is saved.") if was_draft else _("The profile is saved."), "fine")
    goes_on = was_draft and (missing or not send)
    return redirect(url_for("organisations.edit" if goes_on else "organisations.show", slug=slug))


@bp.post("/organisations/<slug>/submit")
@member
def submit(slug: str) -> Any:
    """Send a draft for publication, from the page of the profile."""
    person = current_person()
    organisation = queries.managed_by(slug, person)
    try:
        services.submit(organisation.id, actor=person, now=current_time())
    except Invalid:
        flash(_("It lacks something before it can be published: see the list."), "waiting")
        return redirect(url_for("organisations.edit", slug=slug))
    except Conflict as error:
        flash(str(error), "info")
        return redirect(url_for("organisations.show", slug=slug))
    flash(str(_SENT), "fine")
    return redirect(url_for("organisations.show", slug=slug))


def _editor(
    organisation: Organisation,
    form: ProfileForm,
    *,
    written: Profile | None = None,
    conflict: dict[str, Any] | None = None,
) -> str:
    """The form; its checklist speaks of what is `written` in it, or of what is stored."""
    profile = written or profiles.profile_of(organisation)
    return render_template(
        "organisations/edit.html",
        organisation=organisation,
        form=form,
        checklist=quality.checklist(profile, organisation.kind),
        missing=quality.gaps(profile, organisation.kind),
        is_written=written is not None,
        is_draft=organisation.state is OrganisationState.DRAFT,
        conflict=conflict,
        country=country_name(organisation.country_code),
    )


def _conflict(slug: str, form: ProfileForm, mine: Profile) -> str:
    """The form again with all that was written, and beside it what the other person saved."""
    organisation = queries.managed_by(slug, current_person())
    theirs = profiles.profile_of(organisation)
    stored, _written = profiles.changes(theirs, mine)
    shown = [Difference(_label(form, name), _spoken(name, value, theirs)) for name, value in stored.items()]
    form.ask_for_logo_again()
    form.seen.data = organisation.changed_at.isoformat()  # sent again, it replaces what the other person saved
    last = last_change(organisation)
    return _editor(organisation, form, conflict={"differences": shown, "last": last})


def _label(form: ProfileForm, name: str) -> str:
    if name == "listings":
        return str(_("Offers and requests"))
    return str(form[name].label.text) if name in form else name


def _spoken(name: str, value: Any, profile: Profile) -> str:
    """A stored value as people read it."""
    if name == "listings":
        return "; ".join(f"{words.LISTING_KINDS[ListingKind(item.kind)]}: {item.title}" for item in profile.listings)
    if name == "country_code":
        return str(country_name(value))
    if name == "target_countries":
        return ", ".join(str(country_name(code)) for code in value)
    if name == "sectors":
        names = {sector.code: sector.name(current_language()) for sector in queries.sectors()}
        return ", ".join(str(names[code]) for code in value)
    if name == "size" and value:
        return str(words.SIZES[SizeBand(value)])
    return "" if value is None else str(value)
