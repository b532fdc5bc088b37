"""Impatient hands: every button that does something is pressed twice, and it is done once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from matchmaking.db import Model, session
from matchmaking.mail.models import OutboxMail
from matchmaking.meetings.models import Meeting, MeetingRequest
from matchmaking.scheduling.models import Plan, ScheduleRun
from tests.browser import scenes
from tests.browser.sites import Site, Visitor, Wanted

WANTED = Wanted(worker=True)
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def people(site: Site) -> str:
    """An administrator and an organiser; gives the organiser's address."""
    scenes.begin(site)
    return scenes.ORGANISER


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_pressed_twice_happens_once(
    site: Site, people: str, visitor: Callable[..., Visitor], *, javascript: bool
) -> None:
    number = "one" if javascript else "two"
    slug = scenes.open_event(site, f"Aerospace Day {number}", tables=1)
    petra = scenes.member(site, f"Petra{number} Partner", f"Wallonie Wings {number}", country="BE")
    quinn = scenes.member(site, f"Quinn{number} Quality", f"Boreal Labs {number}")
    for who in (petra, quinn):
        scenes.register(site, slug, who)
    before = _counts(site)

    asking = visitor("Petra", javascript=javascript)
    page = asking.sign_in(petra.email, scenes.PASSWORD)
    asking.open(f"/events/{slug}/participants")
    page.get_by_role("link", name=f"Ask for a meeting ({quinn.organisation})").click()
    page.get_by_label("Message").fill("Twice?")
    _press_twice(page, page.get_by_role("button", name="Ask for a meeting"))
    expect(page.get_by_text("asked, waiting")).to_be_visible()
    assert _since(site, before) == {"MeetingRequest": 1}

    answering = visitor("Quinn", javascript=javascript)
    page = answering.sign_in(quinn.email, scenes.PASSWORD)
    answering.open(f"/events/{slug}/requests")
    _press_twice(page, page.get_by_role("button", name="Accept"))
    expect(page.get_by_text("accepted")).to_be_visible()

    olga = visitor("Olga", javascript=javascript)
    page = olga.sign_in(people, scenes.PASSWORD)
    olga.open(f"/events/{slug}/plan")
    with site.worker_held():
        _press_twice(page, page.get_by_role("button", name="Compute a plan"))
        expect(page).to_have_url(re.compile("/runs/"))
        assert _since(site, before) == {"MeetingRequest": 1, "ScheduleRun": 1}
    expect(page.get_by_role("link", name=re.compile("(Look at|Release) plan 1"))).to_be_visible(timeout=60_000)

    olga.open(f"/events/{slug}/plans/1/release")
    _press_twice(page, page.get_by_role("button", name="Release plan 1 to 2 people"))
    expect(page.get_by_role("heading", name="Plan", exact=True, level=1)).to_be_visible()
    expect(page.get_by_text("Plan 1 is in force").first).to_be_visible()
    assert _since(site, before) == {"MeetingRequest": 1, "ScheduleRun": 1, "Plan": 1, "Meeting": 1, "OutboxMail": 2}


COUNTED: tuple[type[Model], ...] = (MeetingRequest, ScheduleRun, Plan, Meeting, OutboxMail)


def _counts(site: Site) -> dict[str, int]:
    """How many rows there are of each kind; of mails, the invitations alone."""
    with site.acting():
        return {
            kind.__name__: session().scalar(
                sa.select(sa.func.count())
                .select_from(kind)
                .where(OutboxMail.calendar.is_not(None) if kind is OutboxMail else sa.true())
            )
            or 0
            for kind in COUNTED
        }


def _since(site: Site, before: dict[str, int]) -> dict[str, int]:
    now = _counts(site)
    return {name: now[name] - before[name] for name in now if now[name] != before[name]}


def _press_twice(page: Page, button: Locator) -> None:
    """Two clicks as fast as a hand can, before any answer has come."""
    button.dblclick(no_wait_after=True)
    page.wait_for_load_state()
