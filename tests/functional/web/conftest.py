"""An application of its own beside the common one, with views that are there for the tests alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Blueprint, Flask, abort

from matchmaking import errors
from matchmaking.app import create_app
from matchmaking.db import db
from matchmaking.web import guards
from tests.conftest import database_url, settings_for, worker_number

Build = Callable[..., Flask]


def refuse(kind: str) -> Any:
    kinds = {
        "not-found": errors.NotFound("There is no such meeting."),
        "not-allowed": errors.NotAllowed("Only the organiser may do this."),
        "conflict": errors.Conflict("It has been accepted already."),
        "invalid": errors.Invalid("The end is before the start.", field="ends_at"),
    }
    if kind in kinds:
        raise kinds[kind]
    if kind == "broken":
        raise RuntimeError("a secret detail")
    abort(int(kind))


def throw_away() -> Blueprint:
    bp = Blueprint("try", __name__, url_prefix="/try")
    for name in ("public", "signed_in", "member", "organiser", "administrator"):
        guard = getattr(guards, name)
        bp.add_url_rule(f"/{name}", name, guard(lambda: "inside"), methods=["GET", "POST"])
    bp.add_url_rule("/refuse/<kind>", "refuse", guards.public(refuse), methods=["GET", "POST"])
    return bp


@pytest.fixture
def build(app: Flask) -> Iterator[Build]:
    """Make an application with the throw-away views; settings may be named."""
    with ExitStack() as afterwards:

        def make(address: str | None = None, **changes: str) -> Flask:
            application = create_app(settings_for(address or database_url(f"test_{worker_number()}"), **changes))
            application.register_blueprint(throw_away())

            def close() -> None:
                with application.app_context():
                    db.engine.dispose()

            afterwards.callback(close)
            return application

        yield make
