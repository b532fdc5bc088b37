"""What the tests of the events room share."""

from __future__ import annotations

import pytest
import redis
from flask import Flask

from matchmaking.web.settings import settings


@pytest.fixture(autouse=True)
def no_kept_counts(app: Flask) -> None:
    """Counts that an earlier test left in Redis tell of rows that are rolled back."""
    with app.app_context():
        url = settings().redis_url
    store = redis.Redis.from_url(url)
    for key in store.scan_iter("matchmaking:events:*"):
        store.delete(key)
