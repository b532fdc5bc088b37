"""What a request may carry: the text fields of a form, since no page of this site sends anything else."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.exceptions import UnsupportedMediaType

FORMS = {"application/x-www-form-urlencoded", "multipart/form-data", ""}


def init_bodies(app: Flask) -> None:
    """Refuse JSON and files before any view: Flask-WTF would give them to fields that expect text."""
    app.before_request(_require_texts)


def _require_texts() -> None:
    if request.method == "POST" and (request.mimetype not in FORMS or request.files):
        raise UnsupportedMediaType
