"""The mail worker's tasks: one short, idempotent task per mail."""

from __future__ import annotations

from datetime import UTC, datetime

from celery import shared_task

from matchmaking.mail import services


def _clock() -> datetime:
    return datetime.now(UTC)


@shared_task(name="mail.deliver")
def deliver(mail_id: int) -> None:
    """Send one mail of the outbox."""
    services.deliver(mail_id, clock=_clock)


@shared_task(name="mail.sweep")
def sweep() -> None:
    """Send what waits."""
    services.sweep(now=_clock())
