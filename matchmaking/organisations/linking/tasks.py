"""The workers' tasks for linked maps. Ids only."""

from __future__ import annotations

from celery import shared_task

from matchmaking.organisations.linking import services
from matchmaking.web.clock import current_time

MOST_SECONDS = 240
"""Less than a claim lasts: a worker that hangs is gone before another takes over."""


@shared_task(name="linking.fetch", time_limit=MOST_SECONDS)
def fetch(fetch_id: int) -> None:
    """Fetch one source."""
    services.execute_fetch(fetch_id, clock=current_time)


@shared_task(name="linking.sweep")
def sweep() -> None:
    """Fetch what is due, and what a worker left."""
    services.sweep(now=current_time())
