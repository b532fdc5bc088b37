"""What is possible, on the organiser's page: it comes by itself with scripts, and with the next look without."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from matchmaking.events.queries import event_by_slug
from tests import factories
from tests.browser import scenes
from tests.browser.sites import Site, Visitor, Wanted

WANTED = Wanted(worker=True)
pytestmark = pytest.mark.browser


def test_it_appears_on_the_page_without_being_loaded_again(site: Site, visitor: Callable[..., Visitor]) -> None:
    scenes.begin(site)
    with_scripts, without = (_tight_event(site, name) for name in ("Scripted Day", "Plain Day"))
    olga = visitor("Olga")
    page = olga.sign_in(scenes.ORGANISER, scenes.PASSWORD)
    with site.worker_held():
        olga.open(f"/events/{with_scripts}/plan")
        loaded: list[str] = []
        page.on("load", lambda shown: loaded.append(shown.url))
        expect(page.get_by_text("It is being worked out.")).to_be_visible()
        expect(page.get_by_role("link", name="Load the page again")).to_be_hidden()
    expect(page.locator("#main").get_by_text("At most 16 of 28 accepted requests fit.")).to_be_visible()
    expect(page.get_by_role("table", name="How many requests fit at most")).to_be_visible()
    expect(page.locator("[data-announcer]")).to_have_text("At most 16 of 28 accepted requests fit.")
    assert loaded == []

    plain = visitor("Olga without scripts", javascript=False)
    page = plain.sign_in(scenes.ORGANISER, scenes.PASSWORD)
    with site.worker_held():
        plain.open(f"/events/{without}/plan")
        expect(page.get_by_text("It is being worked out.")).to_be_visible()
    said = page.locator("#main").get_by_text("At most 16 of 28 accepted requests fit.")
    again = page.get_by_role("link", name="Load the page again")
    for _attempt in range(50):
        if said.is_visible():
            break
        again.click()
        page.wait_for_load_state()
    expect(said).to_be_visible()


def _tight_event(site: Site, name: str) -> str:
    """28 accepted requests of eight people, one table, 16 slots."""
    slug = scenes.open_event(site, name, tables=1)
    with site.acting():
        event = event_by_slug(slug)
        people = [factories.registration(event) for _ in range(8)]
        for one, other in itertools.combinations(people, 2):
            factories.request(one, other)
    return slug
