"""The slots and tables of an event, until its first release."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from flask_babel import gettext as _

from matchmaking.accounts.models import Person
from matchmaking.audit.services import record
from matchmaking.db import session, transaction
from matchmaking.errors import Conflict, Invalid
from matchmaking.events import dependants
from matchmaking.events.grid import MOST_SLOTS, GridError, GridProblem, GridSlot, GridSpec, grid
from matchmaking.events.models import Event, MeetingTable, Slot
from matchmaking.events.services.locking import locked, require_unreleased

MOST_TABLES = 200
LONGEST_LABEL = 60
LONGEST_SLOT_MINUTES = 240

Times = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class GridChange:
    """What making a grid does. `losses` are sentences for the organiser; none means that nothing is lost."""

    slots: list[GridSlot]
    new: int
    kept: int
    gone: int
    losses: list[str]


def planned_change(event: Event, spec: GridSpec) -> GridChange:
    """What `make_slots` would do now. Raises Invalid for a grid in which nothing, or too much, fits."""
    slots = _grid(spec)
    return _change(event, slots)


def make_slots(slug: str, spec: GridSpec, *, accept_losses: bool, actor: Person, now: datetime) -> GridChange:
    """Lay the whole grid out at once; slots that it has already stay, with what hangs on them.

    Raises Conflict after the first release; and where something would be lost that `accept_losses` does not
    accept, with what it is. The same grid a second time changes nothing.
    """
    slots = _grid(spec)
    with transaction():
        event = locked(slug, actor)
        require_unreleased(event)
        change = _change(event, slots)
        if change.losses and not accept_losses:
            raise Conflict(" ".join(change.losses))
        event.grid = spec.as_json()
        _replace(event, slots, actor=actor, now=now)
    return change


def change_slots(slug: str, times: Collection[Times], *, seen: str, actor: Person, now: datetime) -> None:
    """Leave exactly the slots with these times, of those that the event or its grid has.

    `seen` is the `fingerprint` of the slots that the organiser saw. Raises Conflict where somebody else has
    changed them since, for a time that neither has, and after the first release.
    """
    with transaction():
        event = locked(slug, actor)
        require_unreleased(event)
        if fingerprint(event.slots) != seen:
            raise Conflict(_("Somebody else has changed the slots meanwhile. Look at them as they are now."))
        choices = {(slot.starts_at, slot.ends_at): slot for slot in slot_choices(event)}
        if not set(times) <= set(choices):
            raise Conflict(_("One of these slots is not in the grid any more. Look at the slots as they are now."))
        _replace(event, [choices[one] for one in sorted(times)], actor=actor, now=now)


def add_slot(slug: str, starts_at: datetime, ends_at: datetime, *, actor: Person, now: datetime) -> None:
    """One more slot, from `starts_at` to `ends_at` (aware).

    Raises Invalid where it overlaps another, ends before it starts or is too long; Conflict after the first
    release or where there are as many slots as can be. The very same slot again changes nothing.
    """
    with transaction():
        event = locked(slug, actor)
        require_unreleased(event)
        starts_at, ends_at = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
        minutes = (ends_at - starts_at).total_seconds() / 60
        if not 0 < minutes <= LONGEST_SLOT_MINUTES:
            raise Invalid(_("A slot ends after it starts, and takes 4 hours at most."), field="end")
        if any((slot.starts_at, slot.ends_at) == (starts_at, ends_at) for slot in event.slots):
            return
        clash = next((slot for slot in event.slots if slot.starts_at < ends_at and slot.ends_at > starts_at), None)
        if clash is not None:
            raise Invalid(_("At this time there is a slot already. Slots of an event never overlap."), field="start")
        if len(event.slots) >= MOST_SLOTS:
            raise Conflict(_("An event has %(most)s slots at most.", most=MOST_SLOTS))
        slot = Slot(event=event, starts_at=starts_at, ends_at=ends_at, session="")
        session().add(slot)
        record(
            "event.add_slot",
            event,
            actor=actor,
            now=now,
            event_id=event.id,
            after={"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()},
        )


def set_tables(
    slug: str, count: int, labels: Mapping[int, str], *, accept_losses: bool, actor: Person, now: datetime
) -> None:
    """Tables 1 to `count`, with the labels that are given by number.

    Raises Invalid for a count or label that cannot be; Conflict after the first release, and where something
    would be lost that `accept_losses` does not accept.
    """
    if not 0 <= count <= MOST_TABLES:
        raise Invalid(_("There are 0 to %(most)s tables.", most=MOST_TABLES), field="count")
    if any(len(label) > LONGEST_LABEL for label in labels.values()):
        raise Invalid(_("A table's label has %(most)s characters at most.", most=LONGEST_LABEL), field="labels")
    with transaction():
        event = locked(slug, actor)
        require_unreleased(event)
        before = {table.number: table.label for table in event.tables}
        after = {number: labels.get(number, before.get(number, "")).strip() for number in range(1, count + 1)}
        if before == after:
            return
        going = [table for table in event.tables if table.number > count]
        losses = dependants.lost_with(event, tables=[table.id for table in going])
        if losses and not accept_losses:
            raise Conflict(" ".join(losses))
        dependants.let_go(event, tables=[table.id for table in going], now=now)
        for table in going:
            event.tables.remove(table)
        for table in event.tables:
            table.label = after[table.number]
        for number in sorted(set(after) - set(before)):
            event.tables.append(MeetingTable(number=number, label=after[number]))
        record(
            "event.set_tables",
            event,
            actor=actor,
            now=now,
            event_id=event.id,
            before=_tables_shown(before),
            after=_tables_shown(after),
        )


def slot_choices(event: Event) -> list[GridSlot]:
    """The event's slots, and those of its grid that were taken out and overlap none of them, in time order."""
    own = [GridSlot(slot.starts_at, slot.ends_at, slot.session) for slot in event.slots]
    if event.grid is None:
        return own
    missing = [
        slot
        for slot in grid(GridSpec.from_json(event.grid))
        if not any(other.starts_at < slot.ends_at and other.ends_at > slot.starts_at for other in own)
    ]
    return sorted(own + missing)


def fingerprint(slots: Iterable[Slot]) -> str:
    """A short text that differs where slots differ."""
    times = sorted((int(slot.starts_at.timestamp()), int(slot.ends_at.timestamp())) for slot in slots)
    return sha256(repr(times).encode()).hexdigest()[:16]


def _grid(spec: GridSpec) -> list[GridSlot]:
    try:
        return grid(spec)
    except GridError as error:
        raise Invalid(grid_sentence(error.problem), field="days") from None


def grid_sentence(problem: GridProblem) -> str:
    """What is wrong with a grid, for the organiser."""
    sentences: dict[GridProblem, str] = {
        GridProblem.DAYS: _("Choose 1 to 31 days."),
        GridProblem.HOURS: _("The day must end after it starts."),
        GridProblem.MINUTES: _("A slot takes 5 to 240 minutes."),
        GridProblem.PAUSE: _("Between two slots lie 0 to 120 minutes."),
        GridProblem.LUNCH: _("Give both the start and the end of lunch, the end after the start; or leave both empty."),
        GridProblem.NOTHING_FITS: _("No slot fits into these hours."),
        GridProblem.TOO_MANY: _("More than %(most)s slots: take fewer days or longer slots.", most=MOST_SLOTS),
    }
    return sentences[problem]


def _change(event: Event, slots: list[GridSlot]) -> GridChange:
    wanted = {(slot.starts_at, slot.ends_at) for slot in slots}
    going = [slot for slot in event.slots if (slot.starts_at, slot.ends_at) not in wanted]
    kept = len(event.slots) - len(going)
    losses = dependants.lost_with(event, slots=[slot.id for slot in going])
    return GridChange(slots=slots, new=len(wanted) - kept, kept=kept, gone=len(going), losses=losses)


def _replace(event: Event, slots: list[GridSlot], *, actor: Person, now: datetime) -> None:
    """Make the event's slots these; those with the same times stay the same rows."""
    wanted = {(slot.starts_at, slot.ends_at): slot for slot in slots}
    going = [slot for slot in event.slots if (slot.starts_at, slot.ends_at) not in wanted]
    before = len(event.slots)
    dependants.let_go(event, slots=[slot.id for slot in going], now=now)
    for slot in going:
        event.slots.remove(slot)
    session().flush()  # the old ones go first: slots never overlap
    for slot in event.slots:
        slot.session = wanted.pop((slot.starts_at, slot.ends_at)).session
    for new in wanted.values():
        event.slots.append(Slot(starts_at=new.starts_at, ends_at=new.ends_at, session=new.session))
    if going or wanted:
        record(
            "event.change_slots",
            event,
            actor=actor,
            now=now,
            event_id=event.id,
            before={"slots": before},
            after={"slots": len(slots), "taken_out": len(going), "added": len(wanted)},
        )


def _tables_shown(tables: Mapping[int, str]) -> dict[str, object]:
    return {"tables": len(tables), "labels": {str(number): label for number, label in tables.items() if label}}
