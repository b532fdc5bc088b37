"""Settings: read once from the environment, typed; a bad or missing one stops the start with a sentence.

`docs/operations.md` holds the table of all settings; a test compares it with `Settings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit


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
    password: str | None
    security: str


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the environment decides. Field names are the variables' names in lower case."""

    environment: Environment
    secret_key: str
    database_url: str
    redis_url: str
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
        redis_url=_url(environ, "REDIS_URL", ("redis", "rediss", "unix"), "a redis:// address"),
        base_url=_base_url(environ, environment),
        smtp_url=_smtp(environ),
        mail_from=_required(environ, "MAIL_FROM", "the address that mails are sent from"),
        site_name=environ.get("SITE_NAME") or "Matchmaking",
        contact_email=environ.get("CONTACT_EMAIL") or None,
        demo=_flag(environ, "DEMO"),
        demo_mailbox=Path(environ["DEMO_MAILBOX"]) if environ.get("DEMO_MAILBOX") else None,
        solver_time_limit=_number(environ, "SOLVER_TIME_LIMIT", 60.0, least=1, most=1800),
        solver_workers=int(_number(environ, "SOLVER_WORKERS", 2, least=1, most=64)),
        trusted_proxies=int(_number(environ, "TRUSTED_PROXIES", 0, least=0, most=10)),
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


def _url(environ: Mapping[str, str], name: str, schemes: tuple[str, ...], what: str) -> str:
    value = _required(environ, name, what)
    if urlsplit(value).scheme not in schemes:
        raise ConfigError(f"{name} must be {what}.")
    return value


def _database_url(value: str) -> str:
    scheme, _, rest = value.partition("://")
    if scheme not in {"postgres", "postgresql", "postgresql+psycopg"} or not rest:
        raise ConfigError("DATABASE_URL must be a postgresql:// address; no other database will do.")
    return f"postgresql+psycopg://{rest}"


def _base_url(environ: Mapping[str, str], environment: Environment) -> str:
    schemes = ("https",) if environment is Environment.PRODUCTION and not _flag(environ, "DEMO") else ("http", "https")
    what = f"the address people reach the site at, starting with {' or '.join(s + '://' for s in schemes)}"
    value = _url(environ, "BASE_URL", schemes, what).rstrip("/")
    if not urlsplit(value).netloc:
        raise ConfigError(f"BASE_URL must be {what}.")
    return value


def _smtp(environ: Mapping[str, str]) -> Smtp:
    what = "smtp://[user:password@]host[:port][?security=starttls] or smtps://..."
    value = _url(environ, "SMTP_URL", ("smtp", "smtps"), what)
    parts: SplitResult = urlsplit(value)
    security = "tls" if parts.scheme == "smtps" else parse_qs(parts.query).get("security", ["none"])[0]
    try:
        port = parts.port or {"tls": 465, "starttls": 587, "none": 25}[security]
    except (ValueError, KeyError):
        raise ConfigError(f"SMTP_URL must be {what}.") from None
    if not parts.hostname:
        raise ConfigError(f"SMTP_URL must be {what}.")
    return Smtp(
        host=parts.hostname,
        port=port,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        security=security,
    )


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


def _one_of(environ: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = environ.get(name) or default
    if value not in allowed:
        raise ConfigError(f"{name} is {value!r}; it is one of {', '.join(allowed)}.")
    return value
