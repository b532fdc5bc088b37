"""The main job where scripts are off: forms, links and a page that loads itself again do it all."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import scenes
from tests.browser.sites import Site, Visitor, Wanted

WANTED = Wanted(worker=True)
pytestmark = pytest.mark.browser


def test_people_meet_without_javascript(site: Site, visitor: Callable[..., Visitor]) -> None:
    scenes.begin(site)
    slug = scenes.open_event(site, "Flight Day", tables=1)
    scenes.open_event(site, "Health Day", tables=1)
    petra = scenes.member(site, "Petra Partner", "Wallonie Wings", country="BE")
    quinn = scenes.member(site, "Quinn Quality", "Boreal Labs")
    scenes.register(site, slug, quinn)
    asking, asked, olga = (visitor(name, javascript=False) for name in ("Petra", "Quinn", "Olga"))

    asking.sign_in(petra.email, scenes.PASSWORD)
    _find_event(asking)
    page = asking.page
    page.get_by_role("link", name="Register for this event").click()
    page.get_by_role("button", name="Send my registration").click()
    expect(page.get_by_role("heading", name="Waiting for the organiser")).to_be_visible()

    page = olga.sign_in(scenes.ORGANISER, scenes.PASSWORD)
    olga.open(f"/events/{slug}/registrations")
    page.get_by_role("button", name="Approve (Petra Partner)").click()
    expect(page.get_by_role("status").first).to_contain_text("Petra Partner takes part now")

    _tick_availability(asking, slug)
    page = asking.open(f"/events/{slug}/participants")
    page.get_by_role("link", name="Ask for a meeting (Boreal Labs)").click()
    page.get_by_label("Message").fill("Shall we test your wings?")
    page.get_by_role("button", name="Ask for a meeting").click()
    expect(page.get_by_role("status").first).to_contain_text("Boreal Labs has been asked")

    page = asked.sign_in(quinn.email, scenes.PASSWORD)
    asked.open(f"/events/{slug}/requests")
    page.get_by_text("Add a note").click()
    page.get_by_label("Note to Petra Partner").fill("Gladly.")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status").first).to_contain_text("You and Wallonie Wings agree to meet")

    _compute(site, olga, slug)
    page = olga.open(f"/events/{slug}/plans/1/release")
    page.get_by_role("button", name="Release plan 1 to 2 people").click()
    expect(page.get_by_role("status").first).to_contain_text("Plan 1 is in force")
    page = asked.open(f"/events/{slug}/agenda")
    expect(page.locator("ol.agenda")).to_contain_text("Wallonie Wings")


def _find_event(person: Visitor) -> None:
    page = person.open("/")
    expect(page.get_by_role("row")).to_have_count(3)
    phrase = page.locator("details.phrase").filter(has_text="Country")
    phrase.locator("summary").click()
    phrase.get_by_label("Canada").check()
    phrase.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("country=CA"))
    page.locator("form.sentence").get_by_label("Words").fill("flïght")
    page.locator("form.sentence").get_by_role("button", name="Search").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="Flight Day").click()


def _tick_availability(person: Visitor, slug: str) -> None:
    page = person.open(f"/events/{slug}/availability")
    expect(page.get_by_role("button", name=re.compile("Whole day"))).to_have_count(0)
    boxes = page.get_by_role("table", name="When you can meet").get_by_role("checkbox")
    boxes.nth(0).uncheck()
    boxes.nth(3).uncheck()
    page.get_by_role("button", name="Save when I can meet").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved")
    expect(boxes.nth(0)).not_to_be_checked()
    expect(boxes.nth(1)).to_be_checked()
    expect(boxes.nth(3)).not_to_be_checked()


def _compute(site: Site, olga: Visitor, slug: str) -> None:
    """The run's page loads itself again and again until the plan is there."""
    page = olga.open(f"/events/{slug}/plan")
    loaded: list[str] = []
    page.on("response", lambda answer: loaded.append(answer.url) if answer.request.is_navigation_request() else None)
    with site.worker_held():
        page.get_by_role("button", name="Compute a plan").click()
        expect(page.locator(".run-state .state")).to_have_text("waiting")
        run = page.url
        page.wait_for_event("load")
        assert page.url == run
    expect(page.locator(".run-state .state")).to_have_text("done", timeout=60_000)
    assert loaded.count(run) >= 3, loaded
    page.get_by_role("link", name="Look at plan 1").click()
    expect(page.locator(".plan-pair")).to_have_count(1)
