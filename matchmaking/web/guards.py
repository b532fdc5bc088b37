"""Who may open a view. Every view carries exactly one guard; a test walks all routes and checks.

A guard looks at the person alone. What belongs to an event or an organisation is found by a query
that takes the person, and raises NotFound for a stranger.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound, Unauthorized

from matchmaking.web.failures import wants_json

GUARD = "matchmaking_guard"

View = Callable[..., Any]


def _guard(name: str, check: Callable[[], Any]) -> Callable[[View], View]:
    """A decorator that lets the view run when `check()` gives None, and returns what it gives else."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            refusal = check()
            return refusal if refusal is not None else view(*args, **kwargs)

        setattr(guarded, GUARD, name)
        return guarded

    return decorate


def _nothing() -> None:
    return None


def _signed_in() -> Any:
    if not current_user.is_authenticated:
        if wants_json():
            raise Unauthorized
        come_back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("security.login", next=come_back))
    return None


def _member() -> Any:
    refusal = _signed_in()
    if refusal is None and not current_user.is_member:
        flash(_("Confirm your e-mail address first: open the link in the mail that we sent you."), "waiting")
        return redirect(url_for("security.send_confirmation", next=request.path))
    return refusal


def _holds(role: str) -> Callable[[], Any]:
    def check() -> Any:
        refusal = _member()
        if refusal is None and not current_user.has(role):
            raise NotFound
        return refusal

    return check


public = _guard("public", _nothing)
"""Anybody; the view's query shows only what everybody may see."""
token = _guard("token", _nothing)
"""Whoever holds the secret in the URL; the view compares it in constant time."""
signed_in = _guard("signed_in", _signed_in)
"""Whoever has an account, confirmed or not."""
member = _guard("member", _member)
"""Signed in with a confirmed e-mail address; the view's query decides about the object."""
organiser = _guard("organiser", _holds("organiser"))
"""A person who may create events."""
administrator = _guard("administrator", _holds("administrator"))
