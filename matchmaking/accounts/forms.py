"""The forms of the accounts room: Flask-Security's with our words and fields, and our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import session as cookie
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import forms as theirs
from flask_security.change_email import ChangeEmailForm as TheirChangeEmailForm
from flask_security.utils import hash_password
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, StopValidation

from matchmaking.accounts.plain_text import one_line, own_path
from matchmaking.accounts.zones import known_zones, zone_choices
from matchmaking.web.locale import DEFAULT_ZONE, LANGUAGES, current_language

LONGEST_NAME = 120
LONGEST_ADDRESS = 254
AFTER_SIGN_IN = "after_sign_in"
ADDRESS_REQUIRED = DataRequired(_l("Enter an e-mail address."))
PASSWORD_REQUIRED = DataRequired(_l("Enter a password."))


class ZoneField(SelectField):
    """A time zone: cities under their countries. Any IANA name is taken, for browsers know older ones."""

    def __init__(self, label: Any, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(label, [InputRequired(), *validators], default=DEFAULT_ZONE, validate_choice=False, **kwargs)

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        groups = zone_choices(current_language())
        if self.data and not any(self.data == zone for zones in groups.values() for zone, _city in zones):
            groups = {_("Chosen"): [(self.data, self.data)], **groups}
        self.choices = groups

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 -- WTForms passes it
        if self.data not in known_zones():
            raise StopValidation(_("Choose a time zone of the list."))


def _name() -> StringField:
    return StringField(
        _l("Your name"),
        description=_l("As other participants should see it."),
        filters=[one_line],
        validators=[DataRequired(_l("Enter your name.")), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "name"},
    )


def _new_password(label: Any) -> PasswordField:
    return PasswordField(
        label,
        description=_l("10 characters or more. A sentence is fine."),
        validators=[theirs.IsString(), PASSWORD_REQUIRED],
        render_kw={"autocomplete": "new-password"},
    )


def _own_address(*checks: Any) -> EmailField:
    """The address that one signs in with."""
    return EmailField(
        _l("E-mail address"),
        validators=[theirs.IsString(), ADDRESS_REQUIRED, Length(max=LONGEST_ADDRESS), *checks],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


class ShowsMisspelling:
    """A form of which Flask-Security hides every error of the address.

    Those found before any account was looked for tell nothing about accounts, so they are kept and put back
    beside their fields when the page is rendered.
    """

    misspelt: dict[str, list[str]]

    def keep(self: Any) -> None:
        """Remember the errors of the fields, and keep the form wrong without them."""
        self.misspelt = {field.name: list(field.errors) for field in self if field.errors}
        self.form_errors = [""]

    def put_back(self: Any) -> None:
        """Show the errors that were kept."""
        if getattr(self, "misspelt", None):
            for name, messages in self.misspelt.items():
                self[name].errors = messages
            self.form_errors = []


def _of_an_account(form: Any, field: Any) -> None:
    form.looked_up = True
    theirs.valid_user_email(form, field)


class SignUpForm(theirs.RegisterFormV2):
    """A new account. The language is that of the page; the zone is what the browser guesses."""

    name = _name()
    email = _own_address(theirs.EmailValidation(verify=True), theirs.unique_user_email)
    password = _new_password(_l("Password"))
    time_zone = ZoneField(_l("Time zone"), description=_l("Times are shown in it beside those of the event."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = own_path(self.next.data)

    def validate(self, **kwargs: Any) -> bool:
        if self.next.data:
            cookie[AFTER_SIGN_IN] = self.next.data
        return bool(super().validate(**kwargs))

    def to_dict(self, only_user: bool) -> dict[str, Any]:  # noqa: FBT001 -- Flask-Security's signature
        values: dict[str, Any] = super().to_dict(only_user)
        return {**values, "locale": current_language()}


class SignInForm(ShowsMisspelling, theirs.LoginForm):
    """E-mail address and password. Only who knows both is told more than "they do not fit together"."""

    email = _own_address(theirs.EmailValidation(verify=False))
    password = PasswordField(
        _l("Password"),
        validators=[theirs.IsString(), PASSWORD_REQUIRED],
        render_kw={"autocomplete": "current-password"},
    )
    remember = BooleanField(_l("Stay signed in on this device"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""
        self.next.data = own_path(self.next.data) or own_path(cookie.get(AFTER_SIGN_IN))

    def validate(self, **kwargs: Any) -> bool:
        fits = bool(super().validate(**kwargs))
        if fits:
            cookie.pop(AFTER_SIGN_IN, None)
        elif self.user_authenticated:
            self.form_errors = list(self.email.errors)  # what remains to be done, told to the owner alone
            self.email.errors = []
        elif self.ifield is None:
            self.keep()
        return fits


class AgainForm(theirs.VerifyForm):
    """The password once more, before a step that matters."""

    password = SignInForm.password  # type: ignore[assignment]  # WTForms binds it for each form

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = own_path(self.next.data)


class ForgotForm(ShowsMisspelling, theirs.ForgotPasswordForm):
    """Asks for a link for a new password. Who has not confirmed gets one too: opening it confirms."""

    email = _own_address(theirs.EmailValidation(verify=True), _of_an_account)
    looked_up = False

    def validate(self, **kwargs: Any) -> bool:
        known = bool(super().validate(**kwargs))
        if not self.looked_up:
            self.keep()
        elif known or self.requires_confirmation:
            self.email.errors = []
            hash_password("not-a-password")  # as the view does for unknown addresses: the same time for both
            return True
        return False


class ConfirmAgainForm(ShowsMisspelling, theirs.SendConfirmationForm):
    """Asks for the confirmation mail again."""

    email = _own_address(theirs.EmailValidation(verify=True), _of_an_account)
    looked_up = False

    def validate(self, **kwargs: Any) -> bool:
        waits = bool(super().validate(**kwargs))
        if self.looked_up:
            hash_password("not-a-password")  # so much that what follows for one address alone does not show
        else:
            self.keep()
        return waits


class NewPasswordForm(theirs.ResetPasswordForm):
    """A new password, by the link of a mail."""

    password = _new_password(_l("New password"))
    password_confirm = None  # type: ignore[assignment]  # WTForms' way to leave a field out


class ChangePasswordForm(theirs.ChangePasswordForm):
    """A new password, by who knows the present one."""

    password = PasswordField(_l("Present password"), render_kw={"autocomplete": "current-password"})
    new_password = _new_password(_l("New password"))
    new_password_confirm = None  # type: ignore[assignment]  # as above


class ChangeAddressForm(TheirChangeEmailForm):
    """A new address; it counts once the mail sent there has been answered."""

    email = EmailField(
        _l("New e-mail address"),
        validators=[
            theirs.IsString(),
            ADDRESS_REQUIRED,
            Length(max=LONGEST_ADDRESS),
            theirs.EmailValidation(verify=True),
            theirs.unique_user_email,
        ],
        render_kw={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"},
    )


class PreferencesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What a person sets about themselves."""

    name = _name()
    locale = SelectField(
        _l("Language"), choices=lambda: list(LANGUAGES.items()), description=_l("Of pages and of mails.")
    )
    time_zone = ZoneField(_l("Time zone"), description=_l("Times are shown in it beside those of the event."))
