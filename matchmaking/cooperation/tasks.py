"""The room's tasks: one short, idempotent task per search that somebody keeps."""

from __future__ import annotations

from celery import shared_task

from matchmaking.cooperation.services import partner_searches
from matchmaking.web.clock import current_time


@shared_task(name="cooperation.tell_of_partners")
def tell_of_partners(search_id: int) -> None:
    """Look for new matches of one search, and mail them."""
    partner_searches.tell_of_new(search_id, now=current_time())


@shared_task(name="cooperation.sweep_partner_searches")
def sweep_partner_searches() -> None:
    """Hand out the searches that are due."""
    partner_searches.sweep(now=current_time())
