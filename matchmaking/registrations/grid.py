"""The availability grid: an event's slots as rows of times and columns of days, in the event's zone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import gettext as _

from matchmaking.events.models import Event, Slot
from matchmaking.events.words import spelling, spoken_in

NOON = time(12)
MIDDAY = (time(11, 30), time(15))
PAUSE_MINUTES = 30
"""From this length on, a time without slots around midday parts morning and afternoon."""


@dataclass(frozen=True, slots=True)
class Grid:
    """What the macro `availability_grid` draws. `has_reader_times`: a second clock stands beside the first."""

    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]
    has_reader_times: bool


def grid_of(event: Event, free: Collection[int], *, reader_zone: str, meetings: Mapping[int, str]) -> Grid:
    """The slots of `event`, those in `free` ticked; `meetings` says by slot id with whom a meeting stands there."""
    here, there = ZoneInfo(event.time_zone), ZoneInfo(reader_zone)
    days = sorted({slot.starts_at.astimezone(here).date() for slot in event.slots})
    lines: dict[tuple[time, time], dict[date, Slot]] = {}
    for slot in event.slots:
        start, end = slot.starts_at.astimezone(here), slot.ends_at.astimezone(here)
        lines.setdefault((start.time(), end.time()), {})[start.date()] = slot
    differs = any(
        slot.starts_at.astimezone(here).utcoffset() != slot.starts_at.astimezone(there).utcoffset()
        for slot in event.slots
    )
    noon = _half_of_day(sorted(lines))
    rows: list[dict[str, Any]] = []
    for is_morning in (True, False):
        half = [(times, by_day) for times, by_day in sorted(lines.items()) if (times[0] < noon) is is_morning]
        if not half:
            continue
        first = len(rows) + 1
        rows.append(
            {"part": _("Morning") if is_morning else _("Afternoon"), "first": first, "last": len(rows) + len(half)}
        )
        for (start_time, end_time), by_day in half:
            rows.append(
                {
                    "label": f"{start_time:%H:%M}\u2013{end_time:%H:%M}",
                    "reader": _reader_time(by_day.values(), there) if differs else None,
                    "cells": [_cell(event, by_day.get(day), free, reader_zone, meetings) for day in days],
                }
            )
    columns = [format_date(day, "EEE d MMMM", locale=spelling()) for day in days]
    return Grid(columns, rows, differs)


def _cell(
    event: Event, slot: Slot | None, free: Collection[int], reader_zone: str, meetings: Mapping[int, str]
) -> dict[str, Any] | None:
    if slot is None:
        return None
    label = spoken_in(event, slot.starts_at, slot.ends_at, reader_zone)
    if slot.id in meetings:
        label = _("%(time)s: meeting with %(name)s", time=label, name=meetings[slot.id])
    return {"value": slot.id, "checked": slot.id in free, "label": label, "meeting": meetings.get(slot.id)}


def _reader_time(slots: Collection[Slot], zone: ZoneInfo) -> str | None:
    """The start on the reader's clock; None in the rare week in which it differs between the days."""
    times = {f"{slot.starts_at.astimezone(zone):%H:%M}" for slot in slots}
    return times.pop() if len(times) == 1 else None


def _half_of_day(times: Sequence[tuple[time, time]]) -> time:
    """Where the afternoon starts: after the longest pause around midday, else at noon. `times` are in order."""
    pauses = [
        (_minutes(start) - _minutes(end), start)
        for (_start, end), (start, _end) in pairwise(times)
        if MIDDAY[0] <= start <= MIDDAY[1] and _minutes(start) - _minutes(end) >= PAUSE_MINUTES
    ]
    return max(pauses)[1] if pauses else NOON


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
