"""A lower bound of the moves between tables."""

import itertools
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from matchmaking.engine.bounds.budget import Budget, budget
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.parts import Objective


def moves_bound(data: Indexed, given: Sequence[int]) -> int:
    """So many moves at least, in plans as good as `given` in the objectives before `moves`.

    The greatest of `by_succession`, `by_connection` and `by_binding`.
    """
    open_ends = budget(data, given)
    known = dict(zip(data.instance.objective, given, strict=False))
    return max(
        by_succession(data, open_ends, _gaps(data, open_ends, known)),
        by_connection(data, open_ends),
        by_binding(data, open_ends),
    )


def by_succession(data: Indexed, open_ends: Budget, gaps: int) -> int:
    """A table seats one meeting after another, so few people can stay.

    Speak of placed on-site meetings alone. People who have any, A in number, change from one to their next
    sum over m of |m| - A times, and each change is a move or a stay. A stay of p from meeting a to meeting b at table
    t is direct when t holds no meeting between them. A direct stay from a to its next b at the table takes somebody
    who is in both: at most c(a) and c(b) many, where c(m) is the greatest number of people that m has in common with
    another meeting. So a table with meetings a1..ak has at most min(c(a1), c(a2)) + ... <= c(a1) + ... + c(ak) - min c
    direct stays. With a stay that is not direct, p misses a slot in which t holds a meeting: p has a gap there, between
    two meetings that follow each other, and has one such stay at most for each gap. With U tables in use and at most
    `gaps` gaps of all people,

        moves >= sum over m of (|m| - c(m)) - A + U min c - gaps.

    At most `spare` weight is left out. That diminishes the sum by no more than the fractional knapsack of
    |m| - c(m); and U by no more than taking out as many meetings as fit, lightest first: the tables that are open
    longest must then have room for the rest.
    """
    onsite = [meeting for meeting in range(data.meeting_count) if data.onsite[meeting] and open_ends.possible[meeting]]
    if not onsite:
        return 0
    shared = _shared(data, onsite)
    excess = {meeting: len(data.people[meeting]) - shared[meeting] for meeting in onsite}
    loose = [meeting for meeting in onsite if not open_ends.sure[meeting]]
    active = len({person for meeting in onsite for person in data.people[meeting]})
    tables = _tables_needed(data, len(onsite) - _most_out(data, loose, open_ends.spare))
    least_shared = min(shared.values())
    total = sum(excess.values()) - _knapsack(data, loose, excess, open_ends.spare)
    return max(0, total - active + tables * least_shared - gaps)


def by_connection(data: Indexed, open_ends: Budget) -> int:
    """Who all meet one another, directly or through others, and need U tables, move at least U - 1 times.

    Join people and the tables that they sit at by a line. That graph has at most as many components as the graph of
    people joined by on-site meetings, n; so it has at least A + U - n lines, and who has k lines moves k - 1 times.
    Only where all that is placed is known, else 0.
    """
    if open_ends.possible != open_ends.sure:
        return 0
    onsite = [meeting for meeting, sure in enumerate(open_ends.sure) if sure and data.onsite[meeting]]
    return max(0, _tables_needed(data, len(onsite)) - _components(data, onsite))


def by_binding(data: Indexed, open_ends: Budget) -> int:
    """Who has meetings for sure that are bound to k tables moves at least k - 1 times."""
    total = 0
    for meetings in data.meetings_of:
        seats = {data.seat[m] for m in meetings if open_ends.sure[m] and data.onsite[m]} - {None}
        total += max(0, len(seats) - 1)
    return total


def _gaps(data: Indexed, open_ends: Budget, known: dict[Objective, int]) -> int:
    """At most so often somebody has slots between two on-site meetings.

    Such a gap holds an idle slot, and then a break that is in no other gap; or it is full of online meetings. With b
    breaks somebody has b + 1 meetings and b idle slots at least.
    """
    breaks = sum(max(0, min(most - 1, (data.slot_count - 1) // 2)) for most in open_ends.most)
    breaks = min(breaks, *(known.get(name, breaks) for name in (Objective.BREAKS, Objective.IDLE)))
    online = (meeting for meeting in range(data.meeting_count) if not data.onsite[meeting])
    return breaks + sum(len(data.people[meeting]) for meeting in online if open_ends.possible[meeting])


def _shared(data: Indexed, onsite: list[int]) -> dict[int, int]:
    """For each meeting at least the greatest number of people that it has in common with another of these."""
    had = Counter(person for meeting in onsite for person in data.people[meeting])
    pairs = Counter(pair for meeting in onsite for pair in itertools.combinations(sorted(data.people[meeting]), 2))
    found = {}
    for meeting in onsite:
        who = data.people[meeting]
        if any(pairs[pair] > 1 for pair in itertools.combinations(sorted(who), 2)):
            found[meeting] = len(who)
        else:
            found[meeting] = int(any(had[person] > 1 for person in who))
    return found


def _most_out(data: Indexed, loose: list[int], spare: int) -> int:
    """How many of the loose meetings may be left out at most."""
    sums = itertools.accumulate(sorted(data.weight[meeting] for meeting in loose))
    return sum(total <= spare for total in sums)


def _knapsack(data: Indexed, loose: list[int], value: dict[int, int], spare: int) -> int:
    """At most so much value is in loose meetings whose weight is within the spare."""
    total = Fraction(0)
    for meeting in sorted(loose, key=lambda m: Fraction(-value[m], data.weight[m])):
        share = min(Fraction(1), Fraction(spare, data.weight[meeting]))
        total += share * value[meeting]
        spare -= min(spare, data.weight[meeting])
        if spare == 0:
            break
    return int(total)


def _tables_needed(data: Indexed, meetings: int) -> int:
    """At least so many tables are in use where so many meetings stand."""
    open_in = Counter(table for tables in data.opened for table in tables)
    needed = 0
    for _, slots in open_in.most_common():
        if meetings <= 0:
            break
        meetings -= slots
        needed += 1
    return needed


def _components(data: Indexed, onsite: list[int]) -> int:
    """Components of the people in these meetings, joined by them."""
    parent = list(range(len(data.meetings_of)))

    def root(person: int) -> int:
        while parent[person] != person:
            parent[person] = parent[parent[person]]
            person = parent[person]
        return person

    for meeting in onsite:
        first, *others = data.people[meeting]
        for other in others:
            parent[root(other)] = root(first)
    return len({root(person) for meeting in onsite for person in data.people[meeting]})
