"""Every view of Flask-Security, enclosed in what our own views have: a guard, limits, one transaction.

Flask-Security commits by `Datastore.commit`, some views after the response is made and some never. Here each
view is one use case instead: what it changes, what the audit log says of it and the mails that it queues are
committed together, and the mails are handed out afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, make_response, request
from flask import session as cookie
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from matchmaking.accounts import throttling
from matchmaking.accounts.plain_text import own_path
from matchmaking.db import broken_constraint, transaction
from matchmaking.web.guards import public, signed_in

View = Callable[..., Any]

SIGNED_IN = {"change_password", "change_email", "verify"}
LIMITS = {
    "login": throttling.try_password,
    "verify": throttling.try_password,
    "change_password": throttling.try_password,
    "reset_password": throttling.try_link,
    "register": throttling.ask_for_mail,
    "forgot_password": throttling.ask_for_mail,
    "send_confirmation": throttling.ask_for_mail,
    "change_email": throttling.ask_for_mail_elsewhere,
}
ONE_ADDRESS_ONE_PERSON = "uq_person_email_lower"


def enclose_views(app: Flask) -> None:
    """Enclose the views of the blueprint `security`, which is registered on `app`."""
    for endpoint, view in app.view_functions.items():
        blueprint, _, name = endpoint.rpartition(".")
        if blueprint == "security":
            guard = signed_in if name in SIGNED_IN else public
            app.view_functions[endpoint] = guard(_limited(_one_use_case(view), LIMITS.get(name)))


def _limited(view: View, limit: Callable[[], None] | None) -> View:
    @wraps(view)
    def limited(**values: Any) -> Any:
        if request.is_json:
            raise UnsupportedMediaType  # pages only: an API of accounts would need rules of its own
        if request.method == "POST":
            if limit is not None:
                limit()
            if any(target and not own_path(target) for target in request.values.getlist("next")):
                raise BadRequest  # our own forms leave such a target out
        response = make_response(view(**values))
        response.headers["Cache-Control"] = "no-store"
        return response

    return limited


def _one_use_case(view: View) -> View:
    """`view` in a transaction. Where a rival took the address in the meantime, it runs once more and finds it taken."""

    @wraps(view)
    def enclosed(**values: Any) -> Any:
        flashes = list(cookie.get("_flashes", []))
        try:
            with transaction():
                return view(**values)
        except IntegrityError as error:
            if broken_constraint(error) != ONE_ADDRESS_ONE_PERSON:
                raise
        cookie["_flashes"] = flashes
        with transaction():
            return view(**values)

    return enclosed
