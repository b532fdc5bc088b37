"""The partner search: how quick it is as the directory grows, and whether it finds the partners of the paper."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import flask_migrate
import sqlalchemy as sa

from bench.directory_filling import fill
from bench.partner_truth import rows as truth
from matchmaking.app import create_app
from matchmaking.config import load
from matchmaking.cooperation.partner_criteria import Criteria
from matchmaking.cooperation.queries import partner_corpus
from matchmaking.cooperation.queries.partners import search
from matchmaking.db import db, session
from matchmaking.embedded import Postgres, Redis
from matchmaking.settling import settle

SIZES = (1_000, 10_000, 100_000)
SEARCHES = 40
GOAL = 300.0
SEEKERS = "SELECT id FROM organisation WHERE state = 'published' ORDER BY md5(id::text) LIMIT :many"


def measure() -> list[dict[str, Any]]:
    """One row per size of the directory."""
    return run(SIZES)


def run(sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Search partners for different organisations, each once, and the first ten suggestions with them.

    `p50` and `p95` are milliseconds by the clock, `processor p50` those that this process worked; the rest is the
    database's, and the waiting for a machine that others use. `counting` is what the first search of an hour takes
    longer. Of the filler's organisations no sector complements another.
    """
    folder = Path(tempfile.mkdtemp(prefix="mm-bench-"))
    folder.chmod(0o755)
    try:
        with Postgres(folder / "pg") as postgres, Redis(folder / "redis", persist=False) as cache:
            return [_measured(postgres.create_database(f"partners_{size}"), cache.url(), size) for size in sizes]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find() -> list[dict[str, Any]]:
    """Whether the paper's agreements are found by profile alone: see `partner_truth`."""
    folder = Path(tempfile.mkdtemp(prefix="mm-bench-"))
    folder.chmod(0o755)
    try:
        with Postgres(folder / "pg") as postgres, Redis(folder / "redis", persist=False) as cache:
            app = create_app(load(_environment(postgres.create_database("truth"), cache.url())))
            with app.app_context():
                flask_migrate.upgrade()
                found = truth()
                db.engine.dispose()
            return found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measured(url: str, cache: str, size: int) -> dict[str, Any]:
    app = create_app(load(_environment(url, cache)))
    with app.app_context():
        flask_migrate.upgrade()
        fill(url, size)
        settle()  # as wsgi.py does
        print(f"{size:,} filled; load {os.getloadavg()[0]:.1f}", flush=True)
        seekers = list(session().scalars(sa.text(SEEKERS), {"many": SEARCHES + 1}))
        partner_corpus.forget()
        counting = _timed(partner_corpus.corpus)[0]
        search(seekers.pop(), Criteria()).page(1)
        times = []
        for seeker in seekers:
            session().rollback()
            times.append(_timed(lambda seeker=seeker: search(seeker, Criteria()).page(1)))
        db.engine.dispose()
    wall, worked = zip(*times, strict=True)
    p95 = _percentile(wall, 95)
    return {
        "organisations": size,
        "p50": _percentile(wall, 50),
        "p95": p95,
        "goal": "met" if p95 <= GOAL else "missed",
        "processor p50": _percentile(worked, 50),
        "counting": round(counting, 1),
    }


def _timed(work: Any) -> tuple[float, float]:
    """Milliseconds by the clock, and of this process's work."""
    began, worked = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def _percentile(values: Sequence[float], share: int) -> float:
    return round(statistics.quantiles(values, n=100, method="inclusive")[share - 1], 1)


def _environment(database_url: str, redis_url: str) -> dict[str, str]:
    return {
        "MATCHMAKING_ENV": "test",
        "SECRET_KEY": "a secret of the bench, known to all",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "BASE_URL": "http://localhost",
        "SMTP_URL": "smtp://127.0.0.1:1",
        "MAIL_FROM": "events@matchmaking.example",
        "LOG_LEVEL": "WARNING",
    }


if __name__ == "__main__":
    for one in [*find(), *measure()]:
        print(one)
