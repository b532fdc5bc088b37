"""A whole site for one module of tests, and the people who look at it in real browsers."""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
import redis
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect
from psycopg import sql
from werkzeug.serving import WSGIRequestHandler, make_server

from matchmaking.app import create_app
from matchmaking.config import load
from matchmaking.db import db
from matchmaking.mail.delivered import Delivered
from matchmaking.mail.mailbox import Sink
from tests import conftest as servers
from tests.processes import Worker

PATIENCE = 20_000
"""Milliseconds to wait for what a page should show; the machine may be busy."""
MAIL_PATIENCE = 45.0
"""Seconds to wait for a mail; the worker may still be starting."""
DESK = (1280, 900)
PHONE = (390, 844)

expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a module of tests needs of its site: `demo` shows the demonstration's pages, `worker` runs Celery."""

    demo: bool = False
    worker: bool = False


class Quiet(WSGIRequestHandler):
    """Serves without a line on the terminal for each request, many requests over one connection."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class Site:
    """A database, a mail server, a web server and, where wanted, a worker, all for this site alone."""

    def __init__(self, name: str, folder: Path, wanted: Wanted) -> None:
        self._ending = ExitStack()
        self._taken: set[str] = set()
        listening = self._ending.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.base_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.sink = self._ending.enter_context(Sink(folder / "mailbox"))
        self.environment = servers.environment_for(
            servers.clone_database(name),
            BASE_URL=self.base_url,
            SMTP_URL=f"smtp://127.0.0.1:{self.sink.port}",
            REDIS_URL=_emptied(f"{os.environ[servers.REDIS_VARIABLE]}/{8 + servers.worker_number() % 8}"),
            SOLVER_TIME_LIMIT="5",
            **({"DEMO": "yes", "DEMO_MAILBOX": str(self.sink.folder)} if wanted.demo else {}),
        )
        self._ending.callback(_drop, name)
        self.app: Flask = create_app(load(self.environment))
        self._ending.callback(self._let_go)
        if wanted.worker:
            self._worker = Worker(self.environment, name.replace("_", "-"))  # it starts while the first pages open
            self._ending.callback(self._worker.kill)
        server = make_server("127.0.0.1", 0, self.app, threaded=True, request_handler=Quiet, fd=listening.fileno())
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        serving.start()
        self._ending.callback(serving.join)
        self._ending.callback(server.shutdown)

    def close(self) -> None:
        """End everything."""
        self._ending.close()

    @contextmanager
    def acting(self) -> Iterator[datetime]:
        """The application's context, for use cases that a test does without a page; gives the time it is."""
        with self.app.app_context():
            yield datetime.now(UTC)

    def mail(self, to: str, about: str) -> Delivered:
        """The first mail to `to` with `about` in its subject that no test has taken yet, as soon as it is there."""
        known = 0
        while True:
            arrived = self.sink.wait_for(known + 1, MAIL_PATIENCE)
            for found in arrived[known:]:
                if to in found.to and about in found.subject and found.key not in self._taken:
                    self._taken.add(found.key)
                    return found
            known = len(arrived)

    @contextmanager
    def worker_held(self) -> Iterator[None]:
        """The worker does nothing inside."""
        self._worker.hold()
        try:
            yield
        finally:
            self._worker.go_on()

    def fetch(self, url: str) -> httpx.Response:
        """What a program without cookies gets from `url`."""
        with httpx.Client() as program:
            return program.get(url)

    def _let_go(self) -> None:
        with self.app.app_context():
            db.engine.dispose()


def _emptied(address: str) -> str:
    redis.Redis.from_url(address).flushdb()
    return address


def _drop(name: str) -> None:
    with psycopg.connect(servers.database_url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


class Visitor:
    """One person's browser: a context of its own, one page, and all that went wrong on it."""

    def __init__(self, site: Site, context: BrowserContext, name: str) -> None:
        self.site = site
        self.context = context
        self.name = name
        self.problems: list[str] = []
        self._tolerated: list[str] = []
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.problems.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._answered)

    def open(self, path: str) -> Page:
        """The page at `path`, or at a whole address of this site."""
        self.page.goto(path if "://" in path else self.site.base_url + path)
        return self.page

    def tolerate(self, words: str) -> None:
        """From now on an error on the console with these words is what the test is about, not a fault."""
        self._tolerated.append(words)

    def sign_in(self, email: str, password: str) -> Page:
        """Sign in through the form, and see the person's own corner."""
        page = self.open("/account/login")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in").click()
        expect(page).not_to_have_url(re.compile("/account/login"))
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in self._tolerated):
            self.problems.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= httpx.codes.INTERNAL_SERVER_ERROR:
            self.problems.append(f"{response.request.method} {response.url} answered {response.status}")


class Company:
    """The people of one test. `visitor()` brings one more; `leave` judges what their pages said."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self._site = site
        self._browser = browser
        self.visitors: list[Visitor] = []

    def visitor(
        self,
        name: str,
        *,
        size: tuple[int, int] = DESK,
        javascript: bool = True,
        dark: bool = False,
        locale: str = "en-GB",
        zone: str = "Europe/Brussels",
        touch: bool = False,
    ) -> Visitor:
        """A browser of somebody new, without a cookie."""
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale=locale,
            timezone_id=zone,
            has_touch=touch,
            permissions=["clipboard-read", "clipboard-write"],
        )
        made = Visitor(self._site, context, name)
        self.visitors.append(made)
        return made

    def save(self, folder: Path) -> None:
        """A picture and the HTML of every open page."""
        folder.mkdir(parents=True, exist_ok=True)
        for visitor in self.visitors:
            place = folder / re.sub(r"\W+", "-", visitor.name)
            visitor.page.screenshot(path=place.with_suffix(".png"), full_page=True)
            place.with_suffix(".html").write_text(visitor.page.content())

    def leave(self) -> list[str]:
        """Close all pages; what went wrong on them."""
        for visitor in self.visitors:
            visitor.context.close()
        return [f"{visitor.name}: {problem}" for visitor in self.visitors for problem in visitor.problems]
