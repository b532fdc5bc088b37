"""Reading pages in the tests of this folder."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree as ET

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
