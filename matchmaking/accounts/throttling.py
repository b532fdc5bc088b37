"""How often strangers may try: by address and IP together, and by IP alone.

An event's participants may share one IP, so a whole hall can sign in within minutes; one address from one
place cannot be guessed at. What sends a mail is also limited by address alone, so that nobody's mailbox is filled.
"""

from __future__ import annotations

import time
from hashlib import sha256

from flask import Response, make_response, render_template, request
from flask_babel import ngettext
from flask_limiter import RequestLimit
from flask_limiter.util import get_remote_address

from matchmaking.web.extensions import limiter

BY_IP = "120 per 5 minutes; 600 per hour"
BY_ADDRESS_AND_IP = "10 per 10 minutes"
MAILS_TO_ADDRESS = "6 per hour"


def _address() -> str:
    """The address that the form names, so that Redis never holds it in clear."""
    return sha256(request.form.get("email", "").strip().casefold().encode()).hexdigest()


def _address_and_ip() -> str:
    return f"{_address()}:{get_remote_address()}"


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


@limiter.limit(BY_IP, on_breach=_refuse)
@limiter.limit(BY_ADDRESS_AND_IP, key_func=_address_and_ip, on_breach=_refuse)
def try_password() -> None:
    """Count one try of a password; raises RateLimitExceeded with its page where it is one too many."""


@limiter.limit(BY_IP, on_breach=_refuse)
@limiter.limit(BY_ADDRESS_AND_IP, key_func=_address_and_ip, on_breach=_refuse)
@limiter.limit(MAILS_TO_ADDRESS, key_func=_address, on_breach=_refuse)
def ask_for_mail() -> None:
    """Count one request for a mail; raises RateLimitExceeded with its page where it is one too many."""
