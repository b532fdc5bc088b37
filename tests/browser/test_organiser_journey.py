"""An organiser's way from an empty database to invitations in everybody's mailbox, each step in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import scenes
from tests.browser.reading import attachments, read_calendar
from tests.browser.sites import Site, Visitor, Wanted

WANTED = Wanted(worker=True)
pytestmark = pytest.mark.browser

SLUG = "transatlantic-days"


def test_organiser_comes_from_a_new_event_to_invitations_in_every_mailbox(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    scenes.begin(site)
    olga = visitor("Olga")
    _create_event(olga)
    _make_grid(olga)
    _set_tables(olga)
    _open(olga)

    petra = scenes.member(site, "Petra Partner", "Wallonie Wings", country="BE", offers="Composite wings")
    quinn = scenes.member(site, "Quinn Quality", "Boreal Labs", offers="Fatigue tests")
    rosa = scenes.member(site, "Rosa Rivets", "Rivets Rosa", country="ES", offers="Rivets")
    scenes.register(site, SLUG, rosa, approved=False)
    browsers = {who.email: visitor(who.organisation) for who in (petra, quinn)}
    for who in (petra, quinn):
        _register(browsers[who.email], who)
    _approve_all(olga)
    for who in (petra, quinn, rosa):
        assert "Transatlantic Days" in site.mail(who.email, "You take part").text
    _ask(browsers[petra.email], "Boreal Labs")
    _accept(browsers[quinn.email])
    for sender, recipient in ((quinn, rosa), (rosa, petra)):
        scenes.agree(site, SLUG, sender, recipient)

    _compute(site, olga)
    _release(olga)

    invited = {who.email: _invitations(site, who) for who in (petra, quinn, rosa)}
    assert {email: len(found) for email, found in invited.items()} == {
        petra.email: 2, quinn.email: 2, rosa.email: 2
    }  # fmt: skip
    uids = [uid for found in invited.values() for uid in found]
    assert sorted(uids.count(uid) for uid in set(uids)) == [2, 2, 2]
    page = olga.open(f"/events/{SLUG}/plan")
    expect(page.get_by_text("Plan 1: 6 of 6 mails sent.")).to_be_visible()


def _create_event(olga: Visitor) -> None:
    page = olga.sign_in(scenes.ORGANISER, scenes.PASSWORD)
    start = scenes.first_day()
    page.get_by_role("link", name="Organise").click()
    page.get_by_role("link", name="New event").first.click()
    page.get_by_label("Name").fill("Transatlantic Days")
    page.get_by_role("group", name="Target").get_by_label("SME").check()
    page.get_by_label("Summary").fill("Two days of meetings across the Atlantic.")
    page.get_by_label("Time zone").select_option("America/Toronto")
    page.get_by_label("Start").fill(f"{start:%Y-%m-%dT%H:%M}")
    page.get_by_label("End", exact=True).fill(f"{start + timedelta(days=1, hours=8):%Y-%m-%dT%H:%M}")
    page.get_by_label("Country", exact=True).select_option("CA")
    page.get_by_role("textbox", name="City").fill("Montréal")
    page.get_by_role("textbox", name="Venue").fill("Palais des congrès")
    page.get_by_label("With B2B meetings").check()
    page.get_by_role("button", name="Save as a draft").click()
    expect(page).to_have_url(re.compile(f"/events/{SLUG}/setup"))


def _make_grid(olga: Visitor) -> None:
    """ "Two days, 9:00-17:00, 20 minutes, 5 between, lunch 12:30-13:30" in one step."""
    page = olga.page
    page.get_by_label("First day").fill(f"{scenes.first_day():%Y-%m-%d}")
    page.get_by_label("Days").fill("2")
    page.get_by_label("From", exact=True).first.fill("09:00")
    page.get_by_label("To", exact=True).first.fill("17:00")
    page.get_by_label("Minutes per slot").fill("20")
    page.get_by_label("Minutes between").fill("5")
    page.get_by_label("Lunch from").fill("12:30")
    page.get_by_label("Lunch to").fill("13:30")
    page.get_by_role("button", name="Show what it makes").click()
    expect(page.get_by_role("heading", name="This makes 32 slots")).to_be_visible()
    page.get_by_role("button", name="Lay out the grid").click()
    expect(page.locator("#slots input[name=slots]:checked")).to_have_count(32)


def _set_tables(olga: Visitor) -> None:
    page = olga.page
    page.get_by_label("Number of tables").fill("2")
    page.get_by_role("button", name="Save the tables").click()
    expect(page.get_by_text(re.compile("32 slots . 2 tables"))).to_be_visible()


def _open(olga: Visitor) -> None:
    page = olga.page
    page.get_by_role("button", name="Publish the event").click()
    expect(page.get_by_text("Everybody can see it.")).to_be_visible()
    page.get_by_role("button", name="Open registration").click()
    expect(page.get_by_role("button", name="Close registration")).to_be_visible()


def _register(person: Visitor, who: scenes.Member) -> None:
    page = person.sign_in(who.email, scenes.PASSWORD)
    person.open(f"/events/{SLUG}")
    page.get_by_role("link", name="Register for this event").click()
    page.get_by_role("button", name="Send my registration").click()
    expect(page.get_by_role("heading", name="Waiting for the organiser")).to_be_visible()


def _approve_all(olga: Visitor) -> None:
    page = olga.open(f"/events/{SLUG}/registrations")
    page.get_by_text("Approve all who wait (3)").click()
    page.get_by_role("button", name="Approve 3 registrations").click()
    expect(page.get_by_role("status").first).to_contain_text("3 registrations approved")


def _ask(person: Visitor, whom: str) -> None:
    page = person.open(f"/events/{SLUG}/participants")
    page.get_by_role("link", name=f"Ask for a meeting ({whom})").click()
    page.get_by_label("Message").fill("Let us talk.")
    page.get_by_role("button", name="Ask for a meeting").click()
    expect(page.get_by_role("status").first).to_contain_text(f"{whom} has been asked")


def _accept(person: Visitor) -> None:
    page = person.open(f"/events/{SLUG}/requests")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status").first).to_contain_text("agree to meet")


def _compute(site: Site, olga: Visitor) -> None:
    """The page of the run passes from state to state without being loaded again, and leads to the draft."""
    page = olga.open(f"/events/{SLUG}/plan")
    loaded: list[str] = []
    page.on("load", lambda shown: loaded.append(shown.url))
    state = page.locator(".run-state .state")
    with site.worker_held():
        page.get_by_role("button", name="Compute a plan").click()
        expect(state).to_have_text("waiting")
        expect(page.locator("[data-poll-state=fresh]")).to_be_visible()
        run = page.url
    expect(page).to_have_url(re.compile(f"/events/{SLUG}/plans/1$"), timeout=60_000)
    assert loaded.count(run) == 1
    expect(page.get_by_role("heading", level=1)).to_contain_text("Plan 1 draft")
    expect(page.locator(".plan-pair")).to_have_count(3)
    expect(page.get_by_text("Every accepted request has its place.")).to_be_visible()
    page.get_by_role("link", name="Person by person").click()
    expect(page.locator(".person-sheets > li")).to_have_count(3)


def _release(olga: Visitor) -> None:
    page = olga.page
    page.get_by_role("link", name="Plan", exact=True).first.click()
    page.get_by_role("link", name="Release…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Release plan 1")
    consequence = page.locator("form.confirm > p").first
    expect(consequence).to_have_text("3 people will be told; 3 meetings are new, 0 move.")
    page.get_by_role("button", name="Release plan 1 to 3 people").click()
    expect(page.get_by_role("status").first).to_contain_text("Plan 1 is in force. 3 people are being told.")


def _invitations(site: Site, who: scenes.Member) -> set[str]:
    """The UIDs of the two invitations that `who` gets, each a request to come to one of the tables."""
    found = set()
    for _ in range(2):
        mail = site.mail(who.email, "Meeting with")
        assert mail.calendar is not None, mail.subject
        method, (event,) = read_calendar(mail.calendar)
        assert method == "REQUEST"
        assert scenes.first_day().astimezone(UTC) <= event.starts_at
        assert event.ends_at - event.starts_at == timedelta(minutes=20)
        assert re.fullmatch("Table [12], Palais des congrès, Montréal", event.location)
        assert attachments(mail) == {"invite.ics": mail.calendar}
        found.add(event.uid)
    return found
