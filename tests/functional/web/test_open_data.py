from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from matchmaking.app import create_app
from matchmaking.cooperation.models import (
    Agreement,
    AgreementKind,
    AgreementParty,
    ContactPoint,
    CountryFact,
    EntryState,
    Network,
    NewsItem,
    StoryPartner,
    SuccessStory,
)
from matchmaking.db import db, session
from matchmaking.events.models import EventState
from matchmaking.organisations.linking.models import FileFormat
from matchmaking.organisations.linking.reading import read
from matchmaking.organisations.models import (
    ClusterProfile,
    ListingKind,
    Organisation,
    OrganisationKind,
    OrganisationState,
    ProfileListing,
)
from matchmaking.web import datasets
from matchmaking.web.datasets import VERSION, Dataset, every
from matchmaking.web.extensions import limiter
from matchmaking.web.settings import settings
from tests import factories
from tests.conftest import Browser, database_url, settings_for, worker_number
from tests.functional.queries import count_queries

FORMATS = ("csv", "xlsx", "jsonld")
NAMES = [
    "partnerships", "agreements", "success-stories", "news", "country-facts", "contact-points", "organisations",
    "listings", "sectors", "events",
]  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_kept(app: Flask) -> Iterator[None]:
    """How a long list of one test stands, kept in Redis, tells of rows that are rolled back."""
    with app.app_context():
        store = redis.Redis.from_url(settings().redis_url)
    yield
    for key in store.scan_iter("matchmaking:datasets:*"):
        store.delete(key)


def every_list(state: str = "published", name: str = "Shown") -> None:
    """Something in every list, in the state of what is published or of what is not."""
    is_shown = state == "published"
    entry = EntryState.PUBLISHED if is_shown else EntryState.SUBMITTED
    of: Any = {"state": OrganisationState.PUBLISHED if is_shown else OrganisationState.DRAFT}
    sector = factories.sector("aerospace")
    one = factories.organisation(
        f"{name} One", kind=OrganisationKind.CLUSTER, sectors=[sector], target_countries=["CA", "JP"],
        cluster=ClusterProfile(members_sme=12, staff=2.5), city="Namur", founded_year=2006, **of,
        listings=[ProfileListing(kind=ListingKind.TECHNOLOGY_OFFER, title=f"{name} wings", sector=sector)],
    )  # fmt: skip
    two = factories.organisation(f"{name} Two", country_code="CA", **of)
    is_open = EventState.PUBLISHED if is_shown else EventState.DRAFT
    factories.event(f"{name} Forum", state=is_open, sectors=[sector], sector_codes=["aerospace"])
    stamps: Any = {"created_at": factories.NOW, "changed_at": factories.NOW}
    words: Any = {"search_text": name.lower(), **stamps}
    agreement = Agreement(slug=name.lower(), title=f"{name} MoU", kind=AgreementKind.MOU, state=entry, **words)
    agreement.sectors = [sector]
    agreement.parties = [AgreementParty(organisation=one), AgreementParty(organisation=two, position=1)]
    story = SuccessStory(slug=name.lower(), title=f"{name} story", state=entry, **stamps)
    story.partners = [StoryPartner(organisation=one), StoryPartner(name="Elsewhere", position=1)]
    news = NewsItem(
        slug=name.lower(), title=f"{name} news", state=entry, published_on=factories.NOW.date(), countries=["CA"],
        **stamps,
    )  # fmt: skip
    session().add_all([agreement, story, news])
    session().commit()
    if is_shown:
        partnership = factories.partnership("SHOWN", target_countries=["CA"], sectors=[sector])
        factories.partnership_member(partnership, one)
        session().add(
            CountryFact(
                country_code="CA", code="clusters", label_en="Clusters", label_fr="Clusters", value_en="67",
                value_fr="67", source_document="The page",
            )
        )  # fmt: skip
        session().add(
            ContactPoint(
                network=Network.EEN, country_code="CA", city="Ottawa", organisation=two, changed_at=factories.NOW
            )
        )
        session().commit()


def parsed(answer: TestResponse, form: str) -> list[dict[str, Any]]:
    """The rows of a file; of JSON-LD its nodes, without the one that describes the list."""
    assert answer.status_code == 200
    if form == "csv":
        return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    if form == "xlsx":
        head, *lines = load_workbook(io.BytesIO(answer.data))["data"].iter_rows(values_only=True)
        return [dict(zip(map(str, head), line, strict=True)) for line in lines]
    nodes: list[dict[str, Any]] = json.loads(answer.data)["@graph"]
    assert nodes[0]["@type"] == "Dataset"
    return nodes[1:]


def exported(client: FlaskClient, name: str, form: str = "csv", query: str = "") -> list[dict[str, Any]]:
    return parsed(client.get(f"/data/{name}.{form}{query}"), form)


def test_every_list_is_registered() -> None:
    assert sorted(dataset.name for dataset in every()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_list_has_the_same_rows_in_all_formats(client: FlaskClient, name: str) -> None:
    every_list()
    dataset = datasets.of_name(name)
    assert dataset is not None
    columns = [column.name for column in dataset.columns]

    table, book, nodes = (exported(client, name, form) for form in FORMATS)

    key = columns[0]
    assert len(table) == len(book) == len(nodes) == (2 if name == "organisations" else 1)
    assert [list(row) for row in (*table, *book)] == [columns] * 2 * len(table)
    assert [row[key] for row in table] == [row[key] for row in book]
    assert [node["@id"].rpartition("#sector-")[2] for node in nodes] == [row[key] for row in table]
    assert {node["@type"] for node in nodes} <= {dataset.kind, "Demand"}
    assert client.get(f"/data/{VERSION}/{name}.csv").data == client.get(f"/data/{name}.csv").data


@pytest.mark.parametrize("form", FORMATS)
def test_what_visitors_do_not_see_is_in_no_file(client: FlaskClient, form: str) -> None:
    every_list("draft", "Hidden")
    admin = factories.sign_in(client, factories.person("Ada", roles=["administrator"]))

    for name in NAMES:
        rows = exported(admin, name, form)
        assert [row for row in rows if "hidden" in json.dumps(row, default=str).lower()] == []
        if name != "sectors":
            assert rows == []


def test_a_party_that_is_not_public_is_left_out_of_what_others_show(client: FlaskClient) -> None:
    every_list()
    (two,) = session().scalars(sa.select(Organisation).where(Organisation.name == "Shown Two"))
    two.state = OrganisationState.SUSPENDED
    session().commit()

    assert exported(client, "agreements") == []
    assert exported(client, "contact-points")[0]["organisation_name"] == ""
    assert [row["name"] for row in exported(client, "organisations")] == ["Shown One"]


def test_organisations_come_with_all_that_their_pages_show(client: FlaskClient) -> None:
    every_list()

    row = exported(client, "organisations")[0]
    node = exported(client, "organisations", "jsonld")[0]

    wanted = {
        "name": "Shown One", "kind": "cluster", "country": "BE", "country_name": "Belgium", "city": "Namur",
        "founded": "2006", "sectors": "aerospace", "target_countries": "CA | JP", "technology_offers": "Shown wings",
        "business_requests": "", "members_sme": "12", "members_large": "", "staff": "2.5", "invented": "false",
        "changed_at": "2027-01-11T09:00:00Z",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert client.get(row["id"].removeprefix("http://localhost")).status_code == 200
    assert node["address"] == {"@type": "PostalAddress", "addressCountry": "BE", "addressLocality": "Namur"}
    assert [offer["name"] for offer in node["makesOffer"]] == ["Shown wings"]


@pytest.mark.parametrize(("form", "kind"), [*zip(FORMATS, FileFormat, strict=True)])
def test_another_site_of_this_kind_reads_our_directory(client: FlaskClient, form: str, kind: FileFormat) -> None:
    every_list()

    table = read(client.get(f"/data/organisations.{form}").data, kind)

    cells = table.rows[0].cells
    wanted = {
        "name": "Shown One", "kind": "cluster", "country": "BE", "city": "Namur", "founded": "2006",
        "sectors": "aerospace", "technology_offers": "Shown wings", "members_sme": "12",
    }  # fmt: skip
    assert len(table.rows) == 2
    assert {name: cells.get(name) for name in wanted} == wanted
    assert cells["id"].startswith("http://localhost/organisations/shown-one")
    assert cells["target_countries"] == "CA | JP"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?country=CA", ["Shown Two"]),
        ("?kind=cluster&sector=aerospace", ["Shown One"]),
        ("?q=shown+two", ["Shown Two"]),
        ("?q=a%00b", []),
        ("?country=nowhere&colour=blue&page=7&sort=kind", ["Shown One", "Shown Two"]),
    ],
)
def test_filters_of_the_page_hold_for_its_file(client: FlaskClient, query: str, found: list[str]) -> None:
    every_list()

    assert [row["name"] for row in exported(client, "organisations", query=query)] == found


def test_filters_of_the_other_lists_hold(client: FlaskClient) -> None:
    every_list()
    factories.event("Past", starts_at=factories.NOW - timedelta(days=900), ends_at=None)

    for name in ("listings", "partnerships", "agreements", "events"):
        assert len(exported(client, name, query="?sector=aerospace")) == 1
        assert exported(client, name, query="?sector=rail" if name != "events" else "?type=webinar") == []
    for name in ("partnerships", "agreements", "news", "country-facts", "contact-points"):
        assert (len(exported(client, name, query="?country=CA")), exported(client, name, query="?country=PT")) == (
            1,
            [],
        )
    for name in ("partnerships", "agreements", "success-stories"):
        assert (len(exported(client, name, query="?q=shown")), exported(client, name, query="?q=zeppelin")) == (1, [])
    assert exported(client, "contact-points", query="?network=ecn") == []
    assert exported(client, "news", query="?partnership=other") == []
    assert exported(client, "agreements", query="?organisation=other") == []
    assert len(exported(client, "events")) == 2
    assert len(exported(client, "events", query="?when=upcoming")) == 1


@pytest.mark.parametrize(("name", "form"), [*zip(NAMES, FORMATS * 4, strict=False)])
def test_who_has_the_file_gets_304_until_it_changes(client: FlaskClient, name: str, form: str) -> None:
    every_list()
    path = f"/data/{name}.{form}"
    first = client.get(path, buffered=True)
    tag = first.headers["ETag"]

    again = client.get(path, buffered=True, headers={"If-None-Match": tag})
    dated = client.get(path, buffered=True, headers={"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"})
    touch(name)
    later = client.get(path, buffered=True, headers={"If-None-Match": tag})

    assert tag.startswith('W/"')
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert (dated.status_code, later.status_code) == (200, 200)
    assert later.headers["ETag"] != tag


def touch(name: str) -> None:
    statements = {
        "organisations": "UPDATE organisation SET changed_at = changed_at + interval '1 minute'",
        "listings": "DELETE FROM profile_listing",
        "events": "UPDATE event SET changed_at = changed_at + interval '1 minute'",
        "agreements": "UPDATE organisation SET name = 'Another' WHERE country_code = 'CA'",
        "success-stories": "UPDATE story_partner SET name = 'Another' WHERE name <> ''",
        "news": "UPDATE news_item SET version = version + 1",
        "sectors": "UPDATE sector SET name_fr = 'autre'",
        "partnerships": "UPDATE partnership_member SET organisation_id = NULL, name = 'Another'",
        "country-facts": "UPDATE country_fact SET value_en = '68'",
        "contact-points": "DELETE FROM contact_point",
    }
    session().execute(sa.text(statements[name]))
    session().commit()


def test_one_gone_and_another_come_at_the_same_moment_change_the_tag(client: FlaskClient) -> None:
    gone = factories.organisation("Gone")
    come = factories.organisation("Come", state=OrganisationState.SUBMITTED)
    before = client.get("/data/organisations.csv", buffered=True)

    gone.state, come.state = OrganisationState.SUSPENDED, OrganisationState.PUBLISHED
    session().commit()
    after = client.get("/data/organisations.csv", buffered=True)

    assert before.headers["Last-Modified"] == after.headers["Last-Modified"] == "Mon, 11 Jan 2027 09:00:00 GMT"
    assert before.headers["ETag"] != after.headers["ETag"]


def test_news_whose_partnership_is_deleted_change_the_tag(client: FlaskClient) -> None:
    partnership = factories.partnership()
    factories.news_item(partnership=partnership)
    first = client.get("/data/news.csv", buffered=True)

    session().delete(partnership)
    session().commit()
    second = client.get("/data/news.csv", headers={"If-None-Match": first.headers["ETag"]}, buffered=True)

    assert partnership.slug in first.text
    assert second.status_code == 200


def test_the_file_is_the_same_in_every_language(client: FlaskClient) -> None:
    every_list()

    for name in NAMES:
        english, french = (
            client.get(f"/data/{name}.jsonld", headers={"Accept-Language": language}, buffered=True)
            for language in ("en", "fr")
        )
        assert (english.data, english.headers["ETag"]) == (french.data, french.headers["ETag"])


def test_any_page_may_read_the_files_and_no_program_keeps_them_unasked(client: FlaskClient) -> None:
    headers = client.get("/data/organisations.csv", buffered=True).headers

    assert (headers["Access-Control-Allow-Origin"], headers["Cache-Control"]) == ("*", "no-cache")
    assert headers["Content-Disposition"] == 'attachment; filename="organisations.csv"'
    assert headers["Link"] == '<http://localhost/data/catalogue.jsonld>; rel="describedby"'


@pytest.mark.parametrize("path", ["nothing.csv", "organisations.pdf", "v2/organisations.csv", "organisations"])
def test_what_is_not_given_away_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/data/{path}").status_code == 404


def test_hostile_texts_stay_texts(client: FlaskClient) -> None:
    factories.organisation("=cmd|' /C calc'!A0", city="</script><script>alert(1)</script>\x07")

    (row,) = exported(client, "organisations")
    (line,) = exported(client, "organisations", "xlsx")
    text = client.get("/data/organisations.jsonld").text

    assert (row["name"], row["city"]) == ("'=cmd|' /C calc'!A0", "</script><script>alert(1)</script>")
    assert (line["name"], line["city"]) == ("=cmd|' /C calc'!A0", "</script><script>alert(1)</script>")
    assert "<" not in text


def many_organisations(count: int) -> None:
    session().execute(
        sa.text(
            "INSERT INTO organisation (slug, name, kind, state, country_code, created_at, changed_at, sort_name,"
            " search_text) SELECT 'o-' || n, 'Organisation ' || n, 'sme', 'published', 'BE', now(), now(),"
            " 'organisation ' || n, 'organisation ' || n FROM generate_series(1, :count) AS n"
        ),
        {"count": count},
    )
    session().commit()


@contextmanager
def begun(app: Flask, path: str) -> Iterator[Iterator[bytes]]:
    """A file of which the head and the first row have been sent."""
    with app.test_request_context(path):
        answer = app.full_dispatch_request()
        pieces = answer.iter_encoded()
        try:
            next(pieces)
            next(pieces)
            yield pieces
        finally:
            answer.close()


def test_rows_are_read_through_a_cursor_as_they_are_taken(app: Flask, database: None) -> None:
    many_organisations(3 * datasets.CHUNK)

    with begun(app, "/data/organisations.csv") as pieces:
        open_cursors = session().scalar(sa.text("SELECT count(*) FROM pg_cursors WHERE name <> ''"))
        rest = sum(1 for _piece in pieces)

    assert (open_cursors, rest) == (1, 3 * datasets.CHUNK - 1)


def test_a_file_begins_before_its_last_row_is_read(app: Flask, database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []

    def rows(_args: Any) -> Iterator[dict[str, Any]]:
        for number in range(100):
            taken.append(number)
            yield {"code": str(number)}

    sectors = datasets.of_name("sectors")
    assert sectors is not None
    long = Dataset(
        "long", "Long", "", sectors.columns[:1], rows, lambda row: {"@id": row["code"]}, sectors.state, "Thing"
    )
    monkeypatch.setitem(datasets._datasets, "long", long)  # noqa: SLF001 -- taken out again after the test

    for form in ("csv", "jsonld"):
        taken.clear()
        with begun(app, f"/data/long.{form}"):
            assert taken == [0]


def test_asking_for_the_head_reads_no_row(client: FlaskClient) -> None:
    every_list()
    full = client.get("/data/organisations.xlsx", buffered=True)

    with count_queries() as seen:
        head = client.head("/data/organisations.xlsx")

    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", full.headers["ETag"])
    assert not any("profile_listing" in statement for statement in seen.statements)


def test_files_ask_the_database_the_same_at_one_row_and_at_three(client: FlaskClient) -> None:
    every_list(name="One")
    with count_queries() as one:
        for name in NAMES:
            client.get(f"/data/{name}.jsonld", buffered=True)
    every_list("other", "Two")
    for number in range(2):
        factories.organisation(f"More {number}", sectors=[factories.sector("aerospace")])
        factories.event(f"More {number}", sectors=[factories.sector("aerospace")])
        factories.partnership(f"MORE{number}", target_countries=["CA"])
    with count_queries() as three:
        for name in NAMES:
            client.get(f"/data/{name}.jsonld", buffered=True)

    assert one.count == three.count


def test_the_catalogue_shows_every_list_with_columns_and_counts(client: FlaskClient) -> None:
    every_list()

    page = client.get("/data").text

    for dataset in every():
        assert f'id="{dataset.name}"' in page
        for form in FORMATS:
            assert f'href="/data/{VERSION}/{dataset.name}.{form}"' in page
        for column in (*dataset.columns, *dataset.filters):
            assert f"<code>{column.name}</code>" in page
            assert str(column.meaning) in page.replace("&#39;", "'")
    assert 'href="/data"' in client.get("/about").text
    assert "Creative Commons BY 4.0" in page


def test_the_catalogue_for_machines_names_files_that_are_there(client: FlaskClient) -> None:
    every_list()

    answer = client.get("/data/catalogue.jsonld")
    catalogue = json.loads(answer.data)
    again = client.get("/data/catalogue.jsonld", headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.mimetype == "application/ld+json"
    assert catalogue["@type"] == ["DataCatalog", "dcat:Catalog"]
    assert sorted(node["@id"].rpartition("#")[2] for node in catalogue["dataset"]) == sorted(NAMES)
    for node in catalogue["dataset"]:
        assert node["license"] == catalogue["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert node["size"]["value"] in {1, 2}
        assert len(node["distribution"]) == 3
        for file in node["distribution"]:
            found = client.head(file["contentUrl"].removeprefix("http://localhost"))
            assert (found.status_code, found.mimetype) == (200, file["encodingFormat"])
    assert again.status_code == 304


def test_list_pages_offer_their_files_with_the_filters(client: FlaskClient) -> None:
    every_list()

    assert 'href="/data/organisations.xlsx?country=CA"' in client.get("/organisations?country=CA&sort=kind").text
    assert (
        'href="/data/events.jsonld?type=matchmaking&amp;when=upcoming"' in client.get("/events?type=matchmaking").text
    )


@pytest.fixture
def limited() -> Iterator[Flask]:
    """An application whose limits count; nothing in these tests is stored in the database."""
    application = create_app(settings_for(database_url(f"test_{worker_number()}"), MATCHMAKING_ENV="development"))
    application.test_client_class = Browser
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()
    limiter.reset()
    limiter.enabled = False  # one for all applications of this process


@pytest.mark.parametrize("path", ["/data/sectors.csv", "/events.csv"])
def test_one_address_asks_so_often_and_then_has_to_wait(app: Flask, limited: Flask, path: str) -> None:
    client = limited.test_client()
    client.environ_base["REMOTE_ADDR"] = "192.0.2.77"

    answers = [client.get(path, buffered=True).status_code for _time in range(121)]
    refused = client.get(path)

    assert answers == [200] * 120 + [429]
    assert int(refused.headers["Retry-After"]) > 0
