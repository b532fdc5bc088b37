from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matchmaking.accounts.models import Person
from matchmaking.cooperation.models import EntryState, NewsItem
from matchmaking.cooperation.services.news_loading import load_news
from matchmaking.db import session
from matchmaking.demo.load import load_public_facts
from matchmaking.demo.records import records
from matchmaking.organisations.models import OrganisationKind, OrganisationState
from tests import factories
from tests.functional.cooperation.pages import audit
from tests.functional.organisations.steps import errors, notices, post, seen, token
from tests.functional.queries import count_queries

NOW = factories.NOW
WRITTEN = {
    "title": "A mission to Québec",
    "body": "Clusters **met**.",
    "language": "en",
    "happened_on": "2026-10",
    "countries": ["CA"],
    "partnership": "",
    "source_document": "A press release",
    "source_url": "skywin.be/news",
    "step": "publish",
}


def office(who: Person, country: str = "CA", **values: Any) -> None:
    """Let `who` belong to a support office there."""
    values = {"kind": OrganisationKind.SUPPORT_OFFICE, "country_code": country} | values
    factories.affiliation(who, factories.organisation("Contact point", **values), role="member")


def stored() -> list[NewsItem]:
    session().expire_all()
    return list(session().scalars(sa.select(NewsItem).order_by(NewsItem.id)))


def titles(page: TestResponse) -> list[str]:
    return [unescape(found) for found in re.findall(r'<h3[^>]*><a href="/news/[^"]+">(.*?)</a></h3>', page.text)]


def save(client: FlaskClient, item: NewsItem, **fields: Any) -> TestResponse:
    page = client.get(f"/news/{item.slug}/edit")
    return client.post(
        f"/news/{item.slug}/edit", data={**WRITTEN, "csrf_token": token(page), "seen": seen(page), **fields}
    )


def test_the_list_shows_what_happened_last_first_and_no_drafts(client: FlaskClient, database: None) -> None:
    factories.news_item("Of a year", happened_on="2017")
    factories.news_item("Of a day", happened_on="2017-02-15")
    factories.news_item("Of a month", happened_on="2017-02")
    factories.news_item("Begun", state=EntryState.DRAFT)
    factories.news_item("Taken back", state=EntryState.WITHDRAWN)

    page = client.get("/news")

    assert titles(page) == ["Of a day", "Of a month", "Of a year"]
    for date in ("15 February 2017", "February 2017", ">2017<"):
        assert date in page.text


def test_the_list_is_filtered_by_country_and_partnership(client: FlaskClient, database: None) -> None:
    laser = factories.partnership("LASER-GO")
    factories.news_item("Canada", countries=["CA", "FR"])
    factories.news_item("Brazil", countries=["BR"])
    factories.news_item("Photonics", countries=[], partnership=laser)

    assert titles(client.get("/news?country=CA")) == ["Canada"]
    assert sorted(titles(client.get("/news?country=fr&country=br"))) == ["Brazil", "Canada"]
    assert titles(client.get("/news?partnership=laser-go")) == ["Photonics"]
    assert titles(client.get("/news?country=BR&partnership=laser-go")) == []
    assert "No news fits" in client.get("/news?country=JP").text
    assert len(titles(client.get("/news?country=XX&country=%00&partnership=%00&partnership=" + "x" * 5000))) == 3


def test_the_list_has_pages_and_ends(client: FlaskClient, database: None) -> None:
    for number in range(21):
        factories.news_item(f"Item {number}")

    assert len(titles(client.get("/news"))) == 20
    assert titles(client.get("/news?page=2")) == ["Item 0"]
    assert "The list ends before this page" in client.get("/news?page=99999999999").text
    assert "20 of 21" in client.get("/news?page=-1").text


def test_the_list_asks_the_database_the_same_at_one_row_and_at_three(client: FlaskClient, database: None) -> None:
    factories.news_item("One", partnership=factories.partnership("ONE"))
    with count_queries() as one:
        client.get("/news")
    factories.news_item("Two", partnership=factories.partnership("TWO"))
    factories.news_item("Three", partnership=factories.partnership("THREE"))
    with count_queries() as three:
        client.get("/news")

    assert one.count == three.count


def test_an_item_shows_its_source_and_names_what_it_concerns(client: FlaskClient, database: None) -> None:
    item = factories.news_item(
        "A visit", partnership=factories.partnership("LASER-GO"), source_url="https://www.skywin.be/en/"
    )

    page = client.get(f"/news/{item.slug}").text

    assert "<p>They <em>met</em>.</p>" in page
    assert '<a href="https://www.skywin.be/en/" rel="nofollow noopener">A paper</a>' in page
    assert 'href="/countries/ca"' in page
    assert 'href="/partnerships/laser-go"' in page
    assert "/news.atom" in page


def test_hostile_words_are_shown_as_words(client: FlaskClient, ada: Person) -> None:
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"

    answer = post(client, "/news/new", **{**WRITTEN, "title": hostile, "body": hostile, "source_document": hostile})

    for url in (answer.location, "/news", f"{answer.location}/edit", "/countries/ca"):
        text = client.get(url).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript' not in text


def test_an_administrator_publishes_at_once(client: FlaskClient, ada: Person) -> None:
    answer = post(client, "/news/new", **WRITTEN)

    [item] = stored()
    assert answer.location == f"/news/{item.slug}" == "/news/a-mission-to-quebec"
    assert (item.state, item.happened_on, item.countries) == (EntryState.PUBLISHED, "2026-10", ["CA"])
    assert (item.source_url, item.author_id) == ("https://skywin.be/news", ada.id)
    assert audit("news_item") == ["news.create", "news.publish"]


def test_pressing_twice_publishes_once(client: FlaskClient, ada: Person) -> None:
    pages = [post(client, "/news/new", **{**WRITTEN, "step": step}) for step in ("save", "publish", "publish")]

    assert {page.location for page in pages} == {"/news/a-mission-to-quebec"}
    assert [item.state for item in stored()] == [EntryState.PUBLISHED]
    assert audit("news_item") == ["news.create", "news.publish"]


def test_what_happened_on_no_named_day_happened_when_it_is_published(client: FlaskClient, ada: Person) -> None:
    answer = post(client, "/news/new", **{**WRITTEN, "happened_on": "", "step": "save"})
    [draft] = stored()
    assert (draft.state, draft.happened_on) == (EntryState.DRAFT, "")

    post(client, f"{answer.location}/publish", seen=str(draft.version))

    [item] = stored()
    assert item.happened_on == item.published_on.isoformat()


def test_a_preview_shows_the_text_and_stores_nothing(client: FlaskClient, ada: Person) -> None:
    answer = post(client, "/news/new", **{**WRITTEN, "step": "preview"})

    assert answer.status_code == 200
    assert "<p>Clusters <strong>met</strong>.</p>" in answer.text
    assert 'value="A mission to Québec"' in answer.text
    assert stored() == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": " "}, "Enter a title."),
        ({"title": "t" * 201}, "Keep it under 200 characters."),
        ({"body": ""}, "Write what happened."),
        ({"body": "b" * 20_001}, "Keep it under 20000 characters."),
        ({"countries": []}, "Choose at least one country, or a partnership."),
        ({"countries": ["XX"]}, "'XX' is not a valid choice for this field."),
        ({"partnership": "nothing"}, "Not a valid choice."),
        ({"language": "xx"}, "Not a valid choice."),
        ({"happened_on": "2017-02-31"}, "Write a day, a month or a year, such as 2017-02-15, 2017-02 or 2017."),
        ({"happened_on": "in May"}, "Write a day, a month or a year, such as 2017-02-15, 2017-02 or 2017."),
        ({"source_document": ""}, "Name the source, so that readers can see where it comes from."),
        ({"source_url": "javascript:alert(1)"}, "This is not the address of a public web page."),
    ],
)
def test_a_wrong_value_is_told_beside_its_field(
    client: FlaskClient, ada: Person, fields: dict[str, Any], said: str
) -> None:
    answer = post(client, "/news/new", **{**WRITTEN, **fields})

    assert answer.status_code == 422
    assert errors(answer) == [said]
    assert stored() == []


def test_a_withdrawn_item_leaves_the_list_and_can_come_back(client: FlaskClient, ada: Person) -> None:
    item = factories.news_item()
    url = f"/news/{item.slug}"

    post(client, f"{url}/withdraw", seen=str(item.version))
    gone = titles(client.get("/news"))
    assert "A visit" in client.get("/news/desk").text
    again = notices(client, post(client, f"{url}/withdraw", seen=str(stored()[0].version)))
    post(client, f"{url}/publish", seen=str(stored()[0].version))

    assert gone == []
    assert again == [("problem", "This news item is not published.")]
    assert titles(client.get("/news")) == ["A visit"]
    assert audit("news_item") == ["news.withdraw", "news.publish"]


def test_the_second_writer_is_told_and_loses_nothing(client: FlaskClient, ada: Person) -> None:
    item = factories.news_item()
    opened = client.get(f"/news/{item.slug}/edit")
    factories.sign_in(client, factories.person("Bob", roles=["administrator"]))
    save(client, item, title="Of Bob")

    factories.sign_in(client, ada)
    data = {**WRITTEN, "csrf_token": token(client.get("/about")), "title": "Of Ada"}
    late = client.post(f"/news/{item.slug}/edit", data={**data, "seen": seen(opened)})

    assert late.status_code == 409
    assert "Bob saved it a moment ago." in late.text
    assert '<strong>Title</strong>: <span class="user-text">Of Bob</span>' in late.text
    assert 'value="Of Ada"' in late.text
    assert stored()[0].title == "Of Bob"
    client.post(f"/news/{item.slug}/edit", data={**data, "seen": seen(late)})
    assert stored()[0].title == "Of Ada"
    assert post(client, f"/news/{item.slug}/withdraw", seen="1").status_code == 302
    assert stored()[0].state is EntryState.PUBLISHED


def test_the_people_of_a_support_office_write_of_their_own_country(client: FlaskClient, database: None) -> None:
    alice = factories.person("Alice")
    office(alice)
    factories.partnership("LASER-GO", target_countries=["CA"])
    factories.partnership("ELSEWHERE", target_countries=["JP"])
    factories.sign_in(client, alice)
    form = client.get("/news/new").text
    assert re.findall(r'name="countries"[^>]*value="(\w+)"', form) == ["CA"]
    assert 'value="laser-go"' in form
    assert 'value="elsewhere"' not in form

    post(client, "/news/new", **{**WRITTEN, "partnership": "laser-go"})
    foreign = post(client, "/news/new", **{**WRITTEN, "countries": ["CA", "BE"]})

    [item] = stored()
    assert (item.title, item.countries) == ("A mission to Québec", ["CA"])
    assert foreign.status_code == 422
    assert save(client, item, title="Better").status_code == 302


def test_strangers_neither_write_nor_see_what_is_not_published(client: FlaskClient, database: None) -> None:
    published, draft = factories.news_item(), factories.news_item("Begun", state=EntryState.DRAFT)
    shared = factories.news_item("Of two countries", countries=["BE", "CA"], state=EntryState.DRAFT)
    alice, bob, charlie, dora = (factories.person(name) for name in ("Alice", "Bob", "Charlie", "Dora"))
    office(alice)
    office(bob, "BE")
    office(dora, state=OrganisationState.SUSPENDED)

    for who, may in ((alice, True), (bob, False), (charlie, False), (dora, False)):
        factories.sign_in(client, who)
        assert (client.get(f"/news/{draft.slug}").status_code == 200) is may
        assert (client.get(f"/news/{published.slug}/edit").status_code == 200) is may
        assert client.get(f"/news/{shared.slug}").status_code == 404
        if not may:
            for act in ("edit", "publish", "withdraw"):
                assert post(client, f"/news/{published.slug}/{act}", **WRITTEN, seen="1").status_code == 404
    for who, status in ((alice, 200), (bob, 200), (charlie, 404), (dora, 404)):
        factories.sign_in(client, who)
        assert client.get("/news/new").status_code == client.get("/news/desk").status_code == status
    assert "Begun" not in client.get("/news").text
    assert audit("news_item") == []


def test_visitors_are_sent_to_sign_in(client: FlaskClient, database: None) -> None:
    item = factories.news_item()

    for url in ("/news/new", "/news/desk", f"/news/{item.slug}/edit"):
        assert client.get(url).location.startswith("/account/login")


def test_the_pages_of_countries_and_partnerships_show_their_newest(client: FlaskClient, database: None) -> None:
    laser = factories.partnership("LASER-GO", target_countries=["CA"])
    for number in range(6):
        factories.news_item(f"Item {number}", partnership=laser)

    for page, feed in (
        (client.get("/countries/ca"), "http://localhost/news.atom?country=CA"),
        (client.get("/partnerships/laser-go"), "http://localhost/news.atom?partnership=laser-go"),
    ):
        assert titles(page) == [f"Item {number}" for number in (5, 4, 3, 2, 1)]
        assert "All 6 news items" in page.text
        assert f'<link rel="alternate" type="application/atom+xml" href="{feed}"' in page.text


def test_the_way_to_write_is_shown_to_those_who_write_of_this_country(client: FlaskClient, database: None) -> None:
    alice, bob = factories.person("Alice"), factories.person("Bob")
    office(alice)
    office(bob, "BE")

    for who, page, shown in ((alice, "ca", True), (bob, "ca", False), (bob, "be", True)):
        factories.sign_in(client, who)
        assert ("/news/new?country=" in client.get(f"/countries/{page}").text) is shown


def test_the_public_news_are_loaded_once_each_with_its_source(client: FlaskClient, database: None) -> None:
    load_public_facts(now=NOW)
    loaded = {item.slug: (item.happened_on, item.source_document) for item in stored()}

    assert load_news(records("news")["news"], now=NOW) == 0
    assert {slug: date for slug, (date, _source) in loaded.items()} == {
        "canada-and-the-eu-sign-ceta": "2016-10-30",
        "alsace-biovalley-and-medteq-sign-an-agreement": "2017-01-31",
        "laser-go-makes-contacts-in-quebec": "2017-02",
        "canada-launches-its-innovation-and-skills-plan": "2017-03",
        "innovation-superclusters-initiative-opens": "2017-05",
        "nine-finalists-for-the-canadian-superclusters": "2017",
        "ceta-to-apply-provisionally-from-21-september": "2017-09-21",
    }
    assert all("ECCP" in source for _date, source in loaded.values())
    assert titles(client.get("/news?partnership=laser-go")) == ["LASER-GO makes contacts in Québec"]
