"""The blueprint that the room's pages share, and who reads them."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint

from matchmaking.accounts.models import Person
from matchmaking.events.dependants import register as add_dependant
from matchmaking.events.models import Event
from matchmaking.events.navigation import EventNavigation
from matchmaking.events.navigation import register as add_to_navigation
from matchmaking.meetings import queries
from matchmaking.meetings.dependence import Meetings
from matchmaking.registrations.models import RegistrationState
from matchmaking.registrations.queries import registration_of
from matchmaking.web.clock import current_time

bp = Blueprint("meetings", __name__)


def _tabs(event: Event, person: Person, known: EventNavigation) -> EventNavigation:
    own = registration_of(event, person)
    if own is None or own.state is not RegistrationState.APPROVED:
        return known
    return known.including(counts={"requests": queries.waiting(own)})


add_to_navigation(_tabs)
add_dependant(Meetings())


def clock() -> datetime:
    """What time it is, for the services that a view calls."""
    return current_time()
