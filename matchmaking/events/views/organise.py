"""An organiser's events: which there are, a new one, its words, its state and its log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.accounts.models import Person
from matchmaking.audit.queries import entries
from matchmaking.cooperation.queries.partnerships import all_partnerships
from matchmaking.errors import Conflict, Invalid
from matchmaking.events import dependants, queries, services, words
from matchmaking.events.filters import page_number
from matchmaking.events.forms import ConfirmForm, EventForm
from matchmaking.events.local_time import SkippedTime, reading
from matchmaking.events.models import Event, EventMode, EventType
from matchmaking.events.views.blueprint import bp
from matchmaking.events.waiting import waiting
from matchmaking.web.clock import current_time
from matchmaking.web.guards import member, organiser
from matchmaking.web.locale import countries, current_language, in_zone


@bp.get("/organise")
@member
def organise() -> str:
    now = current_time()
    page, organised = queries.organised_by(current_person(), page=page_number(request.args), now=now)
    waits = waiting([own.event for own in organised], now=now)
    return render_template("events/organise.html", page=page, organised=organised, moment=now, waiting=waits)


@bp.route("/organise/new", methods=["GET", "POST"])
@organiser
def create() -> Any:
    person = current_person()
    form = EventForm()
    if not form.is_submitted():
        form.time_zone.data = person.time_zone
        form.type.data = EventType.MATCHMAKING
        form.has_meetings.data = True
    _offer(form, None)
    if form.validate_on_submit():
        try:
            event = services.create(_details(form), actor=person, now=current_time())
        except (Invalid, Conflict) as problem:
            _put(problem, form)
        else:
            flash(_("The draft is saved. Only its organisers can see it until you publish it."), "fine")
            _tell_repeated_times(form)
            return redirect(url_for("events.setup", slug=event.slug))
    return render_template("events/edit.html", form=form, event=None), _status(form)


@bp.route("/events/<slug>/edit", methods=["GET", "POST"])
@member
def edit(slug: str) -> Any:
    person = current_person()
    event = queries.event_run_by(slug, person)
    form = EventForm(data=_values(event))
    _offer(form, event)
    if form.validate_on_submit():
        try:
            services.edit(slug, _details(form), seen=_seen(form), actor=person, now=current_time())
        except (Invalid, Conflict) as problem:
            _put(problem, form)
            # Whoever sends again has read what is so, and means it.
            form.seen.process_data(queries.event_run_by(slug, person).changed_at.isoformat())
        else:
            flash(_("The event is saved."), "fine")
            _tell_repeated_times(form)
            return redirect(url_for("events.show", slug=slug))
    return render_template("events/edit.html", form=form, event=event), _status(form)


@bp.post("/events/<slug>/publish")
@member
def publish(slug: str) -> Any:
    return _move(slug, services.publish, _("The event is published."))


@bp.post("/events/<slug>/cancel")
@member
def cancel(slug: str) -> Any:
    return _move(slug, services.cancel, _("The event is cancelled. Calendars that subscribe to it show so."))


@bp.post("/events/<slug>/registration/open")
@member
def open_registration(slug: str) -> Any:
    return _move(slug, services.open_registration, _("Registration is open."))


@bp.post("/events/<slug>/registration/close")
@member
def close_registration(slug: str) -> Any:
    return _move(slug, services.close_registration, _("Registration is closed."))


@bp.get("/events/<slug>/log")
@member
def audit(slug: str) -> str:
    event = queries.event_run_by(slug, current_person())
    return render_template(
        "events/log.html", event=event, page=entries(page=page_number(request.args), event_id=event.id)
    )


@bp.get("/events/<slug>/cancelling")
@member
def cancelling(slug: str) -> str:
    """What cancelling does, before the button that does it."""
    event = queries.event_run_by(slug, current_person())
    return render_template("events/cancelling.html", event=event, losses=dependants.lost_by_cancelling(event))


def _move(slug: str, change: Callable[..., Event], done: str) -> Any:
    if not ConfirmForm().validate_on_submit():
        abort(400)
    try:
        change(slug, actor=current_person(), now=current_time())
    except Conflict as problem:
        flash(str(problem), "problem")
    else:
        flash(done, "fine")
    return redirect(url_for("events.setup", slug=slug))


def _offer(form: EventForm, event: Event | None) -> None:
    """Fill the choices that come from the database or the reader's language."""
    language = current_language()
    names = list(countries(language).items())
    form.country_code.choices = [("", _("none: online")), *names]
    form.countries.choices = names
    form.partnerships.choices = [(one.slug, f"{one.acronym}: {one.name}") for one in all_partnerships()]
    form.sectors.choices = [(sector.code, sector.name(language)) for sector in queries.sectors()]
    if event is not None and event.mode is None:
        form.mode.choices = [("", _("not stated")), *((mode.value, name) for mode, name in words.MODES.items())]


def _values(event: Event) -> dict[str, Any]:
    values = {name: getattr(event, name) for name in services.EventDetails.__dataclass_fields__ if hasattr(event, name)}
    zone = event.time_zone
    return values | {
        "country_code": event.country_code or "",
        "mode": event.mode or "",
        "sectors": [sector.code for sector in event.sectors],
        "partnerships": [partnership.slug for partnership in event.partnerships],
        "starts": in_zone(event.starts_at, zone).replace(tzinfo=None),
        "ends": in_zone(event.ends_at, zone).replace(tzinfo=None) if event.ends_at else None,
        "seen": event.changed_at.isoformat(),
    }


def _details(form: EventForm) -> services.EventDetails:
    assert form.starts.data is not None  # noqa: S101 -- the form requires it; this tells mypy
    return services.EventDetails(
        name=form.name.data or "",
        type=EventType(form.type.data),
        audiences=form.audiences.data or [],
        mode=EventMode(form.mode.data) if form.mode.data else None,
        time_zone=form.time_zone.data,
        starts=form.starts.data,
        ends=form.ends.data,
        summary=form.summary.data or "",
        programme=form.programme.data or "",
        venue=form.venue.data or "",
        city=form.city.data or "",
        country_code=form.country_code.data or None,
        countries=form.countries.data or [],
        sectors=form.sectors.data or [],
        partnerships=form.partnerships.data or [],
        online_url=form.online_url.data or "",
        website=form.website.data or "",
        has_meetings=bool(form.has_meetings.data),
    )


def _seen(form: EventForm) -> datetime:
    try:
        return datetime.fromisoformat(form.seen.data or "")
    except ValueError:
        abort(400)


def _tell_repeated_times(form: EventForm) -> None:
    """Where the clocks show a time twice, say which one was taken."""
    for field in (form.starts, form.ends):
        if field.data is None:
            continue
        try:
            twice = reading(field.data, form.time_zone.data).twice
        except SkippedTime:
            continue
        if twice:
            flash(
                _(
                    "On %(day)s the clocks show %(time)s twice; the first time was taken.",
                    day=f"{field.data:%Y-%m-%d}",
                    time=f"{field.data:%H:%M}",
                ),
                "waiting",
            )


def _put(problem: Invalid | Conflict, form: Any) -> None:
    """Show what a service refused beside the field it belongs to."""
    name = problem.field if isinstance(problem, Invalid) else None
    if name and name in form:
        form[name].errors = [*form[name].errors, str(problem)]
    else:
        form.form_errors.append(str(problem))


def _status(form: Any) -> int:
    return 422 if form.errors else 200


def person_and_event(slug: str) -> tuple[Person, Event]:
    """The signed-in person and the event that they run. Raises NotFound for anybody else."""
    person = current_person()
    return person, queries.event_run_by(slug, person)
