"""Flask-Security, set up: confirmation, reset, change of password and address, generic answers."""

from __future__ import annotations

import hmac
from typing import Any

from flask import Flask
from flask_security.core import Security
from flask_security.datastore import SQLAlchemyUserDatastore

from matchmaking.accounts.models import Person, Role
from matchmaking.config import Environment, Settings
from matchmaking.db import db

security = Security()


class Datastore(SQLAlchemyUserDatastore):
    """People and roles, as Flask-Security reads and writes them."""

    def commit(self) -> None:
        db.session.commit()


def init_security(app: Flask, settings: Settings, **forms: Any) -> None:
    """Bind Flask-Security to `app`, with our forms and our outbox."""
    salt = hmac.new(settings.secret_key.encode(), b"password salt", "sha256").hexdigest()
    app.config.update(
        SECURITY_PASSWORD_SALT=salt,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 -- the name of a method
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_LENGTH_MIN=10,
        SECURITY_PASSWORD_CONFIRM_REQUIRED=False,
        SECURITY_REGISTERABLE=True,
        SECURITY_CONFIRMABLE=True,
        SECURITY_AUTO_LOGIN_AFTER_CONFIRM=False,
        SECURITY_LOGIN_WITHOUT_CONFIRMATION=False,
        SECURITY_RECOVERABLE=True,
        SECURITY_CHANGEABLE=True,
        SECURITY_CHANGE_EMAIL=True,
        SECURITY_TRACKABLE=True,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_USE_REGISTER_V2=True,
        SECURITY_URL_PREFIX="/account",
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_POST_CONFIRM_VIEW="/account/login",
        SECURITY_POST_RESET_VIEW="/account/login",
        SECURITY_EMAIL_SENDER=settings.mail_from,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "test_environment": True},
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
        SECURITY_FLASH_MESSAGES=True,
    )
    if settings.environment is Environment.TEST:
        # Real hashing, at the least cost that argon2 accepts, so that a suite of sign-ins stays quick.
        app.config["SECURITY_PASSWORD_HASH_OPTIONS"] = {"argon2__rounds": 1, "argon2__memory_cost": 8}
    security.init_app(app, Datastore(db, Person, Role), **forms)
