"""My agenda: of all events, and of one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import format_timedelta

from matchmaking.accounts.current import current_person
from matchmaking.accounts.models import Person
from matchmaking.events.queries import event_visible_to
from matchmaking.meetings import agenda as agendas
from matchmaking.meetings import queries
from matchmaking.meetings.invitations import place
from matchmaking.meetings.views.blueprint import bp, clock
from matchmaking.registrations.queries import available_slot_ids, participation
from matchmaking.registrations.words import STATES as REGISTRATION_STATES
from matchmaking.web.guards import member
from matchmaking.web.settings import absolute_url


@bp.get("/agenda")
@member
def agenda() -> str:
    """All my events: today first, what is past folded away."""
    person = current_person()
    now = clock()
    meetings = agendas.meetings_of(person)
    return render_template(
        "meetings/agenda.html",
        days=agendas.days_of(meetings, now=now),
        taking_part=agendas.events_of(person, now=now),
        registration_states=REGISTRATION_STATES,
        **_shared(person, agendas.next_of(meetings, now=now), now),
    )


@bp.get("/events/<slug>/agenda")
@member
def event_agenda(slug: str) -> str:
    """My meetings at one event, and the times at which I am not free."""
    person = current_person()
    event = event_visible_to(slug, person)
    own = participation(event, person)
    now = clock()
    meetings = agendas.meetings_of(person, event=event)
    free = available_slot_ids(event, [own])[own.id]
    closed = [(slot.starts_at, slot.ends_at) for slot in event.slots if slot.id not in free]
    return render_template(
        "meetings/event_agenda.html",
        event=event,
        own=own,
        days=agendas.days_of(meetings, now=now, closed=closed),
        agreed=queries.agreed_without_meeting(own),
        **_shared(person, agendas.next_of(meetings, now=now), now),
    )


def _shared(person: Person, upcoming: agendas.Item | None, now: datetime) -> dict[str, Any]:
    feed = absolute_url("meetings.feed", person_id=person.id, token=person.feed_token)
    until = None
    if upcoming is not None and upcoming.starts_at > now:
        until = format_timedelta(upcoming.starts_at - now, add_direction=True, granularity="minute")
    return {
        "upcoming": upcoming,
        "until": until,
        "now": now,
        "place": place,
        "feed_url": feed,
        "webcal_url": f"webcal:{feed.partition(':')[2]}",
    }
