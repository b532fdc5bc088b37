"""What people do with forms in the tests of this folder."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaking.audit.models import AuditEntry
from matchmaking.db import session
from matchmaking.mail.models import OutboxMail
from matchmaking.organisations.models import Organisation
from tests import factories

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SEEN = re.compile(r'name="seen"[^>]*value="([^"]+)"')
NOTICE = re.compile(r'<div class="notice notice-(\w+)[^"]*" role="status">.*?<p>(.*?)</p>', re.DOTALL)
WRONG = re.compile(r'class="field-error"[^>]*>.*?</span>([^<]+)</span>', re.DOTALL)

COMPLETE = {
    "name": "Skywin",
    "country_code": "BE",
    "region": "Wallonia",
    "city": "Namur",
    "website": "skywin.be",
    "description": "Makes wings.",
    "founded_year": "2006",
    "size": "small",
    "sectors": ["aerospace", "photonics"],
    "target_countries": ["CA", "FR"],
    "offers-0-kind": "technology_offer",
    "offers-0-title": "Light wings",
    "offers-0-description": "Of carbon.",
    "offers-0-sector": "aerospace",
    "seeks-0-kind": "research_request",
    "seeks-0-title": "A wind tunnel",
    "seeks-0-description": "",
    "seeks-0-sector": "",
}
"""An SME's form with nothing missing."""


def taxonomy() -> None:
    """Two sectors with their codes."""
    factories.sector("aerospace", name_en="Aerospace", nace=["30.3"], naics=["3364"])
    factories.sector("photonics", name_en="Photonics", nace=["26.7"], naics=["3333"])


def post(client: FlaskClient, url: str, **fields: Any) -> TestResponse:
    """Send a form to `url` with the CSRF token of the reader's session."""
    return client.post(url, data={"csrf_token": token(client.get("/about")), **fields})


def token(page: TestResponse) -> str:
    found = TOKEN.search(page.text)
    assert found is not None, page.status
    return found[1]


def seen(page: TestResponse) -> str:
    """The moment that an open form started from."""
    found = SEEN.search(page.text)
    assert found is not None, page.status
    return unescape(found[1])


def save(client: FlaskClient, organisation: Organisation, step: str = "save", **fields: Any) -> TestResponse:
    """Open the profile's form, fill it in and press a button."""
    url = f"/organisations/{organisation.slug}/edit"
    page = client.get(url)
    assert page.status_code == 200, page.status
    values = {**COMPLETE, **fields}
    return client.post(url, data={"csrf_token": token(page), "seen": seen(page), "step": step, **values})


def errors(answer: TestResponse) -> list[str]:
    """The errors beside the fields."""
    return [unescape(words).strip() for words in WRONG.findall(answer.text)]


def notices(client: FlaskClient, answer: TestResponse) -> list[tuple[str, str]]:
    """Meaning and words of what the page says, after following a redirect."""
    if answer.location:
        answer = client.get(answer.location)
    return [(meaning, unescape(words)) for meaning, words in NOTICE.findall(answer.text)]


def by_id(organisation_id: int) -> Organisation:
    """The organisation as it is stored now."""
    session().expire_all()
    return session().get_one(Organisation, organisation_id)


def actions() -> list[str]:
    """What the log holds of this room, oldest first."""
    return [entry.action for entry in log()]


def log() -> list[AuditEntry]:
    kinds = AuditEntry.subject_kind.in_(["organisation", "affiliation"])
    return list(session().scalars(sa.select(AuditEntry).where(kinds).order_by(AuditEntry.id)))


def mails() -> list[tuple[str, str]]:
    """To whom and about what, oldest first."""
    return [(mail.to_address, mail.subject) for mail in outbox()]


def outbox() -> list[OutboxMail]:
    return list(session().scalars(sa.select(OutboxMail).order_by(OutboxMail.id)))
