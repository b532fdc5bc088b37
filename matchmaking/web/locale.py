"""The reader's language and time zone, and the names of countries in that language."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from flask import has_request_context, request, session
from flask_babel import get_locale as babel_locale
from flask_login import current_user
from werkzeug.datastructures import LanguageAccept

from matchmaking.web.folding import fold

LANGUAGES = {"en": "English", "fr": "Français"}
DEFAULT_ZONE = "Europe/Brussels"
NOT_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "XK", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}


def select_locale() -> str:
    """The person's choice, else the session's, else the best of what the browser asks for."""
    if not has_request_context():
        return "en"
    if current_user and current_user.is_authenticated and current_user.locale in LANGUAGES:
        return str(current_user.locale)
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    # A reader of fr-CA reads fr, and rather that than the en that stands further down in the browser's list.
    asked = LanguageAccept([(tag.partition("-")[0], quality) for tag, quality in request.accept_languages])
    return asked.best_match(list(LANGUAGES)) or "en"


def current_language() -> str:
    """The language of what is being rendered: one of `LANGUAGES`."""
    locale = babel_locale()
    return locale.language if locale and locale.language in LANGUAGES else "en"


def reader_zone() -> str | None:
    """The IANA zone of the signed-in reader; None for a visitor, whose zone the server cannot know."""
    if has_request_context() and current_user and current_user.is_authenticated:
        return str(current_user.time_zone)
    return None


@lru_cache(maxsize=8)
def countries(language: str) -> dict[str, str]:
    """ISO 3166 codes and their names in `language`, in the order of the names."""
    names = {
        code: name
        for code, name in Locale.parse(language).territories.items()
        if len(code) == len("CA") and code.isalpha() and code not in NOT_COUNTRIES
    }
    return dict(sorted(names.items(), key=lambda item: fold(item[1])))


def country_name(code: str | None) -> str:
    """The country's name in the reader's language; the code itself where it is not known."""
    return countries(current_language()).get(code, code) if code else ""


def in_zone(moment: datetime, zone: str) -> datetime:
    """The same instant on the clocks of `zone`."""
    return moment.astimezone(ZoneInfo(zone))
