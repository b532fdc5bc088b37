"""The tables' base class, the session, and the only place that commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import sqlalchemy as sa
import structlog
from flask_sqlalchemy import SQLAlchemy
from psycopg.errors import Error as PsycopgError
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

log = structlog.get_logger(__name__)


class Model(DeclarativeBase):
    """Base of every table. Times are stored with zone, texts without a length of their own."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: sa.DateTime(timezone=True),
        str: sa.Text(),
        int: sa.BigInteger(),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


Id = Annotated[int, mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)]
"""The primary key of most tables: a number that the database gives and nobody changes."""
BIGGEST_ID = 2**63 - 1
"""What fits in such a key: an address with a larger number leads nowhere, and the database is not asked."""

db = SQLAlchemy(metadata=Model.metadata, session_options={"join_transaction_mode": "create_savepoint"})

_OPEN = "matchmaking.transaction_open"
_AFTER = "matchmaking.after_commit"


def session() -> Session:
    """The database session of the application context in progress."""
    current: Session = db.session()
    return current


@contextmanager
def transaction() -> Iterator[Session]:
    """One use case: everything inside is committed together, or nothing is.

    What `after_commit` was given inside runs once the commit has succeeded. Use cases do not nest:
    a second `transaction()` inside the first raises RuntimeError.
    """
    current = session()
    if current.info.get(_OPEN):
        raise RuntimeError("a use case opens one transaction; it cannot run inside another")
    current.info[_OPEN] = True
    current.info[_AFTER] = []
    callbacks: list[Callable[[], None]] = current.info[_AFTER]
    try:
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        raise
    finally:
        current.info.pop(_OPEN, None)
        current.info.pop(_AFTER, None)
    for callback in callbacks:
        try:
            callback()
        except Exception:  # what is committed has succeeded, whatever follows from it
            log.exception("after_commit_failed", callback=repr(callback))


def after_commit(callback: Callable[[], None]) -> None:
    """Run `callback` when the transaction in progress has been committed, and not if it fails.

    Callbacks run in the order in which they were given. One that raises is logged, and the next one runs.
    """
    _waiting().append(callback)


def gather(receiver: Callable[[list[Any]], None], item: object) -> None:
    """Give `receiver` every item of the transaction in progress at once, when it has been committed."""
    waiting = _waiting()
    for callback in waiting:
        if isinstance(callback, _Gathered) and callback.receiver == receiver:
            callback.items.append(item)
            return
    waiting.append(_Gathered(receiver, [item]))


@dataclass(frozen=True, slots=True)
class _Gathered:
    receiver: Callable[[list[Any]], None]
    items: list[Any]

    def __call__(self) -> None:
        self.receiver(self.items)


def _waiting() -> list[Callable[[], None]]:
    waiting: list[Callable[[], None]] | None = session().info.get(_AFTER)
    if waiting is None:
        raise RuntimeError("what follows a commit is said inside a transaction")
    return waiting


def choice(kind: type[Enum]) -> sa.Enum:
    """A text column that holds the values of `kind`; a CHECK constraint refuses any other."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def broken_constraint(error: IntegrityError) -> str | None:
    """The name of the constraint that `error` tells of."""
    cause = error.orig
    return cause.diag.constraint_name if isinstance(cause, PsycopgError) else None
