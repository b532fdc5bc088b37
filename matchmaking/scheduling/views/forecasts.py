"""What is possible before a plan is computed: a part of the plan's page, which waits for it with or without scripts."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template

from matchmaking.accounts.current import current_person
from matchmaking.events.models import Event
from matchmaking.events.queries import event_run_by
from matchmaking.scheduling import queries
from matchmaking.scheduling.forecasts import Prospect, prospect_of
from matchmaking.scheduling.names import person_name
from matchmaking.scheduling.sheets import session_names
from matchmaking.scheduling.views.blueprint import bp
from matchmaking.web.guards import member


@bp.get("/events/<slug>/plan/forecast")
@member
def forecast(slug: str) -> Any:
    """The part by itself; it asks again until the worker has answered."""
    event = event_run_by(slug, current_person())
    prospect = prospect_of(event)
    answer = make_response(render_template("scheduling/_forecast.html", **forecast_context(event, prospect)))
    answer.headers["Cache-Control"] = "no-store"
    if not prospect.waits:
        answer.headers["X-Poll"] = "done"
    return answer


def forecast_context(event: Event, prospect: Prospect) -> dict[str, Any]:
    """What the part is made of; names in a fixed number of queries."""
    possible = prospect.possible
    people = queries.people([limit.registration_id for limit in possible.limiting]) if possible else {}
    return {
        "event": event,
        "prospect": prospect,
        "possible": possible,
        "limiting": [
            (person_name(people[limit.registration_id]), limit)
            for limit in (possible.limiting if possible else [])
            if limit.registration_id in people
        ],
        "session_names": session_names(event),
    }
