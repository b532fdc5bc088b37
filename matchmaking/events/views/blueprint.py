"""The blueprint that the room's pages share, and what its templates may use."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g

from matchmaking.accounts.current import current_person_or_none
from matchmaking.accounts.models import Person
from matchmaking.events import queries, words
from matchmaking.events.models import Event
from matchmaking.events.navigation import EventNavigation, navigation

bp = Blueprint("events", __name__)


@bp.app_template_global("event_navigation")
def event_navigation(event: Event) -> EventNavigation:
    """What the reader is in `event`, for the row of tabs on every page inside it."""
    return navigation(event, current_person_or_none())


@bp.app_template_global("organises")
def organises(person: Person) -> bool:
    """True where the reader `person` organises some event, perhaps by a colleague's invitation; asked once a page."""
    if "organises" not in g:
        g.organises = queries.organises_any(person)
    return bool(g.organises)


@bp.app_context_processor
def wording() -> dict[str, Any]:
    """`event_words`: the names of types, audiences, modes and states, and an event's date, time and place."""
    return {"event_words": words}
