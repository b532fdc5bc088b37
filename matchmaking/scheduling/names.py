"""The engine speaks of p12, s3, t2 and m7. Organisers read names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from babel.dates import format_date
from flask_babel import gettext as _

from matchmaking.events.models import Event, MeetingTable, Slot
from matchmaking.events.words import spelling
from matchmaking.meetings.models import MeetingRequest
from matchmaking.registrations.models import Registration
from matchmaking.scheduling.engine_words import translated
from matchmaking.web.locale import in_zone

ENGINE_ID = re.compile(r"(?<![\w-])([pstm][1-9]\d{0,17})(?![\w-])")


def person_name(registration: Registration) -> str:
    """Who it is: the person, and for which organisation where the person's name does not say so: "Sales, Skywin"."""
    person, organisation = registration.person.name, registration.organisation.name
    return person if person.endswith(f", {organisation}") else f"{person} ({organisation})"


def pair_name(request: MeetingRequest) -> str:
    """Which meeting it is, by its two organisations."""
    return f"{request.sender.organisation.name} \u2013 {request.recipient.organisation.name}"


def slot_name(slot: Slot, zone: str) -> str:
    """When it is, shortly, on the event's clocks: "Wed 10 March, 09:20"."""
    start = in_zone(slot.starts_at, zone)
    return f"{format_date(start, 'EEE d MMMM', locale=spelling())}, {start:%H:%M}"


def table_name(table: MeetingTable) -> str:
    """Which table it is."""
    return str(_("table %(number)s", number=table.number))


def names_of(event: Event, requests: Iterable[MeetingRequest]) -> Mapping[str, str]:
    """By the engine's id, the name of every slot and table of `event`, and of `requests` and their people."""
    names = {f"s{slot.id}": slot_name(slot, event.time_zone) for slot in event.slots}
    names |= {f"t{table.id}": table_name(table) for table in event.tables}
    for request in requests:
        names[f"m{request.id}"] = pair_name(request)
        for side in (request.sender, request.recipient):
            names[f"p{side.id}"] = person_name(side)
    return names


def in_words(text: str | None, names: Mapping[str, str]) -> str:
    """`text` of the engine in the reader's language, with names for ids; an id that `names` does not know stays."""

    def named(told: str) -> str:
        return ENGINE_ID.sub(lambda found: names.get(found.group(), found.group()), told)

    said = text or ""
    return translated(said, named) or named(said)
