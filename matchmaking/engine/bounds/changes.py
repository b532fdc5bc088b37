"""A lower bound of the changes of the previous plan."""

from collections import defaultdict

from matchmaking.engine.indexed import Indexed


def changes_bound(data: Indexed) -> int:
    """So many meetings of the previous plan change at least.

    All that may not stay (`Indexed.may_stay`) change. Of two that would stay in the same slot with somebody in common
    or at the same table, one changes, and so does one of a meeting and its predecessor that does not stand earlier:
    disjoint pairs, taken greedily, count one each. Of those that are in no pair, everybody who would have k more than
    the most they may have changes k; again each meeting is counted with one person only.
    """
    previous = data.previous_places()
    stays = {meeting: (slot, table) for meeting, slot, table in previous if data.may_stay(meeting, slot, table)}
    bound = len(previous) - len(stays)
    paired: set[int] = set()
    for one, other in _collisions(data, stays):
        if one not in paired and other not in paired:
            paired.update((one, other))
            bound += 1
    for person, meetings in enumerate(data.meetings_of):
        mine = [meeting for meeting in meetings if meeting in stays and meeting not in paired]
        if len(mine) > data.most[person]:
            bound += len(mine) - data.most[person]
            paired.update(mine)
    return bound


def _collisions(data: Indexed, stays: dict[int, tuple[int, int | None]]) -> list[tuple[int, int]]:
    """Pairs of meetings that cannot both stay."""
    found: list[tuple[int, int]] = []
    there: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for meeting, (slot, table) in stays.items():
        for person in data.people[meeting]:
            there["person", person, slot].append(meeting)
        if table is not None:
            there["table", table, slot].append(meeting)
        found += [(one, meeting) for one in data.after[meeting] if one in stays and stays[one][0] >= slot]
    for meetings in there.values():
        found += [(one, other) for at, one in enumerate(meetings) for other in meetings[at + 1 :]]
    return sorted(found)
