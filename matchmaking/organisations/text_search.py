"""Organisations that use some words: found by the index of words, or by reading a list from its beginning.

The index gives all that use the words, to be sorted afterwards. Words that many use stand on the first screens of every
list already, and then reading the list is the quicker way: `is_near` decides, `first_of` reads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from matchmaking.db import session
from matchmaking.organisations.models import Organisation
from matchmaking.web.folding import fold, prefix_query, searched_words

DOCUMENT: Any = sa.literal_column("words_of(organisation.search_text)")
"""The words of an organisation, literally as in the index: a bound parameter would keep PostgreSQL from using it."""

FREQUENT = 500
"""From how many on that use the words a list may be read from its beginning."""
READ, CUT = 4, 50
"""What reading one of a list costs, and cutting its text into words, where fetching one by the index costs 1."""
FARTHEST = 2_400
"""How many of a list are read at most."""

_WHOLE = re.compile(r"[a-z][a-z0-9]*")


def has(query: str, document: Any = DOCUMENT) -> sa.ColumnElement[bool]:
    """Whether the words of an organisation are as a tsquery says."""
    found: sa.ColumnElement[bool] = document.bool_op("@@")(sa.func.to_tsquery(sa.literal_column("'simple'"), query))
    return found


def matches(text: str, document: Any = DOCUMENT) -> sa.ColumnElement[bool]:
    """Every word as the beginning of one; a text of signs alone is looked for in the names."""
    query = prefix_query(text)
    if query:
        return has(query, document)
    return Organisation.sort_name.contains(fold(text), autoescape=True)


def is_near(wanted: int, *, of: int, among: int) -> bool:
    """Whether `wanted` that use the words are found sooner by reading the list than by sorting all `of` that do.

    One reads wanted * among / of of them, and cuts the texts of those that are shown. `among`: how many the list has;
    where that is not known, too many, and then more lists are left to the index than need be.
    """
    return of > READ * wanted * among / of + CUT * wanted


def first_of(ahead: Sequence[int], text: str, wanted: int, stride: int) -> list[int]:
    """The first `wanted`, or fewer, of those ahead in a list that use the words, in its order.

    So many as `stride` are looked at together, until there are enough.
    """
    found: list[int] = []
    for start in range(0, len(ahead), stride):
        part = ahead[start : start + stride]
        looked_at = Organisation.id == sa.any_(sa.literal(part, ARRAY(sa.BigInteger())))
        fitting = set(session().scalars(sa.select(Organisation.id).where(looked_at, *_uses(text))))
        found += [one for one in part if one in fitting]
        if len(found) >= wanted:
            break
    return found[:wanted]


def _uses(text: str) -> list[Any]:
    """Whether a row uses the words, asked of the row itself.

    A text is cut into words only where one begins like each: that is a hundred times as quick to see. PostgreSQL cuts
    at spaces, but for numbers such as "3e5d": asked for those, it cuts every text; "d" is not found in it here.
    """
    spaced = sa.literal_column("' '").op("||")(Organisation.search_text)
    letters = [sa.func.strpos(spaced, f" {word}") > 0 for word in searched_words(text) if _WHOLE.fullmatch(word)]
    # Not as in the index: it would be asked for all that use the word once more.
    document: Any = sa.literal_column("words_of(organisation.search_text || '')")
    return [*letters, matches(text, document)]
