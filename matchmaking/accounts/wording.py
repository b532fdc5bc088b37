"""What Flask-Security says to people, in our words. `N_` marks a text for translation at the time it is shown."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext
from flask_security.babel import FsDomain


def N_(text: str) -> str:  # noqa: N802 -- gettext's own name, which pybabel looks for
    return text


MESSAGES = {
    "API_ERROR": (N_("This could not be understood. Please send the form again."), "problem"),
    "ALREADY_CONFIRMED": (N_("This e-mail address is confirmed already. You can sign in."), "info"),
    "CHANGE_EMAIL_CONFIRMED": (N_("Your e-mail address is changed. From now on, sign in with the new one."), "fine"),
    "CHANGE_EMAIL_EXPIRED": (N_("The link was valid for %(within)s. Ask for the change again."), "problem"),
    "CHANGE_EMAIL_SENT": (
        N_("To finish the change, open the link in the mail that is on its way to %(email)s."),
        "waiting",
    ),
    "CONFIRMATION_EXPIRED": (N_("The link was valid for %(within)s. Ask for a new one here."), "problem"),
    "CONFIRMATION_REQUEST": (
        N_("If %(email)s waits to be confirmed, a mail with a new link is on its way."),
        "waiting",
    ),
    "CONFIRMATION_REQUIRED": (
        N_("Confirm your e-mail address first: open the link in the mail that we sent you."),
        "waiting",
    ),
    "CONFIRM_REGISTRATION": (
        N_("Nearly done: a mail is on its way to %(email)s. Open the link in it, then sign in."),
        "waiting",
    ),
    "DISABLED_ACCOUNT": (N_("This account is closed."), "problem"),
    "EMAIL_ALREADY_ASSOCIATED": (N_("This address is in use."), "problem"),
    "EMAIL_CONFIRMED": (N_("Your e-mail address is confirmed. You can sign in now."), "fine"),
    "EMAIL_NOT_PROVIDED": (N_("Enter an e-mail address."), "problem"),
    "FORGOT_PASSWORD": (N_("Forgotten your password?"), "info"),
    "GENERIC_AUTHN_FAILED": (N_("E-mail address and password do not fit together."), "problem"),
    "INVALID_CONFIRMATION_TOKEN": (
        N_("This link is not valid any more. If your address is confirmed, sign in; if not, ask for a new link."),
        "problem",
    ),
    "INVALID_EMAIL_ADDRESS": (N_("This is not an e-mail address that can be written to."), "problem"),
    "INVALID_PASSWORD": (N_("This is not your present password."), "problem"),
    "INVALID_REDIRECT": (N_("This link leads to another site."), "problem"),
    "INVALID_RESET_PASSWORD_TOKEN": (N_("This link is not valid any more. Ask for a new one here."), "problem"),
    "PASSWORD_CHANGE": (N_("Your password is changed. All other devices are signed out."), "fine"),
    "PASSWORD_INVALID_LENGTH": (N_("Use %(length)s characters or more."), "problem"),
    "PASSWORD_IS_THE_SAME": (N_("Choose a password that differs from the present one."), "problem"),
    "PASSWORD_NOT_PROVIDED": (N_("Enter a password."), "problem"),
    "PASSWORD_RESET_EXPIRED": (N_("The link was valid for %(within)s. Ask for a new one here."), "problem"),
    "PASSWORD_RESET_NO_LOGIN": (N_("Your new password is set. You can sign in with it now."), "fine"),
    "PASSWORD_RESET_REQUEST": (
        N_("If %(email)s belongs to an account, a mail with a link for a new password is on its way."),
        "waiting",
    ),
    "REAUTHENTICATION_REQUIRED": (N_("Please enter your password again before this step."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (N_("Thank you. Go on with what you were doing."), "fine"),
    "UNAUTHENTICATED": (N_("Please sign in to see this page."), "info"),
    "USER_DOES_NOT_EXIST": (N_("E-mail address and password do not fit together."), "problem"),
}


class OurWords(FsDomain):
    """Flask-Security's texts: those of `MESSAGES` from our catalogue, any other from its own."""

    def gettext(self, string: str, **variables: object) -> str:
        ours = str(gettext(string))
        if ours == string:
            return str(super().gettext(string, **variables))  # type: ignore[no-untyped-call]  # untyped there
        return ours % variables if variables else ours


def message_settings() -> dict[str, tuple[str, str]]:
    """`MESSAGES` by the names that Flask-Security configures them with."""
    return {f"SECURITY_MSG_{key}": value for key, value in MESSAGES.items()}


def init_wording(app: Flask) -> None:
    """Let Flask-Security, already bound to `app`, look into our catalogue first."""
    words = OurWords(app)  # type: ignore[no-untyped-call]  # untyped there
    app.extensions["security"].i18n_domain = words
    app.jinja_env.globals["_fsdomain"] = words.gettext
