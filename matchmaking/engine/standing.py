"""A plan and how good it is, measured no further than anybody asks."""

from matchmaking.engine.desk import Candidate
from matchmaking.engine.indexed import Indexed
from matchmaking.engine.measures import Tables, measure
from matchmaking.engine.parts import Objective, Placement
from matchmaking.engine.tables import seat

MANY = 5_000  # meetings, for which few table changes take about a second


class Standing:
    """A candidate's values in the order of the objectives. Tables are given when a value first depends on them."""

    def __init__(self, data: Indexed, candidate: Candidate) -> None:
        self._data = data
        self.candidate = candidate
        self._values: dict[Objective, int] = {}
        self._tables = candidate.tables

    def value(self, name: Objective) -> int:
        """The objective's value."""
        if name not in self._values:
            tables = self.tables() if name in (Objective.MOVES, Objective.CHANGES) else []
            self._values[name] = measure(name, self._data, self.candidate.slots, tables)
        return self._values[name]

    def values(self, rank: int) -> tuple[int, ...]:
        """The values of the objectives before this rank."""
        return tuple(self.value(name) for name in self._data.instance.objective[:rank])

    def beats(self, other: "Standing") -> bool:
        """Whether it is better, the more important objectives first."""
        for name in self._data.instance.objective:
            mine, theirs = self.value(name), other.value(name)
            if mine != theirs:
                return mine > theirs if name.upward else mine < theirs
        return False

    def tables(self) -> Tables:
        """A table for each placed on-site meeting."""
        if self._tables is None and not _tables_matter(self._data):
            self._tables = any_tables(self._data, self.candidate.slots)
            self.candidate = Candidate(self.candidate.slots, self._tables)
        if self._tables is None:
            keep = keeps_tables(self._data)
            self._tables = seat(self._data, self.candidate.slots, keep=keep, pause=lambda: None)
            self.candidate = Candidate(self.candidate.slots, self._tables)
        return self._tables

    def hurry(self) -> None:
        """Settle for any tables, unless good ones are given already."""
        if self._tables is None:
            self._tables = any_tables(self._data, self.candidate.slots)
            self.candidate = Candidate(self.candidate.slots, self._tables)

    def placements(self, *, final: bool = False) -> tuple[Placement, ...]:
        """Where each placed meeting stands; at any table that will do, unless this is `final`."""
        instance = self._data.instance
        slots = self.candidate.slots
        tables = self.tables() if final or self._tables is not None else any_tables(self._data, slots)
        return tuple(
            Placement(meeting.id, instance.slots[slot].id, None if table is None else instance.tables[table].id)
            for meeting, slot, table in zip(instance.meetings, slots, tables, strict=True)
            if slot is not None
        )


def _tables_matter(data: Indexed) -> bool:
    """Whether good tables are worth their time: always, but at the size of a trade show only if asked for."""
    asked = not {Objective.MOVES, Objective.CHANGES}.isdisjoint(data.instance.objective)
    return asked or data.meeting_count <= MANY


def any_tables(data: Indexed, slots: list[int | None]) -> Tables:
    """Tables at once: the bound ones, those of the previous plan, else the first that is free; None where none is."""
    free = [set(tables) for tables in data.opened]
    tables: Tables = [None] * len(slots)
    for meeting, slot in enumerate(slots):
        table = data.seat[meeting]
        if slot is not None and table is not None:
            tables[meeting] = table
            free[slot].discard(table)
    for meeting, slot, table in data.previous_places():
        stays = slots[meeting] == slot and tables[meeting] is None and data.may_stay(meeting, slot, table)
        if stays and table in free[slot]:
            tables[meeting] = table
            free[slot].discard(table)
    for meeting, slot in enumerate(slots):
        if slot is not None and data.onsite[meeting] and tables[meeting] is None and free[slot]:
            tables[meeting] = free[slot].pop()
    return tables


def keeps_tables(data: Indexed) -> bool:
    """Whether unchanged tables come before few moves."""
    order = data.instance.objective
    if Objective.CHANGES not in order:
        return False
    return Objective.MOVES not in order or order.index(Objective.CHANGES) < order.index(Objective.MOVES)
