"""Pages of the meetings room: participants and requests, agendas and calendars, the organiser's overview."""

from __future__ import annotations

from matchmaking.meetings import leaving
from matchmaking.meetings.views import agendas, calendars, organiser, people, requests
from matchmaking.meetings.views.blueprint import bp

__all__ = ["agendas", "bp", "calendars", "leaving", "organiser", "people", "requests"]
