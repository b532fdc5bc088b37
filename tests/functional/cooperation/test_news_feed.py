from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from defusedxml.ElementTree import fromstring
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaking.cooperation import atom
from matchmaking.cooperation.models import EntryState, NewsItem
from matchmaking.cooperation.services import news as services
from matchmaking.db import session
from tests import factories
from tests.functional.queries import count_queries

NOW = factories.NOW
LATER = NOW + timedelta(hours=1)
A = f"{{{atom.ATOM}}}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def feed(answer: TestResponse) -> Any:
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    root = fromstring(answer.data, forbid_dtd=True)
    check(root)
    return root


def check(root: Any) -> None:
    """What RFC 4287 demands (4.1.1, 4.1.2, 4.2), looked at one by one."""
    assert root.tag == f"{A}feed"
    assert len(root.findall(f"{A}author")) >= 1
    entries = root.findall(f"{A}entry")
    for holder in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(holder.findall(f"{A}{name}")) == 1, name
        assert urlsplit(holder.findtext(f"{A}id")).scheme
        for name in ("updated", "published"):
            for moment in holder.findall(f"{A}{name}"):
                assert MOMENT.fullmatch(moment.text)
                datetime.fromisoformat(moment.text)
        links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in holder.findall(f"{A}link")]
        assert len(links) == len(set(links))
        assert all(urlsplit(link.get("href")).scheme in {"http", "https"} for link in holder.findall(f"{A}link"))
        for person in holder.findall(f"{A}author"):
            assert len(person.findall(f"{A}name")) == 1
            assert person.findtext(f"{A}name")
        assert all(category.get("term") for category in holder.findall(f"{A}category"))
    assert len(root.findall(f"{A}link[@rel='self']")) == 1
    ids = [entry.findtext(f"{A}id") for entry in entries]
    assert len(ids) == len(set(ids))
    for entry in entries:
        assert len(entry.findall(f"{A}link[@rel='alternate']")) == 1
        [content] = entry.findall(f"{A}content")
        assert content.get("type") == "html"
        assert len(content) == 0  # markup is escaped: 4.1.3.3
    known = {"id", "title", "updated", "link", "author", "entry", "published", "category", "content", "name", "uri"}
    assert {node.tag.removeprefix(A) for node in root.iter()} - {"feed"} <= known


def entries(root: Any) -> list[str]:
    return [entry.findtext(f"{A}title") for entry in root.findall(f"{A}entry")]


def test_an_empty_feed_is_valid_too(client: FlaskClient, database: None) -> None:
    root = feed(client.get("/news.atom"))

    assert entries(root) == []
    assert root.findtext(f"{A}title") == "News: Matchmaking"


def test_the_feed_tells_all_of_an_item(client: FlaskClient, database: None) -> None:
    item = factories.news_item(
        "A visit", happened_on="2017-02", partnership=factories.partnership("LASER-GO"),
        source_url="https://www.skywin.be/en/", changed_at=LATER,
    )  # fmt: skip

    root = feed(client.get("/news.atom"))

    entry = root.find(f"{A}entry")
    assert entry.findtext(f"{A}id") == f"urn:uuid:{item.uid}"
    assert entry.findtext(f"{A}updated") == root.findtext(f"{A}updated") == "2027-01-11T10:00:00Z"
    assert entry.findtext(f"{A}published") == "2027-01-11T00:00:00Z"
    assert entry.findtext(f"{A}content").strip() == "<p>They <em>met</em>.</p>"
    assert {link.get("rel"): link.get("href") for link in entry.findall(f"{A}link")} == {
        "alternate": f"http://localhost/news/{item.slug}",
        "via": "https://www.skywin.be/en/",
    }
    assert [(one.get("term"), one.get("label")) for one in entry.findall(f"{A}category")] == [
        ("CA", "Canada"),
        ("laser-go", "LASER-GO"),
    ]


def test_a_feed_is_filtered_and_has_an_id_of_its_own(client: FlaskClient, database: None) -> None:
    factories.news_item("Canada")
    factories.news_item("Brazil", countries=["BR"])
    factories.news_item("Photonics", countries=[], partnership=factories.partnership("LASER-GO"))
    factories.news_item("Begun", state=EntryState.DRAFT)

    every, canada = feed(client.get("/news.atom")), feed(client.get("/news.atom?country=CA"))
    laser = feed(client.get("/news.atom?partnership=laser-go"))

    assert (len(entries(every)), entries(canada), entries(laser)) == (3, ["Canada"], ["Photonics"])
    assert canada.findtext(f"{A}title") == "News of Canada: Matchmaking"
    assert canada.find(f"{A}link[@rel='self']").get("href") == "http://localhost/news.atom?country=CA"
    assert len({one.findtext(f"{A}id") for one in (every, canada, laser)}) == 3
    assert feed(client.get("/news.atom?country=ca")).findtext(f"{A}id") == canada.findtext(f"{A}id")


def test_hostile_words_stay_words_in_xml_and_in_the_html_inside(client: FlaskClient, database: None) -> None:
    hostile = '</title><script>alert(1)</script>]]>&"\u202e\u0007'
    factories.news_item(
        hostile, slug="hostile", body=f"{hostile} [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    )

    answer = client.get("/news.atom")

    root = feed(answer)
    assert entries(root) == [hostile.replace("\u0007", "")]
    html = root.find(f"{A}entry/{A}content").text
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert b"<script" not in answer.data


def test_who_has_the_feed_gets_nothing_anew(client: FlaskClient, database: None) -> None:
    item = factories.news_item()
    first = client.get("/news.atom")
    assert first.headers["Last-Modified"] == "Mon, 11 Jan 2027 09:00:00 GMT"

    by_tag = client.get("/news.atom", headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get("/news.atom", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    item.title, item.changed_at = "Another", LATER
    session().commit()
    changed = client.get(
        "/news.atom",
        headers={"If-None-Match": first.headers["ETag"], "If-Modified-Since": first.headers["Last-Modified"]},
    )

    assert [(one.status_code, one.data) for one in (by_tag, by_date)] == [(304, b"")] * 2
    assert entries(feed(changed)) == ["Another"]


def test_an_item_keeps_its_id_and_a_withdrawal_changes_the_feed(client: FlaskClient, database: None) -> None:
    ada = factories.person("Ada", roles=["administrator"])
    item = factories.news_item()
    other = factories.news_item("Stays")
    before = feed(client.get("/news.atom"))

    services.withdraw_news(item.id, seen=item.version, actor=ada, now=LATER)

    after = client.get("/news.atom", headers={"If-Modified-Since": "Mon, 11 Jan 2027 09:00:00 GMT"})
    assert entries(feed(after)) == ["Stays"]
    assert feed(after).findtext(f"{A}updated") == "2027-01-11T10:00:00Z"
    kept = {entry.findtext(f"{A}id") for entry in before.findall(f"{A}entry")}
    assert kept == {f"urn:uuid:{one.uid}" for one in (session().get_one(NewsItem, item.id), other)}


def test_the_feed_asks_the_database_the_same_at_one_item_and_at_three(client: FlaskClient, database: None) -> None:
    factories.news_item("One", partnership=factories.partnership("ONE"))
    with count_queries() as one:
        client.get("/news.atom")
    factories.news_item("Two", partnership=factories.partnership("TWO"))
    factories.news_item("Three", partnership=factories.partnership("THREE"))
    with count_queries() as three:
        client.get("/news.atom")

    assert one.count == three.count


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_feed_says_its_language(client: FlaskClient, database: None, language: str) -> None:
    factories.news_item(language="fr")

    answer = client.get("/news.atom", headers={"Accept-Language": language})

    root = feed(answer)
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert (root.get(lang), root.find(f"{A}entry").get(lang)) == (language, "fr")
    assert "Accept-Language" in answer.headers["Vary"]
