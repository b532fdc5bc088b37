"""The slot grid: pure. "Two days, 9:00-17:00, 20 minutes, 5 between, lunch 12:30-13:30" becomes slots in UTC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

MOST_SLOTS = 500
MOST_DAYS = 31
MINUTES = range(5, 241)
PAUSE = range(121)
_CLOCKS = ("day_start", "day_end", "lunch_start", "lunch_end")


class GridProblem(StrEnum):
    """What can be wrong with a grid's description."""

    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"
    PAUSE = "pause"
    LUNCH = "lunch"
    NOTHING_FITS = "nothing_fits"
    TOO_MANY = "too_many"


class GridError(ValueError):
    """The description makes no grid; `problem` says why."""

    def __init__(self, problem: GridProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class GridSlot(NamedTuple):
    """One length of time for a meeting, in UTC, and the stretch without a long pause that it belongs to."""

    starts_at: datetime
    ends_at: datetime
    session: str


@dataclass(frozen=True, slots=True)
class GridSpec:
    """A grid in words: the same hours, on the clocks of `time_zone`, on each of `days` days from `first_day`."""

    first_day: date
    days: int
    day_start: time
    day_end: time
    slot_minutes: int
    gap_minutes: int
    time_zone: str
    lunch_start: time | None = None
    lunch_end: time | None = None

    def __post_init__(self) -> None:
        if self.days not in range(1, MOST_DAYS + 1):
            raise GridError(GridProblem.DAYS)
        if self.day_end <= self.day_start:
            raise GridError(GridProblem.HOURS)
        if self.slot_minutes not in MINUTES:
            raise GridError(GridProblem.MINUTES)
        if self.gap_minutes not in PAUSE:
            raise GridError(GridProblem.PAUSE)
        if (self.lunch_start is None) != (self.lunch_end is None):
            raise GridError(GridProblem.LUNCH)
        if self.lunch_start is not None and self.lunch_end is not None and self.lunch_end <= self.lunch_start:
            raise GridError(GridProblem.LUNCH)

    def as_json(self) -> dict[str, Any]:
        """The description as plain JSON values."""
        return {
            name: value.isoformat() if isinstance(value, date | time) else value for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> GridSpec:
        """The description that `as_json` gave."""
        clocks = {name: time.fromisoformat(values[name]) for name in _CLOCKS if values[name] is not None}
        return cls(**{**values, **clocks, "first_day": date.fromisoformat(values["first_day"])})


def grid(spec: GridSpec) -> list[GridSlot]:
    """The slots of `spec` in time order: none overlaps another, leaves the hours or touches lunch.

    Where clocks change within the hours, the slots keep their length and the day is longer or shorter.
    Raises GridError where nothing fits, or more than `MOST_SLOTS` do.
    """
    slots: list[GridSlot] = []
    for number in range(spec.days):
        slots += _day(spec, spec.first_day + timedelta(days=number))
        if len(slots) > MOST_SLOTS:
            raise GridError(GridProblem.TOO_MANY)
    if not slots:
        raise GridError(GridProblem.NOTHING_FITS)
    return slots


def _day(spec: GridSpec, day: date) -> Iterator[GridSlot]:
    length, step = timedelta(minutes=spec.slot_minutes), timedelta(minutes=spec.slot_minutes + spec.gap_minutes)
    lunch = None
    if spec.lunch_start is not None and spec.lunch_end is not None:
        lunch = (_moment(day, spec.lunch_start, spec.time_zone), _moment(day, spec.lunch_end, spec.time_zone))
    moment, end = _moment(day, spec.day_start, spec.time_zone), _moment(day, spec.day_end, spec.time_zone)
    while moment + length <= end:
        if lunch and moment < lunch[1] and moment + length > lunch[0]:
            moment = lunch[1]
            continue
        stretch = "" if lunch is None else (" morning" if moment < lunch[0] else " afternoon")
        yield GridSlot(moment, moment + length, f"{day.isoformat()}{stretch}")
        moment += step


def _moment(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)
