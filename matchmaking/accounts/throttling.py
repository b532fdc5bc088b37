"""How often strangers may try: by account and IP together, and by IP alone.

An event's participants may share one IP, so a whole hall can sign in within minutes; one account cannot be
guessed at from one place, and who signs in to it rightly is not held up. What sends a mail is limited by its address,
so that nobody's mailbox is filled.
"""

from __future__ import annotations

import time
from hashlib import sha256
from http import HTTPStatus

from flask import Response, make_response, render_template, request
from flask_babel import ngettext
from flask_limiter import RequestLimit
from flask_limiter.util import get_remote_address
from flask_login import current_user

from matchmaking.web.extensions import limiter

TRIES_BY_IP = "120 per 5 minutes; 600 per hour"
TRIES_BY_ACCOUNT_AND_IP = "10 per 10 minutes"
MAILS_BY_IP = "60 per 10 minutes; 240 per hour"
MAILS_TO_ADDRESS = "6 per hour"
MAILS_BY_MEMBER = "10 per hour"


def _account() -> str:
    """Whose account is meant: by the form's address, else the member's own, else that of the link opened.

    Hashed, so that Redis holds no address in clear.
    """
    own = current_user.get_id() if current_user.is_authenticated else None
    meant = request.form.get("email", "").strip().casefold() or own or request.path
    return sha256(meant.encode()).hexdigest()


def _account_and_ip() -> str:
    return f"{_account()}:{get_remote_address()}"


def _member() -> str:
    return str(current_user.id)


def _refuse(limit: RequestLimit) -> Response:
    seconds = max(1, limit.reset_at - int(time.time()))
    minutes = -(-seconds // 60)
    sentence = ngettext(
        "To protect everybody's account, this can be tried only so often. Try again in one minute; nothing is lost.",
        "To protect everybody's account, this can be tried only so often. Try again in %(num)d minutes; "
        "nothing is lost.",
        minutes,
    )
    response = make_response(render_template("errors/429.html", sentence=sentence), 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _failed(response: Response) -> bool:
    """A right password leads to another page; whatever else is answered was no such one."""
    return response.status_code != HTTPStatus.FOUND


@limiter.limit(TRIES_BY_IP, on_breach=_refuse)
@limiter.limit(TRIES_BY_ACCOUNT_AND_IP, key_func=_account_and_ip, deduct_when=_failed, on_breach=_refuse)
def try_password() -> None:
    """Count one try of a password; raises RateLimitExceeded with its page where it is one too many.

    By account, tries are counted when they have failed.
    """


@limiter.limit(TRIES_BY_IP, on_breach=_refuse)
@limiter.limit(TRIES_BY_ACCOUNT_AND_IP, key_func=_account_and_ip, on_breach=_refuse)
def try_link() -> None:
    """The same for a link, which leads to another page whether it is right or wrong: every try counts."""


@limiter.limit(MAILS_BY_IP, on_breach=_refuse)
@limiter.limit(MAILS_TO_ADDRESS, key_func=_account, on_breach=_refuse)
def ask_for_mail() -> None:
    """Count one request for a mail; raises RateLimitExceeded with its page where it is one too many."""


@limiter.limit(MAILS_TO_ADDRESS, key_func=_account, on_breach=_refuse)
@limiter.limit(MAILS_BY_MEMBER, key_func=_member, on_breach=_refuse)
def ask_for_mail_elsewhere() -> None:
    """The same for a member, who names an address that may be anybody's."""
