"""Atom feeds (RFC 4287) from plain values. What people wrote is escaped, and what XML cannot hold is left out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"
CONTENT_TYPE = "application/atom+xml; charset=utf-8"

_XML = "http://www.w3.org/XML/1998/namespace"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `uri` stays for ever; `url` is the page; `html` is safe HTML; `via` is where it was taken from."""

    uri: str
    title: str
    url: str
    html: str
    language: str
    published: datetime
    updated: datetime
    categories: Sequence[tuple[str, str]] = ()
    """Terms with their names."""
    via: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """What stands above the entries. `author`: who speaks where an entry names nobody else."""

    uri: str
    title: str
    url: str
    own_url: str
    language: str
    author: str
    author_url: str
    updated: datetime
    entries: Sequence[Entry] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A feed's bytes and what HTTP says about them. `etag` stands without its quotes."""

    body: bytes
    etag: str
    last_modified: datetime


def publish(feed: Feed) -> Published:
    """The feed as a document, the same bytes for the same values."""
    root = ET.Element("feed", {"xmlns": ATOM, f"{{{_XML}}}lang": feed.language})
    _text(root, "id", feed.uri)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(feed.updated))
    _link(root, "self", feed.own_url, type="application/atom+xml")
    _link(root, "alternate", feed.url, type="text/html")
    author = ET.SubElement(root, "author")
    _text(author, "name", feed.author)
    _text(author, "uri", feed.author_url)
    for entry in feed.entries:
        _entry(root, entry)
    ET.indent(root)
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return Published(body, hashlib.sha256(body).hexdigest()[:32], feed.updated)


def _entry(root: ET.Element, entry: Entry) -> None:
    node = ET.SubElement(root, "entry", {f"{{{_XML}}}lang": entry.language})
    _text(node, "id", entry.uri)
    _text(node, "title", entry.title)
    _link(node, "alternate", entry.url, type="text/html")
    if entry.via:
        _link(node, "via", entry.via)
    _text(node, "published", _moment(entry.published))
    _text(node, "updated", _moment(entry.updated))
    for term, label in entry.categories:
        ET.SubElement(node, "category", {"term": _clean(term), "label": _clean(label)})
    _text(node, "content", entry.html, {"type": "html", f"{{{_XML}}}base": entry.url})


def _text(parent: ET.Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    ET.SubElement(parent, name, attributes or {}).text = _clean(text)


def _link(parent: ET.Element, rel: str, href: str, **attributes: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, **attributes, "href": _clean(href)})


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
