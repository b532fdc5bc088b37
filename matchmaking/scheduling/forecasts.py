"""What is possible before a plan is computed, kept in Redis until the event changes.

The worker works it out, since a large event takes some seconds. Every change of an event is in its log, so the log's
last entry tells whether what is kept still holds; an hour later it is worked out anew in any case, for profiles and
meetings at other events count too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import cast

import redis
import sqlalchemy as sa
import structlog

from matchmaking import engine
from matchmaking.audit.models import AuditEntry
from matchmaking.db import session, transaction
from matchmaking.events.models import Event
from matchmaking.jobs import enqueue
from matchmaking.scheduling.instances import instance_of, row_id
from matchmaking.web.settings import settings

log = structlog.get_logger(__name__)

KEY = "matchmaking:forecast"
KEPT_SECONDS = 3600
ASKED_SECONDS = 60
"""After so long without an answer it is asked for again: the message or the worker was lost."""
MORE = (1, 2, 3)
MOST_LIMITING = 5


@dataclass(frozen=True, slots=True)
class Limit:
    """Somebody whose time limits the whole. `worth`: what one meeting more of theirs brings at most, in weight."""

    registration_id: int
    worth: float
    by_choice: bool
    """They want no more meetings; else they have no more slots."""


@dataclass(frozen=True, slots=True)
class SessionRoom:
    """How many meetings the event can have at most if a session had one table, or one slot, more."""

    name: str
    slots: int
    room: int
    """Meetings that fit into the session itself."""
    table_more: int
    slot_more: int


@dataclass(frozen=True, slots=True)
class Possible:
    """How many of an event's accepted `requests` fit at most, and with 1, 2 and 3 tables or slots more."""

    requests: int
    meetings: int
    tables: Sequence[int]
    """Empty for an event that needs none."""
    slots: Sequence[int]
    sessions: Sequence[SessionRoom]
    limiting: Sequence[Limit]
    """Those whose time is worth most, first."""
    limited: int
    """How many people limit it, those not named included."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What the page can say now: the figures, or that they are being worked out, or that they cannot be."""

    possible: Possible | None = None
    waits: bool = field(default=False)


def prospect_of(event: Event) -> Prospect:
    """What is known of `event`; what is not known yet the worker is asked for, once."""
    try:
        key = _key(event.id)
        kept = cast("bytes | None", _redis().get(key))
        if kept is not None:
            return Prospect(_read(kept))
        asked = _redis().set(f"{key}:asked", 1, nx=True, ex=ASKED_SECONDS)
    except redis.RedisError as error:
        log.warning("forecast_not_read", error=str(error))
        return Prospect()
    if asked:
        with transaction():
            enqueue("scheduling.forecast", event.id)
    return Prospect(waits=True)


def work_out(event_id: int, *, now: datetime) -> None:
    """Forecast the event and keep it; a failure is kept too, so that nobody waits for it. One that is gone is none."""
    event = session().get(Event, event_id)
    if event is None:
        return
    key = _key(event_id)  # before the rows are read: what changes meanwhile gets a key of its own
    if _redis().exists(key):
        return  # asked for twice
    try:
        kept = json.dumps(asdict(_possible(event, now)))
    except Exception:
        log.exception("forecast_failed", event_id=event_id)
        kept = "null"
    _redis().set(key, kept, ex=KEPT_SECONDS)


def _possible(event: Event, now: datetime) -> Possible:
    instance = instance_of(event, now=now)
    session().rollback()  # the instance is complete: nothing is held while the engine works
    found = engine.forecast(instance, MORE)
    return Possible(
        requests=len(instance.meetings),
        meetings=found.now.meetings,
        tables=[outlook.meetings for outlook in found.more_tables] if instance.tables else [],
        slots=[outlook.meetings for outlook in found.more_slots],
        sessions=_sessions(found),
        limiting=[Limit(row_id(one.participant), one.worth, one.by_choice) for one in found.limiting[:MOST_LIMITING]],
        limited=len(found.limiting),
    )


def _sessions(found: engine.Forecast) -> list[SessionRoom]:
    return [
        SessionRoom(one.session, one.slots, one.room, one.more_tables[0].meetings, one.more_slots[0].meetings)
        for one in found.sessions
    ]


def _read(kept: bytes) -> Possible | None:
    found = json.loads(kept)
    if found is None:
        return None
    sessions = [SessionRoom(**each) for each in found.pop("sessions")]
    limiting = [Limit(**each) for each in found.pop("limiting")]
    return Possible(sessions=sessions, limiting=limiting, **found)


def _key(event_id: int) -> str:
    last = session().scalar(sa.select(sa.func.max(AuditEntry.id)).where(AuditEntry.event_id == event_id))
    return f"{KEY}:{event_id}:{last or 0}"


def _redis() -> redis.Redis:
    return _client(settings().redis_url)


@lru_cache(maxsize=4)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_connect_timeout=0.2, socket_timeout=0.5)
