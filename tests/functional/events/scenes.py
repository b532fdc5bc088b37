"""Events around now, and a browser that sends forms."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaking.events.models import Event
from matchmaking.web.clock import current_time
from matchmaking.web.folding import fold
from tests import factories

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NAMES = re.compile(r'class="event-name">\s*<a href="[^"]*">([^<]*)</a>')


def at(days: float) -> datetime:
    """A whole minute, `days` from now."""
    return (current_time() + timedelta(days=days)).replace(second=0, microsecond=0)


def coming(name: str = "Forum", days: float = 30, **values: Any) -> Event:
    """An event of three hours, `days` from now."""
    start = at(days)
    usual: dict[str, Any] = {"starts_at": start, "ends_at": start + timedelta(hours=3), "time_zone": "Europe/Brussels"}
    values = usual | values
    if "sectors" in values:
        values["sector_codes"] = sorted(sector.code for sector in values["sectors"])
    values.setdefault("sort_place", fold(values.get("city", "Montréal")))
    return factories.event(name, **values)


def names(answer: TestResponse) -> list[str]:
    """The names of the listed events, in their order."""
    return NAMES.findall(answer.text)


def send(client: FlaskClient, page: str, to: str | None = None, **fields: Any) -> TestResponse:
    """Fill in the form of `page` and send it."""
    shown = client.get(page)
    found = TOKEN.search(shown.text)
    assert found is not None, shown.status
    return client.post(to or page, data={"csrf_token": found[1], **fields})
