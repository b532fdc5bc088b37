"""Steps of the tests about countries' pages: people, texts, and forms as browsers send them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaking.accounts.models import Person
from matchmaking.audit.models import AuditEntry
from matchmaking.cooperation.models import CountrySection, RevisionState, SectionKind, SectionRevision
from matchmaking.cooperation.section_text import SectionText
from matchmaking.cooperation.services import sections as services
from matchmaking.db import session
from matchmaking.organisations.models import OrganisationKind
from tests import factories

NOW = factories.NOW
LATER = NOW + timedelta(hours=1)
EDIT = "/countries/ca/sections/policies/en/edit"
HISTORY = "/countries/ca/sections/policies/en/history"
SOURCE = "Annual report 2026, page 4 | https://www.skywin.be"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SEEN = re.compile(r'name="seen"[^>]*value="([^"]*)"')
NOTICE = re.compile(r'<div class="notice notice-(\w+)[^"]*" role="status">.*?<p>(.*?)</p>', re.DOTALL)
WRONG = re.compile(r'class="field-error"[^>]*>.*?</span>([^<]+)</span>', re.DOTALL)


def office_person(name: str = "Alice", country: str = "CA", **values: Any) -> Person:
    """Somebody confirmed at a published support office in `country`."""
    who = factories.person(name)
    office = {"kind": OrganisationKind.SUPPORT_OFFICE, "country_code": country} | values
    factories.affiliation(who, factories.organisation(f"Office of {name}", **office), role="member")
    return who


def text(words: str) -> SectionText:
    return SectionText(f"{words} in short", f"{words} at length.", SOURCE)


def written(*texts: str, by: Person, kind: SectionKind = SectionKind.POLICIES, language: str = "en") -> CountrySection:
    """A section of Canada's page with one revision for each of `texts`."""
    for number, words in enumerate(texts):
        made = services.save("CA", kind, language, text(words), note=words, seen=number, actor=by, now=NOW)
    return made.section


def proposed(words: str, *, by: Person, kind: SectionKind = SectionKind.POLICIES) -> SectionRevision:
    return services.propose("CA", kind, "en", text(words), note=f"Why {words}", actor=by, now=NOW)


def fill_in(client: FlaskClient, *, step: str = "save", url: str = EDIT, **fields: str) -> TestResponse:
    """Open the form of a section, fill it in and press a button."""
    return opened(client, url)(step=step, **fields)


def opened(client: FlaskClient, url: str = EDIT) -> Callable[..., TestResponse]:
    """Open the form of a section; what is given sends it as it was opened, `fields` filled in."""
    page = client.get(url)
    assert page.status_code == 200, page.status
    held = {"csrf_token": found(TOKEN, page), "seen": found(SEEN, page)}

    def send(*, step: str = "save", **fields: str) -> TestResponse:
        values = {"summary": "In short", "body": "At length.", "sources": SOURCE, "note": ""} | fields
        return client.post(url, data={**held, "step": step, **values})

    return send


def post(client: FlaskClient, url: str, **fields: Any) -> TestResponse:
    """Send a form with the CSRF token of the reader's session; a visitor has one on the page for signing in."""
    page = client.get("/about")
    token = found(TOKEN, page if TOKEN.search(page.text) else client.get("/account/login"))
    return client.post(url, data={"csrf_token": token, **fields})


def found(pattern: re.Pattern[str], page: TestResponse) -> str:
    match = pattern.search(page.text)
    assert match is not None, page.status
    return unescape(match[1])


def errors(answer: TestResponse) -> list[str]:
    """The errors beside the fields."""
    return [unescape(words).strip() for words in WRONG.findall(answer.text)]


def notices(client: FlaskClient, answer: TestResponse) -> list[tuple[str, str]]:
    """Meaning and words of what the page says, after following a redirect."""
    page = client.get(answer.location) if answer.location else answer
    return [(meaning, unescape(words)) for meaning, words in NOTICE.findall(page.text)]


def stored(section_id: int) -> CountrySection:
    session().expire_all()
    return session().get_one(CountrySection, section_id)


def only_section() -> CountrySection:
    session().expire_all()
    return session().scalars(sa.select(CountrySection)).one()


def states() -> list[RevisionState]:
    session().expire_all()
    return list(session().scalars(sa.select(SectionRevision.state).order_by(SectionRevision.id)))


def log() -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """What the audit log holds of sections, oldest first: action, who, before, after."""
    query = sa.select(AuditEntry).where(AuditEntry.subject_kind == "country_section").order_by(AuditEntry.id)
    return [(entry.action, entry.actor_name, entry.before, entry.after) for entry in session().scalars(query)]
