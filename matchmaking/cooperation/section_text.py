"""What a section of a country's page says, and where it was taken from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

LONGEST_SUMMARY = 220
LONGEST_BODY = 12_000
LONGEST_SOURCES = 4000
LONGEST_NOTE = 300
MOST_LINES = 300
"""Comparing two texts takes longer with every line, so there is an end to them."""
BAR = "|"


class Held(Protocol):
    """A row that holds a text: a section, or a revision of one."""

    @property
    def summary(self) -> str: ...

    @property
    def body(self) -> str: ...

    @property
    def sources(self) -> str: ...


@dataclass(frozen=True, slots=True)
class SectionText:
    """The two lines of the folded section, its text in Markdown, and its sources, one a line."""

    summary: str
    body: str
    sources: str

    @classmethod
    def of(cls, row: Held) -> SectionText:
        return cls(row.summary, row.body, row.sources)


@dataclass(frozen=True, slots=True)
class Source:
    """A document with the place in it, and its address where it has one."""

    document: str
    address: str = ""

    @property
    def host(self) -> str:
        """Whose site the address leads to: it tells two addresses in one document apart, on paper too."""
        try:
            return (urlsplit(self.address).hostname or "").removeprefix("www.")
        except ValueError:
            return ""


def sources_of(text: str) -> list[Source]:
    """The sources that `text` names, one a line: "Document, place | https://address". Empty lines are left out.

    What stands behind the bar is an address only where a page may link to it; else it stays part of the name.
    """
    found = []
    for line in text.splitlines():
        document, _, address = (part.strip() for part in line.rpartition(BAR))
        if address.startswith(("http://", "https://")) and document:
            found.append(Source(document, address))
        elif line.strip():
            found.append(Source(line.strip()))
    return found


def source_lines(sources: Iterable[Source]) -> str:
    """The reverse of `sources_of`."""
    return "\n".join(f"{one.document} {BAR} {one.address}" if one.address else one.document for one in sources)
