"""Every main page, on a phone and on a desk, in both languages, light and dark: names, targets, headings, contrast."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import pytest

from tests.browser import worlds
from tests.browser.sites import DESK, PHONE, Site, Visitor, Wanted
from tests.browser.worlds import World

WANTED = Wanted(demo=True)
pytestmark = pytest.mark.browser

ONE_LINE = 70
"""No bar with all its links in one line is as high as this."""
JUDGE = (Path(__file__).parent / "judge.js").read_text()

PAGES = {
    "visitor": (
        "/",
        "/events?q=nothing+like+this",
        "/events?when=all&type=matchmaking",
        "/events/{slug}",
        "/organisations",
        "/organisations?kind=cluster",
        "/map",
        "/map?area=europe&sector=aerospace",
        "/map/crosswalk?code=30.30",
        "/map/compare?slug=alsace-biovalley&slug=lyonbiopole",
        "/map/figures",
        "/organisations/{organisation}",
        "/agreements",
        "/agreements?q=nothing+like+this",
        "/agreements/network",
        "/agreements/aero-montreal-skywin",
        "/stories",
        "/stories/alsace-biovalley-medteq",
        "/partnerships",
        "/partnerships?country=CA&sort=smes&direction=desc",
        "/partnerships?q=nothing+like+this&sector=magic",
        "/partnerships/eacp-abroad",
        "/partnerships/peres",
        "/countries",
        "/countries?q=nothing+like+this",
        "/countries/ca",
        "/countries/ca?open=all",
        "/countries/br",
        "/about",
        "/accessibility",
        "/data-protection",
        "/contact",
        "/account/login",
        "/account/register",
        "/account/reset",
        "/account/confirm",
        "/demo/mailbox",
        "/demo/mailbox/{mail}",
        "/demo/specimen",
    ),
    "participant": (
        "/agenda",
        "/events/{slug}",
        "/events/{slug}/register",
        "/events/{slug}/registration/cancel",
        "/events/{slug}/availability",
        "/events/{slug}/participants",
        "/events/{slug}/participants/{other}",
        "/events/{slug}/participants/{stranger}/ask",
        "/events/{slug}/requests",
        "/events/{slug}/requests?box=sent",
        "/events/{slug}/agenda",
        "/agreements/new",
        "/stories/new",
        "/my/cooperation",
        "/my/organisations",
        "/partners?country=CA",
        "/organisations/new?kind=sme",
        "/organisations/{own_organisation}",
        "/organisations/{own_organisation}/edit",
        "/organisations/{own_organisation}/people",
        "/countries/ca",
        "/countries/ca/proposals/{proposal}",
        "/countries/ca/sections/policies/en/edit",
        "/countries/br/sections/policies/en/edit",
        "/countries/ca/sections/policies/en/history",
        "/countries/ca/sections/policies/en/history/1",
        "/account/preferences",
        "/account/change",
        "/account/change-email",
        "/account/logout",
    ),
    "organiser": (
        "/organise",
        "/organise/new",
        "/events/{slug}/edit",
        "/events/{slug}/setup",
        "/events/{slug}/cancelling",
        "/events/{slug}/registrations",
        "/events/{slug}/meeting-requests",
        "/events/{slug}/plan",
        "/events/{slug}/runs/{run}",
        "/events/{slug}/plans/1",
        "/events/{slug}/plans/2",
        "/events/{slug}/plans/2?view=people",
        "/events/{slug}/plans/2/release",
        "/events/{slug}/log",
    ),
    "administrator": (
        "/admin",
        "/admin/people",
        "/admin/log",
        "/admin/organisations",
        "/partnerships/new",
        "/partnerships/laser-go/edit",
        "/partnerships/laser-go/members?q=aero",
        "/partnerships/laser-go/delete",
        "/admin/cooperation",
        "/admin/proposals",
        "/countries/ca",
        "/countries/ca/proposals/{proposal}",
        "/organisations/{organisation}",
    ),
}
LOOKS: dict[str, list[tuple[tuple[int, int], Literal["light", "dark"]]]] = {
    "en": [(DESK, "light"), (PHONE, "light"), (PHONE, "dark")],
    "fr": [(PHONE, "light")],
}
PEOPLE = {"visitor": None, "organiser": worlds.ORGANISER, "administrator": worlds.ADMINISTRATOR}


@pytest.fixture(scope="module")
def world(site: Site) -> World:
    """The demonstration in the middle of its life."""
    return worlds.make_world(site)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("role", list(PAGES))
def test_pages_stand_in_hand_and_on_a_desk(
    world: World, visitor: Callable[..., Visitor], role: str, language: str
) -> None:
    reader = visitor(role, size=PHONE, touch=True)
    _arrive(reader, world, role, language)
    faults = [f"{path}: {fault}" for path in PAGES[role] for fault in _look(reader, world, path, language)]
    assert not faults, "\n".join(faults)


def _arrive(reader: Visitor, world: World, role: str, language: str) -> None:
    email = world.participant if role == "participant" else PEOPLE[role]
    if email is not None:
        reader.sign_in(email, worlds.PASSWORD)
    page = reader.open("/about")
    if page.locator("html").get_attribute("lang") != language:
        page.get_by_text("Menu", exact=True).click()
        page.locator(f".language-row [lang={language}]").click()
        page.wait_for_selector(f"html[lang={language}]")


def _look(reader: Visitor, world: World, path: str, language: str) -> list[str]:
    """What is wrong with one page. Colours are the same in each language: the dark is looked at in the first."""
    page = reader.open(path.format_map(asdict(world)))
    assert page.locator("html[data-enhanced]").count() == 1, path
    faults = []
    for (width, height), scheme in LOOKS[language]:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if page.locator("header.bar").evaluate("bar => bar.offsetHeight") > ONE_LINE:
            faults.append(f"the bar takes two lines at {width}")
        faults += page.evaluate(f"({JUDGE})({json.dumps(language)})")
    return list(dict.fromkeys(faults))


def test_judge_finds_each_kind_of_fault(site: Site, visitor: Callable[..., Visitor]) -> None:
    """A judge that finds nothing wrong with this page would find nothing wrong with any."""
    page = visitor("a bad page", size=PHONE).page
    page.route("**/bad", lambda route: route.fulfill(body=BAD_PAGE, content_type="text/html"))
    page.goto(f"{site.base_url}/bad")
    found = page.evaluate(f"({JUDGE})('en')")
    missing = [words for words in FAULTS if not any(words in fault for fault in found)]
    assert (missing, len(found)) == ([], len(FAULTS)), found


BAD_PAGE = """<!doctype html><html lang="fr"><head><title>Bad</title></head><body><main>
  <h2>Late</h2><h1>One</h1><h1 id="twice">Two</h1><h3 id="twice">Three</h3>
  <p style="width: 2000px">wide</p>
  <button style="width: 40px; height: 40px"></button>
  <p><button style="width: 10px; height: 10px; padding: 0; overflow: hidden">tiny</button>
     <button style="width: 10px; height: 10px; padding: 0; overflow: hidden">next</button></p>
  <input placeholder="no label" style="height: 40px" aria-describedby="nowhere">
  <div aria-hidden="true"><a href="/" style="display: block; height: 40px">unheard</a></div>
  <img src="data:," width="9" height="9"><svg width="9" height="9"></svg>
  <table><tr><th>Head</th></tr></table>
  <nav><a href="/x" aria-current="page" style="display: block; height: 40px">x</a></nav>
  <fieldset><label>Box <input type="checkbox" style="width: 30px; height: 30px"></label></fieldset>
  <p style="color: #999; background: #fff">pale</p>
</main></body></html>"""
FAULTS = (
    "wide in a window of 390",
    "its language says fr",
    "first heading is not an h1",
    "not have exactly one h1",
    "level of headings is left out",
    "its id stands twice",
    'aria-describedby points at "nowhere"',
    "a control has no name: <button>",
    "a control has no name: <input>",
    'a target of 10 x 10: <button> "tiny"',
    'a target of 10 x 10: <button> "next"',
    "the keyboard reaches it, screen readers do not",
    "a picture has no alt",
    "a drawing has neither",
    "head has no scope",
    "a table has no caption",
    "leads elsewhere",
    "a nav has no name",
    "has no legend",
    'a contrast of 2.85 in light: <p> "pale"',
)
