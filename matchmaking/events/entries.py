"""Events as calendar entries."""

from __future__ import annotations

from flask_babel import gettext as _

from matchmaking.calendars.entries import Entry
from matchmaking.events import words
from matchmaking.events.models import Event, EventMode, EventState
from matchmaking.web.settings import absolute_url


def entry_of(event: Event) -> Entry:
    """What subscribers and downloads see of `event`."""
    url = absolute_url("events.show", slug=event.slug)
    lines = [event.summary, words.when(event), url]
    if event.source_document:
        lines.insert(0, _("Start as stated by the source (%(source)s).", source=event.source_document))
    where = event.venue or words.place(event)
    if event.venue and event.city and event.city not in event.venue:
        where = f"{event.venue}, {words.place(event)}"
    if event.mode is EventMode.ONLINE:
        where = words.place(event)
    return Entry(
        uid=f"event-{event.uid}@matchmaking",
        sequence=event.sequence,
        changed_at=event.changed_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        summary=event.name,
        description="\n".join(line for line in lines if line),
        location=where,
        url=url,
        status="cancelled" if event.state is EventState.CANCELLED else "confirmed",
        categories=(str(words.TYPES[event.type]),),
    )
