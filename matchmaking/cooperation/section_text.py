"""What a section of a country's page says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

LONGEST_SUMMARY = 220
LONGEST_BODY = 12_000
LONGEST_SOURCES = 4000
LONGEST_NOTE = 300
MOST_LINES = 300
"""Comparing two texts takes longer with every line, so there is an end to them."""


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
