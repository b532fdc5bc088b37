from __future__ import annotations

from datetime import UTC, datetime

from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.cooperation.atom import ATOM, Entry, Feed, publish

NOW = datetime(2027, 1, 11, 9, 0, 0, 123456, tzinfo=UTC)
A = f"{{{ATOM}}}"


def feed(text: str = "A visit", html: str = "<p>They met.</p>") -> Feed:
    entry = Entry("urn:uuid:1", text, "https://a.example/1", html, "en", NOW, NOW, categories=[("CA", text)])
    address = "https://a.example/"
    return Feed("urn:uuid:0", text, address, f"{address}news.atom", "en", "A site", address, NOW, [entry])


@given(st.text())
def test_whatever_people_write_is_read_again_without_what_xml_cannot_hold(text: str) -> None:
    root = fromstring(publish(feed(text, text)).body, forbid_dtd=True)

    kept = "".join(char for char in text if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff"))
    as_read = kept.replace("\r\n", "\n").replace("\r", "\n")  # XML 1.0, 2.11
    [entry] = root.findall(f"{A}entry")
    assert (root.findtext(f"{A}title"), entry.findtext(f"{A}title")) == (as_read, as_read)
    assert entry.findtext(f"{A}content") == as_read
    assert len(root.findall(f".//{A}entry/*")) == 7


def test_the_same_values_are_the_same_bytes_and_others_another_etag() -> None:
    assert publish(feed()) == publish(feed())
    assert publish(feed()).etag != publish(feed("Another")).etag


def test_moments_are_in_utc_and_whole_seconds() -> None:
    assert b"<updated>2027-01-11T09:00:00Z</updated>" in publish(feed()).body
