"""A run that takes its time: followed without reload, through a server that is away, and stopped."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from matchmaking.events.queries import event_by_slug
from matchmaking.meetings.models import Priority
from tests import factories
from tests.browser import scenes
from tests.browser.sites import Site, Visitor, Wanted

WANTED = Wanted(worker=True)
pytestmark = pytest.mark.browser


def test_run_shows_how_far_it_is_and_stops_when_asked(site: Site, visitor: Callable[..., Visitor]) -> None:
    scenes.begin(site)
    slug = _crowded_event(site)
    olga = visitor("Olga")
    page = olga.sign_in(scenes.ORGANISER, scenes.PASSWORD)
    olga.open(f"/events/{slug}/plan")
    page.get_by_label("Seconds to compute").fill("120")
    loaded: list[str] = []
    page.on("load", lambda shown: loaded.append(shown.url))

    with site.worker_held():
        page.get_by_role("button", name="Compute a plan").click()
        state = page.locator(".run-state .state")
        expect(state).to_have_text("waiting")
        run = page.url
        _server_goes_away_and_comes_back(olga)
    expect(state).to_have_text("computing")
    weight = page.locator(".objective", has_text="Weight placed")
    expect(weight.locator("strong")).to_have_text(re.compile(r"^\d"))
    expect(weight.locator(".objective-proof")).to_have_text(re.compile("^no plan places more"))
    expect(page.get_by_role("img", name=re.compile("After .* seconds: best"))).to_be_visible()
    expect(page.locator("[data-announcer]")).to_have_text(re.compile(r"\w"))
    assert loaded.count(run) == 1

    page.get_by_role("button", name=re.compile("^Stop")).click()
    expect(page).to_have_url(re.compile(f"/events/{slug}/plans/1$"))
    expect(page.get_by_role("heading", name="What did not fit")).to_be_visible()
    expect(page.locator(".left-out li")).not_to_have_count(0)
    olga.open(run)
    expect(state).to_have_text("stopped")
    expect(page.get_by_text("The best plan found until then is draft 1.")).to_be_visible()


def _server_goes_away_and_comes_back(olga: Visitor) -> None:
    """The page goes on asking, and says nothing wrong meanwhile."""
    page = olga.page
    olga.tolerate("net::ERR_CONNECTION_REFUSED")

    def refuse(route: Route) -> None:
        route.abort("connectionrefused")

    page.route("**/progress", refuse)
    expect(page.locator("[data-poll-state=waiting]")).to_be_visible()
    expect(page.locator(".run-state .state")).to_have_text("waiting")
    page.unroute("**/progress", refuse)
    expect(page.locator("[data-poll-state=fresh]")).to_be_visible()


def _crowded_event(site: Site) -> str:
    """Far more accepted requests than four tables can take in a day, so that the best plan is hard to prove."""
    slug = scenes.open_event(site, "Crowded Day", tables=4)
    with site.acting():
        event = event_by_slug(slug)
        people = [factories.registration(event) for _ in range(36)]
        priorities = itertools.cycle([Priority.NORMAL, Priority.HIGH, Priority.NORMAL, Priority.MUST])
        for number, (one, other) in enumerate(itertools.combinations(people, 2)):
            if number % 2 == 0:
                factories.request(one, other, priority=next(priorities))
    return slug
