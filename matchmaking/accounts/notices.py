"""The mails about accounts: in the recipient's language, with links on BASE_URL, through the outbox."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_timedelta
from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_security.mail_util import MailUtil

from matchmaking.accounts.models import Person
from matchmaking.accounts.wording import N_
from matchmaking.mail.services import queue
from matchmaking.web.clock import current_time
from matchmaking.web.settings import absolute_url, settings

SUBJECTS = {
    "welcome": N_("Confirm your e-mail address"),
    "welcome_existing": N_("You have an account already"),
    "confirmation_instructions": N_("Confirm your e-mail address"),
    "reset_instructions": N_("Choose a new password"),
    "reset_notice": N_("Your password was changed"),
    "change_notice": N_("Your password was changed"),
    "change_email_instructions": N_("Confirm your new e-mail address"),
    "address_changed": N_("Your e-mail address was changed"),
    "invitation": N_("An account was opened for you"),
}
LINKS = {
    "confirmation_token": ("security.confirm_email", "SECURITY_CONFIRM_EMAIL_WITHIN"),
    "reset_token": ("security.reset_password", "SECURITY_RESET_PASSWORD_WITHIN"),
    "token": ("security.change_email_confirm", "SECURITY_CHANGE_EMAIL_WITHIN"),
}
"""The tokens that a mail can carry: the page that each opens, and the setting that says for how long."""


class Postman(MailUtil):
    """What Flask-Security hands its mails to. It gives the tokens; the words and the links are made here."""

    def send_mail(  # noqa: PLR0917 -- Flask-Security's signature
        self,
        template: str,
        subject: str,  # noqa: ARG002 -- ours is in the recipient's language
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],  # noqa: ARG002 -- the outbox knows
        body: str | None,  # noqa: ARG002 -- not rendered: its links would be on the host that the request names
        html: str | None,  # noqa: ARG002 -- as body
        **kwargs: Any,
    ) -> None:
        """Queue the mail inside the transaction that `enclosure` has opened."""
        tokens = {name: kwargs[name] for name in LINKS if kwargs.get(name)}
        send(
            template.rpartition("/")[2],
            kwargs["user"],
            now=current_time(),
            to_address=recipient if isinstance(recipient, str) else recipient[1],
            **tokens,
        )


def send(name: str, person: Person, *, now: datetime, to_address: str | None = None, **values: Any) -> None:
    """Queue the mail `name` of `SUBJECTS` to `person`, inside a transaction.

    Tokens among `values` (see `LINKS`) become links, the others reach the template as they are.
    """
    with force_locale(person.locale):
        links: dict[str, Any] = {}
        for token in LINKS.keys() & values.keys():
            endpoint, within = LINKS[token]
            links[token.replace("token", "link")] = absolute_url(endpoint, token=values.pop(token))
            links["within"] = _spoken(current_app.config[within], person.locale)
        page = {
            "person": person,
            "forgot_link": absolute_url("security.forgot_password"),
            "contact_link": absolute_url("web.contact"),
            **links,
            **values,
        }
        queue(
            dedupe_key=f"account:{name}:{uuid.uuid4()}",
            to_address=to_address or person.email,
            to_name=person.name,
            subject=f"{_(SUBJECTS[name])} - {settings().site_name}",
            text=render_template(f"security/email/{name}.txt", **page).strip() + "\n",
            html=render_template(f"security/email/{name}.html", **page),
            now=now,
        )


def _spoken(span: timedelta, language: str) -> str:
    return str(format_timedelta(span, granularity="hour", threshold=1, locale=language))
