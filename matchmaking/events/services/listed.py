"""Events that are listed from a public source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from matchmaking.audit.services import record
from matchmaking.db import transaction
from matchmaking.events.counts import forget_after_commit
from matchmaking.events.local_time import reading
from matchmaking.events.models import Audience, Event, EventMode, EventState, EventType
from matchmaking.events.services.details import refresh, sectors_with


def import_listed(listed: Iterable[Mapping[str, Any]], *, now: datetime) -> int:
    """Store the events that a public source lists, each once by its `slug`; how many are new.

    Each is an event of `demo/data/events.json`: slug, name, start and end on the clocks of time_zone,
    audiences, type, countries, place, mode, sectors, and source with document and url. What the source
    does not state stays empty. An event that is known already is left as it is.
    """
    new = 0
    with transaction() as current:
        known = set(current.scalars(sa.select(Event.slug)).all())
        for one in listed:
            if one["slug"] in known:
                continue
            event = _event(one, now)
            current.add(event)
            current.flush()
            record(
                "event.import", event, actor=None, now=now, event_id=event.id, after={"source": event.source_document}
            )
            new += 1
        if new:
            forget_after_commit()
    return new


def _event(one: Mapping[str, Any], now: datetime) -> Event:
    zone = one["time_zone"]
    event = Event(
        slug=one["slug"],
        name=one["name"],
        type=EventType(one["type"]),
        audiences=sorted(Audience(value).value for value in one["audiences"]),
        mode=EventMode(one["mode"]) if one["mode"] else None,
        time_zone=zone,
        starts_at=reading(datetime.fromisoformat(one["start"]), zone).at,
        ends_at=reading(datetime.fromisoformat(one["end"]), zone).at if one["end"] else None,
        city=one["place"] or "",
        countries=sorted(one["countries"]),
        sectors=sectors_with(one["sectors"]),
        state=EventState.PUBLISHED,
        source_document=one["source"]["document"],
        source_url=one["source"]["url"] or "",
        created_at=now,
        changed_at=now,
    )
    refresh(event)
    return event
