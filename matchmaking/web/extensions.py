"""The Flask extensions, made once and bound to the application in `create_app`."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_talisman import Talisman
from flask_wtf import CSRFProtect

from matchmaking.config import Environment, Settings
from matchmaking.db import db
from matchmaking.web.locale import select_locale

babel = Babel()
bootstrap = Bootstrap5()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, strategy="fixed-window")
migrate = Migrate()
talisman = Talisman()
"""Marks views that differ; each application is bound to one of its own, since it keeps the settings on itself."""

CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def init_extensions(app: Flask, settings: Settings) -> None:
    """Bind every extension to `app`; Flask-Security is bound by the `accounts` room."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS"]))
    babel.init_app(
        app,
        default_translation_directories=str(app.config["TRANSLATIONS"]),
        locale_selector=select_locale,
    )
    bootstrap.init_app(app)
    csrf.init_app(app)
    app.config.update(
        RATELIMIT_STORAGE_URI=settings.redis_url,
        RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 1.0, "socket_timeout": 1.0},  # else it waits for ever
        RATELIMIT_HEADERS_ENABLED=True,
        RATELIMIT_SWALLOW_ERRORS=True,  # people can still sign in while Redis is away
        RATELIMIT_KEY_PREFIX="matchmaking",
        RATELIMIT_ENABLED=settings.environment is not Environment.TEST,
    )
    app.after_request(_only_the_refused_try_again)  # before the limiter's own, since the last to come is asked first
    limiter.init_app(app)
    Talisman().init_app(
        app,
        content_security_policy=CONTENT_SECURITY_POLICY,
        force_https=settings.secure,
        session_cookie_secure=settings.secure,
        strict_transport_security=settings.secure,
        referrer_policy="strict-origin-when-cross-origin",
        permissions_policy={"browsing-topics": "()"},
        frame_options="DENY",
    )


def _only_the_refused_try_again(response: Response) -> Response:
    """The limiter writes Retry-After to whatever it counts, also where nothing was refused."""
    if response.status_code < HTTPStatus.BAD_REQUEST:
        response.headers.pop("Retry-After", None)
    return response
