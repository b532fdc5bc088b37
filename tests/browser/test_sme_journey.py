"""An SME's way from an empty database to a meeting in its own calendar, each step in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import scenes
from tests.browser.reading import read_calendar
from tests.browser.sites import Site, Visitor, Wanted

WANTED = Wanted(worker=True)
pytestmark = pytest.mark.browser

SAM = "sam@aeronord.example"


def test_sme_comes_from_signing_up_to_a_meeting_in_its_calendar(site: Site, visitor: Callable[..., Visitor]) -> None:
    scenes.begin(site)
    slug = scenes.open_event(site, "Aerospace Day", tables=1)
    petra = scenes.member(site, "Petra Partner", "Wallonie Wings", country="BE", offers="Composite wings")
    scenes.register(site, slug, petra)
    sam = visitor("Sam")

    _sign_up(site, sam)
    _write_profile(sam)
    _publish(visitor("Ada"))
    _register(sam, slug)
    olga = visitor("Olga")
    _approve(olga, slug)
    taken = _tick_availability(sam, slug)
    _ask(sam, slug)
    _accept(site, visitor("Petra"), slug, petra)
    _plan(olga, slug)

    invitation = site.mail(SAM, "Meeting with Wallonie Wings")
    assert invitation.calendar is not None
    method, (invited,) = read_calendar(invitation.calendar)
    assert method == "REQUEST"
    assert invited.starts_at == (scenes.first_day() + timedelta(minutes=25) * taken).astimezone(UTC)
    assert invited.ends_at - invited.starts_at == timedelta(minutes=20)

    page = sam.open(f"/events/{slug}/agenda")
    expect(page.locator("ol.agenda")).to_contain_text("Wallonie Wings")
    expect(page.locator(".next-meeting")).to_contain_text("Table 1")
    address = page.get_by_label("Address of your calendar").input_value()
    answer = site.fetch(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    method, (followed,) = read_calendar(answer.text)
    assert method == "PUBLISH"
    assert followed == invited
    assert followed.location == "Table 1, Palais des congrès, Montréal"
    assert site.fetch(address.replace(".ics", "x.ics")).status_code == 404


def _sign_up(site: Site, sam: Visitor) -> None:
    page = sam.open("/")
    page.get_by_role("link", name="Sign up").click()
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Brussels")
    page.get_by_label("Your name").fill("Sam Sky")
    page.get_by_label("E-mail address").fill(SAM)
    page.get_by_label("Password").fill(scenes.PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("status").first).to_contain_text(SAM)
    mail = site.mail(SAM, "Confirm your e-mail address")
    links = re.findall(r"https?://\S+", mail.text)
    assert [link for link in links if not link.startswith(site.base_url)] == []
    sam.open(next(link for link in links if "/confirm/" in link))
    expect(page.get_by_role("status").first).to_contain_text("is confirmed")
    sam.sign_in(SAM, scenes.PASSWORD)


def _write_profile(sam: Visitor) -> None:
    page = sam.page
    page.locator("details.account > summary").click()
    page.get_by_role("link", name="My organisation").click()
    page.get_by_role("link", name="Register an SME").click()
    page.get_by_label("Country").select_option("CA")
    page.get_by_label("Name").fill("Aéro Nord")
    page.get_by_role("button", name="Begin the profile").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aéro Nord")
    page.get_by_role("textbox", name="City").fill("Montréal")
    page.get_by_label("Website").fill("aeronord.example.org")
    page.get_by_label("Size").select_option("small")
    page.get_by_label("Description").fill("Landing gear for regional aircraft.")
    page.get_by_role("group", name="Sectors").get_by_label("Aerospace").check()
    page.get_by_text("Partners in any country").click()
    page.get_by_label("Belgium").check()
    offers, seeks = (page.get_by_role("group", name=name) for name in ("What you offer", "What you look for"))
    offers.get_by_label("Title").fill("Landing gear")
    offers.get_by_role("button", name="Add an offer").click()
    expect(offers.get_by_label("Title")).to_have_count(2)
    expect(offers.get_by_label("Title").last).to_be_focused()
    offers.get_by_label("Title").last.fill("Overhaul of landing gear")
    seeks.get_by_label("Title").fill("Composite wings")
    page.get_by_role("button", name="Send for publication").click()
    expect(page.get_by_role("status").first).to_contain_text("The profile is sent")


def _publish(ada: Visitor) -> None:
    page = ada.sign_in(scenes.ADMINISTRATOR, scenes.PASSWORD)
    ada.open("/admin")
    page.get_by_role("link", name="Profiles to publish").click()
    page.get_by_role("link", name="Aéro Nord").click()
    expect(page.get_by_role("heading", name="Overhaul of landing gear")).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Aéro Nord is published")


def _register(sam: Visitor, slug: str) -> None:
    page = sam.open("/")
    page.get_by_role("link", name="Aerospace Day").click()
    page.get_by_role("link", name="Register for this event").click()
    page.get_by_label("What you do there").fill("Sales")
    page.get_by_role("button", name="Send my registration").click()
    expect(page.get_by_role("heading", name="Waiting for the organiser")).to_be_visible()
    expect(page).to_have_url(re.compile(f"/events/{slug}/register$"))


def _approve(olga: Visitor, slug: str) -> None:
    page = olga.sign_in(scenes.ORGANISER, scenes.PASSWORD)
    olga.open(f"/events/{slug}/registrations")
    page.get_by_role("row", name="Sam Sky").get_by_role("button", name="Approve (Sam Sky)").click()
    expect(page.get_by_role("status").first).to_contain_text("Sam Sky takes part now")


def _tick_availability(sam: Visitor, slug: str) -> int:
    """Nothing but the second slot of the morning, by the keyboard alone; gives its number, from 0."""
    page = sam.open(f"/events/{slug}")
    page.get_by_role("link", name="Say when you are free").click()
    grid = page.get_by_role("table", name="When you can meet")
    boxes = grid.get_by_role("checkbox")
    expect(boxes).to_have_count(16)
    whole_day = grid.get_by_role("button", name=re.compile("Whole day"))
    whole_day.focus()
    page.keyboard.press("Enter")
    expect(grid.get_by_role("checkbox", checked=True)).to_have_count(0)
    boxes.first.focus()
    page.keyboard.press("ArrowDown")
    expect(boxes.nth(1)).to_be_focused()
    page.keyboard.press("Space")
    expect(grid.get_by_role("checkbox", checked=True)).to_have_count(1)
    page.get_by_role("button", name="Save when I can meet").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Saved")
    expect(boxes.nth(1)).to_be_checked()
    expect(grid.get_by_role("checkbox", checked=True)).to_have_count(1)
    return 1


def _ask(sam: Visitor, slug: str) -> None:
    page = sam.open(f"/events/{slug}/participants")
    row = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Wallonie Wings"))
    expect(row.locator(".reasons li")).not_to_have_count(0)
    row.get_by_role("link", name="Ask for a meeting").click()
    page.get_by_label("Message").fill("Your wings on our gear?")
    page.get_by_label("must: the reason why you come").check()
    page.get_by_role("button", name="Ask for a meeting").click()
    expect(page.get_by_role("status").first).to_contain_text("Wallonie Wings has been asked")
    expect(row).to_contain_text("asked, waiting")


def _accept(site: Site, visitor: Visitor, slug: str, petra: scenes.Member) -> None:
    mail = site.mail(petra.email, "Aéro Nord")
    assert "Your wings on our gear?" in mail.text
    page: Page = visitor.sign_in(petra.email, scenes.PASSWORD)
    visitor.open(f"/events/{slug}/requests")
    expect(page.locator("blockquote")).to_have_text("Your wings on our gear?")
    expect(page.get_by_text("priority: must")).to_be_visible()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status").first).to_contain_text("You and Aéro Nord agree to meet")


def _plan(olga: Visitor, slug: str) -> None:
    page = olga.open(f"/events/{slug}/plan")
    page.get_by_role("button", name="Compute a plan").click()
    expect(page.get_by_role("link", name=re.compile("(Look at|Release) plan 1"))).to_be_visible(timeout=60_000)
    olga.open(f"/events/{slug}/plans/1")
    page.get_by_role("link", name="Release plan 1").click()
    page.get_by_role("button", name="Release plan 1 to 2 people").click()
    expect(page.get_by_role("status").first).to_contain_text("Plan 1 is in force. 2 people are being told.")
