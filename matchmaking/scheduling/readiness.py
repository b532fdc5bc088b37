"""What an event has, and what it still lacks, before a plan can be computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from matchmaking.db import session
from matchmaking.events.models import Event, EventMode, EventState, MeetingTable, Slot
from matchmaking.meetings import queries as meetings
from matchmaking.meetings.models import RequestState
from matchmaking.registrations import queries as registrations
from matchmaking.registrations.models import RegistrationState


@dataclass(frozen=True, slots=True)
class Readiness:
    """Counts of what a plan is made of. `missing`: why none can be computed, as a sentence, or nothing."""

    slots: int
    tables: int
    needs_tables: bool
    approved: int
    to_approve: int
    accepted: int
    to_answer: int
    missing: str


def readiness(event: Event, *, now: datetime) -> Readiness:
    """Where the preparations of `event` stand."""
    slots, tables = _count(Slot, event), _count(MeetingTable, event)
    people = registrations.counts(event)
    accepted = len(meetings.accepted_request_ids(event))
    needs_tables = event.mode is not EventMode.ONLINE
    return Readiness(
        slots=slots,
        tables=tables,
        needs_tables=needs_tables,
        approved=people[RegistrationState.APPROVED],
        to_approve=people[RegistrationState.PENDING],
        accepted=accepted,
        to_answer=meetings.counts(event)[RequestState.PENDING],
        missing=_missing(event, slots, tables if needs_tables else None, accepted, now),
    )


def ended(event: Event, *, now: datetime) -> str:
    """Why nothing can be planned any more, as a sentence, or nothing."""
    if event.state is EventState.CANCELLED:
        return str(_("The event is cancelled."))
    return str(_("The event is over.")) if event.is_over(now) else ""


def _missing(event: Event, slots: int, tables: int | None, accepted: int, now: datetime) -> str:
    refusal = ended(event, now=now)
    if refusal:
        return refusal
    if not slots:
        return str(_("There are no slots yet. Make the slot grid on the set-up page first."))
    if tables == 0:
        return str(_("There are no tables yet. Set their number on the set-up page first."))
    if not accepted:
        return str(_("No request has been accepted yet, so there is nothing to plan."))
    return ""


def _count(kind: type[Slot | MeetingTable], event: Event) -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(kind).where(kind.event_id == event.id)) or 0
