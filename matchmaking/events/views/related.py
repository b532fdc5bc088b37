"""What a country's and a partnership's page show of events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.cooperation import related, tallies
from matchmaking.cooperation.models import Partnership
from matchmaking.events import concerning


def _of_country(code: str, now: datetime) -> Mapping[str, Any]:
    return {"events": concerning.of_country(code, now=now), "moment": now, "code": code}


def _of_partnership(partnership: Partnership, now: datetime) -> Mapping[str, Any]:
    events = concerning.of_partnership(partnership, now=now)
    return {"events": events, "moment": now, "code": None, "most": concerning.SHOWN_OF_PARTNERSHIP}


related.register(related.Panel("events", "events/_related.html", _of_country, _of_partnership))
tallies.register(tallies.Tally("events", _l("Coming events"), concerning.coming_by_country, order=5))
