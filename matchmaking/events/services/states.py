"""Publishing, cancelling, opening and closing registration."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.db import transaction
from matchmaking.errors import Conflict
from matchmaking.events import dependants
from matchmaking.events.counts import forget_after_commit
from matchmaking.events.models import Event, EventState
from matchmaking.events.services.locking import locked


def publish(slug: str, *, actor: Person, now: datetime) -> Event:
    """Show a draft to everybody. Raises Conflict for an event that is no draft any more."""
    with transaction():
        event = locked(slug, actor)
        if event.state is not EventState.DRAFT:
            raise Conflict(_("This event is not a draft any more."))
        _move(event, EventState.PUBLISHED, "event.publish", actor=actor, now=now)
    return event


def cancel(slug: str, *, actor: Person, now: datetime) -> Event:
    """Call a published event off; everything that hangs on it is told. Raises Conflict in any other state."""
    with transaction():
        event = locked(slug, actor)
        if event.state is not EventState.PUBLISHED:
            raise Conflict(_("Only a published event can be cancelled."))
        if event.is_over(now):
            raise Conflict(_("This event is over; it cannot be cancelled any more."))
        event.registration_open = False
        _move(event, EventState.CANCELLED, "event.cancel", actor=actor, now=now)
        dependants.cancelled(event, actor=actor, now=now)
    return event


def open_registration(slug: str, *, actor: Person, now: datetime) -> Event:
    """Let members register. Raises Conflict where the event is not published, or is over."""
    with transaction():
        event = locked(slug, actor)
        if event.state is not EventState.PUBLISHED:
            raise Conflict(_("Publish the event first; then registration can be opened."))
        if event.is_over(now):
            raise Conflict(_("This event is over; registration stays closed."))
        _set_registration(event, opened=True, actor=actor, now=now)
    return event


def close_registration(slug: str, *, actor: Person, now: datetime) -> Event:
    """Take no more registrations."""
    with transaction():
        event = locked(slug, actor)
        _set_registration(event, opened=False, actor=actor, now=now)
    return event


def _set_registration(event: Event, *, opened: bool, actor: Person, now: datetime) -> None:
    """A second press changes nothing and is no error."""
    if event.registration_open is opened:
        return
    event.registration_open = opened
    record(
        "event.open_registration" if opened else "event.close_registration",
        event,
        actor=actor,
        now=now,
        event_id=event.id,
        before={"registration_open": not opened},
        after={"registration_open": opened},
    )


def _move(event: Event, state: EventState, action: str, *, actor: Person, now: datetime) -> None:
    before = event.state
    event.state = state
    event.sequence += 1
    event.changed_at = now
    record(action, event, actor=actor, now=now, event_id=event.id, before={"state": before}, after={"state": state})
    forget_after_commit()
