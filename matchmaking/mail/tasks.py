"""The mail worker's tasks: one short, idempotent task per mail."""

from __future__ import annotations

from datetime import datetime

from celery import shared_task

from matchmaking.mail import services
from matchmaking.web.clock import current_time


def _clock() -> datetime:
    return current_time()


@shared_task(name="mail.deliver")
def deliver(mail_id: int) -> None:
    """Send one mail of the outbox."""
    services.deliver(mail_id, clock=_clock)


@shared_task(name="mail.sweep")
def sweep() -> None:
    """Send what waits."""
    services.sweep(now=_clock())
