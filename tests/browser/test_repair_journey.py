"""A plan in force, somebody who cannot come when they should, and the organiser's repair, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from matchmaking.accounts.queries import person_by_email
from matchmaking.events.queries import event_by_slug
from matchmaking.registrations.services import set_availability
from matchmaking.scheduling import queries, services
from matchmaking.scheduling.execution import execute_run
from tests.browser import scenes
from tests.browser.sites import Site, Visitor, Wanted

WANTED = Wanted(worker=True)
pytestmark = pytest.mark.browser


def test_organiser_repairs_the_plan_and_only_those_concerned_are_told(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    scenes.begin(site)
    slug = scenes.open_event(site, "Repaired Day", tables=2)
    petra = scenes.member(site, "Petra Partner", "Wallonie Wings", country="BE")
    quinn = scenes.member(site, "Quinn Quality", "Boreal Labs")
    rosa = scenes.member(site, "Rosa Rivets", "Rivets Rosa", country="ES")
    for who in (petra, quinn, rosa):
        scenes.register(site, slug, who)
    scenes.agree(site, slug, petra, quinn)
    scenes.agree(site, slug, quinn, rosa)
    _release_first_plan(site, slug)
    _cannot_come_to_the_meeting(site, slug, petra)

    olga = visitor("Olga")
    page = olga.sign_in(scenes.ORGANISER, scenes.PASSWORD)
    olga.open(f"/events/{slug}/plan")
    with site.worker_held():
        page.get_by_role("button", name="Repair with as few changes as possible").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Repairing the plan")
        expect(page.locator(".run-state .state")).to_have_text("waiting")
    expect(page).to_have_url(re.compile(f"/events/{slug}/plans/2$"), timeout=60_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Plan 2 draft Repair")
    expect(page.locator(".plan-changes tr")).to_have_text(
        [re.compile(r"stay as they are\s*1"), re.compile(r"move\s*1"), re.compile(r"are dropped\s*0"),
         re.compile(r"are new\s*0")]
    )  # fmt: skip
    expect(page.get_by_text("Proven: no plan changes fewer")).to_be_visible()

    page.get_by_role("link", name="Release plan 2").click()
    expect(page.locator("form.confirm > p").first).to_have_text(
        "2 people will be told; 0 meetings are new, 1 moves, 1 stays as it is."
    )
    page.get_by_role("button", name="Release plan 2 to 2 people").click()
    expect(page.get_by_role("status").first).to_contain_text("Plan 2 is in force. 2 people are being told.")
    rows = page.locator("table", has_text="All plans").locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("Repair")
    expect(rows.nth(1)).to_contain_text("New plan")


def _release_first_plan(site: Site, slug: str) -> None:
    with site.acting() as now:
        event, organiser = event_by_slug(slug), person_by_email(scenes.ORGANISER)
        run = services.request_run(event, actor=organiser, now=now, time_limit=2)
        execute_run(run.id, clock=lambda: datetime.now(UTC), workers=1)
        services.release(event, 1, actor=organiser, now=now)


def _cannot_come_to_the_meeting(site: Site, slug: str, who: scenes.Member) -> None:
    """`who` has one meeting, and from now on no time for it when it is."""
    with site.acting() as now:
        own = scenes.taking_part(slug, who)
        taken = {
            meeting.slot_id
            for meeting in queries.scheduled(own.event_id)
            if own.id in {meeting.request.from_id, meeting.request.to_id}
        }
        assert len(taken) == 1
        set_availability(own, {slot.id for slot in own.event.slots} - taken, now=now)
