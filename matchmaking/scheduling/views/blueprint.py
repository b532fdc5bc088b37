"""The blueprint that the room's pages share."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, url_for

from matchmaking.events.dependants import register
from matchmaking.events.models import Event
from matchmaking.scheduling.dependence import Plans
from matchmaking.scheduling.models import ScheduleRun
from matchmaking.web.clock import current_time

bp = Blueprint("scheduling", __name__)
register(Plans())


def clock() -> datetime:
    """What time it is, for the services that a view calls."""
    return current_time()


def run_url(event: Event, run: ScheduleRun) -> str:
    """The page of a run of `event`."""
    return url_for(".run", slug=event.slug, run_id=run.id)
