"""Take the README's pictures from a demo that runs: `make demo`, then `make pictures`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from matchmaking.demo.load import ORGANISER, PASSWORD
from matchmaking.demo.records import records
from tests.browser import chromium

BASE = f"http://localhost:{os.environ.get('PORT', '8000')}"
EVENT = f"/events/{records('demo_event')['event']['slug']}"
PARTICIPANT = "international@aera.example"
SEEKER = "sales@nordic-avionics.example"
PICTURES = (
    ("events", None, "/?when=all", 1280, 760),
    ("participants", PARTICIPANT, f"{EVENT}/participants", 1280, 900),
    ("plan", ORGANISER, f"{EVENT}/plans/1", 1280, 900),
    ("agenda", PARTICIPANT, "/agenda", 1280, 860),
    ("map", None, "/map", 1280, 900),
    ("country", None, "/countries/ca", 1280, 900),
    ("network", None, "/agreements/network", 1280, 900),
    ("partners", SEEKER, "/partners", 1280, 900),
)


def main() -> None:
    """One picture per row of `PICTURES`, beside this file."""
    path = chromium.find() or sys.exit("There is no browser: make test would install one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for name, email, address, width, height in PICTURES:
            page = browser.new_context(viewport={"width": width, "height": height}).new_page()
            if email:
                _sign_in(page, email)
            page.goto(BASE + address)
            page.screenshot(path=Path(__file__).with_name(f"{name}.png"))
        browser.close()


def _sign_in(page: Page, email: str) -> None:
    page.goto(f"{BASE}/account/login")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/account/login" not in url)


if __name__ == "__main__":
    main()
