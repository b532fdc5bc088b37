"""The tables' base class, the session, and the only place that commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    callbacks: list[Callable[[], None]] = []
    try:
        yield current
        current.commit()
        callbacks = current.info[_AFTER]
    except BaseException:
        current.rollback()
        raise
    finally:
        current.info.pop(_OPEN, None)
        current.info.pop(_AFTER, None)
    for callback in callbacks:
        callback()


def after_commit(callback: Callable[[], None]) -> None:
    """Run `callback` when the transaction in progress has been committed, and not if it fails."""
    waiting = session().info.get(_AFTER)
    if waiting is None:
        raise RuntimeError("after_commit is called inside a transaction")
    waiting.append(callback)


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
