"""An administrator imports a file with three wrong rows, corrects them in the page and finishes; scripts are off."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import scenes
from tests.browser.sites import DESK, PHONE, Site, Visitor

pytestmark = pytest.mark.browser

JUDGE = (Path(__file__).parent / "judge.js").read_text()

FILE = """\
id;name;kind;country;city;website;sectors;business_requests;member_of
1;Example Wings Cluster;cluster;BE;Namur;wings.example.org;aerospace;Partners in Canada;
2;Light Wings;sme;Belgium;Namur;;aerospace;A distributor;Example Wings Cluster
3;Heavy Wings;sme;Atlantis;Liège;;aerospace;;Example Wings Cluster
4;;sme;BE;Mons;;photonics;;
5;Odd Wings;sme;BE;Huy;;wizardry;;Nobody's Cluster
"""


@pytest.fixture(scope="module")
def begun(site: Site) -> None:
    """Sectors and an administrator, once for all tests of this module."""
    scenes.begin(site)


def test_a_file_with_three_wrong_rows_is_corrected_and_finished(begun: None, visitor: Callable[..., Visitor]) -> None:
    ada = visitor("Ada", javascript=False)
    page = ada.sign_in(scenes.ADMINISTRATOR, scenes.PASSWORD)
    ada.open("/admin")
    page.get_by_role("link", name="Imports to decide about").click()
    page.get_by_role("link", name="Import a file").click()
    page.get_by_label("File").set_input_files(
        {"name": "wings.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp1252")}
    )
    page.get_by_label("Source").fill("Belgian map")
    page.get_by_role("button", name="Look at what it would do").click()

    expect(page.get_by_text("it was read as Windows-1252")).to_be_visible()
    expect(page.get_by_text("Rows are still wrong: 3.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has=page.get_by_role("button", name="Correct row"))).to_have_count(3)
    page.get_by_label("Country of row 4").select_option("BE")
    _correct(page, 4)
    page.get_by_label("Name of row 5").fill("Small Wings")
    _correct(page, 5)
    expect(page.get_by_text("There is no sector “wizardry”.")).to_be_visible()
    expect(page.get_by_text("There is no cluster “Nobody's Cluster”, here or in this file.")).to_be_visible()
    page.get_by_label("Sectors of row 6").fill("photonics")
    page.get_by_label("Member of of row 6").fill("Example Wings Cluster")
    _correct(page, 6)

    expect(page.get_by_text("5 organisations are published. 0 are changed.")).to_be_visible()
    page.get_by_role("button", name="Apply the import").click()
    expect(page.get_by_role("status").first).to_contain_text("Applied: 5 new, 0 changed, 0 unchanged.")
    page.get_by_role("link", name="Example Wings Cluster").click()
    members = page.get_by_role("region", name="Members")
    expect(members.get_by_role("heading", level=3)).to_have_text(["Heavy Wings", "Light Wings", "Odd Wings"])
    members.get_by_role("button", name="Confirm Light Wings").click()
    expect(page.get_by_role("status").first).to_contain_text("Light Wings is a confirmed member.")
    expect(page.get_by_role("region", name="Where this profile comes from")).to_contain_text("from Belgian map")


def _correct(page: Page, number: int) -> None:
    page.get_by_role("button", name=f"Correct row {number}").click()
    expect(page.get_by_role("status").first).to_contain_text(f"Row {number} is in order.")


def test_pages_of_imports_stand_in_hand_and_on_a_desk(begun: None, visitor: Callable[..., Visitor]) -> None:
    ada = visitor("Ada", size=PHONE, touch=True)
    page = ada.sign_in(scenes.ADMINISTRATOR, scenes.PASSWORD)
    _send(
        ada,
        FILE.replace("Atlantis", "BE")
        .replace("wizardry", "photonics")
        .replace("4;;", "4;Small Wings;")
        .replace("Nobody's", "Example Wings"),
    )
    page.get_by_role("button", name="Apply the import").click()
    _send(ada, FILE.replace("1;Ex", "9;Ex").replace("2;Light Wings;sme", "2;Light Wings;cluster"), source="Another map")
    first = re.sub(r"\?.*", "", page.url)
    faults = [
        f"{path}: {fault}"
        for path in (
            "/imports",
            "/imports/new",
            "/imports/columns",
            first,
            f"{first}?show=doubtful",
            f"{first}?show=all",
            "/imports/1?show=all",
            "/admin/sources",
            "/admin/sources/new",
            "/organisations/example-wings-cluster",
            "/organisations/light-wings",
        )
        for fault in _faults(ada, path)
    ]
    assert not faults, "\n".join(faults)


def _send(ada: Visitor, text: str, source: str = "Belgian map") -> None:
    page = ada.open("/imports/new")
    file: FilePayload = {"name": "wings.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("Source").fill(source)
    page.get_by_role("button", name="Look at what it would do").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Import from {source}")


def _faults(ada: Visitor, path: str) -> list[str]:
    page = ada.open(path)
    faults: list[str] = []
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            faults += [fault for fault in page.evaluate(f"({JUDGE})('en')") if fault not in faults]
    return faults
