"""What Flask-Security does to accounts, written into the audit log; run inside the view's transaction."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask import session as cookie
from flask_login import current_user
from flask_security import signals
from flask_security.confirmable import confirm_user
from flask_security.utils import login_user

from matchmaking.accounts.models import Person
from matchmaking.accounts.notices import send
from matchmaking.audit.services import record
from matchmaking.db import session
from matchmaking.web.clock import current_time


def init_trail(app: Flask) -> None:
    """Listen to Flask-Security of `app`."""
    signals.user_registered.connect(_signed_up, app)
    signals.user_confirmed.connect(_confirmed, app)
    signals.password_changed.connect(_password_changed, app)
    signals.password_reset.connect(_password_reset, app)
    signals.change_email_confirmed.connect(_address_changed, app)


def _signed_up(_app: Flask, *, user: Person, **_: Any) -> None:
    session().flush()  # the actor needs an id
    record("person.create", user, actor=user, now=current_time())


def _confirmed(_app: Flask, *, user: Person, **_: Any) -> None:
    record("person.confirm", user, actor=user, now=current_time())


def _password_changed(_app: Flask, *, user: Person, **_: Any) -> None:
    record("person.change_password", user, actor=user, now=current_time())


def _password_reset(_app: Flask, *, user: Person, **_: Any) -> None:
    record("person.reset_password", user, actor=user, now=current_time())
    # The link came by mail, so the address is the person's. Does nothing for a confirmed one.
    confirm_user(user)  # type: ignore[no-untyped-call]  # Flask-Security leaves this one out


def _address_changed(app: Flask, *, user: Person, old_email: str, **_: Any) -> None:
    now = current_time()
    record("person.change_address", user, actor=user, now=now, before={"email": old_email}, after={"email": user.email})
    is_here = current_user.is_authenticated and current_user.id == user.id
    # Links that were mailed to the old address must not open the account any more, nor sessions made with it.
    app.extensions["security"].datastore.set_uniquifier(user)
    session().flush()
    if is_here:
        login_user(user, remember="remember_token" in cookie)
    send("address_changed", user, now=now, to_address=old_email, new_address=user.email)
