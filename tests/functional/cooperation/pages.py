"""Reading pages in the tests of this folder."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree as ET

import sqlalchemy as sa

from matchmaking.audit.models import AuditEntry
from matchmaking.db import session

SVG = "{http://www.w3.org/2000/svg}"


def words(html: str) -> str:
    """What a reader sees of a page: its text without tags, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()).replace(" .", ".").replace(" ,", ",")


def drawings(html: str) -> list[ET.Element]:
    """The pictures of who is linked with whom, parsed: a broken one fails here."""
    found = re.findall(r'<svg class="network-(?:wide|narrow)".*?</svg>', html, re.DOTALL)
    return [ET.fromstring(svg.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1)) for svg in found]  # noqa: S314 -- ours


def links(svg: ET.Element, name: str) -> set[str]:
    """Where the links of one class lead."""
    return {link.attrib["href"] for link in svg.iter(f"{SVG}a") if name in link.attrib["class"].split()}


def titles(html: str) -> list[str]:
    """The agreements of a register, in its order."""
    return [
        unescape(title) for title in re.findall(r'<th scope="row"[^>]*><a href="/agreements/[^"]*">([^<]*)</a>', html)
    ]


def audit(*kinds: str) -> list[str]:
    """What the log holds of rows of these kinds, oldest first."""
    query = sa.select(AuditEntry.action).where(AuditEntry.subject_kind.in_(kinds)).order_by(AuditEntry.id)
    return list(session().scalars(query))
