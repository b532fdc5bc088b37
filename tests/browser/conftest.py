"""Fixtures of the browser tests: one Chromium for each pytest worker, one whole site for each module."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.browser.sites import Company, Site, Visitor, Wanted
from tests.conftest import worker_number

ARTIFACTS = Path(__file__).resolve().parents[2] / "test-artifacts"
FAILED = pytest.StashKey[bool]()
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember a failure, for `company` to save what the pages looked like."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed  # type: ignore[attr-defined]  # a wrapper is sent the report
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium. Where there is none the test fails: it is never skipped in silence."""
    path = chromium.find()
    if path is None:
        pytest.fail("There is no Chromium or Chrome: python -m tests.browser.chromium installs one.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield started
        started.close()


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The module's own site, with an empty database, as its `WANTED` says."""
    wanted: Wanted = getattr(request.module, "WANTED", Wanted())
    module = request.module.__name__.rpartition(".")[2]
    made = Site(f"browser_{module}_{worker_number()}", tmp_path_factory.mktemp(module), wanted)
    yield made
    made.close()


@pytest.fixture
def company(request: pytest.FixtureRequest, site: Site, browser: Browser) -> Iterator[Company]:
    """The people of this test. A page that reports an error, or a server that answers 5xx, fails it."""
    people = Company(site, browser)
    yield people
    folder = ARTIFACTS / request.node.name
    shutil.rmtree(folder, ignore_errors=True)
    if request.node.stash.get(FAILED, False) or any(visitor.problems for visitor in people.visitors):
        people.save(folder)
    assert people.leave() == []


@pytest.fixture
def visitor(company: Company) -> Callable[..., Visitor]:
    """Brings one more person with a browser of their own."""
    return company.visitor
