"""The visitor's choice of language: a plain link, so that pages need no cookie until somebody chooses."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Flask, redirect, request, session, url_for
from werkzeug.datastructures import MultiDict

from matchmaking.web.locale import LANGUAGES
from matchmaking.web.static_files import ENDPOINTS

PARAMETER = "lang"


def init_language(app: Flask) -> None:
    """Let every page take `?lang=fr`, and give templates the addresses that choose a language."""
    app.before_request(_choose)
    app.jinja_env.globals["language_link"] = language_link


def _choose() -> Any:
    """Keep the language that the address names, and go on to the same page without it, so that links stay neutral."""
    if PARAMETER not in request.args or request.method != "GET":
        return None
    if request.url_rule is None or request.endpoint in ENDPOINTS:
        return None
    language = request.args[PARAMETER]
    if language in LANGUAGES:
        session["language"] = language
    return redirect(_address(None))


def language_link(language: str) -> str:
    """The address of this page in `language`; of the first page where this one only answers a form."""
    if request.method != "GET" or request.url_rule is None:
        return url_for("events.index", lang=language)
    return _address(language)


def _address(language: str | None) -> str:
    args = MultiDict((key, value) for key, value in request.args.items(multi=True) if key != PARAMETER)
    if language is not None:
        args[PARAMETER] = language
    path = quote(f"{request.script_root}{request.path}")
    query = "&".join(f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in args.items(multi=True))
    return f"{path}?{query}" if query else path
