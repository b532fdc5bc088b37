"""What plans add to an organiser's list of events: those that have lost meetings and wait for a repair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import url_for
from flask_babel import ngettext

from matchmaking.events.models import Event
from matchmaking.events.waiting import Waiting, register
from matchmaking.scheduling.fallen import to_make_good


@register
def repairs(events: Sequence[Event], now: datetime) -> Mapping[int, Waiting]:
    """The events whose plan in force has lost meetings that are still to come."""
    slugs = {event.id: event.slug for event in events if event.is_released}
    lost = to_make_good(slugs.keys(), now=now) if slugs else {}
    return {
        event_id: Waiting(
            text=ngettext(
                "%(num)s meeting has fallen away: repair the plan",
                "%(num)s meetings have fallen away: repair the plan",
                number,
            ),
            url=url_for("scheduling.plan", slug=slugs[event_id], _anchor="compute"),
        )
        for event_id, number in lost.items()
    }
