"""What this room adds where clusters are compared: whom each works with already, and who of them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from flask_babel import gettext as _

from matchmaking.cooperation.queries.ties import AGREEMENT, NETWORK, PARTNERSHIP, ties
from matchmaking.organisations.mapping import comparison
from matchmaking.organisations.models import Organisation


def _ties(organisations: Sequence[Organisation]) -> Mapping[str, Any] | None:
    """For each organisation how many it is tied with, by kind of tie; and the pairs among them that have one."""
    held = {one.id: ties(one.id) for one in organisations}
    words = {
        AGREEMENT: _("cooperation agreement"),
        NETWORK: _("network"),
        PARTNERSHIP: _("partnership"),
    }
    rows = [
        (words[kind], [sum(kind in kinds for kinds in held[one.id].values()) for one in organisations])
        for kind in (AGREEMENT, NETWORK, PARTNERSHIP)
    ]
    pairs = [
        (one, other, [words[kind] for kind in held[one.id][other.id]])
        for one, other in combinations(organisations, 2)
        if other.id in held[one.id]
    ]
    most = max((count for _word, counts in rows for count in counts), default=0)
    return {"ties": rows, "tied_pairs": pairs, "most_ties": most, "tied": organisations}


comparison.register(comparison.Panel("ties", "cooperation/_compare_ties.html", _ties))
