"""What the site gives away as files: a register of lists, each with its columns explained.

Rooms register their lists where their views are imported; `web.data_pages` serves them and shows the catalogue.
What a list holds is what every visitor may see on its page, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from matchmaking.db import session
from matchmaking.web.settings import settings

VERSION = "v1"
"""Rises when a column is taken away or comes to mean something else; a column more is no new version."""
CHUNK = 500
"""Rows read at a time."""

Args = MultiDict[str, str]
Record = Mapping[str, Any]
"""A row of a list: the value of each column, by its name."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or a filter, of a list: what machines call it, and what it means to people."""

    name: str
    meaning: Any
    example: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """How a list stands: equal digests mean equal contents. `changed_at`: of the youngest row, where rows know."""

    count: int
    digest: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A list that is given away.

    `rows` reads it in a fixed order as it is taken, never the whole at once. `state` tells how it stands
    without reading it. Both take the query string, and pass over what they do not know. `linked` says a row in
    the words of schema.org. `page`: the endpoint of the page that shows the list to people.
    """

    name: str
    title: Any
    description: Any
    columns: tuple[Column, ...]
    rows: Callable[[Args], Iterator[Record]]
    linked: Callable[[Record], dict[str, Any]]
    state: Callable[[Args], State]
    kind: str
    page: str = ""
    filters: tuple[Column, ...] = ()


_datasets: dict[str, Dataset] = {}


def register(dataset: Dataset) -> None:
    """Give `dataset` away from now on; one of the same name takes the place of the one before."""
    _datasets[dataset.name] = dataset


def every() -> list[Dataset]:
    """All that is given away, in the order of registration."""
    return list(_datasets.values())


def of_name(name: str) -> Dataset | None:
    """The list of that name."""
    return _datasets.get(name)


def home() -> str:
    """The address of the catalogue: what JSON-LD has no address for elsewhere is named below it."""
    return f"{settings().base_url}/data"


def chunks(query: Any) -> Iterator[Sequence[Any]]:
    """The rows of `query`, some at a time through a cursor of the database: no more than those are in memory."""
    yield from session().execute(query.execution_options(yield_per=CHUNK)).partitions()


def entities(query: Any) -> Iterator[Any]:
    """The same for a statement that gives things with what hangs on them."""
    yield from session().scalars(query.execution_options(yield_per=CHUNK))


def state_of(rows: Any, *others: Any) -> State:
    """How a list stands, from statements that give what can change in it.

    `rows` gives one row for each of the list, with what it is known by and, as `changed_at`, when it was changed
    where it knows; `others` give what else the list shows. The digest changes when any of it does, when a row
    comes, and when one goes; the order plays no part.
    """
    hit = rows.subquery("hit")
    changed = sa.func.max(hit.c.changed_at) if "changed_at" in hit.c else sa.null()
    count, changed_at, total = session().execute(sa.select(sa.func.count(), changed, _digest(hit))).one()
    totals = [count, total, *(session().scalar(sa.select(_digest(other.subquery("other")))) for other in others)]
    return State(count, sha256(repr(totals).encode()).hexdigest()[:20], changed_at)


def _digest(of: Any) -> sa.ColumnElement[Any]:
    """The rows of `of` as one number, to which each contributes in any order."""
    hashed: Any = sa.func.hash_record_extended(sa.func.row(*of.c), sa.cast(0, sa.BigInteger()))
    return sa.func.sum(sa.cast(hashed, sa.Numeric()))
