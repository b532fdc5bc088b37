"""Pages about taking part in an event: one's own registration, and the organiser's list of all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from matchmaking.accounts.current import current_person
from matchmaking.accounts.models import Person
from matchmaking.calendars.times import city_of
from matchmaking.errors import Conflict, Invalid, NotFound
from matchmaking.events.dependants import register as add_dependant
from matchmaking.events.models import Event, EventState
from matchmaking.events.navigation import EventNavigation
from matchmaking.events.navigation import register as add_to_navigation
from matchmaking.events.queries import event_run_by, event_visible_to
from matchmaking.organisations.queries import organisations_of
from matchmaking.registrations import following, queries, services
from matchmaking.registrations.dependence import Registrations
from matchmaking.registrations.forms import AnswerForm, RegistrationForm
from matchmaking.registrations.grid import grid_of
from matchmaking.registrations.models import Registration, RegistrationState
from matchmaking.registrations.words import STATES
from matchmaking.web.clock import current_time
from matchmaking.web.guards import member
from matchmaking.web.locale import current_language

bp = Blueprint("registrations", __name__)


def _tabs(event: Event, person: Person, known: EventNavigation) -> EventNavigation:
    own = queries.registration_of(event, person)
    counts = {"registrations": queries.waiting(event)} if known.is_organiser else {}
    return known.including(is_participant=own is not None and own.state is RegistrationState.APPROVED, counts=counts)


add_to_navigation(_tabs)
add_dependant(Registrations())


def _now() -> datetime:
    return current_time()


@bp.route("/events/<slug>/register", methods=["GET", "POST"])
@member
def register(slug: str) -> Any:
    person = current_person()
    event = event_visible_to(slug, person)
    own = queries.registration_of(event, person)
    if own is not None and own.state is not RegistrationState.CANCELLED:
        return render_template("registrations/own.html", event=event, registration=own, states=STATES)
    organisations = organisations_of(person)
    form = RegistrationForm(organisations, obj=own)
    if form.validate_on_submit():
        try:
            services.register(
                event,
                person,
                organisation_id=form.organisation_id.data,
                role_title=form.role_title.data or "",
                note=form.note.data or "",
                max_meetings=form.max_meetings.data,
                now=_now(),
            )
        except Invalid as error:
            form[error.field or "organisation_id"].errors.append(str(error))
        except Conflict as error:
            flash(str(error), "problem")
            return redirect(url_for("registrations.register", slug=slug))
        else:
            flash(_("Your registration has been sent. The organiser answers by mail."), "fine")
            return redirect(url_for("registrations.register", slug=slug))
    is_open = event.registration_open and event.state is EventState.PUBLISHED and not event.is_over(_now())
    return render_template(
        "registrations/register.html", event=event, form=form, organisations=organisations, is_open=is_open
    )


@bp.route("/events/<slug>/registration/cancel", methods=["GET", "POST"])
@member
def cancel(slug: str) -> Any:
    person = current_person()
    event = event_visible_to(slug, person)
    return _end(event, _own_living(event, person), actor=person, back=url_for("events.show", slug=slug))


@bp.route("/events/<slug>/registrations/<int:registration_id>/cancel", methods=["GET", "POST"])
@member
def end(slug: str, registration_id: int) -> Any:
    """The organiser ends somebody's registration on their behalf."""
    person = current_person()
    event = event_run_by(slug, person)
    registration = queries.registration_in(event, registration_id)
    return _end(event, registration, actor=person, back=url_for("registrations.manage", slug=slug))


def _end(event: Event, registration: Registration, *, actor: Person, back: str) -> Any:
    own = registration.person_id == actor.id
    if request.method == "POST":
        try:
            services.cancel(registration, actor=actor, now=_now())
        except Conflict as error:
            flash(str(error), "problem")
        else:
            name = registration.person.name
            flash(
                _("Your registration is cancelled.")
                if own
                else _("The registration of %(name)s has ended.", name=name),
                "fine",
            )
        return redirect(back)
    return render_template(
        "registrations/cancel.html",
        event=event,
        registration=registration,
        own=own,
        stake=following.stake(registration, after=_now()),
        back=back,
    )


@bp.route("/events/<slug>/availability", methods=["GET", "POST"])
@member
def availability(slug: str) -> Any:
    person = current_person()
    event = event_visible_to(slug, person)
    registration = _own_living(event, person)
    problem = None
    chosen = request.form.getlist("slots", type=int)
    if request.method == "POST":
        try:
            stranded = services.set_availability(registration, chosen, now=_now())
        except Invalid as error:
            problem = str(error)
        else:
            flash(_("Saved: this is when you can meet."), "fine")
            if stranded:
                flash(
                    ngettext(
                        "%(num)s meeting stands in a time that you took away. It stays; the organiser has been told.",
                        "%(num)s meetings stand in times that you took away. They stay; the organiser has been told.",
                        len(stranded),
                    ),
                    "waiting",
                )
            return redirect(url_for("registrations.availability", slug=slug))
    free = frozenset(chosen) if problem else queries.available_slot_ids(event, [registration])[registration.id]
    engaged = following.stake(registration).meetings
    return render_template(
        "registrations/availability.html",
        event=event,
        registration=registration,
        grid=grid_of(event, free, reader_zone=person.time_zone, meetings=engaged),
        engaged=engaged,
        free=free,
        problem=problem,
        reader_city=city_of(person.time_zone, current_language()),
    ), (422 if problem else 200)


def _own_living(event: Event, person: Person) -> Registration:
    own = queries.registration_of(event, person)
    if own is None or own.state not in services.LIVING:
        raise NotFound("this person has no registration in force")
    return own


@bp.get("/events/<slug>/registrations")
@member
def manage(slug: str) -> str:
    """The organiser's list."""
    event = event_run_by(slug, current_person())
    wanted = request.args.get("state", "")
    state = RegistrationState(wanted) if wanted in set(RegistrationState) else None
    text = request.args.get("q", "")
    return render_template(
        "registrations/manage.html",
        event=event,
        page=queries.listing(event, state=state, text=text, page=request.args.get("page", 1, type=int)),
        counts=queries.counts(event),
        states=STATES,
        state=state,
        text=text,
        answers=services.ANSWERS,
        living=services.LIVING,
        form=AnswerForm(formdata=None),
    )


@bp.post("/events/<slug>/registrations/<int:registration_id>/approve")
@member
def approve(slug: str, registration_id: int) -> Any:
    return _answer(
        slug, registration_id, RegistrationState.APPROVED, lambda name: _("%(name)s takes part now.", name=name)
    )


@bp.post("/events/<slug>/registrations/<int:registration_id>/decline")
@member
def decline(slug: str, registration_id: int) -> Any:
    return _answer(
        slug,
        registration_id,
        RegistrationState.DECLINED,
        lambda name: _("The registration of %(name)s is declined.", name=name),
    )


@bp.post("/events/<slug>/registrations/<int:registration_id>/waitlist")
@member
def waitlist(slug: str, registration_id: int) -> Any:
    return _answer(
        slug,
        registration_id,
        RegistrationState.WAITLISTED,
        lambda name: _("%(name)s is on the waiting list now.", name=name),
    )


def _answer(slug: str, registration_id: int, state: RegistrationState, done: Callable[[str], str]) -> Any:
    person = current_person()
    event = event_run_by(slug, person)
    registration = queries.registration_in(event, registration_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        flash(" ".join(str(error) for errors in form.errors.values() for error in errors), "problem")
        return _back_to_list(slug)
    try:
        services.answer(registration, state, actor=person, note=form.note.data or "", now=_now())
    except Conflict as error:
        flash(str(error), "problem")
    else:
        flash(done(registration.person.name), "fine")
    return _back_to_list(slug)


@bp.post("/events/<slug>/registrations/approve-all")
@member
def approve_all(slug: str) -> Any:
    person = current_person()
    event = event_run_by(slug, person)
    form = AnswerForm()
    if not form.validate_on_submit():
        flash(" ".join(str(error) for errors in form.errors.values() for error in errors), "problem")
        return _back_to_list(slug)
    try:
        count = services.approve_all(event, actor=person, note=form.note.data or "", now=_now())
    except Conflict as error:
        flash(str(error), "problem")
        return _back_to_list(slug)
    if count:
        flash(ngettext("%(num)s registration approved.", "%(num)s registrations approved.", count), "fine")
    else:
        flash(_("Nobody was waiting any more."), "info")
    return _back_to_list(slug)


def _back_to_list(slug: str) -> Any:
    """To the list as it was filtered: the form carries it along."""
    kept: dict[str, Any] = {
        key: request.form[f"back_{key}"] for key in ("state", "q", "page") if request.form.get(f"back_{key}")
    }
    return redirect(url_for("registrations.manage", slug=slug, **kept))
