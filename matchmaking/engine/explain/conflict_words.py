"""A conflict in a sentence: the first that counting shows true of the demands it names, else the list of them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from matchmaking.engine.bounds.budget import budget
from matchmaking.engine.explain.counted import impossible_alone
from matchmaking.engine.explain.scene import listed
from matchmaking.engine.indexed import Indexed, meeting_slots


def told(data: Indexed, conflict: Collection[str]) -> str:
    """Why the demands that `conflict` names cannot hold together."""
    named = set(conflict)
    meetings = [at for at, meeting in enumerate(data.instance.meetings) if meeting.id in named]
    people = [at for at, participant in enumerate(data.instance.participants) if participant.id in named]
    for sentences in (
        _impossible(data, meetings),
        _pinned_together(data, meetings if len(meetings) == 2 else ()),  # noqa: PLR2004 -- just the pair
        _people_full(data, meetings),
        _pinned_together(data, meetings),
        _out_of_reach(data, people),
        _table_full(data, meetings),
        _tables_full(data, meetings),
        _least_needs_tables(data, people),
    ):
        for sentence in sentences:
            return sentence
    names = ", ".join(conflict)
    spread = data.instance.rules.max_break_spread
    if spread is not None:
        return f"these cannot hold together where numbers of breaks may differ by {spread} at most: {names}"
    return f"these cannot hold together: {names}"


def _impossible(data: Indexed, meetings: Sequence[int]) -> Iterator[str]:
    """A meeting that has no slot even alone."""
    for meeting in meetings:
        cause = impossible_alone(data, meeting)
        if cause is None:
            continue
        what = data.instance.meetings[meeting]
        if data.alone[meeting]:
            yield f"{what.id} is required, and no slot is late enough for it to come after {listed(what.after)}"
        else:
            yield f"{what.id} is required, and {cause.detail}"


def _pinned_together(data: Indexed, meetings: Sequence[int]) -> Iterator[str]:
    """Two meetings that can only be in the same slot, with somebody, or a table, in both."""
    by_slot: dict[int, list[int]] = defaultdict(list)
    for meeting in meetings:
        if len(data.allowed[meeting]) == 1:
            by_slot[data.allowed[meeting][0]].append(meeting)
    for slot, rivals in by_slot.items():
        where = data.instance.slots[slot].id
        for at, one in enumerate(rivals):
            for other in rivals[at + 1 :]:
                names = f"{data.instance.meetings[one].id} and {data.instance.meetings[other].id}"
                shared = set(data.people[one]) & set(data.people[other])
                if shared:
                    who = data.instance.participants[min(shared)].id
                    yield f"{names} can only be in {where}, and {who} takes part in both"
                elif data.seat[one] is not None and data.seat[one] == data.seat[other]:
                    table = data.instance.tables[data.seat[one] or 0].id
                    yield f"{names} can only be in {where}, and both need table {table}"


def _people_full(data: Indexed, meetings: Sequence[int]) -> Iterator[str]:
    """Somebody with more meetings than slots, or than they take."""
    for person, participant in enumerate(data.instance.participants):
        mine = [meeting for meeting in meetings if person in data.people[meeting]]
        slots = {slot for meeting in mine for slot in data.allowed[meeting]}
        if len(mine) > data.most[person] and data.most[person] < len(slots):
            yield f"{participant.id} has {len(mine)} required meetings and takes at most {data.most[person]}"
        elif len(mine) > len(slots):
            yield f"{participant.id} has {len(mine)} required meetings in {len(slots)} free slots"


def _out_of_reach(data: Indexed, people: Sequence[int]) -> Iterator[str]:
    """Somebody who needs more meetings than they can have."""
    most = budget(data, ()).most
    for person in people:
        if data.least[person] > most[person]:
            name = data.instance.participants[person].id
            yield f"{name} needs {data.least[person]} meetings and can have {most[person]}"


def _table_full(data: Indexed, meetings: Sequence[int]) -> Iterator[str]:
    """More meetings bound to a table than it has slots for them."""
    bound: dict[int, list[int]] = defaultdict(list)
    for meeting in meetings:
        table = data.seat[meeting]
        if table is not None:
            bound[table].append(meeting)
    for table, mine in bound.items():
        slots = {slot for meeting in mine for slot in data.allowed[meeting]}
        if len(mine) > len(slots):
            name = data.instance.tables[table].id
            yield f"{len(mine)} required meetings need table {name} in {len(slots)} slots"


def _tables_full(data: Indexed, meetings: Sequence[int]) -> Iterator[str]:
    """More meetings than tables in the only slots that they can be in: a session's, or a set of one meeting's."""
    onsite = [meeting for meeting in meetings if data.onsite[meeting]]
    sessions: dict[str, set[int]] = defaultdict(set)
    for at, slot in enumerate(data.instance.slots):
        if slot.session is not None:
            sessions[slot.session].add(at)
    choices = [*sessions.items(), ("", set(range(data.slot_count)))]
    choices += [("", set(data.allowed[meeting])) for meeting in onsite]
    choices.append(("", {slot for meeting in onsite for slot in data.allowed[meeting]}))
    for session, slots in choices:
        inside = [meeting for meeting in onsite if slots.issuperset(data.allowed[meeting])]
        room = sum(len(data.opened[slot]) for slot in slots)
        if len(inside) > room:
            names = [data.instance.slots[slot].id for slot in sorted(slots)]
            where = session or ("all slots" if len(names) == data.slot_count else listed(names))
            yield f"{len(inside)} required meetings can only be in {where}, with tables for {room}"


def _least_needs_tables(data: Indexed, people: Sequence[int]) -> Iterator[str]:
    """The least numbers of meetings of these people take more tables than there are."""
    if not people or not all(data.onsite):
        return
    chosen = set(people)
    present = Counter(slot for mine in meeting_slots(data) for slot in mine)
    shared = max((len(chosen & set(who)) for who in data.people), default=0)
    if not shared:
        return
    needed = -(-sum(data.least[person] for person in people) // shared)
    smallest = min(len(who) for who in data.people)
    room = sum(min(len(tables), present[slot] // smallest) for slot, tables in enumerate(data.opened))
    if needed > room:
        names = listed([data.instance.participants[person].id for person in people])
        yield f"{names} need {needed} meetings at least, and there is room for {room}"
