"""Pages of a run: asking for one, following it, stopping it."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, make_response, redirect, render_template, url_for

from matchmaking.accounts.current import current_person
from matchmaking.errors import Conflict, Invalid
from matchmaking.events.models import Event
from matchmaking.events.queries import event_run_by
from matchmaking.meetings.queries import accepted_requests
from matchmaking.scheduling import queries, services, words
from matchmaking.scheduling.forms import ComputeForm
from matchmaking.scheduling.models import RunKind, RunState, ScheduleRun
from matchmaking.scheduling.names import names_of
from matchmaking.scheduling.status import RunStatus, status_of
from matchmaking.scheduling.views.blueprint import bp, clock, run_url
from matchmaking.scheduling.views.plans import plan_page
from matchmaking.web.failures import wants_json
from matchmaking.web.guards import member


@bp.post("/events/<slug>/plan/compute")
@member
def compute(slug: str) -> Any:
    return _request_run(slug, RunKind.PLAN)


@bp.post("/events/<slug>/plan/repair")
@member
def repair(slug: str) -> Any:
    return _request_run(slug, RunKind.REPAIR)


def _request_run(slug: str, kind: RunKind) -> Any:
    person = current_person()
    event = event_run_by(slug, person)
    form = ComputeForm()
    if not form.validate_on_submit() or form.seconds.data is None:
        return plan_page(event, form), 422
    try:
        run = services.request_run(event, actor=person, now=clock(), time_limit=float(form.seconds.data), kind=kind)
    except Invalid as refusal:
        form.seconds.errors = [*form.seconds.errors, str(refusal)]
        return plan_page(event, form), 422
    except Conflict as refusal:
        flash(str(refusal), "info")
        current = queries.active_run(event) or queries.latest_run(event)
        if current is None:
            return redirect(url_for(".plan", slug=slug))
        return redirect(run_url(event, current))
    return redirect(run_url(event, run))


@bp.get("/events/<slug>/runs/<int:run_id>")
@member
def run(slug: str, run_id: int) -> Any:
    event = event_run_by(slug, current_person())
    status = status_of(queries.run_of(event, run_id), now=clock())
    return render_template("scheduling/run.html", **_run_context(event, status))


@bp.get("/events/<slug>/runs/<int:run_id>/progress")
@member
def run_fragment(slug: str, run_id: int) -> Any:
    """The part of the run's page that changes; as JSON for programs."""
    event = event_run_by(slug, current_person())
    status = status_of(queries.run_of(event, run_id), now=clock())
    location = None if status.is_active else _where_it_led(event, status.run)
    if wants_json():
        return jsonify(
            kind=status.run.kind.value,
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
        services.stop_run(found, actor=person, now=clock())
    except Conflict as refusal:
        flash(str(refusal), "info")
    return redirect(run_url(event, found))


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


def _where_it_led(event: Event, found: ScheduleRun) -> str:
    if found.plan is None:
        return run_url(event, found)
    return url_for(".draft", slug=event.slug, number=found.plan.number)
