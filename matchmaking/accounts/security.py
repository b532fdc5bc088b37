"""Flask-Security, set up: confirmation, reset, change of password and address, generic answers."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, render_template
from flask_security.core import Security
from flask_security.datastore import SQLAlchemyUserDatastore
from flask_security.utils import aware_utcnow

from matchmaking.accounts import forms
from matchmaking.accounts.enclosure import enclose_views
from matchmaking.accounts.models import Person, Role
from matchmaking.accounts.notices import Postman
from matchmaking.accounts.trail import init_trail
from matchmaking.accounts.wording import init_wording, message_settings
from matchmaking.config import Environment, Settings
from matchmaking.db import db, session


class Datastore(SQLAlchemyUserDatastore):
    """People and roles, as Flask-Security reads and writes them."""

    def commit(self) -> None:
        """Write what is pending; `transaction()`, which encloses every view of Flask-Security, commits."""
        session().flush()

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Person | None:  # noqa: FBT001, FBT002, ARG002 -- Flask-Security's signature
        """The person with one attribute, such as `fs_uniquifier` or `email` (in any case: one address, one person)."""
        ((name, value),) = kwargs.items()
        if name == "email":
            condition = sa.func.lower(Person.email) == sa.func.lower(value)
        else:
            condition = getattr(Person, name) == value
        found: Person | None = session().scalar(sa.select(Person).where(condition))
        return found


def _render(template: str, **context: Any) -> str:
    for value in context.values():
        if isinstance(value, forms.ShowsMisspelling):
            value.put_back()
    return render_template(template, **context)


def init_security(app: Flask, settings: Settings) -> None:
    """Bind Flask-Security to `app`, with our forms, words, mails, limits and audit log."""
    salt = hmac.new(settings.secret_key.encode(), b"password salt", "sha256").hexdigest()
    app.config.update(
        SECURITY_PASSWORD_SALT=salt,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 -- the name of a method
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        # What the tokens of mails carry is a hash of random text already; a slow one would tell, by its
        # time, for whom a mail is made.
        SECURITY_HASHING_SCHEMES=["hex_sha256"],
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
        SECURITY_FRESHNESS=timedelta(hours=2),
        SECURITY_FRESHNESS_GRACE_PERIOD=timedelta(minutes=15),
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_URL_PREFIX="/account",
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_POST_REGISTER_VIEW="/account/login",
        SECURITY_POST_CONFIRM_VIEW="/account/login",
        SECURITY_POST_RESET_VIEW="/account/login",
        SECURITY_POST_CHANGE_VIEW="/account/preferences",
        SECURITY_POST_CHANGE_EMAIL_VIEW="/account/preferences",
        SECURITY_LOGOUT_METHODS=["POST"],  # the page that asks is ours: accounts.sign_out
        SECURITY_EMAIL_SENDER=settings.mail_from,
        SECURITY_EMAIL_PLAINTEXT=False,  # Postman writes the mails
        SECURITY_EMAIL_HTML=False,
        SECURITY_EMAIL_VALIDATOR_ARGS={
            "check_deliverability": False,
            "allow_smtputf8": False,  # mail servers without SMTPUTF8 could not deliver
            "test_environment": settings.demo or settings.environment is not Environment.PRODUCTION,
        },
        SECURITY_DATETIME_FACTORY=aware_utcnow,
        SECURITY_CACHE_CONTROL=None,  # `enclosure` says no-store
        SECURITY_STATIC_FOLDER=None,  # only its passkey pages have any
        SECURITY_CLI_USERS_NAME="",  # the `matchmaking person` commands write the audit log
        SECURITY_CLI_ROLES_NAME="",
        SECURITY_FLASH_MESSAGES=True,
        REMEMBER_COOKIE_DURATION=timedelta(days=30),
        **message_settings(),
    )
    if settings.environment is Environment.TEST:
        # Real hashing, at the least cost that argon2 accepts, so that a suite of sign-ins stays quick.
        cheap = {"argon2__rounds": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
        app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = cheap
    security = Security(
        render_template=_render,
        mail_util_cls=Postman,
        register_form=forms.SignUpForm,
        login_form=forms.SignInForm,
        verify_form=forms.AgainForm,
        forgot_password_form=forms.ForgotForm,
        send_confirmation_form=forms.ConfirmAgainForm,
        reset_password_form=forms.NewPasswordForm,
        change_password_form=forms.ChangePasswordForm,
        change_email_form=forms.ChangeAddressForm,
    )
    security.init_app(app, Datastore(db, Person, Role))
    security.want_json(lambda _request: False)
    security.principal.skip_static = True  # a style sheet needs no person
    init_wording(app)
    init_trail(app)
    enclose_views(app)
