"""What words are worth in the directory: how many profiles have each, kept for an hour.

A directory of up to `SAMPLE` organisations is read whole, a larger one by every n-th. So the same two have the same
score whatever is filtered.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from matchmaking.cooperation.queries.partner_readings import profiles_of
from matchmaking.db import session
from matchmaking.engine.partners import Corpus, read
from matchmaking.organisations.listing import LISTED
from matchmaking.organisations.models import Organisation
from matchmaking.web.kept import Kept

SAMPLE = 1000
_kept = Kept("matchmaking:partners", 3600)
_at_hand: dict[str, Corpus] = {}
"""The last one by its stamp in Redis: reading thousands of words takes longer than the search."""


def corpus() -> Corpus:
    """The corpus of all published organisations; while there are few, one that joins is read at once."""
    newest = session().scalar(sa.select(sa.func.max(Organisation.id))) or 0
    key = _kept.key_of(newest if newest <= SAMPLE else newest // SAMPLE * SAMPLE)
    stamp = _kept.read(_stamp_of(key))
    at_hand = _at_hand.get(stamp)
    if at_hand is not None:
        return at_hand
    kept: Any = _kept.read(key)
    if stamp is not None and kept is not None:
        found = Corpus(kept["profiles"], kept["counts"])
    else:
        found, stamp = count(), uuid4().hex
        _kept.keep(key, {"profiles": found.profiles, "counts": dict(found.counts)})
        _kept.keep(_stamp_of(key), stamp)
    _at_hand.clear()
    _at_hand[stamp] = found
    return found


def _stamp_of(key: str | None) -> str | None:
    return None if key is None else f"{key}:stamp"


def count() -> Corpus:
    """Read the directory, or a sample of it that is the same each time."""
    total = session().scalar(sa.select(sa.func.count()).select_from(Organisation).where(LISTED)) or 0
    every = -(-total // SAMPLE)
    wanted = sa.select(Organisation.id).where(LISTED).order_by(Organisation.id).limit(SAMPLE)
    if every > 1:
        wanted = wanted.where(Organisation.id % every == 0)
    numbers = list(session().scalars(wanted))
    return Corpus.of(read(profile) for profile in profiles_of(numbers).values())


def forget() -> None:
    """Let it be counted anew: after many profiles were changed at once."""
    _kept.forget()
