"""What people do in the journeys of this folder, through pages and mails only."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaking.db import session
from matchmaking.mail.models import OutboxMail
from tests import factories

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
LINK = re.compile(r"^http\S+$", re.MULTILINE)
NOTICE = re.compile(r'<div class="notice notice-(\w+)[^"]*" role="status">.*?<p>(.*?)</p>', re.DOTALL)
WRONG = re.compile(r'class="field-error"[^>]*>.*?</span>([^<]+)</span>', re.DOTALL)


def send(client: FlaskClient, page: str, to: str | None = None, **fields: Any) -> TestResponse:
    """Open `page`, fill in its form and send it (to another address where `to` is given)."""
    shown = client.get(page)
    assert shown.status_code == 200, shown.headers.get("Location", shown.status)
    return client.post(to or page, data={"csrf_token": token(shown), **fields})


def token(page: TestResponse) -> str:
    """The CSRF token that the page's forms carry."""
    found = TOKEN.search(page.text)
    assert found is not None
    return found[1]


def sign_up(client: FlaskClient, email: str = "alice@skywin.example", **fields: Any) -> TestResponse:
    values = {
        "name": "Alice",
        "email": email,
        "password": factories.PASSWORD,
        "time_zone": "Europe/Brussels",
    } | fields
    return send(client, "/account/register", **values)


def sign_in(client: FlaskClient, email: str, password: str = factories.PASSWORD, **fields: Any) -> TestResponse:
    return send(client, "/account/login", email=email, password=password, **fields)


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account/preferences").status_code == 200


def mails() -> list[OutboxMail]:
    """All mails, oldest first."""
    return list(session().scalars(sa.select(OutboxMail).order_by(OutboxMail.id)))


def link(mail: OutboxMail) -> str:
    """The first link of a mail."""
    found = LINK.search(mail.text)
    assert found is not None
    return found[0]


def notices(client: FlaskClient, answer: TestResponse) -> list[tuple[str, str]]:
    """Meaning and words of what the page says, after following a redirect."""
    if answer.location:
        answer = client.get(answer.location)
    return [(meaning, unescape(words)) for meaning, words in NOTICE.findall(answer.text)]


def errors(answer: TestResponse) -> list[str]:
    """The errors beside the fields."""
    return [unescape(words).strip() for words in WRONG.findall(answer.text)]
