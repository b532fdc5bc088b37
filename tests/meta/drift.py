"""Migrations against models: one head, no drift, and the way down works.

python -m tests.meta.drift
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import flask_migrate
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import matchmaking.cooperation.models
import matchmaking.scheduling.models  # noqa: F401 -- every table is known
from matchmaking.app import ROOT, create_app
from matchmaking.config import load
from matchmaking.db import Model, db
from matchmaking.embedded import Postgres


def problems(database_url: str) -> list[str]:
    """What is wrong between the migrations and the models; the database is empty before and after."""
    script = ScriptDirectory(str(ROOT / "migrations"))
    heads = script.get_heads()
    found = [] if len(heads) == 1 else [f"there are {len(heads)} heads: {', '.join(heads)}"]
    environ = {
        "MATCHMAKING_ENV": "test",
        "SECRET_KEY": "unused",
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://127.0.0.1:1",
        "BASE_URL": "http://localhost",
        "SMTP_URL": "smtp://127.0.0.1:1",
        "MAIL_FROM": "events@matchmaking.example",
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "text",
    }
    app = create_app(load(environ))
    with app.app_context():
        flask_migrate.upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            found += [
                f"models and migrations differ: {difference}"
                for difference in compare_metadata(context, Model.metadata)
            ]
        flask_migrate.downgrade(revision="base")
        flask_migrate.upgrade()
        db.engine.dispose()
    return found


def main() -> int:
    """Check on a server of its own."""
    folder = Path(tempfile.mkdtemp(prefix="mm-drift-"))
    folder.chmod(0o755)
    try:
        with Postgres(folder / "pg", settings={"fsync": "off"}) as postgres:
            found = problems(postgres.create_database("drift"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for problem in found:
        print(problem, file=sys.stderr)
    print("migrations: one head, no drift" if not found else "migrations: see above")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
