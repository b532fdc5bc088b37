"""From pressing compute to the stored draft, for the demo's event, as the worker does it."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flask_migrate
import sqlalchemy as sa

from matchmaking.accounts.models import Person
from matchmaking.app import create_app
from matchmaking.config import load
from matchmaking.db import db, session
from matchmaking.demo.load import ORGANISER, load_demo, load_public_facts
from matchmaking.embedded import Postgres, Redis
from matchmaking.events.models import Event
from matchmaking.scheduling import execution, queries, services

TIMES = 3


def measure() -> list[dict[str, Any]]:
    """One row per run: placed, possible, weight, its proven bound, and seconds from request to draft."""
    folder = Path(tempfile.mkdtemp(prefix="mm-bench-"))
    folder.chmod(0o755)
    with Postgres(folder / "pg") as postgres, Redis(folder / "redis", persist=False) as redis:
        app = create_app(load(_environment(postgres.create_database("bench"), redis.url())))
        with app.app_context():
            flask_migrate.upgrade()
            load_public_facts(now=_clock())
            load_demo(now=_clock())
            rows = [_once(number) for number in range(1, TIMES + 1)]
            db.engine.dispose()
    return rows


def _once(number: int) -> dict[str, Any]:
    event = session().scalars(sa.select(Event).where(Event.is_demo)).one()
    organiser = session().scalars(sa.select(Person).where(Person.email == ORGANISER)).one()
    began = time.monotonic()
    run = services.request_run(event, actor=organiser, now=_clock(), time_limit=30)
    execution.execute_run(run.id, clock=_clock, workers=2)
    seconds = time.monotonic() - began
    session().expire_all()
    found = queries.latest_run(event)
    assert found is not None
    assert found.plan is not None
    placed, unplaced = queries.counts([found.plan.id])[found.plan.id]
    values = {item["name"]: (item["value"], item["bound"]) for item in found.plan.objective}
    return {
        "run": number,
        "requests": placed + unplaced,
        "placed": placed,
        **{f"{name} (bound)": f"{value:,} ({bound:,})" for name, (value, bound) in values.items()},
        "status": found.plan.status,
        "seconds": round(seconds, 2),
    }


def _clock() -> datetime:
    return datetime.now(UTC)


def _environment(database_url: str, redis_url: str) -> dict[str, str]:
    return {
        "MATCHMAKING_ENV": "development",
        "SECRET_KEY": "a bench has no secrets",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "BASE_URL": "http://localhost",
        "SMTP_URL": "smtp://127.0.0.1:1",
        "MAIL_FROM": "events@matchmaking.example",
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "text",
    }
