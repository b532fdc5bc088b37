"""What every template may use."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import nh3
from flask import Flask, request
from markdown_it import MarkdownIt
from markupsafe import Markup

from matchmaking.config import Settings
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


def page_args(**changes: Any) -> dict[str, Any]:
    """The query string of this page as keyword arguments for url_for, with some values changed (None: left out)."""
    args: dict[str, Any] = {key: values if len(values) > 1 else values[0] for key, values in request.args.lists()}
    args.update(changes)
    return {key: value for key, value in args.items() if value is not None}


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
        now=lambda: datetime.now(UTC),
    )
