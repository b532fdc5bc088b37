"""What should stand in one line does, and nothing runs into its neighbour, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from playwright.sync_api import Locator

from matchmaking.demo.load import load_public_facts
from tests.browser.sites import DESK, PHONE, Site, Visitor, Wanted

WANTED = Wanted(demo=True)
pytestmark = pytest.mark.browser

BOTTOM_OF_WORDS = """head => {
  const range = document.createRange();
  range.selectNode((head.querySelector("a") ?? head).firstChild);
  return range.getBoundingClientRect().bottom;
}"""


@pytest.fixture(scope="module")
def facts(site: Site) -> dict[str, int]:
    """The public events and organisations are loaded; how many there are."""
    with site.acting():
        return load_public_facts(now=datetime.now(UTC))


def test_numbers_of_slots_stand_only_where_there_is_room(visitor: Callable[..., Visitor]) -> None:
    for size, shown in ((PHONE, 0), (DESK, 16)):
        page = visitor("reader", size=size).open("/demo/specimen")
        strip = page.locator("figure.heat", has_text="Demand for the slots")
        boxes = [box for one in strip.locator(".heat-number").all() if (box := one.bounding_box()) is not None]
        assert len(boxes) == shown
        assert all(one["x"] + one["width"] < other["x"] for one, other in pairwise(boxes))
        assert strip.locator("tbody tr").count() == 16


def test_heads_of_columns_stand_in_one_line(facts: dict[str, int], visitor: Callable[..., Visitor]) -> None:
    heads = visitor("reader").open("/organisations").locator("thead th")

    bottoms = [head.evaluate(BOTTOM_OF_WORDS) for head in heads.all()]
    assert len(bottoms) == 4
    assert max(bottoms) - min(bottoms) < 1, bottoms


@pytest.mark.parametrize("path", ["/agreements/network", "/agreements"])
@pytest.mark.parametrize("width", [390, 1280, 1600])
def test_a_wide_page_begins_where_its_tabs_do(visitor: Callable[..., Visitor], path: str, width: int) -> None:
    page = visitor("reader", size=(width, 900)).open(path)

    lefts = [_left(page.locator(part)) for part in ("main h1", ".event-nav .tabs a >> nth=0", ".wordmark")]
    assert max(lefts) - min(lefts) < 1, lefts


def test_the_columns_of_compared_clusters_stand_below_each_other(
    facts: dict[str, int], visitor: Callable[..., Visitor]
) -> None:
    reader = visitor("reader")
    page = reader.open("/map/compare?slug=alsace-biovalley&slug=lyonbiopole")
    columns = [
        [round(_left(head)) for head in table.locator("thead th[scope=col]").all()[-2:]]
        for table in page.locator(".compare-table").all()
    ]
    assert len(columns) >= 2
    assert all(one == columns[0] for one in columns), columns

    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    reader.open("/map/compare")
    button, empty = (page.locator(part).bounding_box() for part in (".compare-add .btn", ".empty"))
    assert button is not None
    assert empty is not None
    assert empty["y"] - (button["y"] + button["height"]) >= 16


def test_the_tab_of_the_page_is_in_view(visitor: Callable[..., Visitor]) -> None:
    page = visitor("reader", size=PHONE, locale="fr").open("/map/crosswalk")
    page.wait_for_selector("html[data-enhanced]")

    tab = page.locator(".directory-tabs [aria-current]").bounding_box()
    assert tab is not None
    assert tab["x"] >= 0
    assert tab["x"] + tab["width"] <= PHONE[0]


def _left(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["x"]
