"""What time it is, for whoever asks on behalf of a request or a task. Services take the time as an argument."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import current_app

OFFSET = "CLOCK_OFFSET"
"""Name in `app.config` of how far this application's clock is from the machine's; only tests set it."""


def current_time() -> datetime:
    """Now, aware, in UTC."""
    offset: timedelta = current_app.config.get(OFFSET, timedelta())
    return datetime.now(UTC) + offset
