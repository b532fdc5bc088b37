from __future__ import annotations

import pytest

from matchmaking.cooperation.sources import Source, source_lines, sources_of


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("A law", Source("A law")),
        ("A law | https://law.example/1", Source("A law", "https://law.example/1")),
        ("A | B | http://law.example", Source("A | B", "http://law.example")),
        ("A law | javascript:alert(1)", Source("A law | javascript:alert(1)")),
        ("| https://law.example", Source("| https://law.example")),
    ],
)
def test_a_source_links_only_where_a_page_may(line: str, source: Source) -> None:
    assert sources_of(line) == [source]


def test_a_source_names_the_site_that_it_leads_to() -> None:
    hosts = [Source("A", address).host for address in ("https://www.law.example/a", "http://[x", "")]

    assert hosts == ["law.example", "", ""]


def test_sources_are_one_a_line_and_come_back_as_they_were() -> None:
    text = "A law\nA report, page 4 | https://report.example"

    assert sources_of(f"\n{text}\n  \n") == [Source("A law"), Source("A report, page 4", "https://report.example")]
    assert source_lines(sources_of(text)) == text
