"""A plan laid out for questions: who meets whom when, and what is left."""

from collections import defaultdict
from collections.abc import Sequence

from matchmaking.engine.indexed import Assignment, Indexed
from matchmaking.engine.measures import breaks_in, hours

NAMED = 3  # ids that a sentence names; of the others it tells the number


def listed(ids: Sequence[str]) -> str:
    """The ids in words: "m1", "m1 and m2", "m1, m2 and m3", "m1, m2, m3 and 4 more"."""
    named = list(ids[:NAMED])
    more = len(ids) - len(named)
    last = f"{more} more" if more else named.pop()
    return f"{', '.join(named)} and {last}" if named else last


class Scene:
    """What a plan leaves free. Meetings, people and slots are their ranks."""

    def __init__(self, data: Indexed, assignment: Assignment) -> None:
        self.data = data
        self.assignment = assignment
        self.meeting_at: dict[tuple[int, int], int] = {}  # (person, slot) -> meeting
        self.used: dict[int, list[int]] = defaultdict(list)  # slot -> on-site meetings
        for meeting, slot in enumerate(assignment):
            if slot is None:
                continue
            for person in data.people[meeting]:
                self.meeting_at[person, slot] = meeting
            if data.onsite[meeting]:
                self.used[slot].append(meeting)
        self.days = hours(data, assignment)
        self.breaks = [breaks_in(slots) for slots in self.days]

    def placed_of(self, person: int) -> list[int]:
        """The meetings that the person has."""
        return [meeting for meeting in self.data.meetings_of[person] if self.assignment[meeting] is not None]

    def in_the_way(self, meeting: int, slot: int) -> list[int]:
        """Meetings that the people of this one have in that slot."""
        found = (self.meeting_at.get((person, slot)) for person in self.data.people[meeting])
        return [other for other in found if other is not None]

    def early_enough(self, meeting: int, slot: int) -> bool:
        """Whether all that it comes after is placed before the slot, and all that follow it later."""
        before = [self.assignment[earlier] for earlier in self.data.after[meeting]]
        later = [self.assignment[follower] for follower in self.data.followers[meeting]]
        return all(one is not None and one < slot for one in before) and all(one is None or one > slot for one in later)

    def spread_holds(self, meeting: int, slot: int) -> bool:
        """Whether the rule on breaks still holds with the meeting there."""
        allowed = self.data.instance.rules.max_break_spread
        if allowed is None:
            return True
        breaks = list(self.breaks)
        for person in self.data.people[meeting]:
            breaks[person] = breaks_in(sorted([*self.days[person], slot]))
        return max(breaks) - min(breaks) <= allowed

    def meeting_names(self, meetings: Sequence[int]) -> tuple[str, ...]:
        """The ids of these meetings."""
        return tuple(self.data.instance.meetings[meeting].id for meeting in meetings)

    def slot_names(self, slots: Sequence[int]) -> tuple[str, ...]:
        """The ids of these slots."""
        return tuple(self.data.instance.slots[slot].id for slot in slots)
