"""What a request may carry: the text fields of a form, and files only where a view takes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.exceptions import UnsupportedMediaType

FORMS = {"application/x-www-form-urlencoded", "multipart/form-data", ""}
_FILES = "matchmaking_files"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class _Files:
    """What a view takes: files in fields of these names (none named: any), in a request of so many bytes."""

    names: frozenset[str]
    most_bytes: int | None


def takes_files(*names: str, most_bytes: int | None = None) -> Callable[[View], View]:
    """Let this view's form carry files in the fields of these names; none named means any.

    The whole request up to `most_bytes`, or up to what is usual. Stands below the guard or above it.
    """

    def decorate(view: View) -> View:
        setattr(view, _FILES, _Files(frozenset(names), most_bytes))
        return view

    return decorate


def init_bodies(app: Flask) -> None:
    """Refuse JSON, and files that the view does not take, before any view.

    Flask-WTF would give them to fields that expect text.
    """
    # Before all else: whoever reads the form first (the check of the CSRF token) reads it up to this bound.
    app.before_request_funcs.setdefault(None, []).insert(0, _widen)
    app.before_request(_require_texts)


def _taken() -> _Files | None:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, _FILES, None)


def _widen() -> None:
    taken = _taken()
    if taken is not None and taken.most_bytes is not None:
        request.max_content_length = taken.most_bytes


def _require_texts() -> None:
    if request.method != "POST":
        return
    if request.mimetype not in FORMS or (request.files and not _are_taken(set(request.files))):
        raise UnsupportedMediaType


def _are_taken(sent: set[str]) -> bool:
    taken = _taken()
    return taken is not None and (not taken.names or sent <= taken.names)
