"""Where something was taken from: documents with their addresses, one a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

BAR = "|"
"""Between a document and its address."""


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
        document, address = parted(line)
        if document and address.startswith(("http://", "https://")):
            found.append(Source(document, address))
        elif line.strip():
            found.append(Source(line.strip()))
    return found


def parted(line: str) -> tuple[str, str]:
    """The document and the address of one line; without a bar there is no address."""
    document, bar, address = (part.strip() for part in line.rpartition(BAR))
    return (document, address) if bar else (address, "")


def source_lines(sources: Iterable[Source]) -> str:
    """The reverse of `sources_of`."""
    return "\n".join(f"{one.document} {BAR} {one.address}" if one.address else one.document for one in sources)
