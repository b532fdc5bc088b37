"""What makes an instance sensible: every id known and unique, every number in range, no circle of precedences."""

from collections.abc import Iterable, Sequence

from matchmaking.engine.parts import (
    InstanceError,
    Meeting,
    Objective,
    Participant,
    Placement,
    Rules,
    Slot,
    Table,
)

MOST_WEIGHT = 10**12
MOST_TOTAL_WEIGHT = 10**15
MOST_NAMED = 8
MOST_COUNT = 1_000_000  # meetings of one person, or breaks


def validate_slots(slots: Sequence[Slot]) -> None:
    """Ids differ; times have offsets; the slots follow one another without overlapping."""
    _distinct((slot.id for slot in slots), "slots", ".id")
    for at, slot in enumerate(slots):
        if slot.session is not None and not _can_be_written(slot.session):
            raise InstanceError("a session is a text that can be written as UTF-8", f"slots[{at}].session")
    before: Slot | None = None
    for at, slot in enumerate(slots):
        if slot.start is None and slot.end is None:
            continue
        if slot.start is None or slot.end is None:
            raise InstanceError("a slot has both a start and an end, or neither", f"slots[{at}]")
        for name, moment in (("start", slot.start), ("end", slot.end)):
            if moment.utcoffset() is None:
                raise InstanceError("a time needs its offset, as in 09:00:00-05:00", f"slots[{at}].{name}")
        if slot.end <= slot.start:
            raise InstanceError("ends before it starts, or at once", f"slots[{at}].end")
        if before is not None and before.end is not None and slot.start < before.end:
            raise InstanceError(
                f'starts before slot "{before.id}" ends; slots stand in time order', f"slots[{at}].start"
            )
        before = slot


def validate_tables(tables: Sequence[Table], slots: frozenset[str]) -> None:
    """Ids differ; opening slots are known and named once."""
    _distinct((table.id for table in tables), "tables", ".id")
    for at, table in enumerate(tables):
        if table.slots is not None:
            _known(table.slots, slots, "slot", f"tables[{at}].slots")


def validate_participants(participants: Sequence[Participant], slots: frozenset[str], tables: frozenset[str]) -> None:
    """Ids differ; slots and table are known; 0 <= min_meetings <= max_meetings."""
    _distinct((participant.id for participant in participants), "participants", ".id")
    for at, participant in enumerate(participants):
        place = f"participants[{at}]"
        _known(participant.unavailable, slots, "slot", f"{place}.unavailable")
        if participant.table is not None and participant.table not in tables:
            raise InstanceError(f'unknown table "{participant.table}"', f"{place}.table")
        _at_least(0, participant.min_meetings, f"{place}.min_meetings")
        _at_most(MOST_COUNT, participant.min_meetings, f"{place}.min_meetings")
        if participant.max_meetings is not None:
            _at_least(0, participant.max_meetings, f"{place}.max_meetings")
            _at_most(MOST_COUNT, participant.max_meetings, f"{place}.max_meetings")
            if participant.max_meetings < participant.min_meetings:
                raise InstanceError(
                    f"{participant.max_meetings} is less than min_meetings, {participant.min_meetings}",
                    f"{place}.max_meetings",
                )


def validate_meetings(
    meetings: Sequence[Meeting],
    slots: frozenset[str],
    tables: frozenset[str],
    participants: frozenset[str],
) -> None:
    """Ids differ; everything named is known; weights are in range; no meeting comes after itself."""
    _distinct((meeting.id for meeting in meetings), "meetings", ".id")
    known = frozenset(meeting.id for meeting in meetings)
    total = 0
    for at, meeting in enumerate(meetings):
        place = f"meetings[{at}]"
        if len(meeting.participants) < 2:  # noqa: PLR2004 -- it takes two to meet
            raise InstanceError("a meeting has two participants or more", f"{place}.participants")
        _known(meeting.participants, participants, "participant", f"{place}.participants")
        _at_least(1, meeting.weight, f"{place}.weight")
        if meeting.weight > MOST_WEIGHT:
            raise InstanceError(f"{meeting.weight} is more than {MOST_WEIGHT}", f"{place}.weight")
        total += meeting.weight
        if meeting.slots is not None:
            _known(meeting.slots, slots, "slot", f"{place}.slots")
        _validate_fixed(meeting, slots, tables, f"{place}.fixed")
        _known(meeting.after, known, "meeting", f"{place}.after")
    if total > MOST_TOTAL_WEIGHT:
        raise InstanceError(f"the weights add up to {total}, more than {MOST_TOTAL_WEIGHT}", "meetings")
    _no_circle(meetings)


def validate_previous(
    previous: Sequence[Placement],
    slots: frozenset[str],
    tables: frozenset[str],
    meetings: frozenset[str],
) -> None:
    """Every meeting stands at most once; meetings, slots and tables are known."""
    seen: set[str] = set()
    for at, placement in enumerate(previous):
        place = f"previous[{at}]"
        if placement.meeting not in meetings:
            raise InstanceError(f'unknown meeting "{placement.meeting}"', f"{place}.meeting")
        if placement.meeting in seen:
            raise InstanceError(f'duplicate id "{placement.meeting}"', f"{place}.meeting")
        seen.add(placement.meeting)
        if placement.slot not in slots:
            raise InstanceError(f'unknown slot "{placement.slot}"', f"{place}.slot")
        if placement.table is not None and placement.table not in tables:
            raise InstanceError(f'unknown table "{placement.table}"', f"{place}.table")


def validate_rules(rules: Rules) -> None:
    """The spread is no less than nothing."""
    if rules.max_break_spread is not None:
        _at_least(0, rules.max_break_spread, "rules.max_break_spread")
        _at_most(MOST_COUNT, rules.max_break_spread, "rules.max_break_spread")


def validate_objective(names: Sequence[str]) -> tuple[Objective, ...]:
    """The objectives of these names, each known and named once."""
    known: list[Objective] = []
    for at, name in enumerate(names):
        try:
            objective = Objective(name)
        except ValueError:
            choices = ", ".join(Objective)
            raise InstanceError(f'unknown objective "{name}"; there are {choices}', f"objective[{at}]") from None
        if objective in known:
            raise InstanceError(f'duplicate objective "{name}"', f"objective[{at}]")
        known.append(objective)
    return tuple(known)


def _validate_fixed(meeting: Meeting, slots: frozenset[str], tables: frozenset[str], place: str) -> None:
    if meeting.fixed is None:
        return
    if meeting.fixed.slot not in slots:
        raise InstanceError(f'unknown slot "{meeting.fixed.slot}"', f"{place}.slot")
    if meeting.fixed.table is None:
        return
    if meeting.online:
        raise InstanceError(f'"{meeting.id}" is online and takes no table', f"{place}.table")
    if meeting.fixed.table not in tables:
        raise InstanceError(f'unknown table "{meeting.fixed.table}"', f"{place}.table")


def _distinct(ids: Iterable[str], place: str, key: str) -> None:
    seen: set[str] = set()
    for at, name in enumerate(ids):
        where = f"{place}[{at}]{key}"
        if not name:
            raise InstanceError("an id is a text of one character or more", where)
        if not _can_be_written(name):
            raise InstanceError("an id is a text that can be written as UTF-8", where)
        if name in seen:
            raise InstanceError(f'duplicate id "{name}"', where)
        seen.add(name)


def _known(ids: Sequence[str], known: frozenset[str], kind: str, place: str) -> None:
    seen: set[str] = set()
    for at, name in enumerate(ids):
        if name not in known:
            raise InstanceError(f'unknown {kind} "{name}"', f"{place}[{at}]")
        if name in seen:
            raise InstanceError(f'duplicate {kind} "{name}"', f"{place}[{at}]")
        seen.add(name)


def _at_least(least: int, number: int, place: str) -> None:
    if number < least:
        raise InstanceError(f"{number} is less than {least}", place)


def _at_most(most: int, number: int, place: str) -> None:
    if number > most:
        raise InstanceError(f"more than {most}", place)


def _can_be_written(text: str) -> bool:
    """Whether it is text, and no half of a letter that JSON can spell and UTF-8 cannot."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def _no_circle(meetings: Sequence[Meeting]) -> None:
    """A circle of precedences is a slip of the pen, so it is told even where nothing in it is required."""
    place_of = {meeting.id: at for at, meeting in enumerate(meetings)}
    waiting = {meeting.id: len(meeting.after) for meeting in meetings}
    followers: dict[str, list[str]] = {}
    for meeting in meetings:
        for earlier in meeting.after:
            followers.setdefault(earlier, []).append(meeting.id)
    ready = [name for name, count in waiting.items() if count == 0]
    while ready:
        name = ready.pop()
        del waiting[name]
        for follower in followers.get(name, ()):
            waiting[follower] -= 1
            if waiting[follower] == 0:
                ready.append(follower)
    if not waiting:
        return
    walk = {next(iter(waiting)): None}  # a dict: ordered, and quick to look into
    onward = next(iter(walk))
    while True:  # every meeting left waits for one that is left, so the walk must meet itself
        onward = next(name for name in meetings[place_of[onward]].after if name in waiting)
        if onward in walk:
            break
        walk[onward] = None
    steps = list(walk)
    circle = [*steps[steps.index(onward) :], onward]
    if len(circle) > MOST_NAMED:
        circle = [*circle[: MOST_NAMED - 1], "...", onward]
    told = " after ".join(f'"{name}"' for name in circle)
    raise InstanceError(f"a circle: {told}", f"meetings[{place_of[onward]}].after")
