"""Why nothing works, by counting, and in a sentence."""

from collections.abc import Collection

from matchmaking.engine.bounds.budget import budget
from matchmaking.engine.explain.conflict_words import told
from matchmaking.engine.indexed import Indexed, index
from matchmaking.engine.instance import Instance


def explain_conflict(instance: Instance, conflict: Collection[str]) -> str:
    """A plan's conflict in a sentence, such as "p3 has 9 required meetings in 8 free slots"."""
    return told(index(instance), conflict)


def counted_conflict(data: Indexed) -> tuple[str, ...]:
    """A conflict that counting shows, or () where counting shows none."""
    instance = data.instance
    for at, meeting in enumerate(instance.meetings):
        if meeting.required and not data.allowed[at]:
            return (meeting.id, *(meeting.participants if not data.alone[at] else meeting.after))
    most = budget(data, ()).most
    for person, meetings in enumerate(data.meetings_of):
        mine = [meeting for meeting in meetings if data.required[meeting]]
        slots = {slot for meeting in mine for slot in data.allowed[meeting]}
        name = instance.participants[person].id
        if len(mine) > min(data.most[person], len(slots)):
            return (name, *(instance.meetings[meeting].id for meeting in mine))
        if data.least[person] > most[person]:
            return (name,)
    mine = [at for at in range(data.meeting_count) if data.required[at] and data.onsite[at]]
    if len(mine) > sum(len(tables) for tables in data.opened):
        return tuple(instance.meetings[meeting].id for meeting in mine)
    return ()
