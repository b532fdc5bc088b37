"""An event with meetings, the people around it, and the pages' forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaking.accounts.models import Person
from matchmaking.audit.models import AuditEntry
from matchmaking.db import session
from matchmaking.events.models import Event, MeetingTable, Slot
from matchmaking.mail.models import OutboxMail
from matchmaking.registrations.models import Registration
from tests import factories

NOW = factories.NOW
FAR = datetime(2099, 3, 10, 14, 0, tzinfo=UTC)
"""10:00 in Montréal and 15:00 in Brussels; pages use the real clock, so it lies far ahead."""
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NOTICE = re.compile(r'<div class="notice notice-(\w+)[^"]*" role="status">.*?<p>(.*?)</p>', re.DOTALL)


@dataclass
class Scene:
    """Alice organises; Bob takes part and Dana too; Charlie has nothing to do with it."""

    event: Event
    alice: Person
    bob: Person
    charlie: Person
    dana: Person
    of_bob: Registration
    of_dana: Registration
    slots: list[Slot]
    tables: list[MeetingTable]


def make_scene(*, slots: int = 4, tables: int = 2, **values: Any) -> Scene:
    """An event with `slots` slots and `tables` tables, in which Bob and Dana are approved."""
    alice, bob, charlie, dana = (factories.person(name) for name in ("Alice", "Bob", "Charlie", "Dana"))
    event = factories.event(
        organiser=alice, **({"starts_at": FAR, "ends_at": FAR + timedelta(days=1, hours=8)} | values)
    )
    return Scene(
        event=event,
        alice=alice,
        bob=bob,
        charlie=charlie,
        dana=dana,
        of_bob=factories.registration(event, bob, factories.organisation("Skywin", manager=bob)),
        of_dana=factories.registration(
            event, dana, factories.organisation("Aéro Nord", manager=dana, country_code="CA", city="Montréal")
        ),
        slots=factories.slots(event, slots),
        tables=factories.tables(event, tables),
    )


def post(client: FlaskClient, url: str, **fields: Any) -> TestResponse:
    """Send a form to `url` with the CSRF token of the reader's session."""
    found = TOKEN.search(client.get("/about").text)
    assert found is not None
    return client.post(url, data={"csrf_token": found[1], **fields})


def notices(client: FlaskClient, answer: TestResponse) -> list[tuple[str, str]]:
    """Meaning and words of what the page says after the redirect."""
    assert answer.location is not None, answer.text
    return [(meaning, unescape(words)) for meaning, words in NOTICE.findall(client.get(answer.location).text)]


def mails(to: Person | None = None) -> list[OutboxMail]:
    """All mails (to one person), oldest first."""
    query = sa.select(OutboxMail).order_by(OutboxMail.id)
    if to is not None:
        query = query.where(OutboxMail.to_address == to.email)
    return list(session().scalars(query))


def audited(event: Event) -> list[str]:
    """What the event's log says, oldest first."""
    return list(
        session().scalars(sa.select(AuditEntry.action).where(AuditEntry.event_id == event.id).order_by(AuditEntry.id))
    )
