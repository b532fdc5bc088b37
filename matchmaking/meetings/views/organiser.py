"""The organiser's overview of all requests of an event."""

from __future__ import annotations

from flask import render_template, request

from matchmaking.accounts.current import current_person
from matchmaking.events.queries import event_run_by
from matchmaking.meetings import queries, words
from matchmaking.meetings.demand import demand
from matchmaking.meetings.models import RequestState
from matchmaking.meetings.views.blueprint import bp
from matchmaking.web.guards import member


@bp.get("/events/<slug>/meeting-requests")
@member
def manage(slug: str) -> str:
    """All requests with their states, and the demand for each slot."""
    event = event_run_by(slug, current_person())
    wanted = request.args.get("state", "")
    state = RequestState(wanted) if wanted in set(RequestState) else None
    return render_template(
        "meetings/manage.html",
        event=event,
        page=queries.listing(event, state=state, page=request.args.get("page", 1, type=int)),
        counts=queries.counts(event),
        scheduled=queries.scheduled(event),
        demand=demand(event),
        state=state,
        states=words.STATES,
        priorities=words.PRIORITIES,
    )
