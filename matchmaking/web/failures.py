"""Errors as pages, or as problem JSON (RFC 9457) where the client asked for JSON."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from matchmaking import errors
from matchmaking.db import db
from matchmaking.web.settings import settings

log = structlog.get_logger(__name__)

PAGES = {400, 403, 404, 413, 429, 500, 503}
STATUS = {
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def init_failures(app: Flask) -> None:
    """Answer every failure with a page that says what to do next."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(errors.AppError, _app_error)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PoolExhausted, _database_away)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(SecurityError, _foreign_host)


def wants_json() -> bool:
    """True when the client prefers JSON to a page, and wherever there are no pages."""
    if request.path.startswith("/api/"):
        return True
    accepted = request.accept_mimetypes
    return accepted.best_match(["text/html", "application/json"]) == "application/json"


def _answer(status: int, sentence: str) -> Any:
    if wants_json():
        problem = jsonify(type="about:blank", title=HTTPStatus(status).phrase, status=status, detail=sentence)
        problem.headers["Content-Type"] = "application/problem+json"
        return problem, status
    page = status if status in PAGES else (400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500)
    return render_template(f"errors/{page}.html", sentence=sentence), status


def _http(error: HTTPException) -> Any:
    if error.response is not None or (error.code or 500) < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    if isinstance(error, InternalServerError):
        log.error("unhandled", path=request.path, exc_info=error.original_exception)
        db.session.rollback()
        _forget_person()
        return _answer(500, "")
    response: Response = make_response(_answer(error.code or 500, ""))
    for name, value in error.get_headers():  # such as Allow and Retry-After
        if not name.startswith("Content-"):
            response.headers[name] = value
    return response


def _forget_person() -> None:
    """Let the failure's page be rendered for a visitor: reading the person, or their language, may be what failed."""
    g._login_user = AnonymousUserMixin()  # noqa: SLF001 -- where Flask-Login keeps the person of this request


def _csrf(_error: CSRFError) -> Any:
    return _answer(
        400,
        _("The form was open for too long, or came from another page. Go back, reload it and send it again."),
    )


def _app_error(error: errors.AppError) -> Any:
    db.session.rollback()
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)
    if status == HTTPStatus.NOT_FOUND:
        log.info("not_found", endpoint=request.endpoint, reason=str(error))  # a path may hold a secret
    return _answer(status, str(error))


def _unstorable(error: DataError) -> Any:
    """What was asked for holds a NUL or a number that no column holds: nothing stored can be meant by it."""
    db.session.rollback()
    log.info("unstorable_value", path=request.path, error=str(error.orig))
    return _answer(404 if request.method in {"GET", "HEAD"} else 400, "")


def _foreign_host(_error: SecurityError) -> Any:
    """The request names a host that is not this site's: no page, since every link on it would be wrong."""
    return make_response((f"This site is {settings().base_url}\n", 400, {"Content-Type": "text/plain; charset=utf-8"}))


def _database_away(error: OperationalError | PoolExhausted) -> Any:
    db.session.rollback()
    log.error("database_unreachable", path=request.path, error=str(error))
    _forget_person()
    return _answer(503, "")
