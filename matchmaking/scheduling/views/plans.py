"""Pages of the plan: what stands, a draft, its release, and the files to take home."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from matchmaking import engine
from matchmaking.accounts.current import current_person
from matchmaking.errors import Conflict
from matchmaking.events.models import Event
from matchmaking.events.queries import event_run_by
from matchmaking.mail.queries import states as mail_states
from matchmaking.meetings.plan_application import Changes
from matchmaking.scheduling import queries, services, words
from matchmaking.scheduling.fallen import fallen_from
from matchmaking.scheduling.forecasts import Prospect, prospect_of
from matchmaking.scheduling.forms import ComputeForm
from matchmaking.scheduling.instances import closed_slot_ids, instance_of
from matchmaking.scheduling.models import Plan, PlanState
from matchmaking.scheduling.names import names_of
from matchmaking.scheduling.pages import ListPage, page_number
from matchmaking.scheduling.plan_files import stored_plan
from matchmaking.scheduling.readiness import ended, readiness
from matchmaking.scheduling.sheets import add_days, grid_of, left_out, people_of, placed_name
from matchmaking.scheduling.status import status_of
from matchmaking.scheduling.views.blueprint import bp, clock
from matchmaking.scheduling.views.forecasts import forecast_context
from matchmaking.web.guards import member
from matchmaking.web.settings import settings

PEOPLE_ON_A_PAGE = 25
"""Each has a drawing per day."""


@bp.get("/events/<slug>/plan")
@member
def plan(slug: str) -> Any:
    event = event_run_by(slug, current_person())
    return plan_page(event, ComputeForm(data={"seconds": _usual_seconds()}))


@bp.get("/events/<slug>/plans/<int:number>")
@member
def draft(slug: str, number: int) -> Any:
    """Any plan: the draft, the one in force, or an earlier one."""
    event = event_run_by(slug, current_person())
    found = queries.plan_of(event, number)
    view = "people" if request.args.get("view") == "people" else "grid"
    fallen = fallen_from(found, now=clock())
    requests = [*(item.request for item in found.placed), *(item.request for item in found.unplaced)]
    context: dict[str, Any] = {
        "event": event,
        "plan": found,
        "view": view,
        "words": words,
        "left_out": left_out(found, names_of(event, requests)),
        "grid": grid_of(event, found, fallen=fallen.request_ids),
        "fallen": fallen,
        "over": bool(ended(event, now=clock())),
        "changes": _changes(event, found),
    }
    if view == "people":
        people = ListPage(
            people_of(found, fallen=fallen.request_ids), page=page_number(request.args), per_page=PEOPLE_ON_A_PAGE
        )
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
        changes = services.release(event, number, actor=person, now=clock())
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
    return _download(engine.write_instance(instance_of(event, now=clock())), f"{event.slug}.instance.json")


def plan_page(event: Event, form: ComputeForm) -> str:
    """The page of what stands, with `form` to compute something newer."""
    ready = readiness(event, now=clock())
    prospect = prospect_of(event) if not ready.missing else Prospect()
    plans = queries.plans(event, page=page_number(request.args))
    standing = {state: queries.plan_in(event, state) for state in (PlanState.DRAFT, PlanState.RELEASED)}
    shown = [*plans.items, *(each for each in standing.values() if each is not None)]
    latest = queries.latest_run(event)
    released = standing[PlanState.RELEASED]
    return render_template(
        "scheduling/plan.html",
        **forecast_context(event, prospect),
        form=form,
        words=words,
        ready=ready,
        over=bool(ended(event, now=clock())),
        latest=status_of(latest, now=clock()) if latest is not None else None,
        draft=standing[PlanState.DRAFT],
        released=released,
        fallen=fallen_from(released, now=clock()),
        mails=mail_states(services.batch_of(released)) if released is not None else {},
        plans=plans,
        counts=queries.counts({each.id for each in shown}),
    )


def _changes(event: Event, found: Plan) -> Changes | None:
    """What the release of a draft would change for people who have been told of a plan; None where nobody has been."""
    if found.state is not PlanState.DRAFT or queries.plan_in(event, PlanState.RELEASED) is None:
        return None
    try:
        return services.consequence(event, found, now=clock()).changes
    except Conflict:
        return None  # the page of its release says why


def _release_page(event: Event, found: Plan) -> Any:
    try:
        consequence = services.consequence(event, found, now=clock())
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


def _usual_seconds() -> int:
    return int(min(settings().solver_time_limit, services.MOST_SECONDS))


def _download(text: str, name: str) -> Response:
    answer = make_response(text)
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
