"""The form of a cluster's profile in a real browser: the checklist follows what is written, and a logo is chosen."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from matchmaking.accounts.services import create_person
from matchmaking.organisations import services as organisations
from matchmaking.organisations.models import OrganisationKind
from tests.browser import scenes
from tests.browser.sites import Site, Visitor, Wanted

WANTED = Wanted()
pytestmark = pytest.mark.browser

ALICE = "alice@people.example"


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_a_cluster_reads_how_far_it_has_come_and_shows_its_logo(
    site: Site, visitor: Callable[..., Visitor], *, javascript: bool
) -> None:
    if javascript:
        scenes.begin(site)
    email = ALICE if javascript else f"bob-{ALICE}"
    with site.acting() as now:
        alice = create_person(email=email, name="Alice", password=scenes.PASSWORD, roles=[], now=now)
        slug = organisations.create(OrganisationKind.CLUSTER, f"Skywin {email}", "BE", actor=alice, now=now).slug
    reader = visitor("Alice", javascript=javascript)
    reader.sign_in(email, scenes.PASSWORD)
    page = reader.open(f"/organisations/{slug}/edit")
    checklist = page.locator("#checklist")
    expect(checklist).to_contain_text("8 things are missing")

    page.get_by_label("SMEs").fill("14")
    page.get_by_label("Research organisations").fill("1")
    page.get_by_label("Management staff").fill("0.5")
    if javascript:
        page.get_by_label("Management staff").blur()
    else:
        page.get_by_role("button", name="Check what is missing").click()
    expect(checklist).to_contain_text("5 things are missing")
    expect(checklist).to_contain_text("15 of at least 15")
    expect(page.get_by_label("SMEs")).to_have_value("14")

    picture = BytesIO()
    Image.new("RGB", (1200, 300), "green").save(picture, "PNG")
    page.locator("#logo").set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    page.get_by_label("What the logo shows").fill("A green field")
    page.get_by_role("button", name="Save draft").click()

    expect(page.get_by_role("status").first).to_contain_text("The draft is saved.")
    logo = page.get_by_role("img", name="A green field")
    expect(logo).to_be_visible()
    expect(checklist).to_contain_text("As it was saved last.")
    if javascript:
        expect(logo).to_have_js_property("naturalWidth", 512)  # once it has come
