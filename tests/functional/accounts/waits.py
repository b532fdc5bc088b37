"""Waiting for a rival: until PostgreSQL says that a session waits for a lock."""

from __future__ import annotations

import time

import psycopg

BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def until_blocked(url: str, *, seconds: float = 20.0) -> None:
    """Return once some session on the database waits for a lock."""
    deadline = time.monotonic() + seconds
    with psycopg.connect(url, autocommit=True) as watcher:
        while watcher.execute(BLOCKED).fetchone() == (0,):
            assert time.monotonic() < deadline, "nobody came to wait for the lock"
