"""People's Markdown: what it may look like, and that it can harm nobody."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matchmaking.web.templating import markdown

TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
PIECES = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)' onclick=x>",
    "<svg/onload=1>", "[a](javascript:alert(1))", "[a](JaVaScRiPt&colon;alert(1))", "[a](java\tscript:x)",
    "[a](data:text/html,x)", "[a](vbscript:x)", "![a](http://x/y.png)", "<style>*{}</style>", "<p style='color:red'>",
    "<javascript:alert(1)>", "[a]: javascript:x\n\n[a]", "<https://x.example>", "|a|b|\n|-|-|\n|<b onmouseover=x>|",
    "# ", "## ", "> ", "- ", "`", "```\n", "\n", "&lt;script&gt;", "&#x3C;script>", "\\<script>", "\x00", "<!--", "]]>",
    "<iframe src=//x>", '[x](<a" onclick=1>)', "[x](http://y 'z\" onclick=1')", "text",
]  # fmt: skip


class Reader(HTMLParser):
    """Every tag and attribute, as a browser would find them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=12).map("".join))
@example("".join(PIECES))
def test_markdown_lets_no_harm_through(text: str) -> None:
    found = Reader(str(markdown(text)))

    assert found.tags - TAGS == set()
    assert {name for name, _ in found.attributes} - {"href", "rel", "title"} == set()
    for name, value in found.attributes:
        scheme = (value or "").partition(":")[0].strip().lower() if name == "href" and ":" in (value or "") else ""
        assert scheme in {"", "http", "https", "mailto"} or not scheme.isalpha(), value


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("# Programme\n\n**Day 1**", "<h3>Programme</h3>\n<p><strong>Day 1</strong></p>\n"),
        ("<h1>mine</h1>", "<p>&lt;h1&gt;mine&lt;/h1&gt;</p>\n"),
        ("[x](https://x.example)", '<p><a href="https://x.example" rel="noopener noreferrer">x</a></p>\n'),
        ("![x](https://x.example/y.png)", "<p></p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
    ],
)
def test_markdown_looks_as_meant(text: str, html: str) -> None:
    assert markdown(text) == html
