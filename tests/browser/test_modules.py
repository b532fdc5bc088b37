"""What the small scripts make better, on the page that shows every part, and on the listing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from matchmaking.demo.load import load_public_facts
from tests.browser.sites import DESK, PHONE, Site, Visitor, Wanted

WANTED = Wanted(demo=True)
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def facts(site: Site) -> dict[str, int]:
    """The public events and organisations are loaded; how many there are."""
    with site.acting():
        return load_public_facts(now=datetime.now(UTC))


@pytest.fixture
def specimen(visitor: Callable[..., Visitor]) -> Page:
    """The page that shows every part, on a desk."""
    return visitor("reader").open("/demo/specimen")


def test_grid_paints_what_the_mouse_is_dragged_over(specimen: Page) -> None:
    grid = _grid(specimen)
    assert _ticked(grid) == {"w1", "f1", "w2", "t2", "t3"}
    _drag(specimen, _cell(grid, "w1"), _cell(grid, "w2"), _cell(grid, "w3"))
    assert _ticked(grid) == {"f1", "t2", "t3"}
    _drag(specimen, _cell(grid, "t1"), _cell(grid, "f1"), _cell(grid, "f2"))
    assert _ticked(grid) == {"t1", "f1", "t2", "t3"}, "the slot that is taken stays as it is"


def test_grid_ticks_one_cell_by_one_click(specimen: Page) -> None:
    grid = _grid(specimen)
    _cell(grid, "t1").click()
    assert _ticked(grid) == {"w1", "t1", "f1", "w2", "t2", "t3"}
    _cell(grid, "t1").click()
    assert _ticked(grid) == {"w1", "f1", "w2", "t2", "t3"}


def test_grid_is_led_by_the_keyboard(specimen: Page) -> None:
    grid = _grid(specimen)
    _box(grid, "w1").focus()
    _press(specimen, "Space", "ArrowRight")
    expect(_box(grid, "t1")).to_be_focused()
    _press(specimen, "ArrowDown", "ArrowRight")
    expect(_box(grid, "t2")).to_be_focused()  # to its right is a slot that is taken
    _press(specimen, "ArrowUp", "Space", "Shift+ArrowRight")
    expect(_box(grid, "f1")).to_be_focused()
    assert _ticked(grid) == {"t1", "f1", "w2", "t2", "t3"}
    _press(specimen, "ArrowUp")
    expect(_box(grid, "f1")).to_be_focused()


def test_grid_takes_a_whole_day_and_gives_it_back(specimen: Page) -> None:
    grid = _grid(specimen)
    whole = grid.get_by_role("button", name="Whole day Thu 11 March")
    whole.click()
    assert _ticked(grid) == {"w1", "f1", "w2", "t1", "t2", "t3"}
    whole.click()
    assert _ticked(grid) == {"w1", "f1", "w2"}


def test_copy_button_copies_the_address_and_says_so(specimen: Page) -> None:
    button = specimen.get_by_role("button", name="Copy")
    button.click()
    expect(specimen.get_by_role("button", name="Copied")).to_be_visible()
    expect(specimen.locator("[data-announcer]")).to_have_text("Copied")
    copied = specimen.evaluate("navigator.clipboard.readText()")
    assert copied == specimen.get_by_label("Address of your calendar feed").input_value()
    expect(button).to_be_visible()


def test_menus_close_by_escape_and_by_a_press_elsewhere(specimen: Page) -> None:
    menu = specimen.locator("details.language")
    summary = menu.locator("summary")
    summary.focus()
    specimen.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    specimen.keyboard.press("Tab")
    specimen.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    summary.click()
    expect(menu).to_have_attribute("open", "")
    specimen.get_by_role("heading", level=1).click()
    expect(menu).not_to_have_attribute("open", "")


def test_phone_menu_opens_and_closes(visitor: Callable[..., Visitor]) -> None:
    page = visitor("phone", size=PHONE, touch=True).open("/demo/specimen")
    site_links = page.get_by_role("navigation", name="Site", exact=True)
    expect(site_links).not_to_be_visible()
    page.get_by_text("Menu", exact=True).tap()
    expect(site_links).to_be_visible()
    page.keyboard.press("Escape")
    expect(site_links).not_to_be_visible()


def test_filters_show_their_result_at_once_with_a_short_address(
    facts: dict[str, int], visitor: Callable[..., Visitor]
) -> None:
    page = visitor("reader").open("/events?when=all")
    rows = page.get_by_role("table", name="Events").get_by_role("row")
    expect(rows).to_have_count(facts["events"] + 1)
    phrase = page.locator("details.phrase").filter(has=page.get_by_text("Type:"))
    phrase.locator("summary").click()
    phrase.get_by_label("Conference").check()
    expect(page).to_have_url(re.compile("type=conference"))
    asked = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    assert asked == {"type": "conference", "when": "all", "sort": "date"}
    shown = page.get_by_role("table", name="Events").locator("td[data-label='Type']")
    assert set(shown.all_inner_texts()) == {"Conference"}
    expect(page.locator("details.phrase-set").filter(has=page.get_by_text("Type:"))).to_contain_text("Conference")
    page.go_back()
    expect(rows).to_have_count(facts["events"] + 1)


def test_sorting_turns_round_and_says_so(facts: dict[str, int], visitor: Callable[..., Visitor]) -> None:
    page = visitor("reader").open("/events?when=all")
    names = page.locator(".event-name a")
    page.get_by_role("link", name="Name").click()
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    ascending = names.all_inner_texts()
    page.get_by_role("link", name="Name").click()
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "descending")
    assert names.all_inner_texts() == ascending[::-1]
    assert len(ascending) == facts["events"]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_skip_link_comes_first_and_is_seen(
    visitor: Callable[..., Visitor], size: tuple[int, int], *, dark: bool
) -> None:
    page = visitor("reader", size=size, dark=dark).open("/demo/specimen")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def _grid(page: Page) -> Locator:
    return page.get_by_role("table", name="When you can meet")


def _box(grid: Locator, value: str) -> Locator:
    return grid.locator(f"input[value={value}]")


def _cell(grid: Locator, value: str) -> Locator:
    return grid.locator("label.grid-cell").filter(has=grid.page.locator(f"input[value={value}]"))


def _ticked(grid: Locator) -> set[str]:
    values: list[str] = grid.locator("input:checked").evaluate_all("boxes => boxes.map((box) => box.value)")
    return set(values)


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _drag(page: Page, *cells: Locator) -> None:
    """The mouse goes down on the first cell, over the others, and up on the last."""
    cells[0].scroll_into_view_if_needed()
    for number, cell in enumerate(cells):
        box = cell.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
        if number == 0:
            page.mouse.down()
    page.mouse.up()
