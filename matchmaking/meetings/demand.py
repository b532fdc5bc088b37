"""How many of an event's requests could use each slot: where tables will be short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import format_date

from matchmaking.events.models import Event
from matchmaking.events.words import spelling
from matchmaking.meetings.queries import pairs
from matchmaking.registrations.queries import approved_in, available_slot_ids


@dataclass(frozen=True, slots=True)
class DayDemand:
    """One day: for each of its slots the time, and the number of living requests whose two sides are both free."""

    name: str
    times: Sequence[str]
    load: Sequence[int]


def demand(event: Event) -> Sequence[DayDemand]:
    """The demand for the event's slots, day by day on the event's clock."""
    zone = ZoneInfo(event.time_zone)
    free = available_slot_ids(event, approved_in(event))
    wanted = dict.fromkeys((slot.id for slot in event.slots), 0)
    for one, other in pairs(event):
        for slot_id in free.get(one, frozenset()) & free.get(other, frozenset()):
            if slot_id in wanted:
                wanted[slot_id] += 1
    days: dict[date, list[tuple[str, int]]] = {}
    for slot in event.slots:
        start = slot.starts_at.astimezone(zone)
        days.setdefault(start.date(), []).append((f"{start.hour}:{start:%M}", wanted[slot.id]))
    return [
        DayDemand(
            format_date(day, "EEEE d MMMM", locale=spelling()),
            [time for time, _value in columns],
            [value for _time, value in columns],
        )
        for day, columns in sorted(days.items())
    ]
