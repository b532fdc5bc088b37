"""What a request may carry: the text fields of a form, and files only where a view takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.exceptions import UnsupportedMediaType

FORMS = {"application/x-www-form-urlencoded", "multipart/form-data", ""}
_MOST_BYTES = "matchmaking_most_bytes"

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(*, most_bytes: int) -> Callable[[View], View]:
    """Let this view's form carry files, the whole request up to `most_bytes`. Stands below the guard or above it."""

    def decorate(view: View) -> View:
        setattr(view, _MOST_BYTES, most_bytes)
        return view

    return decorate


def init_bodies(app: Flask) -> None:
    """Refuse JSON and files before any view: Flask-WTF would give them to fields that expect text."""
    # Before all else: whoever reads the form first (the check of the CSRF token) reads it up to this bound.
    app.before_request_funcs.setdefault(None, []).insert(0, _widen)
    app.before_request(_require_texts)


def _most_bytes() -> int | None:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, _MOST_BYTES, None)


def _widen() -> None:
    most = _most_bytes()
    if most is not None:
        request.max_content_length = most


def _require_texts() -> None:
    if request.method != "POST":
        return
    if request.mimetype not in FORMS or (request.files and _most_bytes() is None):
        raise UnsupportedMediaType
