"""The settings of the running application."""

from __future__ import annotations

from flask import current_app, url_for

from matchmaking.config import Settings


def settings() -> Settings:
    """The settings that this application was made with."""
    found: Settings = current_app.extensions["matchmaking.settings"]
    return found


def absolute_url(endpoint: str, **values: object) -> str:
    """A link for mails and calendars: always on BASE_URL, whatever host the request named."""
    with current_app.test_request_context(base_url=settings().base_url):
        return url_for(endpoint, _external=True, **values)  # type: ignore[arg-type]  # url values are str(): any object will do
