"""Settings: read once from the environment, typed; a bad or missing one stops the start with a sentence.

`docs/operations.md` holds the table of all settings; a test compares it with `Settings`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
_SMTP_PORTS = {"tls": 465, "starttls": 587, "none": 25}


class ConfigError(Exception):
    """A setting is missing or wrong; the message says which, and what it should be."""


class Environment(StrEnum):
    """Where the service runs. Only production insists on https and on every secret being given."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where mail goes. `security` is one of none, starttls, tls."""

    host: str
    port: int
    username: str | None
    password: str | None = field(repr=False)
    security: str


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the environment decides. Field names are the variables' names in lower case."""

    environment: Environment
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    base_url: str
    smtp_url: Smtp
    mail_from: str
    site_name: str = "Matchmaking"
    contact_email: str | None = None
    demo: bool = False
    demo_mailbox: Path | None = None
    solver_time_limit: float = 60.0
    solver_workers: int = 2
    trusted_proxies: int = 0
    fetch_private: bool = False
    data_licence_url: str = CC_BY
    log_level: str = "INFO"
    log_format: str = "json"

    @property
    def secure(self) -> bool:
        """True where the site is reached over https."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The host (and port, where it is not the scheme's own) that links in mails carry."""
        return urlsplit(self.base_url).netloc


def load(environ: Mapping[str, str]) -> Settings:
    """The settings that `environ` holds.

    Raises ConfigError with one sentence for the first setting that is missing or wrong.
    """
    environment = _environment(environ)
    return Settings(
        environment=environment,
        secret_key=_secret(environ, environment),
        database_url=_database_url(_required(environ, "DATABASE_URL", "a postgresql:// address")),
        redis_url=_redis_url(environ),
        base_url=_base_url(environ, environment),
        smtp_url=_smtp(environ),
        mail_from=_address(_required(environ, "MAIL_FROM", "the address that mails are sent from"), "MAIL_FROM"),
        site_name=environ.get("SITE_NAME") or "Matchmaking",
        contact_email=_address(environ["CONTACT_EMAIL"], "CONTACT_EMAIL") if environ.get("CONTACT_EMAIL") else None,
        demo=_flag(environ, "DEMO"),
        demo_mailbox=Path(environ["DEMO_MAILBOX"]) if environ.get("DEMO_MAILBOX") else None,
        solver_time_limit=_number(environ, "SOLVER_TIME_LIMIT", 60.0, least=1, most=600),
        solver_workers=_whole_number(environ, "SOLVER_WORKERS", 2, least=1, most=64),
        trusted_proxies=_whole_number(environ, "TRUSTED_PROXIES", 0, least=0, most=10),
        fetch_private=_fetch_private(environ, environment),
        data_licence_url=_licence_url(environ),
        log_level=_one_of(environ, "LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        log_format=_one_of(environ, "LOG_FORMAT", "json", ("json", "text")),
    )


def _environment(environ: Mapping[str, str]) -> Environment:
    value = environ.get("MATCHMAKING_ENV") or Environment.PRODUCTION
    try:
        return Environment(value)
    except ValueError:
        raise ConfigError(f"MATCHMAKING_ENV is {value!r}; it is production, development or test.") from None


def _required(environ: Mapping[str, str], name: str, what: str) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise ConfigError(f"{name} is missing: set it to {what}.")
    return value


def _secret(environ: Mapping[str, str], environment: Environment) -> str:
    value = _required(environ, "SECRET_KEY", "a random text of 32 characters or more")
    shortest = 32
    if environment is Environment.PRODUCTION and len(value) < shortest:
        raise ConfigError(f"SECRET_KEY is too short: use {shortest} random characters or more.")
    return value


def _address(value: str, name: str) -> str:
    value = value.strip()
    if not _ADDRESS.fullmatch(value):
        raise ConfigError(f"{name} is {value!r}; it is one plain address, such as events@example.org.")
    return value


def _url(environ: Mapping[str, str], name: str, schemes: tuple[str, ...], what: str) -> SplitResult:
    value = _required(environ, name, what)
    try:
        parts = urlsplit(value)
        is_whole = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, half of an IPv6 address
        is_whole = False
    if not is_whole:
        raise ConfigError(f"{name} must be {what}.")
    return parts


def _redis_url(environ: Mapping[str, str]) -> str:
    what = "a redis:// address, such as redis://:password@host:6379/0"
    parts = _url(environ, "REDIS_URL", ("redis", "rediss"), what)
    if not re.fullmatch(r"(/\d*)?", parts.path):
        raise ConfigError(f"REDIS_URL must be {what}.")
    return parts.geturl()


def _database_url(value: str) -> str:
    scheme, _, rest = value.partition("://")
    if scheme not in {"postgres", "postgresql", "postgresql+psycopg"} or not rest:
        raise ConfigError("DATABASE_URL must be a postgresql:// address; no other database will do.")
    url = f"postgresql+psycopg://{rest}"
    try:
        make_url(url)
    except (ArgumentError, ValueError):  # a port that is no number
        raise ConfigError("DATABASE_URL must be like postgresql://user:password@host:5432/database.") from None
    return url


def _base_url(environ: Mapping[str, str], environment: Environment) -> str:
    schemes = ("https",) if environment is Environment.PRODUCTION and not _flag(environ, "DEMO") else ("http", "https")
    starts = " or ".join(f"{scheme}://" for scheme in schemes)
    what = f"the address people reach the site at, starting with {starts}, without a path"
    parts = _url(environ, "BASE_URL", schemes, what)
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username is not None:
        raise ConfigError(f"BASE_URL must be {what}.")
    return f"{parts.scheme}://{parts.netloc}"


def _licence_url(environ: Mapping[str, str]) -> str:
    if not environ.get("DATA_LICENCE_URL"):
        return CC_BY
    what = "the address of the licence that the site's data is given away under"
    return _url(environ, "DATA_LICENCE_URL", ("https", "http"), what).geturl()


def _smtp(environ: Mapping[str, str]) -> Smtp:
    what = "smtp://[user:password@]host[:port][?security=starttls] or smtps://..."
    parts = _url(environ, "SMTP_URL", ("smtp", "smtps"), what)
    asked = parse_qs(parts.query, keep_blank_values=True)
    security = "tls" if parts.scheme == "smtps" else asked.pop("security", ["none"])[-1]
    # A misspelt wish for encryption must not end in mail without it.
    if (
        asked
        or security not in _SMTP_PORTS
        or parts.hostname is None
        or (security == "tls") != (parts.scheme == "smtps")
    ):
        raise ConfigError(f"SMTP_URL must be {what}.")
    return Smtp(
        host=parts.hostname,
        port=parts.port or _SMTP_PORTS[security],
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        security=security,
    )


def _fetch_private(environ: Mapping[str, str], environment: Environment) -> bool:
    wanted = _flag(environ, "FETCH_PRIVATE")
    if wanted and environment is Environment.PRODUCTION:
        raise ConfigError("FETCH_PRIVATE must be no in production: only public servers are fetched from.")
    return wanted


def _flag(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "").strip().lower()
    if value in {"", "0", "no", "false", "off"}:
        return False
    if value in {"1", "yes", "true", "on"}:
        return True
    raise ConfigError(f"{name} is {value!r}; it is yes or no.")


def _number(environ: Mapping[str, str], name: str, default: float, *, least: float, most: float) -> float:
    text = environ.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        raise ConfigError(f"{name} is {text!r}; it is a number from {least:g} to {most:g}.")
    return value


def _whole_number(environ: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    value = _number(environ, name, default, least=least, most=most)
    if value != int(value):
        raise ConfigError(f"{name} is {environ[name]!r}; it is a whole number from {least} to {most}.")
    return int(value)


def _one_of(environ: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = environ.get(name) or default
    if value not in allowed:
        raise ConfigError(f"{name} is {value!r}; it is one of {', '.join(allowed)}.")
    return value
