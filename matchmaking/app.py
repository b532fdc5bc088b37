"""create_app(): wiring, nothing else."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import matchmaking.accounts.views
import matchmaking.cooperation.tasks
import matchmaking.cooperation.views
import matchmaking.events.views
import matchmaking.mail.tasks
import matchmaking.mail.views
import matchmaking.meetings.views
import matchmaking.organisations.linking.tasks
import matchmaking.organisations.views
import matchmaking.registrations.views
import matchmaking.scheduling.tasks
import matchmaking.scheduling.views
import matchmaking.web.data_pages
import matchmaking.web.views
from matchmaking.accounts.security import init_security
from matchmaking.config import Environment, Settings
from matchmaking.jobs import celery_init_app
from matchmaking.web.bodies import init_bodies
from matchmaking.web.extensions import init_extensions
from matchmaking.web.failures import init_failures
from matchmaking.web.language import init_language
from matchmaking.web.static_files import init_static_files
from matchmaking.web.templating import init_templating

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024
LOOPBACK = "127.0.0.1"
TASKS = (
    matchmaking.mail.tasks,
    matchmaking.organisations.linking.tasks,
    matchmaking.cooperation.tasks,
    matchmaking.scheduling.tasks,
)
"""A worker knows the tasks of the modules that are imported."""
ROOMS = (
    matchmaking.web.views,
    matchmaking.web.data_pages,
    matchmaking.mail.views,
    matchmaking.accounts.views,
    matchmaking.organisations.views,
    matchmaking.cooperation.views,
    matchmaking.events.views,
    matchmaking.registrations.views,
    matchmaking.meetings.views,
    matchmaking.scheduling.views,
)


def create_app(settings: Settings) -> Flask:
    """The service, ready for gunicorn, a Celery worker or a test."""
    configure_logging(settings)
    app = Flask("matchmaking", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True, "connect_args": {"connect_timeout": 5}},
        MAX_CONTENT_LENGTH=2 * MEGABYTE,
        MAX_FORM_PARTS=20_000,  # a grid of 300 slots posts one part each
        SESSION_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=settings.secure,
        WTF_CSRF_TIME_LIMIT=8 * 3600,
        BABEL_DEFAULT_LOCALE="en",
        BOOTSTRAP_SERVE_LOCAL=True,
        BOOTSTRAP_BTN_STYLE="primary",
        TRUSTED_HOSTS=_hosts(settings),
        DEMO=settings.demo,
        MIGRATIONS=ROOT / "migrations",
        TRANSLATIONS=ROOT / "translations",
    )
    app.extensions["matchmaking.settings"] = settings
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # as Flask documents
    init_extensions(app, settings)
    init_bodies(app)
    init_templating(app, settings)
    init_static_files(app)
    init_language(app)
    init_failures(app)
    init_security(app, settings)
    celery_init_app(app, settings)
    for room in ROOMS:
        app.register_blueprint(room.bp)
    return app


def _hosts(settings: Settings) -> list[str] | None:
    """The hosts that a request may name; health checks inside the same machine or container name localhost."""
    if settings.environment is not Environment.PRODUCTION:
        return None
    return [str(urlsplit(settings.base_url).hostname), "localhost", LOOPBACK]


def configure_logging(settings: Settings) -> None:
    """One line per fact on standard error, what libraries say too: JSON for machines, text for people."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer() if settings.log_format == "json" else structlog.dev.ConsoleRenderer()
    )
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.log_level]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes whole addresses, with the keys in them
