"""What every template may use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import nh3
from flask import Flask, request
from flask_babel import lazy_pgettext
from markdown_it import MarkdownIt
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from matchmaking.config import Settings
from matchmaking.web.clock import current_time
from matchmaking.web.locale import LANGUAGES, country_name, current_language, in_zone, reader_zone

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_ALLOWED_TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def markdown(text: str) -> Markup:
    """People's Markdown as HTML that cannot harm: no raw HTML, no images, links marked as foreign."""
    html = _markdown.render(text or "")
    for level in (1, 2):  # the page's own headings come first
        html = html.replace(f"<h{level}>", "<h3>").replace(f"</h{level}>", "</h3>")
    return Markup(  # noqa: S704 -- nh3 has cleaned it
        nh3.clean(html, tags=_ALLOWED_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
    )


def page_args(args: Mapping[str, Any] | None = None, /, **changes: Any) -> dict[str, Any]:
    """A query string (this page's, where none is given) as keyword arguments for url_for, some values changed.

    None leaves a value out. Names that mean something to url_for itself are not taken from people.
    """
    given = request.args if args is None else args
    found = given.to_dict(flat=False) if isinstance(given, MultiDict) else dict(given)
    taken = {key: value for key, value in found.items() if not key.startswith("_") and key != "endpoint"}
    return {key: value for key, value in (taken | changes).items() if value is not None}


def init_templating(app: Flask, settings: Settings) -> None:
    """Give the templates their filters and names."""
    app.jinja_env.filters["markdown"] = markdown
    app.jinja_env.filters["country"] = country_name
    app.jinja_env.filters["in_zone"] = in_zone
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        page_args=page_args,
        current_language=current_language,
        reader_zone=reader_zone,
        LANGUAGES=LANGUAGES,
        site_name=settings.site_name,
        now=current_time,
        colon=lazy_pgettext("after a label", ":"),  # French puts a space before it
    )
