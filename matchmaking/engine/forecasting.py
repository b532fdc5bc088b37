"""What can be hoped for before there is a plan: how much fits at most, what limits it, what more room would bring.

All figures are bounds: no plan is better, but there need not be one as good.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaking.engine.forecasting_flow import Flow, is_flow
from matchmaking.engine.forecasting_programme import Programme, Rooms
from matchmaking.engine.indexed import Indexed, index
from matchmaking.engine.instance import Instance


@dataclass(frozen=True, slots=True)
class Outlook:
    """At most this weight, and at most so many meetings, are placed by any plan (not always by one)."""

    weight: int
    meetings: int


@dataclass(frozen=True, slots=True)
class SessionOutlook:
    """A session: its slots, how many meetings they hold at most, and the outlook if there were more of something.

    `tables`: so many tables more in its slots. `slots`: so many slots more in it, for all who come to any slot of it.
    Both by the numbers asked for.
    """

    session: str
    slots: int
    room: int
    more_tables: tuple[Outlook, ...]
    more_slots: tuple[Outlook, ...]


@dataclass(frozen=True, slots=True)
class Limiting:
    """Somebody whose time limits the whole: a meeting more of theirs is worth at most so much weight.

    `by_choice`: they take no more meetings; else they have no more slots.
    """

    participant: str
    worth: float
    by_choice: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """The outlook now and with more room, by the numbers `more` asked for.

    `more_tables`: tables open in every slot. `more_slots`: slots in which everybody is there, and as many tables are
    open as there are. `limiting`: whose time is worth most, first. `table_worth`: what a table more in one slot is
    worth at most, in weight; 0.0 where tables do not limit.
    """

    now: Outlook
    more: tuple[int, ...]
    more_tables: tuple[Outlook, ...]
    more_slots: tuple[Outlook, ...]
    sessions: tuple[SessionOutlook, ...]
    limiting: tuple[Limiting, ...]
    table_worth: float


def forecast(instance: Instance, more: Sequence[int] = (1, 2, 3)) -> Forecast:
    """What can be hoped for. Raises ValueError for a number of `more` below 1.

    The weights are `forecasting_programme`'s, the numbers of meetings `forecasting_flow`'s where it may; all are exact.
    """
    if any(number < 1 for number in more):
        raise ValueError("more is one or more")
    data = index(instance)
    programme, rooms = Programme(data), Rooms(data)
    sessions = _sessions(data)
    asked = [rooms.now()]
    for slots in (None, *sessions.values()):
        asked += [rooms.more_tables(number, slots) for number in more]
        asked += [rooms.more_slots(number, slots) for number in more]
    weights = [programme.bound(room) for room in asked[:1]]
    worth, table_worth = programme.worth()
    weights += [programme.bound(room) for room in asked[1:]]
    counting = _counting(data, programme)
    outlooks = [Outlook(weight, counting.bound(room)) for weight, room in zip(weights, asked, strict=True)]
    count = len(more)
    told: list[SessionOutlook] = []
    for at, (name, slots) in enumerate(sessions.items()):
        first = 1 + 2 * count * (at + 1)
        mine = outlooks[first : first + 2 * count]
        told.append(SessionOutlook(name, len(slots), rooms.capacity(slots), tuple(mine[:count]), tuple(mine[count:])))
    return Forecast(
        now=outlooks[0],
        more=tuple(more),
        more_tables=tuple(outlooks[1 : 1 + count]),
        more_slots=tuple(outlooks[1 + count : 1 + 2 * count]),
        sessions=tuple(told),
        limiting=_limiting(data, worth),
        table_worth=table_worth,
    )


def _counting(data: Indexed, programme: Programme) -> Flow | Programme:
    """Who tells how many meetings fit, whatever they weigh."""
    if is_flow(data):
        return Flow(data)
    programme.count_only()
    return programme


def _sessions(data: Indexed) -> dict[str, list[int]]:
    """The ranks of each session's slots."""
    found: dict[str, list[int]] = {}
    for at, slot in enumerate(data.instance.slots):
        if slot.session is not None:
            found.setdefault(slot.session, []).append(at)
    return found


def _limiting(data: Indexed, worth: Sequence[float]) -> tuple[Limiting, ...]:
    people = data.instance.participants
    found = [
        Limiting(people[at].id, round(value, 6), _by_choice(data, at)) for at, value in enumerate(worth) if value > 0
    ]
    return tuple(sorted(found, key=lambda one: (-one.worth, one.participant)))


def _by_choice(data: Indexed, person: int) -> bool:
    """Whether it is their maximum, and not their slots, that ends what they can have."""
    slots = {slot for meeting in data.meetings_of[person] for slot in data.allowed[meeting]}
    return data.most[person] < len(slots)
