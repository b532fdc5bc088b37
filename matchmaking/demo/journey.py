"""The main job, done through the web server as people do it: request, accept, compute, release, invitations."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Self

import httpx

from matchmaking.demo.supervision import DemoError

Watch = Callable[[], None]
"""Raises where a process that the journey needs has ended."""


class _Forms(HTMLParser):
    """The forms of a page: where their buttons lead, and the fields that are filled in already."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.forms.append({"actions": [values.get("action") or ""], "fields": {}})
        elif values.get("formaction") and self.forms:
            self.forms[-1]["actions"].append(values["formaction"])
        elif tag == "input" and self.forms and values.get("name"):
            unticked = values.get("type") in {"checkbox", "radio"} and "checked" not in values
            if not unticked and values.get("type") not in {"submit", "button", "file"}:
                self.forms[-1]["fields"][values["name"]] = values.get("value") or ""


class Browser:
    """A person without JavaScript: opens pages, fills in forms, follows where they lead."""

    def __init__(self, base_url: str, language: str = "en") -> None:
        self._client = httpx.Client(
            base_url=base_url, follow_redirects=True, timeout=60, headers={"Accept-Language": language}
        )
        self.page: httpx.Response | None = None

    def open(self, path: str) -> httpx.Response:
        """The page at `path`. Raises DemoError where there is none."""
        self.page = self._client.get(path)
        return self._checked(self.page)

    def json(self, path: str) -> Any:
        """What `path` tells a client that asks for JSON."""
        answer = self._client.get(path, headers={"Accept": "application/json"})
        return self._checked(answer).json()

    def submit(self, action_ends: str, **values: str) -> httpx.Response:
        """Send the form of the open page whose action ends with `action_ends`, with `values` filled in."""
        assert self.page is not None, "open a page first"  # noqa: S101 -- a mistake of ours, not of the user
        parser = _Forms()
        parser.feed(self.page.text)
        for form in parser.forms:
            for action in form["actions"]:
                if not httpx.URL(action or str(self.page.url)).path.endswith(action_ends):
                    continue
                self.page = self._client.post(
                    self.page.url.join(action),
                    data={**form["fields"], **values},
                    headers={"Referer": str(self.page.url)},
                )
                return self._checked(self.page)
        raise DemoError(f"The page {self.page.url.path} has no form for {action_ends}.")

    def sign_in(self, email: str, password: str) -> None:
        """Sign in as `email`. Raises DemoError where the page does not let them in."""
        self.open("/account/login")
        answer = self.submit("/account/login", email=email, password=password)
        if answer.url.path == "/account/login":
            raise DemoError(f"{email} could not sign in; start anew with make demo ARGS=--reset")

    @staticmethod
    def _checked(answer: httpx.Response) -> httpx.Response:
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise DemoError(f"{answer.request.method} {answer.request.url.path} answered {answer.status_code}.")
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the main job came to."""

    placed: int
    possible: int
    seconds: float


def ask_and_accept(base_url: str, event: str, asker: tuple[str, str], asked: tuple[str, str], password: str) -> None:
    """`asker` asks `asked` for a meeting and gets it; each is (e-mail address, organisation's name)."""
    with Browser(base_url) as browser:
        browser.sign_in(asker[0], password)
        page = browser.open(f"/events/{event}/participants?q={asked[1]}")
        found = re.search(rf"/events/{re.escape(event)}/participants/(\d+)/ask", page.text)
        if found is not None:  # else an earlier demo got as far as this
            browser.open(found.group(0))
            browser.submit(found.group(0), priority="high", message="We would like to compare our plans for SMEs.")
    with Browser(base_url) as browser:
        browser.sign_in(asked[0], password)
        page = browser.open(f"/events/{event}/requests")
        for path in re.findall(rf"/events/{re.escape(event)}/requests/\d+/accept", page.text):
            row = page.text[: page.text.index(path)].rpartition("<form")[0][-4000:]
            if asker[1] in row:
                browser.submit(path)
                return


def compute_and_release(base_url: str, event: str, organiser: str, password: str, watch: Watch) -> Outcome:
    """The organiser has the plan computed by the worker, waits for it, and releases it."""
    with Browser(base_url) as browser:
        browser.sign_in(organiser, password)
        browser.open(f"/events/{event}/plan")
        run = browser.submit("/plan/compute").url.path
        state: dict[str, Any] = {}
        deadline = time.monotonic() + 180
        while not state.get("location"):
            watch()
            if time.monotonic() > deadline:
                raise DemoError("The plan was not computed within three minutes; see logs/worker.log")
            time.sleep(0.25)
            state = browser.json(f"{run}/progress")
        if "/plans/" not in str(state["location"]):
            raise DemoError(f"The run ended as {state['state']}; see {base_url}{run}")
        draft = httpx.URL(str(state["location"])).path
        browser.open(f"{draft}/release")
        browser.submit(f"{draft}/release")
    return Outcome(int(state["placed"]), int(state["possible"]), float(state["seconds"]))
