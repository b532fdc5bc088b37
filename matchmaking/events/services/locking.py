"""How every use case begins: the event's row is locked, and the actor's right to run it looked at again."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from matchmaking.accounts.models import Person
from matchmaking.db import session
from matchmaking.errors import Conflict, NotFound
from matchmaking.events.models import Event
from matchmaking.events.queries import roles


def locked(slug: str, actor: Person) -> Event:
    """The event as it is now, held until the transaction ends. Raises NotFound where `actor` does not run it."""
    event = session().scalar(
        sa.select(Event).where(Event.slug == slug).with_for_update().execution_options(populate_existing=True)
    )
    if event is None or not roles(event, actor).is_organiser:
        raise NotFound(f"no event {slug!r} that this person runs")
    return event


def require_unreleased(event: Event) -> None:
    """Raises Conflict once a plan has been released."""
    if event.is_released:
        raise Conflict(_("A plan has been released, so slots and tables stay as they are."))
