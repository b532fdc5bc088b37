"""The table of partnerships: sorted by each column, filtered, searched; asking the same at 1 row and at 3."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from matchmaking.cooperation.queries.partnerships import all_partnerships
from tests import factories
from tests.functional.queries import count_queries

ACRONYMS = re.compile(r'class="event-name stack-head"><a href="/partnerships/[^"]+">([^<]+)</a>')
SORTED = re.compile(r'<th scope="col"[^>]* aria-sort="(\w+)">\s*<a class="sort" href="([^"]+)">([^<]+)<')
PROBLEM = re.compile(r'class="field-error" id="problem-(\w+)">.*?<span>([^<]+)</span>', re.DOTALL)


def acronyms(client: FlaskClient, query: str = "") -> list[str]:
    answer = client.get(f"/partnerships{query}")
    assert answer.status_code == 200
    return [unescape(name) for name in ACRONYMS.findall(answer.text)]


@pytest.fixture
def three(database: None) -> None:
    """Three whose columns all sort otherwise, and one of which nothing is stated."""
    for code, english, french in (
        ("rail", "Rail", "Ferroviaire"),
        ("food", "Food", "Aliments"),
        ("space", "Space", "Espace"),
    ):
        factories.sector(code, name_en=english, name_fr=french)
    made: list[tuple[str, str, list[str], list[str], int | None, int | None]] = [
        ("Beta", "émile works", ["rail", "space"], ["US", "CA"], 30, 3),
        ("alpha", "Zeta works", ["food"], ["JP"], 100, 2),
        ("Gamma", "Delta works", ["food", "rail"], ["CA", "BR"], 9, 11),
        ("Omega", "Nothing stated", [], [], None, None),
    ]
    for acronym, name, sectors, countries, smes, partners in made:
        factories.partnership(
            acronym,
            name=name,
            sectors=[factories.sector(code) for code in sectors],
            target_countries=countries,
            smes=smes,
            partners=partners,
        )


@pytest.mark.parametrize(
    ("column", "up"),
    [
        ("acronym", ["alpha", "Beta", "Gamma", "Omega"]),
        ("name", ["Gamma", "Beta", "Omega", "alpha"]),
        ("sector", ["alpha", "Gamma", "Beta", "Omega"]),
        ("country", ["Gamma", "Beta", "alpha", "Omega"]),
        ("smes", ["Gamma", "Beta", "alpha", "Omega"]),
        ("partners", ["alpha", "Beta", "Gamma", "Omega"]),
    ],
)
def test_table_is_sorted_by_each_column_both_ways(client: FlaskClient, three: None, column: str, up: list[str]) -> None:
    down = list(reversed(up))
    if column not in {"acronym", "name"}:
        down = [*down[1:], "Omega"]  # what is not stated comes last either way

    assert acronyms(client, f"?sort={column}") == up
    assert acronyms(client, f"?sort={column}&direction=desc") == down


def test_sectors_sort_by_their_names_in_the_readers_language(client: FlaskClient, three: None) -> None:
    page = client.get("/partnerships?sort=sector", headers={"Accept-Language": "fr"}).text

    assert ACRONYMS.findall(page) == ["alpha", "Gamma", "Beta", "Omega"]
    assert "Aliments, Ferroviaire" in page
    assert "Espace, Ferroviaire" in page


def test_the_sorted_column_says_so_and_its_link_turns_it_round(client: FlaskClient, three: None) -> None:
    page = client.get("/partnerships?sort=smes&country=CA&q=works").text

    assert [(way, unescape(link), words) for way, link, words in SORTED.findall(page)] == [
        ("ascending", "/partnerships?q=works&country=CA&sort=smes&direction=desc", "No. of SMEs involved")
    ]
    assert page.count('<a class="sort"') == 6


def test_filters_of_one_kind_widen_and_of_two_kinds_narrow(client: FlaskClient, three: None) -> None:
    assert acronyms(client, "?country=JP&country=BR") == ["alpha", "Gamma"]
    assert acronyms(client, "?sector=rail") == ["Beta", "Gamma"]
    assert acronyms(client, "?sector=rail&sector=food&country=CA") == ["Beta", "Gamma"]
    assert acronyms(client, "?sector=space&country=JP") == []


def test_options_count_what_they_would_show(client: FlaskClient, three: None) -> None:
    page = client.get("/partnerships?sector=food").text

    options = {
        value: int(count)
        for value, count in re.findall(
            r'value="(\w+)"[^>]*>\s*<span class="option-label">[^<]*</span>\s*<span class="option-count">(\d+)', page
        )
    }
    assert options == {"food": 2, "rail": 2, "space": 1, "BR": 1, "CA": 1, "JP": 1}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("gam", ["Gamma"]),
        ("EMILE", ["Beta"]),
        ("works delt", ["Gamma"]),
        ("canada", ["Beta", "Gamma"]),
        ("Japon", ["alpha"]),
        ("aliments", ["alpha", "Gamma"]),
        ("wagr food", ["Gamma"]),
        ("somebody", ["Beta"]),
        ("zeppelin", []),
        ("&&", []),
        ("' OR 1=1 --", []),
    ],
)
def test_search_takes_beginnings_of_words_of_the_partnership_and_its_members(
    client: FlaskClient, three: None, asked: str, found: list[str]
) -> None:
    partnerships = {one.acronym: one for one in all_partnerships()}
    factories.partnership_member(partnerships["Gamma"], factories.organisation("Wagralim"))
    factories.partnership_member(partnerships["Beta"], name="Somebody Else")

    answer = client.get("/partnerships", query_string={"q": asked})

    assert [unescape(name) for name in ACRONYMS.findall(answer.text)] == found


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        ({"sector": "magic"}, {"sector": "Sector: There is no choice “magic”; it is left out."}),
        ({"country": "ZZ"}, {"country": "Targeted third country: There is no choice “ZZ”; it is left out."}),
        ({"q": "x" * 201}, {"q": "Words: Only the first 200 characters are searched."}),
        ({"sort": "nothing", "direction": "sideways", "page": "-3"}, {}),
        ({"page": "99999999999999999999"}, {}),
        ({"q": "a\0b"}, {}),
        (
            {"sector": "<script>alert(1)</script>"},
            {"sector": "Sector: There is no choice “<script>alert(1)</script>”; it is left out."},
        ),
    ],
)
def test_what_means_nothing_is_left_out_and_said(
    client: FlaskClient, three: None, query: dict[str, Any], problems: dict[str, str]
) -> None:
    answer = client.get("/partnerships", query_string=query)

    assert answer.status_code == 200
    assert {name: unescape(words) for name, words in PROBLEM.findall(answer.text)} == problems
    assert "<script>alert" not in answer.text


def test_numbers_are_drawn_against_the_largest_of_all(client: FlaskClient, three: None) -> None:
    page = client.get("/partnerships?country=BR").text

    assert re.findall(r'draw-value" width="([\d.]+)%"', page) == ["9.0", "100.0"]


def test_an_empty_table_says_what_to_do_next(client: FlaskClient) -> None:
    assert "No partnerships yet" in client.get("/partnerships").text
    factories.partnership("Alpha")
    nothing = client.get("/partnerships?q=zeppelin").text
    beyond = client.get("/partnerships?page=7").text

    assert "No partnership fits" in nothing
    assert "Show all partnerships" in nothing
    assert "The list ends before this page" in beyond


def test_a_page_holds_25_rows(client: FlaskClient) -> None:
    for number in range(26):
        factories.partnership(f"P{number:02}")

    assert len(acronyms(client)) == 25
    assert acronyms(client, "?page=2") == ["P25"]


def test_table_and_page_ask_the_database_the_same_at_one_row_and_at_three(client: FlaskClient) -> None:
    counts = []
    sector = factories.sector("rail")
    first = factories.partnership("P0", sectors=[sector], target_countries=["CA"])
    for rows in (1, 3):
        while len(all_partnerships()) < rows:
            factories.partnership(f"P{len(all_partnerships())}", sectors=[sector], target_countries=["CA"])
            factories.partnership_member(first, factories.organisation(f"Member {len(all_partnerships())}"))
        if rows == 1:
            factories.partnership_member(first, factories.organisation("Member"))
        with count_queries() as table:
            client.get("/partnerships")
        with count_queries() as page:
            client.get("/partnerships/p0")
        counts.append((table.count, page.count))

    assert [table_asks for table_asks, _page_asks in counts] == [7, 7]
    assert counts[0] == counts[1]
