"""Pages of the organiser's plan: what stands, a run as it goes, a draft, its release."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from matchmaking import engine
from matchmaking.accounts.current import current_person
from matchmaking.errors import Conflict, Invalid
from matchmaking.events.dependants import register
from matchmaking.events.models import Event
from matchmaking.events.queries import event_run_by
from matchmaking.mail.queries import states as mail_states
from matchmaking.meetings.queries import accepted_requests
from matchmaking.scheduling import queries, services, words
from matchmaking.scheduling.dependence import Plans
from matchmaking.scheduling.forms import ComputeForm
from matchmaking.scheduling.instances import closed_slot_ids, instance_of
from matchmaking.scheduling.models import Plan, PlanState, RunState, ScheduleRun
from matchmaking.scheduling.names import names_of
from matchmaking.scheduling.pages import ListPage, page_number
from matchmaking.scheduling.plan_files import stored_plan
from matchmaking.scheduling.readiness import readiness
from matchmaking.scheduling.sheets import add_days, grid_of, left_out, people_of, placed_name
from matchmaking.scheduling.status import RunStatus, status_of
from matchmaking.web.clock import current_time
from matchmaking.web.failures import wants_json
from matchmaking.web.guards import member
from matchmaking.web.settings import settings

bp = Blueprint("scheduling", __name__)
register(Plans())

PEOPLE_ON_A_PAGE = 25
"""Each has a drawing per day."""


@bp.get("/events/<slug>/plan")
@member
def plan(slug: str) -> Any:
    event = event_run_by(slug, current_person())
    return _plan_page(event, ComputeForm(data={"seconds": _usual_seconds()}))


@bp.post("/events/<slug>/plan/compute")
@member
def compute(slug: str) -> Any:
    person = current_person()
    event = event_run_by(slug, person)
    form = ComputeForm()
    if not form.validate_on_submit() or form.seconds.data is None:
        return _plan_page(event, form), 422
    try:
        run = services.request_run(event, actor=person, now=_now(), time_limit=float(form.seconds.data))
    except Invalid as refusal:
        form.seconds.errors = [*form.seconds.errors, str(refusal)]
        return _plan_page(event, form), 422
    except Conflict as refusal:
        flash(str(refusal), "info")
        current = queries.active_run(event) or queries.latest_run(event)
        if current is None:
            return redirect(url_for(".plan", slug=slug))
        return redirect(_run_url(event, current))
    return redirect(_run_url(event, run))


@bp.get("/events/<slug>/runs/<int:run_id>")
@member
def run(slug: str, run_id: int) -> Any:
    event = event_run_by(slug, current_person())
    status = status_of(queries.run_of(event, run_id), now=_now())
    return render_template("scheduling/run.html", **_run_context(event, status))


@bp.get("/events/<slug>/runs/<int:run_id>/progress")
@member
def run_fragment(slug: str, run_id: int) -> Any:
    """The part of the run's page that changes; as JSON for programs."""
    event = event_run_by(slug, current_person())
    status = status_of(queries.run_of(event, run_id), now=_now())
    location = None if status.is_active else _where_it_led(event, status.run)
    if wants_json():
        return jsonify(
            state=status.run.state.value,
            best=status.best,
            bound=status.bound,
            placed=status.placed,
            possible=status.run.possible,
            seconds=round(status.seconds, 2),
            location=location,
        )
    answer = make_response(render_template("scheduling/_run.html", **_run_context(event, status)))
    answer.headers["Cache-Control"] = "no-store"
    if location is not None:
        answer.headers["X-Poll"] = "done"
        answer.headers["X-Location"] = location
    return answer


@bp.post("/events/<slug>/runs/<int:run_id>/stop")
@member
def stop(slug: str, run_id: int) -> Any:
    person = current_person()
    event = event_run_by(slug, person)
    found = queries.run_of(event, run_id)
    try:
        services.stop_run(found, actor=person, now=_now())
    except Conflict as refusal:
        flash(str(refusal), "info")
    return redirect(_run_url(event, found))


@bp.get("/events/<slug>/plans/<int:number>")
@member
def draft(slug: str, number: int) -> Any:
    """Any plan: the draft, the one in force, or an earlier one."""
    event = event_run_by(slug, current_person())
    found = queries.plan_of(event, number)
    view = "people" if request.args.get("view") == "people" else "grid"
    requests = [*(item.request for item in found.placed), *(item.request for item in found.unplaced)]
    context: dict[str, Any] = {
        "event": event,
        "plan": found,
        "view": view,
        "words": words,
        "left_out": left_out(found, names_of(event, requests)),
        "grid": grid_of(event, found),
    }
    if view == "people":
        people = ListPage(people_of(found), page=page_number(request.args), per_page=PEOPLE_ON_A_PAGE)
        add_days(people.items, event, closed_slot_ids(event, [sheet.registration for sheet in people.items]))
        context["people"] = people
    return render_template("scheduling/draft.html", **context)


@bp.route("/events/<slug>/plans/<int:number>/release", methods=["GET", "POST"])
@member
def release(slug: str, number: int) -> Any:
    person = current_person()
    event = event_run_by(slug, person)
    found = queries.plan_of(event, number)
    if request.method == "GET":
        if found.state is not PlanState.DRAFT:
            flash(_("Plan %(number)s is not a draft, so there is nothing to release.", number=number), "info")
            return redirect(url_for(".draft", slug=slug, number=number))
        return _release_page(event, found)
    try:
        changes = services.release(event, number, actor=person, now=_now())
    except Conflict as refusal:
        flash(str(refusal), "problem")
        return redirect(url_for(".plan", slug=slug))
    told = ngettext(
        "Plan %(number)s is in force. %(num)s person is being told.",
        "Plan %(number)s is in force. %(num)s people are being told.",
        changes.people,
        number=number,
    )
    flash(told, "fine")
    return redirect(url_for(".plan", slug=slug))


@bp.get("/events/<slug>/plans/<int:number>.json")
@member
def plan_file(slug: str, number: int) -> Response:
    """The plan in the engine's format."""
    event = event_run_by(slug, current_person())
    text = engine.write_plan(stored_plan(event, queries.plan_of(event, number)))
    return _download(text, f"{event.slug}.plan-{number}.json")


@bp.get("/events/<slug>/instance.json")
@member
def instance_file(slug: str) -> Response:
    """What the engine would be asked now, in the engine's format."""
    event = event_run_by(slug, current_person())
    return _download(engine.write_instance(instance_of(event, now=_now())), f"{event.slug}.instance.json")


def _plan_page(event: Event, form: ComputeForm) -> str:
    plans = queries.plans(event, page=page_number(request.args))
    standing = {state: queries.plan_in(event, state) for state in (PlanState.DRAFT, PlanState.RELEASED)}
    shown = [*plans.items, *(each for each in standing.values() if each is not None)]
    latest = queries.latest_run(event)
    released = standing[PlanState.RELEASED]
    return render_template(
        "scheduling/plan.html",
        event=event,
        form=form,
        words=words,
        ready=readiness(event, now=_now()),
        latest=status_of(latest, now=_now()) if latest is not None else None,
        draft=standing[PlanState.DRAFT],
        released=released,
        mails=mail_states(services.batch_of(released)) if released is not None else {},
        plans=plans,
        counts=queries.counts({each.id for each in shown}),
    )


def _release_page(event: Event, found: Plan) -> Any:
    try:
        consequence = services.consequence(event, found, now=_now())
    except Conflict as refusal:
        flash(str(refusal), "problem")
        return redirect(url_for(".plan", slug=event.slug))
    return render_template(
        "scheduling/release.html",
        event=event,
        plan=found,
        consequence=consequence,
        words=words,
        clashes=[placed_name(item, event) for item in consequence.clashes],
    )


def _run_context(event: Event, status: RunStatus) -> dict[str, Any]:
    infeasible = status.run.state is RunState.INFEASIBLE
    names = names_of(event, accepted_requests(event)) if infeasible else {}
    return {
        "event": event,
        "run": status.run,
        "status": status,
        "words": words,
        "sentence": words.run_sentence(status, names),
        "points": [(point.seconds, point.best, point.bound) for point in status.points],
    }


def _run_url(event: Event, found: ScheduleRun) -> str:
    return url_for(".run", slug=event.slug, run_id=found.id)


def _where_it_led(event: Event, found: ScheduleRun) -> str:
    if found.plan is None:
        return _run_url(event, found)
    return url_for(".draft", slug=event.slug, number=found.plan.number)


def _usual_seconds() -> int:
    return int(min(settings().solver_time_limit, services.MOST_SECONDS))


def _download(text: str, name: str) -> Response:
    answer = make_response(text)
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _now() -> datetime:
    return current_time()
