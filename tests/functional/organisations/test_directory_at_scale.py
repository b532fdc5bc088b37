from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from flask import Flask

from matchmaking.db import session
from matchmaking.organisations import listing, text_search
from matchmaking.organisations.listing import KEPT_FROM, Filters
from matchmaking.organisations.models import Organisation, OrganisationKind
from matchmaking.web.locale import countries
from matchmaking.web.settings import settings
from tests import factories
from tests.functional.queries import count_queries

ORDERS = {"country": list(countries("en")), "kind": [kind.value for kind in OrganisationKind]}
MANY = """
INSERT INTO organisation (slug, name, kind, state, country_code, created_at, changed_at, sort_name, search_text)
SELECT 'o-' || n, 'Organisation ' || n, (ARRAY['sme', 'cluster', 'investor'])[1 + n % 3],
       CASE WHEN n % 10 = 0 THEN 'draft' ELSE 'published' END, (ARRAY['BE', 'CA', 'FR', 'XK'])[1 + n % 4],
       now(), now(), 'organisation ' || lpad((n * 7919 % 10000)::text, 5, '0'),
       'organisation word' || n % 5 || ' rare' || n % 500
FROM generate_series(1, :count) AS n
"""


@pytest.fixture
def no_kept_counts(app: Flask) -> Iterator[redis.Redis]:
    """Counts of many organisations are kept in Redis; here they tell of rows that are rolled back."""
    with app.app_context():
        store = redis.Redis.from_url(settings().redis_url)
    yield store
    for key in store.scan_iter("matchmaking:organisations:*"):
        store.delete(key)


def many(count: int) -> None:
    factories.sector("aerospace")
    session().execute(sa.text(MANY), {"count": count})
    session().execute(
        sa.text("INSERT INTO organisation_sector SELECT id, 'aerospace' FROM organisation WHERE id % 3 = 0")
    )
    session().execute(sa.text("ANALYZE organisation"))
    session().commit()


def scans(node: dict[str, Any]) -> Iterator[str]:
    yield f"{node['Node Type']} {node.get('Relation Name', '')} {node.get('Index Name', '')}".strip()
    for below in node.get("Plans", ()):
        yield from scans(below)


def explained(filters: Filters) -> list[str]:
    query = listing.ids_query(filters, ORDERS, limit=25)
    text = str(query.compile(session().get_bind(), compile_kwargs={"literal_binds": True})).replace(":", r"\:")
    plan = session().execute(sa.text(f"EXPLAIN (FORMAT JSON) {text}")).scalar_one()
    return list(scans(json.loads(plan)[0]["Plan"] if isinstance(plan, str) else plan[0]["Plan"]))


def test_every_list_and_search_is_read_from_an_index(database: None) -> None:
    many(4_000)
    asked = [
        Filters(),
        Filters(direction="desc"),
        Filters(sort="country"),
        Filters(sort="kind", direction="desc"),
        Filters(kinds=(OrganisationKind.CLUSTER,), countries=("CA",), sort="country"),
        Filters(sectors=("aerospace",)),
        Filters(q="word1"),
        Filters(q="rare17 word", sort="country", direction="desc"),
        Filters(q="word", countries=("CA",), sectors=("aerospace",), sort="kind"),
    ]

    for filters in asked:
        found = explained(filters)
        assert not any(scan.startswith("Seq Scan") for scan in found), (filters, found)
        assert any("ix_organisation" in scan for scan in found), (filters, found)


@pytest.mark.parametrize("q", ["", "word2", "rare7"])
@pytest.mark.parametrize("sort", listing.SORTS)
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_orders_from_indexes_are_those_of_sorting_by_hand(database: None, q: str, sort: str, direction: str) -> None:
    many(400)
    filters = Filters(q=q, sort=sort, direction=direction, countries=("BE", "CA", "XK"))
    rows = session().scalars(sa.select(Organisation).where(Organisation.state == "published")).all()
    rows = [row for row in rows if row.country_code != "FR" and f" {q}" in f" {row.search_text}"]
    if q == "word2":
        assert len(rows) > 50
    unknown = len(ORDERS["country"])
    places = {
        "name": lambda _row: (),
        "country": lambda row: (ORDERS["country"].index(row.country_code) if row.country_code != "XK" else unknown,),
        "kind": lambda row: (ORDERS["kind"].index(row.kind.value),),
    }
    rows = sorted(rows, key=lambda row: (row.sort_name, row.id))
    if direction == "desc" and sort == "name":
        rows = sorted(sorted(rows, key=lambda row: row.id), key=lambda row: row.sort_name, reverse=True)
    rows = sorted(rows, key=places[sort], reverse=direction == "desc")
    wanted = [row.id for row in rows]

    assert listing.ids(filters, ORDERS, limit=30) == wanted[:30]
    assert listing.ids(filters, ORDERS, limit=30, offset=20) == wanted[20:50]
    # What many use is found by reading the list, and is the same.
    if q:
        listed = listing.ids(replace(filters, q=""), ORDERS, limit=400)
        assert text_search.first_of(listed, q, 30, stride=7) == wanted[:30]


@pytest.mark.parametrize("sort", listing.SORTS)
@pytest.mark.parametrize("countries", [(), ("BE", "CA")])
def test_a_word_that_many_use_is_found_by_reading_the_list(
    database: None, no_kept_counts: redis.Redis, sort: str, countries: tuple[str, ...]
) -> None:
    many(3_000)
    filters = Filters(q="word", sort=sort, countries=countries)
    total = listing.facets(filters).total
    assert total > text_search.FREQUENT
    by_index = listing.ids(filters, ORDERS, limit=10, offset=5)

    with count_queries() as queries:
        read_through = listing.ids(filters, ORDERS, limit=10, offset=5, total=total)

    assert read_through == by_index
    assert len(read_through) == 10
    assert any("strpos" in statement for statement in queries.statements)


@pytest.mark.parametrize("estimated", [-1, 0, 10])
def test_a_word_that_many_use_is_found_though_the_database_has_no_idea_how_many_there_are(
    database: None, estimated: int
) -> None:
    many(3_000)
    wanted = listing.ids(Filters(q="word"), ORDERS, limit=25)
    session().execute(
        sa.text("UPDATE pg_class SET reltuples = :number WHERE oid = 'organisation'::regclass"), {"number": estimated}
    )

    assert listing.ids(Filters(q="word"), ORDERS, limit=25, total=2_700) == wanted


@pytest.mark.parametrize(
    "q", ["word", "word2 organisation", "rare7", "***", f"word {'x' * 120}", "a b c d e f g h i j k l m"]
)
@pytest.mark.parametrize(("sort", "direction"), [("name", "desc"), ("country", "asc")])
def test_whatever_the_kept_count_says_the_list_is_the_same(database: None, q: str, sort: str, direction: str) -> None:
    many(1_000)
    longer = Organisation.search_text + f" a b c d e f g h i j k l {'x' * 110}"
    session().execute(sa.update(Organisation).where(Organisation.id % 2 == 0).values(search_text=longer))
    for filters in (Filters(q=q, sort=sort, direction=direction), Filters(q=q, sort=sort, countries=("BE",))):
        for offset in (0, 20, 990):
            by_index = listing.ids(filters, ORDERS, limit=5, offset=offset)
            for total in (600, 5_000, 100_000):
                assert listing.ids(filters, ORDERS, limit=5, offset=offset, total=total) == by_index, (offset, total)


def test_words_and_filters_are_joined_before_a_row_is_read(database: None) -> None:
    many(5_000)

    plan = explained(Filters(q="word3", countries=("CA",), sectors=("aerospace",)))

    assert "BitmapAnd" in [scan.split()[0] for scan in plan], plan
    assert any("ix_organisation_search" in scan for scan in plan), plan


def test_the_database_keeps_the_codes_of_sectors_whoever_writes_them(database: None) -> None:
    rail, space = factories.sector("rail"), factories.sector("aerospace")
    stored = factories.organisation("Skywin", sectors=[rail, space])

    def codes() -> list[str]:
        return list(session().scalar(sa.select(Organisation.sector_codes).where(Organisation.id == stored.id)) or [])

    first = codes()
    stored.sectors.remove(rail)
    session().commit()
    second = codes()
    session().execute(sa.text("DELETE FROM organisation_sector"))

    assert (first, second, codes()) == (["aerospace", "rail"], ["aerospace"], [])


def test_counts_of_many_are_kept_a_minute_and_those_of_few_are_made_anew(
    database: None, no_kept_counts: redis.Redis
) -> None:
    few = listing.facets(Filters(q="nothing"))
    factories.organisation("Nothing", country_code="CA")
    many(KEPT_FROM + 200)

    first = listing.facets(Filters())
    session().execute(sa.text("UPDATE organisation SET state = 'suspended'"))
    kept = listing.facets(Filters())
    lives = [no_kept_counts.ttl(key) for key in no_kept_counts.scan_iter("matchmaking:organisations:counts:*")]

    assert few.total == 0
    assert listing.facets(Filters(q="nothing")).total == 0  # suspended meanwhile, and counted anew
    assert first == kept
    assert first.total == KEPT_FROM + 200 - (KEPT_FROM + 200) // 10 + 1
    assert len(lives) == 1
    assert 0 < int(str(lives[0])) <= 60


def test_a_page_is_right_while_the_kept_counts_are_old(database: None, no_kept_counts: redis.Redis) -> None:
    many(KEPT_FROM + 200)
    listing.facets(Filters())
    session().execute(sa.text("UPDATE organisation SET state = 'suspended' WHERE id % 2 = 0"))
    left = session().scalar(sa.text("SELECT count(*) FROM organisation WHERE state = 'published'"))
    assert left is not None
    last = -(-left // listing.PAGE_SIZE)

    page = listing.page_of(Filters(), page=last, country_order=ORDERS["country"], kind_order=list(OrganisationKind))

    assert 0 < len(page.items) <= listing.PAGE_SIZE
    assert page.total == left if len(page.items) < listing.PAGE_SIZE else page.total >= left
