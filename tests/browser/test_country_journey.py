"""Somebody of a support office keeps a country's page, and a reader without scripts opens what is folded."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from matchmaking.accounts.queries import person_by_email
from matchmaking.accounts.services import create_person
from matchmaking.cooperation.services.country_loading import load_countries
from matchmaking.demo.records import records
from matchmaking.organisations import services as organisations
from matchmaking.organisations.models import ListingKind, OrganisationKind
from matchmaking.organisations.profile import Listing, Profile
from tests.browser import scenes
from tests.browser.sites import PHONE, Site, Visitor

pytestmark = pytest.mark.browser

SOFIA = "sofia@people.example"


@pytest.fixture(scope="module")
def canada(site: Site) -> None:
    """What the public documents say of Canada, and Sofia of a support office there."""
    scenes.begin(site)
    with site.acting() as now:
        load_countries(records("countries")["countries"], now=now)
        sofia = create_person(email=SOFIA, name="Sofia Support", password=scenes.PASSWORD, roles=[], now=now)
        office = organisations.create(OrganisationKind.SUPPORT_OFFICE, "Office in Ottawa", "CA", actor=sofia, now=now)
        profile = Profile(
            name="Office in Ottawa",
            country_code="CA",
            city="Ottawa",
            description="Helps SMEs to find partners abroad.",
            sectors=("aerospace",),
            listings=(Listing(ListingKind.BUSINESS_OFFER, "Finding partners"),),
        )
        organisations.save(office.id, profile, seen=office.changed_at, send=True, actor=sofia, now=now)
        administrator = person_by_email(scenes.ADMINISTRATOR)
        organisations.publish(office.id, seen=office.changed_at, actor=administrator, now=now)


def section(page: Page, title: str) -> Locator:
    """The folding section of this title."""
    return page.locator("details.fold-section").filter(has=page.get_by_role("heading", name=title))


def test_section_is_edited_looked_up_in_its_history_and_restored(
    site: Site, canada: None, visitor: Callable[..., Visitor]
) -> None:
    sofia = visitor("Sofia")
    page = sofia.sign_in(SOFIA, scenes.PASSWORD)
    sofia.open("/countries")
    page.get_by_role("link", name="Canada").click()
    policies = section(page, "Cluster policies")
    expect(policies.get_by_text("launched in March 2017")).to_be_hidden()
    policies.get_by_role("heading", name="Cluster policies").click()
    expect(policies.get_by_text("launched in March 2017")).to_be_visible()

    policies.get_by_role("link", name="Edit (Cluster policies)").click()
    page.get_by_label("Text", exact=True).fill("A **new plan** replaces the one of 2017.")
    page.get_by_label("Sources").fill("Official gazette, 12 | gazette.example/12")
    page.get_by_label("What you changed, and why").fill("The plan is replaced")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".section-preview strong").filter(has_text="new plan")).to_be_visible()
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_role("status").first).to_contain_text("The section is saved")
    expect(policies.get_by_text("replaces the one of 2017")).to_be_visible()
    expect(policies.get_by_role("link", name="Official gazette, 12")).to_have_attribute(
        "href", "https://gazette.example/12"
    )

    policies.get_by_role("link", name="History (Cluster policies)").click()
    newest = page.get_by_role("row").nth(1)
    expect(newest).to_contain_text("Version 2 in force")
    expect(newest).to_contain_text("Sofia Support")
    expect(newest).to_contain_text("The plan is replaced")
    page.get_by_role("link", name="Version 1", exact=True).click()
    page.get_by_text("What this would change of the text in force").click()
    expect(page.locator(".difference-removed").filter(has_text="A **new plan**")).to_be_visible()
    page.get_by_role("button", name="Restore version 1").click()

    expect(page.get_by_role("status").first).to_contain_text("Version 1 is in force again")
    expect(policies.get_by_text("launched in March 2017")).to_be_visible()
    policies.get_by_role("link", name="History (Cluster policies)").click()
    expect(page.get_by_role("row")).to_have_count(4)
    expect(page.get_by_role("row").nth(1)).to_contain_text("Version 1 again")


def test_sections_open_without_javascript_and_are_all_open_on_paper(
    site: Site, canada: None, visitor: Callable[..., Visitor]
) -> None:
    reader = visitor("Rita", javascript=False, size=PHONE)
    page = reader.open("/countries/CA")
    inside = page.get_by_text("has counted 67 clusters")
    expect(inside).to_be_hidden()
    folded = section(page, "Cluster community").locator(".fold-lines")
    lines = folded.bounding_box()
    assert lines is not None
    assert lines["height"] == pytest.approx(2 * 24, abs=1)  # two lines, however narrow the screen

    section(page, "Cluster community").get_by_role("heading", name="Cluster community").click()
    expect(inside).to_be_visible()
    expect(page.get_by_text("Two federal programmes")).to_be_hidden()

    page.get_by_role("link", name="Open all sections").click()
    expect(page).to_have_url(re.compile("open=all"))
    expect(page.get_by_text("Two federal programmes")).to_be_visible()
    page.get_by_role("link", name="Fold all sections").click()
    expect(page.get_by_text("Two federal programmes")).to_be_hidden()
    page.emulate_media(media="print")
    for words in ("have worked together", "tenth largest", "has counted 67 clusters", "Two federal", "worked before"):
        expect(page.locator(".prose").get_by_text(words)).to_be_visible()
