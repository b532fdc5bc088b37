"""The set-up page: state, registration, slots, tables, organisers."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaking.accounts.current import current_person
from matchmaking.errors import Conflict, Invalid
from matchmaking.events import queries, services, words
from matchmaking.events.forms import ConfirmForm, GridForm, OrganiserForm, SlotForm, TablesForm
from matchmaking.events.grid import GridError, GridSlot, GridSpec
from matchmaking.events.local_time import SkippedTime, reading
from matchmaking.events.models import Event
from matchmaking.events.services.layout import fingerprint, grid_sentence, slot_choices
from matchmaking.events.services.organisers import invited_to
from matchmaking.events.views.blueprint import bp
from matchmaking.events.views.organise import person_and_event
from matchmaking.web.clock import current_time
from matchmaking.web.extensions import limiter
from matchmaking.web.guards import member
from matchmaking.web.locale import in_zone

_SECONDS = re.compile(r"([0-9]{1,11})-([0-9]{1,11})")
"""Start and end of a slot since 1970, until the year 5138."""
Days = list[tuple[str, list[dict[str, Any]]]]


@bp.get("/events/<slug>/setup")
@member
def setup(slug: str) -> str:
    _person, event = person_and_event(slug)
    return _page(event)


@bp.post("/events/<slug>/setup/grid")
@member
def make_grid(slug: str) -> Any:
    person, event = person_and_event(slug)
    form = GridForm()
    if not form.validate_on_submit():
        return _page(event, grid_form=form), 422
    try:
        spec = _spec(form, event)
        change = services.planned_change(event, spec)
        if request.form.get("step") == "preview" or (change.losses and not form.accept.data and not event.is_released):
            asked = request.form.get("step") != "preview"
            return _page(event, grid_form=form, change=change, ask=asked)
        change = services.make_slots(slug, spec, accept_losses=bool(form.accept.data), actor=person, now=current_time())
    except (Invalid, Conflict) as problem:
        form.form_errors.append(str(problem))
        return _page(queries.event_run_by(slug, person), grid_form=form), 422
    flash(
        _(
            "The grid has %(count)s slots: %(new)s new, %(kept)s as before, %(gone)s gone.",
            count=len(change.slots), new=change.new, kept=change.kept, gone=change.gone,
        ),
        "fine",
    )  # fmt: skip
    return redirect(url_for("events.setup", slug=slug, _anchor="slots"))


@bp.post("/events/<slug>/setup/slots")
@member
def change_slots(slug: str) -> Any:
    person, event = person_and_event(slug)
    now = current_time()
    if request.form.get("step") == "add":
        form = SlotForm()
        if not form.validate_on_submit():
            return _page(event, slot_form=form), 422
        try:
            services.add_slot(slug, *_times(form, event), actor=person, now=now)
        except Invalid as problem:
            form["end" if problem.field == "end" else "start"].errors = [str(problem)]
            return _page(queries.event_run_by(slug, person), slot_form=form), 422
        except Conflict as problem:
            flash(str(problem), "problem")
        else:
            flash(_("The slot is added."), "fine")
        return redirect(url_for("events.setup", slug=slug, _anchor="slots"))
    if not ConfirmForm().validate_on_submit():
        abort(400)
    try:
        times = {_from_value(value) for value in request.form.getlist("slots")}
        services.change_slots(slug, times, seen=request.form.get("seen", ""), actor=person, now=now)
    except Conflict as problem:
        flash(str(problem), "problem")
    else:
        flash(_("The slots are saved."), "fine")
    return redirect(url_for("events.setup", slug=slug, _anchor="slots"))


@bp.post("/events/<slug>/setup/tables")
@member
def set_tables(slug: str) -> Any:
    person, event = person_and_event(slug)
    form = TablesForm()
    if not form.validate_on_submit():
        return _page(event, tables_form=form), 422
    count = form.count.data or 0
    labels = {number: request.form.get(f"label-{number}", "") for number in range(1, count + 1)}
    labels = {number: label for number, label in labels.items() if f"label-{number}" in request.form}
    try:
        services.set_tables(slug, count, labels, accept_losses=bool(form.accept.data), actor=person, now=current_time())
    except (Invalid, Conflict) as problem:
        form.count.errors = [str(problem)]
        return _page(
            queries.event_run_by(slug, person), tables_form=form, ask_tables=isinstance(problem, Conflict)
        ), 422
    flash(_("The tables are saved."), "fine")
    return redirect(url_for("events.setup", slug=slug, _anchor="tables"))


@bp.post("/events/<slug>/setup/organisers")
@member
@limiter.limit("30 per hour")
def add_organiser(slug: str) -> Any:
    person, event = person_and_event(slug)
    form = OrganiserForm()
    if not form.validate_on_submit():
        return _page(event, organiser_form=form), 422
    try:
        services.invite_organiser(slug, form.email.data or "", actor=person, now=current_time())
    except Invalid as problem:
        form.email.errors = [str(problem)]
        return _page(queries.event_run_by(slug, person), organiser_form=form), 422
    flash(_("We have written to this address. Whoever opens the link there can organise this event."), "fine")
    return redirect(url_for("events.setup", slug=slug, _anchor="organisers"))


@bp.post("/events/<slug>/setup/organisers/remove")
@member
def remove_organiser(slug: str) -> Any:
    person = current_person()
    if not ConfirmForm().validate_on_submit():
        abort(400)
    try:
        services.remove_organiser(slug, request.form.get("person", 0, type=int), actor=person, now=current_time())
    except Conflict as problem:
        flash(str(problem), "problem")
    if not queries.roles(queries.event_by_slug(slug), person).is_organiser:  # whoever has taken themselves off
        return redirect(url_for("events.organise"))
    return redirect(url_for("events.setup", slug=slug, _anchor="organisers"))


@bp.route("/events/<slug>/organise/<token>", methods=["GET", "POST"])
@member
def accept_invitation(slug: str, token: str) -> Any:
    person = current_person()
    event = invited_to(slug, token, person)
    if ConfirmForm().validate_on_submit():
        services.accept_invitation(slug, token, actor=person, now=current_time())
        flash(_("You organise this event now."), "fine")
        return redirect(url_for("events.setup", slug=slug))
    return render_template("events/invitation.html", event=event)


def _page(event: Event, **shown: Any) -> str:
    now = current_time()
    grid_form = shown.pop("grid_form", None) or _grid_form(event)
    slots = slot_choices(event)
    return render_template(
        "events/setup.html",
        event=event,
        moment=now,
        over=event.is_over(now),
        when=words.when(event),
        grid_form=grid_form,
        slot_form=shown.pop("slot_form", None) or SlotForm(formdata=None, day=_first_day(event)),
        tables_form=shown.pop("tables_form", None) or TablesForm(formdata=None, count=len(event.tables)),
        organiser_form=shown.pop("organiser_form", None) or OrganiserForm(formdata=None),
        days=_days(event, slots),
        seen=fingerprint(event.slots),
        outside=sum(1 for slot in event.slots if _outside(event, slot.starts_at, slot.ends_at)),
        person=current_person(),
        preview_days=_days(event, shown["change"].slots) if "change" in shown else [],
        **shown,
    )


def _days(event: Event, slots: list[GridSlot]) -> Days:
    """The slots of each day on the event's clocks: value for the form, words, and whether the event has it."""
    own = {(slot.starts_at, slot.ends_at) for slot in event.slots}

    def day(slot: GridSlot) -> date:
        return in_zone(slot.starts_at, event.time_zone).date()

    return [
        (
            words.day_of_week(number),
            [
                {
                    "value": _value(slot),
                    "label": f"{in_zone(slot.starts_at, event.time_zone):%H:%M}"
                    f"\N{EN DASH}{in_zone(slot.ends_at, event.time_zone):%H:%M}",
                    "checked": (slot.starts_at, slot.ends_at) in own,
                }
                for slot in group
            ],
        )
        for number, group in groupby(slots, key=day)
    ]


def _grid_form(event: Event) -> GridForm:
    """The grid as it was made last, or as the event's own hours suggest."""
    if event.grid is not None:
        spec = GridSpec.from_json(event.grid)
        return GridForm(formdata=None, obj=spec)
    first = in_zone(event.starts_at, event.time_zone)
    last = in_zone(event.ends_at or event.starts_at, event.time_zone)
    days = min(max((last.date() - first.date()).days + 1, 1), 31)
    hours = (first.time(), last.time()) if first.time() < last.time() else (time(9), time(17))
    return GridForm(
        formdata=None, first_day=first.date(), days=days, day_start=hours[0], day_end=hours[1],
        slot_minutes=20, gap_minutes=5, lunch_start=time(12, 30), lunch_end=time(13, 30),
    )  # fmt: skip


def _spec(form: GridForm, event: Event) -> GridSpec:
    try:
        return GridSpec(
            time_zone=event.time_zone,
            **{name: form[name].data for name in GridSpec.__dataclass_fields__ if name != "time_zone"},
        )
    except GridError as error:
        raise Invalid(grid_sentence(error.problem)) from None


def _times(form: SlotForm, event: Event) -> tuple[datetime, datetime]:
    day, start, end = form.day.data, form.start.data, form.end.data
    assert day and start and end  # noqa: S101, PT018 -- the form requires them; this tells mypy
    try:
        return (
            reading(datetime.combine(day, start), event.time_zone).at,
            reading(datetime.combine(day, end), event.time_zone).at,
        )
    except SkippedTime:
        raise Invalid(_("On this day the clocks jump over this time."), field="start") from None


def _first_day(event: Event) -> date:
    first = event.slots[0].starts_at if event.slots else event.starts_at
    return in_zone(first, event.time_zone).date()


def _outside(event: Event, start: datetime, end: datetime) -> bool:
    return start < event.starts_at or (event.ends_at is not None and end > event.ends_at)


def _value(slot: GridSlot) -> str:
    return f"{int(slot.starts_at.timestamp())}-{int(slot.ends_at.timestamp())}"


def _from_value(value: str) -> tuple[datetime, datetime]:
    times = _SECONDS.fullmatch(value)
    if times is None:
        raise Conflict(_("One of these slots is not in the grid any more. Look at the slots as they are now."))
    start, end = (datetime.fromtimestamp(int(seconds), UTC) for seconds in times.groups())
    return start, end
