"""Pages about the service itself, and its health."""

from __future__ import annotations

from typing import Any

import redis
import sqlalchemy as sa
from flask import Blueprint, jsonify, render_template
from sqlalchemy.exc import SQLAlchemyError

from matchmaking.db import session
from matchmaking.errors import NotFound
from matchmaking.web.extensions import limiter, talisman
from matchmaking.web.guards import public
from matchmaking.web.settings import settings

bp = Blueprint("web", __name__)


@bp.get("/about")
@public
def about() -> str:
    return render_template("web/about.html")


@bp.get("/accessibility")
@public
def accessibility() -> str:
    return render_template("web/accessibility.html")


@bp.get("/data-protection")
@public
def data_protection() -> str:
    return render_template("web/data_protection.html")


@bp.get("/contact")
@public
def contact() -> str:
    return render_template("web/contact.html", contact_email=settings().contact_email)


@bp.get("/demo/specimen")
@public
def specimen() -> str:
    """Every part that pages are made of, for whoever works on their looks; in demonstrations only."""
    if not settings().demo:
        raise NotFound("There is no such page.")
    return render_template("web/specimen.html")


@bp.get("/health/live")
@public
@limiter.exempt
@talisman(force_https=False)  # type: ignore[untyped-decorator]  # untyped
def live() -> Any:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/health/ready")
@public
@limiter.exempt
@talisman(force_https=False)  # type: ignore[untyped-decorator]  # Flask-Talisman is untyped
def ready() -> Any:
    """The database and the broker answer too; 503 names the one that does not."""
    problems = []
    try:
        session().execute(sa.text("SELECT 1"))
    except SQLAlchemyError:
        session().rollback()
        problems.append("database")
    try:
        redis.Redis.from_url(settings().redis_url, socket_connect_timeout=2, socket_timeout=2).ping()
    except redis.RedisError:
        problems.append("redis")
    return jsonify(status="unavailable" if problems else "ok", problems=problems), 503 if problems else 200
