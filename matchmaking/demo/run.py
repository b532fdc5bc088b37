"""`make demo`: servers, tables, data, processes, the main job, and a site that serves until Ctrl-C."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import httpx
from flask import Flask

from matchmaking.app import create_app
from matchmaking.config import load
from matchmaking.db import db, session
from matchmaking.demo import journey
from matchmaking.demo.interruptions import Interruptions
from matchmaking.demo.load import ADMINISTRATOR, ORGANISER, PASSWORD, load_demo, load_public_facts
from matchmaking.demo.records import records
from matchmaking.demo.report import Side, Standing, figures, pair, standing
from matchmaking.demo.supervision import DemoError, Household
from matchmaking.embedded import LOOPBACK, Postgres, Redis
from matchmaking.embedded_processes import end_orphans
from matchmaking.mail.mailbox import Sink

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """What the newcomer chose."""

    port: int
    folder: Path
    once: bool
    reset: bool

    @property
    def base_url(self) -> str:
        """Where the site is."""
        return f"http://localhost:{self.port}"


def run(demo: Demo, say: Say) -> None:
    """Run the demonstration until it is asked to stop, which raises Stopped.

    Raises DemoError or EmbeddedError with a sentence that says what to do.
    """
    with Interruptions() as interruptions, Household(demo.folder, demo.port) as household:
        if demo.reset:
            _empty(demo.folder)
        with _told(say, "Starting PostgreSQL"), interruptions.held():
            postgres = Postgres(demo.folder / "postgres")
        with postgres:
            with _told(say, "Starting Redis and a mail server"), interruptions.held():
                redis = Redis(demo.folder / "redis")
                sink = Sink(demo.folder / "mailbox")
            with redis, sink:
                household.rely_on(postgres, redis)
                try:
                    _serve(demo, household, interruptions, _environment(demo, postgres, redis, sink), say)
                finally:
                    interruptions.ignore()
                    household.end_processes()


def _serve(
    demo: Demo, household: Household, interruptions: Interruptions, environment: dict[str, str], say: Say
) -> None:
    def watch() -> None:
        interruptions.check()
        with interruptions.held():
            revived = household.revive()
        for sentence in revived:
            say(sentence)
        household.require_alive()

    app = create_app(load({**environment, "LOG_LEVEL": "WARNING"}))  # this process talks to a person
    with app.app_context():
        with _told(say, "Making the tables"):
            flask_migrate.upgrade()
        with _told(say, "Loading the demonstration"):
            now = datetime.now(UTC)
            load_public_facts(now=now)
            load_demo(now=now)
        asker, asked = pair()
        db.session.remove()
    with _told(say, "Starting web server, workers and beat"):
        with interruptions.held():
            _start(demo, household, environment)
        _await_answer(demo, watch)
    began = time.monotonic()
    say("Running the main job through them: request, accept, compute, release, invitations ...")
    found = _main_job(app, demo, asker, asked, watch)
    _tell(demo, found, asker, time.monotonic() - began, say)
    if not demo.once:
        say("\nCtrl-C stops everything.")
        while True:
            watch()
            time.sleep(1)


def _main_job(app: Flask, demo: Demo, asker: Side, asked: Side, watch: journey.Watch) -> Standing:
    """Do what is not done yet, and wait until every invitation has been delivered."""
    slug = str(records("demo_event")["event"]["slug"])
    if not _standing(app, slug).released:
        journey.ask_and_accept(demo.base_url, slug, asker, asked, PASSWORD)
        journey.compute_and_release(demo.base_url, slug, ORGANISER, PASSWORD, watch)
    deadline = time.monotonic() + 180
    while True:
        found = _standing(app, slug)
        if found.released and found.mails_sent == found.mails_queued:
            return found
        watch()
        if time.monotonic() > deadline:
            raise DemoError(
                f"Only {found.mails_sent} of {found.mails_queued} mails were sent within three minutes; "
                f"see {demo.folder / 'logs' / 'worker.log'}"
            )
        time.sleep(0.25)


def _standing(app: Flask, slug: str) -> Standing:
    with app.app_context():
        found = standing(slug)
        session().rollback()
        return found


def _tell(demo: Demo, found: Standing, participant: Side, seconds: float, say: Say) -> None:
    lines = [
        f"Done in {seconds:.1f} s."
        if seconds > 1
        else "The plan of the earlier run is kept (ARGS=--reset starts anew).",
        "",
        f"  Site          {demo.base_url}",
        f"  Event         {demo.base_url}/events/{found.slug}",
        f"  Organiser     {ORGANISER}",
        f"  Participant   {participant[0]}",
        f"  Administrator {ADMINISTRATOR}",
        f"  Password      {PASSWORD} (for all of them)",
        f"  Mailbox       {demo.base_url}/demo/mailbox",
        "",
        *figures(found),
    ]
    for line in lines:
        say(line)


def _start(demo: Demo, household: Household, environment: dict[str, str]) -> None:
    celery = ["celery", "-A", "wsgi:celery_app"]
    web = [
        "gunicorn",
        "--no-control-socket",
        "--bind",
        f"{LOOPBACK}:{demo.port}",
        "--worker-class",
        "gthread",
        "--threads",
        "8",
        "wsgi:app",
    ]
    worker = ["worker", "--queues", "default,solver", "--concurrency", "2", "--loglevel", "INFO"]
    beat = ["beat", "--schedule", str(demo.folder / "beat"), "--pidfile=", "--loglevel", "INFO"]
    household.start("web", web, environment)
    hostname = f"demo-{demo.port}@%h"
    household.start("worker", [*celery, *worker, "--hostname", hostname], environment, revivable=True)
    household.start("beat", [*celery, *beat], environment, revivable=True)


def _await_answer(demo: Demo, watch: journey.Watch) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        watch()
        try:
            if httpx.get(f"{demo.base_url}/health/ready", timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise DemoError(f"The web server does not answer; its log says why: {demo.folder / 'logs' / 'web.log'}")


def _environment(demo: Demo, postgres: Postgres, redis: Redis, sink: Sink) -> dict[str, str]:
    """All settings of the demo's processes."""
    return {
        "MATCHMAKING_ENV": "development",
        "SECRET_KEY": _secret(demo.folder / "secret"),
        "DATABASE_URL": postgres.create_database("matchmaking"),
        "REDIS_URL": redis.url(),
        "BASE_URL": demo.base_url,
        "SMTP_URL": f"smtp://{LOOPBACK}:{sink.port}",
        "MAIL_FROM": "events@matchmaking.example",
        "SITE_NAME": "Matchmaking",
        "CONTACT_EMAIL": "",
        "DEMO": "yes",
        "DEMO_MAILBOX": str((demo.folder / "mailbox").resolve()),
        "SOLVER_TIME_LIMIT": "30",
        "SOLVER_WORKERS": "2",
        "TRUSTED_PROXIES": "0",
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "text",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
    }


def _secret(path: Path) -> str:
    """The demo's secret key, kept so that a second run knows the sessions of the first."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def _empty(folder: Path) -> None:
    for name in ("postgres", "redis", "mailbox", "logs"):
        end_orphans(folder / name)
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in (folder / "secret", *folder.glob("beat*")):
        path.unlink(missing_ok=True)


@contextmanager
def _told(say: Say, what: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    began = time.monotonic()
    yield
    say(f"{what} ... {time.monotonic() - began:.1f} s")
