"""A plan as its page shows it: slots x tables, what did not fit, and everybody's day. Pure: rows in, values out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby, pairwise

from babel.dates import format_date
from flask_babel import gettext as _

from matchmaking.events.models import Event, MeetingTable, Slot
from matchmaking.events.words import spelling
from matchmaking.meetings.models import MeetingRequest
from matchmaking.registrations.models import Registration, RegistrationState
from matchmaking.scheduling import words
from matchmaking.scheduling.models import Plan, PlannedMeeting, UnplacedRequest
from matchmaking.scheduling.names import in_words, pair_name, slot_name
from matchmaking.web.locale import in_zone


@dataclass(frozen=True, slots=True)
class Row:
    """One slot: its time, and per column the meetings there (one at a table, any number online)."""

    slot: Slot
    label: str
    cells: Sequence[Sequence[PlannedMeeting]]
    load: int
    """How many of the meetings still take place."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the grid. `pauses`: the rows before which there is a pause longer than between slots."""

    label: str
    key: str
    rows: Sequence[Row]
    pauses: frozenset[int]

    @property
    def meetings(self) -> int:
        return sum(row.load for row in self.rows)


@dataclass(frozen=True, slots=True)
class Grid:
    """All slots by all tables; a last column None stands for online meetings."""

    columns: Sequence[MeetingTable | None]
    days: Sequence[Day]


def grid_of(event: Event, plan: Plan, *, fallen: Collection[int] = ()) -> Grid:
    """The plan's meetings, day by day on the event's clocks. `fallen`: the requests whose meeting is off."""
    at: dict[tuple[int, int | None], list[PlannedMeeting]] = defaultdict(list)
    for item in plan.placed:
        at[item.slot_id, item.table_id].append(item)
    columns: list[MeetingTable | None] = list(event.tables)
    if any(item.table_id is None for item in plan.placed):
        columns.append(None)
    loads = Counter(item.slot_id for item in plan.placed if item.request_id not in fallen)
    days = []
    for day, slots in by_day(event):
        rows = [
            Row(
                slot,
                slot_times(slot, event.time_zone),
                [at[slot.id, column.id if column else None] for column in columns],
                loads[slot.id],
            )
            for slot in slots
        ]
        pauses = frozenset(index for index in range(1, len(slots)) if slots[index].session != slots[index - 1].session)
        days.append(Day(day_name(day), day.isoformat(), rows, pauses))
    return Grid(columns, days)


def by_day(event: Event) -> list[tuple[date, list[Slot]]]:
    """The slots of each day on the event's clocks, in order."""
    return [
        (day, list(slots))
        for day, slots in groupby(event.slots, key=lambda slot: in_zone(slot.starts_at, event.time_zone).date())
    ]


def session_names(event: Event) -> dict[str, str]:
    """By the session's key, when it is: "Wednesday 10 March 2027, 09:00-12:30"."""
    names: dict[str, str] = {}
    for key, slots in groupby(event.slots, key=lambda slot: slot.session):
        found = list(slots)
        start, end = (in_zone(at, event.time_zone) for at in (found[0].starts_at, found[-1].ends_at))
        names.setdefault(key, f"{day_name(start.date())}, {start:%H:%M}\u2013{end:%H:%M}")
    return names


def day_name(day: date) -> str:
    """A day as people say it: "Wednesday 10 March 2027"."""
    pattern = "EEEE d MMMM y"
    return format_date(day, pattern, locale=spelling())


def slot_times(slot: Slot, zone: str) -> str:
    """From when to when, on the event's clocks."""
    return f"{in_zone(slot.starts_at, zone):%H:%M}\u2013{in_zone(slot.ends_at, zone):%H:%M}"


@dataclass(frozen=True, slots=True)
class Left:
    """A request without a place, in words."""

    request: MeetingRequest
    detail: str
    remedy: str


def left_out(plan: Plan, names: Mapping[str, str]) -> list[tuple[str, list[Left]]]:
    """What did not fit, by reason in words, the reason with the most requests first."""
    groups: dict[str, list[Left]] = defaultdict(list)
    for item in plan.unplaced:
        groups[item.reason].append(Left(item.request, in_words(item.detail, names), in_words(item.remedy, names)))
    return [(words.reason(value), found) for value, found in sorted(groups.items(), key=lambda group: -len(group[1]))]


@dataclass(frozen=True, slots=True)
class StripItem:
    """A stretch of a person's day, in minutes since midnight on the event's clocks."""

    start: int
    end: int
    kind: str
    """meeting, gap or away"""
    label: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A person's day. `first` and `last`: the hours that the event spans that day, in minutes."""

    label: str
    items: Sequence[StripItem]
    first: int
    last: int


@dataclass
class PersonSheet:
    """What a plan means for one participant."""

    registration: Registration
    fallen: Collection[int] = ()
    """The requests whose meeting is off, of everybody."""
    placed: list[PlannedMeeting] = field(default_factory=list)
    unplaced: list[UnplacedRequest] = field(default_factory=list)
    breaks: int = 0
    days: list[Strip] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self.placed) + len(self.unplaced)

    @property
    def standing(self) -> list[PlannedMeeting]:
        """Of `placed`, what still takes place."""
        return [item for item in self.placed if item.request_id not in self.fallen]

    @property
    def has_left(self) -> bool:
        """True where this person no longer takes part."""
        return self.registration.state is RegistrationState.CANCELLED

    @property
    def left_out(self) -> list[tuple[str, list[str]]]:
        """By reason in words, the organisations that there is no meeting with."""
        others: dict[str, list[str]] = defaultdict(list)
        for item in self.unplaced:
            others[item.reason].append(self.other(item.request).organisation.name)
        return [(words.reason(value), names) for value, names in others.items()]

    def other(self, request: MeetingRequest) -> Registration:
        """Whom this person would meet."""
        return request.recipient if request.from_id == self.registration.id else request.sender


def people_of(plan: Plan, *, fallen: Collection[int] = ()) -> list[PersonSheet]:
    """Everybody with a request in the plan, those who get the smallest share of their requests first.

    Whoever has left comes last. `fallen`: the requests whose meeting is off.
    """
    sheets: dict[int, PersonSheet] = {}
    for placed in plan.placed:
        for side in (placed.request.sender, placed.request.recipient):
            sheets.setdefault(side.id, PersonSheet(side, fallen)).placed.append(placed)
    for unplaced in plan.unplaced:
        for side in (unplaced.request.sender, unplaced.request.recipient):
            sheets.setdefault(side.id, PersonSheet(side, fallen)).unplaced.append(unplaced)
    for sheet in sheets.values():
        sheet.placed.sort(key=lambda item: item.slot.starts_at)
    return sorted(
        sheets.values(),
        key=lambda sheet: (
            sheet.has_left,
            len(sheet.standing) / sheet.asked,
            sheet.registration.organisation.sort_name,
        ),
    )


def add_days(sheets: Iterable[PersonSheet], event: Event, closed: Mapping[int, set[int]]) -> None:
    """Draw the days of `sheets`, and count their breaks. `closed`: by registration id, the slots not free."""
    rank = {slot.id: number for number, slot in enumerate(event.slots)}
    days = by_day(event)
    for sheet in sheets:
        standing = sheet.standing
        ranks = [rank[item.slot_id] for item in standing]
        sheet.breaks = sum(later > sooner + 1 for sooner, later in pairwise(ranks))
        at = {item.slot_id: item for item in standing}
        sheet.days = [
            Strip(day_name(day), _items(sheet, slots, at, closed, event.time_zone), *_hours(slots, event.time_zone))
            for day, slots in days
        ]


def _items(
    sheet: PersonSheet,
    slots: Sequence[Slot],
    at: Mapping[int, PlannedMeeting],
    closed: Mapping[int, set[int]],
    zone: str,
) -> list[StripItem]:
    items: list[StripItem] = []
    last_end: int | None = None
    for slot in slots:
        start, end = _minutes(slot.starts_at, zone), _minutes(slot.ends_at, zone, of=slot.starts_at)
        if slot.id in at:
            if last_end is not None and start - last_end >= end - start:
                items.append(StripItem(last_end, start, "gap", _("%(minutes)s minutes free", minutes=start - last_end)))
            items.append(StripItem(start, end, "meeting", sheet.other(at[slot.id].request).organisation.name))
            last_end = end
        elif slot.id in closed[sheet.registration.id]:
            items.append(StripItem(start, end, "away", _("not free")))
    return sorted(items, key=lambda item: (item.kind != "gap", item.start))


def _hours(slots: Sequence[Slot], zone: str) -> tuple[int, int]:
    """The whole hours around the slots of a day, in minutes."""
    first = _minutes(slots[0].starts_at, zone)
    last = _minutes(slots[-1].ends_at, zone, of=slots[-1].starts_at)
    return 60 * (first // 60), 60 * -(-last // 60)


def _minutes(moment: datetime, zone: str, *, of: datetime | None = None) -> int:
    """Minutes since the midnight before `moment` (or before `of`)."""
    local = in_zone(moment, zone)
    day = in_zone(of or moment, zone).date()
    return 24 * 60 * (local.date() - day).days + 60 * local.hour + local.minute


def placed_name(item: PlannedMeeting, event: Event) -> str:
    """A meeting and its time, for a list of what to look at."""
    return f"{pair_name(item.request)}, {slot_name(item.slot, event.time_zone)}"
