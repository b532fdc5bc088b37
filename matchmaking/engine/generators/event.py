"""An ordinary event with everything that the formats know."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from matchmaking.engine.generators.drawing import as_requested, dice, popularity, requests
from matchmaking.engine.instance import Instance
from matchmaking.engine.parts import Fixed, Meeting, Objective, Participant, Slot, Table

SESSIONS = ("first morning", "first afternoon", "second morning", "second afternoon")
HALF_DAYS = timedelta(hours=0), timedelta(hours=5), timedelta(hours=24), timedelta(hours=29)
OPENING = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)
SLOT_LENGTH = timedelta(minutes=25)
MEETING_LENGTH = timedelta(minutes=20)

OBJECTIVES = (Objective.WEIGHT, Objective.FAIRNESS, Objective.BREAKS, Objective.IDLE, Objective.MOVES)


def event(
    participants: int,
    *,
    seed: int,
    slots_per_session: int = 6,
    requests_each: float = 7.0,
    skew: float = 0.5,
    people_per_table: int = 5,
    objective: tuple[Objective, ...] = OBJECTIVES,
) -> Instance:
    """Two days of two sessions each, and `requests_each` requests for each participant.

    A fifth of the people miss a whole session, some a slot more; some are sought far more than others
    (`skew`); some want no more than ten meetings, a few sit at a table of their own. Of the meetings one in
    ten is online, one in fifty of three people, one in a hundred pinned to a slot. There is a table for so many
    people all the time, and a quarter as many more on the second day only.
    """
    chance = dice(seed)
    slots = tuple(
        Slot(f"s{session * slots_per_session + at + 1}", start, start + MEETING_LENGTH, SESSIONS[session])
        for session, after in enumerate(HALF_DAYS)
        for at in range(slots_per_session)
        for start in [OPENING + after + at * SLOT_LENGTH]
    )
    second_day = tuple(slot.id for slot in slots[2 * slots_per_session :])
    early, late = max(1, participants // people_per_table), max(1, participants // (4 * people_per_table))
    tables = (
        *(Table(f"t{at + 1}") for at in range(early)),
        *(Table(f"t{early + at + 1}", second_day) for at in range(late)),
    )
    people = [_person(chance, f"p{at + 1}", slots) for at in range(participants)]
    for host in range(min(participants // 25, early)):
        people[host] = replace(people[host], table=tables[host].id)
    everybody = range(participants)
    sought = popularity(chance, participants, skew)
    wanted = min(round(requests_each * participants), participants * (participants - 1) // 4)
    pairs = requests(chance, everybody, everybody, sought, wanted)
    return Instance(
        name=f"event-{participants}-{seed}",
        slots=slots,
        tables=tables,
        participants=tuple(people),
        meetings=tuple(_meeting(chance, f"m{at}", pair, people, slots) for at, pair in enumerate(pairs, 1)),
        objective=objective,
    )


def _person(chance: random.Random, name: str, slots: tuple[Slot, ...]) -> Participant:
    missed = chance.choice(SESSIONS) if chance.random() < 1 / 5 else None
    unavailable = tuple(slot.id for slot in slots if slot.session == missed or chance.random() < 1 / 50)
    return Participant(name, unavailable, max_meetings=10 if chance.random() < 1 / 10 else None)


def _meeting(
    chance: random.Random, name: str, pair: tuple[int, int], people: list[Participant], slots: tuple[Slot, ...]
) -> Meeting:
    """The pair's meeting; a third or a pin only where it still could be held."""
    a, b = (people[at] for at in pair)
    who = [a, b]
    online = chance.random() < 1 / 10
    if chance.random() < 1 / 50:
        third = chance.choice(people)
        if third not in who:
            who.append(third)
    if not online and len({person.table for person in who} - {None}) > 1:
        online = True  # two who sit at tables of their own
    common = [slot.id for slot in slots if not any(slot.id in person.unavailable for person in who)]
    fixed = Fixed(chance.choice(common)) if common and chance.random() < 1 / 100 else None
    return Meeting(name, tuple(person.id for person in who), weight=as_requested(chance), fixed=fixed, online=online)
