"""Alembic's environment: our metadata, one transaction, and limits that keep a busy site alive."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context
from flask import current_app

import matchmaking.audit.models
import matchmaking.mail.models
import matchmaking.scheduling.models  # noqa: F401 -- with what it builds on, every room's tables are known
from matchmaking.db import Model

db = current_app.extensions["migrate"].db


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Expression indexes are compared by name alone, so nothing is left out but Alembic's own table."""
    return not (kind == "table" and name == "alembic_version")


def run() -> None:
    """Apply the migrations; a table that is locked by others makes this fail soon instead of queueing the site."""
    with db.engine.connect() as connection:
        connection.execute(sa.text("SET lock_timeout = '5s'"))
        connection.execute(sa.text("SET statement_timeout = '15min'"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            include_name=include_name,
            compare_type=True,
            compare_server_default=False,
            transaction_per_migration=True,
            **{
                key: value
                for key, value in current_app.extensions["migrate"].configure_args.items()
                if key != "compare_type"
            },
        )
        with context.begin_transaction():
            context.run_migrations()


run()
