"""The mail worker's tasks: one short, idempotent task per mail."""

from __future__ import annotations

from celery import shared_task

from matchmaking.mail import services
from matchmaking.web.clock import current_time


@shared_task(name="mail.deliver")
def deliver(mail_id: int) -> None:
    """Send one mail of the outbox."""
    services.deliver(mail_id, clock=current_time)


@shared_task(name="mail.sweep")
def sweep() -> None:
    """Send what waits."""
    services.sweep(now=current_time())


@shared_task(name="mail.forget")
def forget() -> None:
    """Blank the words of mails sent long ago."""
    services.forget(now=current_time())
