"""Times as organisers write them: on the clocks of the event's zone. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo


class SkippedTime(ValueError):
    """On that day the clocks jump over this time."""


class Reading(NamedTuple):
    """The instant, in UTC, that a clock shows; `twice` where the clocks show it a second time an hour later."""

    at: datetime
    twice: bool


def reading(local: datetime, zone: str) -> Reading:
    """The instant at which the clocks of `zone` show `local` (naive), the first where they do so twice.

    Raises SkippedTime where they never do.
    """
    here = ZoneInfo(zone)
    first, second = (local.replace(tzinfo=here, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(here).replace(tzinfo=None) != local:
        raise SkippedTime(local.isoformat())
    return Reading(first, twice=first != second)
