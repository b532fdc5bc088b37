"""The cluster map by keyboard alone, and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from matchmaking.demo.records import records
from matchmaking.organisations import services as organisations
from tests.browser.sites import PHONE, Site, Visitor

pytestmark = pytest.mark.browser

MOST_STEPS = 80
WHOLE = "0.0 0.0 2000.0 1300.0"


@pytest.fixture(scope="module", autouse=True)
def facts(site: Site) -> None:
    """The clusters of the public documents."""
    with site.acting() as now:
        organisations.load_sectors(records("sectors")["sectors"])
        organisations.import_listed(records("organisations")["organisations"], now=now)


def _tab_to(page: Page, selector: str) -> None:
    """Go on with the keyboard until what has the focus fits; the page has no trap and no gap on the way."""
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{MOST_STEPS} presses of Tab never came to {selector}")


def test_clusters_are_found_and_compared_by_keyboard_alone(visitor: Callable[..., Visitor]) -> None:
    anna = visitor("Anna")
    page = anna.open("/map")
    picture = page.locator("[data-map-picture]")

    _tab_to(page, ".map-skip")
    expect(page.get_by_role("link", name="Skip the map")).to_be_visible()
    _tab_to(page, '.map-place[aria-label^="Canada"]')
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Canada", exact=True)).to_be_visible()

    _tab_to(page, "[data-map]")
    expect(picture).to_have_attribute("viewBox", WHOLE)
    page.keyboard.press("+")
    expect(picture).to_have_attribute("viewBox", "500.0 325.0 1000.0 650.0")
    expect(page.locator("[data-announcer]")).to_have_text("Enlarged 2 times")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    expect(picture).to_have_attribute("viewBox", "250.0 162.5 1000.0 650.0")
    page.keyboard.press("-")
    expect(picture).to_have_attribute("viewBox", WHOLE)
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(picture).to_have_attribute("viewBox", "750.0 487.5 500.0 325.0")

    # Ontario and Toronto are one circle, out of the enlarged picture: it moves there with the focus.
    _tab_to(page, '.map-place[aria-label^="Ontario"]')
    expect(page.locator('.map-place[aria-label^="Ontario"] circle')).to_be_in_viewport()
    page.wait_for_function(
        """() => {
          const circle = document.activeElement.querySelector("circle").getBoundingClientRect();
          const frame = document.querySelector("[data-map]").getBoundingClientRect();
          return circle.left >= frame.left && circle.right <= frame.right && circle.bottom <= frame.bottom;
        }"""
    )
    page.keyboard.press("0")
    expect(picture).to_have_attribute("viewBox", WHOLE)
    _tab_to(page, '.map-place-table a[href*="montreal"]')
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="4 clusters: Montréal")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Aéro Montréal")).to_be_visible()
    expect(page.get_by_role("link", name="Saint-Hyacinthe Technopole")).to_have_count(0)

    for slug in ("aero-montreal", "criaq"):
        _tab_to(page, f'input[value="{slug}"]')
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Compare clusters")).to_be_visible()
    expect(page.get_by_role("table", name="Members by kind, and staff")).to_contain_text("CRIAQ")


def test_the_pointer_drags_and_turns_the_wheel_once_the_map_is_pressed(visitor: Callable[..., Visitor]) -> None:
    page = visitor("Mo").open("/map?area=CA")
    picture = page.locator("[data-map-picture]")
    picture.hover()

    page.mouse.wheel(0, 40)
    page.wait_for_function("scrollY > 0")
    expect(picture).to_have_attribute("viewBox", WHOLE)
    page.get_by_role("link", name="Closer").click()
    expect(picture).to_have_attribute("viewBox", "500.0 325.0 1000.0 650.0")
    box = picture.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 100, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 100 + box["width"] / 4, box["y"] + 150, steps=3)
    page.mouse.up()
    expect(picture).to_have_attribute("viewBox", "250.0 325.0 1000.0 650.0")
    page.locator("[data-map]").focus()
    page.mouse.wheel(0, -200)
    page.wait_for_function(
        "Number(document.querySelector('[data-map-picture]').getAttribute('viewBox').split(' ')[2]) < 900"
    )


def test_the_map_moves_and_chooses_on_a_phone_without_scripts(visitor: Callable[..., Visitor]) -> None:
    page = visitor("Pia", javascript=False, size=PHONE).open("/map")

    page.get_by_role("navigation", name="Pictures").get_by_role("link", name="Europe").click()
    page.get_by_role("link", name="Closer").click()
    expect(page.locator("[data-map-picture]")).to_have_attribute("viewBox", "500 325 1000 650")
    page.get_by_text("Filters", exact=False).first.click()
    page.get_by_label("Sector", exact=True).select_option("photonics")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("region", name="Map: Europe").wait_for()
    page.get_by_role("table", name="How many there are, by place").first.get_by_role("link", name="Vilnius").click()
    expect(page.get_by_role("heading", name="1 cluster: Vilnius")).to_be_in_viewport()
    expect(page.get_by_role("link", name="LITEK")).to_be_visible()
