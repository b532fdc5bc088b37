"""Memberships of clusters in clusters: a circle is refused. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable


class Memberships:
    """Who belongs to whom, added one by one."""

    def __init__(self, known: Iterable[tuple[Hashable, Hashable]] = ()) -> None:
        self._clusters: dict[Hashable, list[Hashable]] = defaultdict(list)
        for member, cluster in known:
            self._clusters[member].append(cluster)

    def add(self, member: Hashable, cluster: Hashable) -> list[Hashable]:
        """Let `member` belong to `cluster`; where that would close a circle, leave it and give the way round."""
        way = self._way(cluster, member)
        if way:
            return [member, *way]
        self._clusters[member].append(cluster)
        return []

    def _way(self, start: Hashable, end: Hashable) -> list[Hashable]:
        """From `start` up to `end` through what each belongs to; empty where there is none."""
        before: dict[Hashable, Hashable | None] = {start: None}
        open_ends = [start]
        while open_ends:
            here = open_ends.pop()
            if here == end:
                way = []
                step: Hashable | None = here
                while step is not None:
                    way.append(step)
                    step = before[step]
                return way[::-1]
            for upper in self._clusters.get(here, ()):
                if upper not in before:
                    before[upper] = here
                    open_ends.append(upper)
        return []
