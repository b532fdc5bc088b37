"""Every setting that is missing or wrong stops the start with its own sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from matchmaking.config import ConfigError, Environment, Smtp, load

ROOT = Path(__file__).resolve().parents[3]
PRODUCTION = {
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "DATABASE_URL": "postgresql://matchmaking:secret@db.example/matchmaking",
    "REDIS_URL": "redis://:secret@redis.example:6379/0",
    "BASE_URL": "https://match.example",
    "SMTP_URL": "smtp://mailer:p%40ss@mail.example?security=starttls",
    "MAIL_FROM": "events@match.example",
}
BASE_URL = "the address people reach the site at, starting with https://, without a path"
SMTP_URL = "smtp://[user:password@]host[:port][?security=starttls] or smtps://..."
REDIS_URL = "a redis:// address, such as redis://:password@host:6379/0"


def test_load_reads_a_production_environment_with_the_documented_defaults() -> None:
    settings = load(PRODUCTION)

    assert settings.environment is Environment.PRODUCTION
    assert settings.database_url == "postgresql+psycopg://matchmaking:secret@db.example/matchmaking"
    assert settings.smtp_url == Smtp("mail.example", 587, "mailer", "p@ss", "starttls")
    assert (settings.secure, settings.host) == (True, "match.example")
    assert (settings.site_name, settings.contact_email, settings.demo) == ("Matchmaking", None, False)
    assert (settings.solver_time_limit, settings.solver_workers, settings.trusted_proxies) == (60.0, 2, 0)
    assert (settings.log_level, settings.log_format) == ("INFO", "json")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("SECRET_KEY", "SECRET_KEY is missing: set it to a random text of 32 characters or more."),
        ("DATABASE_URL", "DATABASE_URL is missing: set it to a postgresql:// address."),
        ("REDIS_URL", f"REDIS_URL is missing: set it to {REDIS_URL}."),
        ("BASE_URL", f"BASE_URL is missing: set it to {BASE_URL}."),
        ("SMTP_URL", f"SMTP_URL is missing: set it to {SMTP_URL}."),
        ("MAIL_FROM", "MAIL_FROM is missing: set it to the address that mails are sent from."),
    ],
)
@pytest.mark.parametrize("blank", [None, "", "   "])
def test_load_says_which_setting_is_missing(name: str, sentence: str, blank: str | None) -> None:
    environ = {key: value for key, value in PRODUCTION.items() if key != name}
    if blank is not None:
        environ[name] = blank

    with pytest.raises(ConfigError) as error:
        load(environ)

    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("MATCHMAKING_ENV", "staging", "MATCHMAKING_ENV is 'staging'; it is production, development or test."),
        ("SECRET_KEY", "short", "SECRET_KEY is too short: use 32 random characters or more."),
        (
            "DATABASE_URL",
            "sqlite:///x.db",
            "DATABASE_URL must be a postgresql:// address; no other database will do.",
        ),
        ("DATABASE_URL", "postgresql://", "DATABASE_URL must be a postgresql:// address; no other database will do."),
        (
            "DATABASE_URL",
            "postgresql://host:port/name",
            "DATABASE_URL must be like postgresql://user:password@host:5432/database.",
        ),
        ("REDIS_URL", "redis.example:6379", f"REDIS_URL must be {REDIS_URL}."),
        ("REDIS_URL", "redis://", f"REDIS_URL must be {REDIS_URL}."),
        ("REDIS_URL", "redis://host:port/0", f"REDIS_URL must be {REDIS_URL}."),
        ("REDIS_URL", "redis://host/zero", f"REDIS_URL must be {REDIS_URL}."),
        ("REDIS_URL", "unix:///run/redis.sock", f"REDIS_URL must be {REDIS_URL}."),
        ("BASE_URL", "http://match.example", f"BASE_URL must be {BASE_URL}."),
        ("BASE_URL", "match.example", f"BASE_URL must be {BASE_URL}."),
        ("BASE_URL", "https://", f"BASE_URL must be {BASE_URL}."),
        ("BASE_URL", "https://[::1", f"BASE_URL must be {BASE_URL}."),
        ("BASE_URL", "https://match.example:https", f"BASE_URL must be {BASE_URL}."),
        ("BASE_URL", "https://match.example/events", f"BASE_URL must be {BASE_URL}."),
        ("BASE_URL", "https://match.example?x=1", f"BASE_URL must be {BASE_URL}."),
        ("BASE_URL", "https://me@match.example", f"BASE_URL must be {BASE_URL}."),
        ("SMTP_URL", "mail.example:25", f"SMTP_URL must be {SMTP_URL}."),
        ("SMTP_URL", "smtp://", f"SMTP_URL must be {SMTP_URL}."),
        ("SMTP_URL", "smtp://mail.example:mail", f"SMTP_URL must be {SMTP_URL}."),
        ("SMTP_URL", "smtp://mail.example?security=startls", f"SMTP_URL must be {SMTP_URL}."),
        ("SMTP_URL", "smtp://mail.example:587?security=STARTTLS", f"SMTP_URL must be {SMTP_URL}."),
        ("SMTP_URL", "smtp://mail.example:587?tls=yes", f"SMTP_URL must be {SMTP_URL}."),
        ("SMTP_URL", "smtps://mail.example?security=none", f"SMTP_URL must be {SMTP_URL}."),
        (
            "MAIL_FROM",
            "Matchmaking <events@match.example>",
            "MAIL_FROM is 'Matchmaking <events@match.example>'; it is one plain address, such as events@example.org.",
        ),
        ("CONTACT_EMAIL", "nobody", "CONTACT_EMAIL is 'nobody'; it is one plain address, such as events@example.org."),
        ("DEMO", "maybe", "DEMO is 'maybe'; it is yes or no."),
        ("SOLVER_TIME_LIMIT", "soon", "SOLVER_TIME_LIMIT is 'soon'; it is a number from 1 to 600."),
        ("SOLVER_TIME_LIMIT", "nan", "SOLVER_TIME_LIMIT is 'nan'; it is a number from 1 to 600."),
        ("SOLVER_TIME_LIMIT", "601", "SOLVER_TIME_LIMIT is '601'; it is a number from 1 to 600."),
        ("SOLVER_WORKERS", "0", "SOLVER_WORKERS is '0'; it is a number from 1 to 64."),
        ("SOLVER_WORKERS", "2.5", "SOLVER_WORKERS is '2.5'; it is a whole number from 1 to 64."),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES is '-1'; it is a number from 0 to 10."),
        ("FETCH_PRIVATE", "yes", "FETCH_PRIVATE must be no in production: only public servers are fetched from."),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is 'loud'; it is one of DEBUG, INFO, WARNING, ERROR."),
        ("LOG_FORMAT", "xml", "LOG_FORMAT is 'xml'; it is one of json, text."),
    ],
)
def test_load_says_what_is_wrong_with_a_setting(name: str, value: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(PRODUCTION | {name: value})

    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("url", "smtp"),
    [
        ("smtp://mail.example", Smtp("mail.example", 25, None, None, "none")),
        ("smtp://mail.example:2525?security=starttls", Smtp("mail.example", 2525, None, None, "starttls")),
        ("smtps://me:secret@mail.example", Smtp("mail.example", 465, "me", "secret", "tls")),
    ],
)
def test_load_reads_where_mail_goes(url: str, smtp: Smtp) -> None:
    assert load(PRODUCTION | {"SMTP_URL": url}).smtp_url == smtp


@pytest.mark.parametrize("changes", [{"MATCHMAKING_ENV": "development"}, {"DEMO": "yes"}])
def test_load_lets_a_developer_and_a_demonstration_do_without_https(changes: dict[str, str]) -> None:
    settings = load(PRODUCTION | {"BASE_URL": "http://localhost:8000/"} | changes)

    assert (settings.base_url, settings.secure, settings.host) == ("http://localhost:8000", False, "localhost:8000")


def test_settings_that_are_logged_or_shown_hide_their_secrets() -> None:
    shown = repr(load(PRODUCTION))

    assert [word for word in ("0123456789abcdef", "secret@", "p@ss") if word in shown] == []


def test_what_a_server_makes_at_its_start_is_not_searched_for_garbage() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import gc, wsgi; print(gc.get_freeze_count())"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | PRODUCTION,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert int(told.stdout) > 50_000


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({}, "matchmaking: SECRET_KEY is missing: set it to a random text of 32 characters or more.\n"),
        (PRODUCTION | {"BASE_URL": "http://match.example"}, f"matchmaking: BASE_URL must be {BASE_URL}.\n"),
    ],
)
def test_wsgi_refuses_to_start_with_the_sentence_alone(environ: dict[str, str], sentence: str) -> None:
    path = {"PATH": os.environ["PATH"]}

    ended = subprocess.run(
        [sys.executable, "wsgi.py"],
        cwd=ROOT,
        env=path | environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", sentence)
