"""An SME comes from a country's page to partners there, weighs what matters to it, and keeps the search."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from matchmaking.demo.load import load_public_facts
from tests.browser import scenes
from tests.browser.sites import Site, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def petra(site: Site) -> scenes.Member:
    """Petra of a Walloon SME, and the organisations of the public documents."""
    scenes.begin(site)
    with site.acting() as now:
        load_public_facts(now=now)
    return scenes.member(site, "Petra Partner", "Wallonie Wings", country="BE", offers="Composite wings")


def first(page: Page) -> str:
    """Who stands first."""
    return page.locator(".suggestion h3").first.inner_text()


def test_partner_is_found_from_a_country_page_and_the_search_is_kept(
    petra: scenes.Member, visitor: Callable[..., Visitor]
) -> None:
    someone = visitor("Petra")
    someone.sign_in(petra.email, scenes.PASSWORD)
    page = someone.open("/countries/ca")
    page.get_by_role("link", name="Find a partner here").first.click()
    expect(page).to_have_url(re.compile(r"/partners\?country=CA"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Partners for Wallonie Wings")
    suggested = page.locator(".suggestion")
    expect(suggested).to_have_count(10)
    expect(suggested.locator(".note").first).to_contain_text("Canada")
    expect(suggested.first.locator("tfoot td")).to_have_text(re.compile(r"\d"))

    before = suggested.first.locator("tfoot td").inner_text()
    slider = page.get_by_label("Shared sectors")
    slider.focus()
    slider.press("End")
    expect(page.locator('output[for="w_shared_sectors"]')).to_have_text("100")
    expect(page).to_have_url(re.compile(r"w_shared_sectors=100"))
    expect(suggested.first.locator("tfoot td")).not_to_have_text(before)
    expect(slider).to_be_focused()

    page.get_by_label("Name of the search").fill("Wings in Canada")
    page.get_by_role("button", name="Keep this search").click()
    expect(page.get_by_role("status").first).to_contain_text("The search is kept")
    expect(page).to_have_url(re.compile(r"country=CA.*w_shared_sectors=100|w_shared_sectors=100.*country=CA"))

    name = first(page)
    suggested.first.get_by_role("link", name="View the profile").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_partners_are_weighed_without_scripts(petra: scenes.Member, visitor: Callable[..., Visitor]) -> None:
    someone = visitor("Petra", javascript=False)
    someone.sign_in(petra.email, scenes.PASSWORD)
    page = someone.open("/partners")
    page.get_by_label("You look for partners in their country").fill("90")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile(r"w_country_sought=90"))
    expect(page.get_by_label("You look for partners in their country")).to_have_value("90")
