"""What a request may carry: the text fields of a form, and files where a view takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.exceptions import UnsupportedMediaType

FORMS = {"application/x-www-form-urlencoded", "multipart/form-data", ""}
_TAKES_FILES = "matchmaking_takes_files"

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(*names: str) -> Callable[[View], View]:
    """Let forms send files to the view in the fields of these names; stands below the guard."""

    def mark(view: View) -> View:
        setattr(view, _TAKES_FILES, frozenset(names))
        return view

    return mark


def init_bodies(app: Flask) -> None:
    """Refuse JSON, and files that the view does not take, before any view.

    Flask-WTF would give them to fields that expect text.
    """
    app.before_request(_require_texts)


def _require_texts() -> None:
    if request.method != "POST":
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if request.mimetype not in FORMS or request.files.keys() - getattr(view, _TAKES_FILES, frozenset()):
        raise UnsupportedMediaType
