from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaking.cooperation import country_list, related, section_words
from matchmaking.cooperation.models import (
    Agreement,
    CountryFact,
    EntryState,
    Partnership,
    SectionKind,
)
from matchmaking.organisations.models import OrganisationKind, OrganisationState
from matchmaking.web.locale import countries
from tests import factories
from tests.functional.cooperation.sections import NOW, office_person, written
from tests.functional.queries import count_queries

ROWS = re.compile(r'<a href="/countries/([a-z]{2})">([^<]+)</a></th>(.*?)</tr>', re.DOTALL)
COUNTS = re.compile(
    r'<td data-label="([^"]+)"[^>]*>(?:<span class="bar-cell">.*?</svg><span>([^<]+)</span>|<span[^>]*>(0)<)'
)


def rows(client: FlaskClient, query: str = "", language: str = "en") -> dict[str, dict[str, str]]:
    """Each country of the list with its counts."""
    page = client.get(f"/countries{query}", headers={"Accept-Language": language})
    assert page.status_code == 200
    return {
        unescape(name): {title: some or none for title, some, none in COUNTS.findall(cells)}
        for _code, name, cells in ROWS.findall(page.text)
    }


def partnership(*targets: str) -> Partnership:
    return factories.partnership("-".join(targets), target_countries=list(targets))


def agreement(*countries_of_parties: str, state: EntryState = EntryState.PUBLISHED) -> Agreement:
    parties = [factories.organisation(f"Party {code}", country_code=code) for code in countries_of_parties]
    return factories.agreement(*parties, state=state)


def fact(code: str = "clusters", **values: str) -> CountryFact:
    values = {"country_code": "CA", "value_en": "67", "value_fr": "67", "as_of": "2017-10-31"} | values
    stored: CountryFact = factories.store(
        CountryFact(code=code, label_en="Clusters", label_fr="Grappes", source_document="A paper, 2", **values)
    )
    return stored


def test_list_counts_what_each_country_has(client: FlaskClient) -> None:
    written("Text", by=office_person())
    partnership("BR", "CA")
    agreement("CA", "CA", "FR")
    agreement("DE", "SE", state=EntryState.DRAFT)
    factories.organisation("Hidden", country_code="JP", state=OrganisationState.SUBMITTED)
    fact(country_code="CL")

    found = rows(client)

    assert list(found) == ["Brazil", "Canada", "Chile", "France", "Germany", "Sweden"]
    assert found["Canada"] | {"Coming events": "0"} == {
        "Sections": "1 of 5",
        "Organisations": "3",
        "Partnerships": "1",
        "Agreements": "1",
        "Coming events": "0",
    }
    assert found["Brazil"]["Partnerships"] == "1"
    assert found["France"]["Agreements"] == "1"
    assert found["Germany"]["Agreements"] == "0"
    assert set(found["Chile"].values()) == {"0"}


def test_list_counts_events_to_come(client: FlaskClient) -> None:
    factories.event(countries=["CA", "US"])

    assert {name: counts["Coming events"] for name, counts in rows(client).items()} == {
        "Canada": "1",
        "United States": "1",
    }


@pytest.mark.parametrize(
    ("asked", "language", "names"),
    [
        ("united st", "en", ["United States"]),
        ("états", "en", ["United States"]),
        ("us", "en", ["United States"]),
        ("ETATS", "fr", ["États-Unis"]),
        ("nited", "en", []),
        ("%27 a%00", "en", []),
    ],
)
def test_search_knows_names_in_both_languages_and_codes(
    client: FlaskClient, asked: str, language: str, names: list[str]
) -> None:
    partnership("US", "CA")

    assert list(rows(client, f"?q={asked}", language)) == names


def test_search_without_a_match_says_what_to_do(client: FlaskClient) -> None:
    assert "No country has anything to show yet" in client.get("/countries").text
    partnership("CA")
    page = client.get("/countries?q=atlantis").text
    assert "No country of this name has anything to show yet" in page
    assert "Show all countries" in page


def test_list_is_sorted_by_any_column_and_cut_into_pages(client: FlaskClient) -> None:
    codes = [code for code in countries("en") if code not in {"CA", "BR"}][: country_list.PAGE_SIZE]
    partnership("CA", *codes)
    partnership("CA", "BR")

    first = rows(client, "?sort=partnerships&direction=desc")

    assert len(first) == country_list.PAGE_SIZE
    assert next(iter(first)) == "Canada"
    assert len(rows(client, "?page=2")) == 2
    assert list(rows(client, "?direction=desc&page=2")) == list(rows(client))[1::-1]
    assert "The list ends before this page" in client.get("/countries?page=999999999999999999999").text
    assert len(rows(client, "?sort=nonsense&direction=up&page=x")) == country_list.PAGE_SIZE


def test_list_asks_the_database_the_same_at_one_country_and_at_three(client: FlaskClient) -> None:
    partnership("CA")
    with count_queries() as one:
        client.get("/countries")
    partnership("US", "BR")
    agreement("BE", "CA")
    with count_queries() as three:
        client.get("/countries")

    assert one.count == three.count
    assert one.count == 6  # one for each column, and one for the facts


@pytest.mark.parametrize("code", ["ca", "CA", "cA"])
def test_page_is_found_by_the_code_in_any_case(client: FlaskClient, code: str) -> None:
    page = client.get(f"/countries/{code}")

    assert page.status_code == 200
    assert "<h1>Canada</h1>" in page.text


@pytest.mark.parametrize("code", ["xx", "can", "eu", "ß", "c", "a%00", "..%2Fca"])
def test_codes_that_are_no_country_are_not_found(client: FlaskClient, code: str) -> None:
    assert client.get(f"/countries/{code}").status_code == 404


def test_empty_sections_say_what_is_looked_for_and_how_to_give_it(client: FlaskClient) -> None:
    page = unescape(client.get("/countries/cl").text)

    for kind in SectionKind:
        assert str(section_words.WANTED[kind]) in page
        assert f"/account/login?next=/countries/cl/sections/{kind}/en/edit" in page
    assert page.count("Sign in to propose a text") == 5
    member = factories.sign_in(client, factories.person("Charlie")).get("/countries/cl").text
    assert member.count("Propose a text") == 5
    decider = factories.sign_in(client, office_person("Alice", country="CL")).get("/countries/cl").text
    assert decider.count("Write this section") == 5
    assert '<a href="/countries/cl/sections/context/en/edit">' in decider


def test_sections_fold_to_their_summary_and_open_by_the_address(client: FlaskClient) -> None:
    written("Text", by=office_person())

    folded = client.get("/countries/ca").text

    assert '<details class="fold fold-section" id="policies">' in folded
    assert re.search(r"<summary>\s*<h3>Cluster policies</h3>\s*<span class=\"fold-lines\">Text in short", folded)
    for asked in ("all", "policies"):
        assert 'id="policies" open>' in client.get(f"/countries/ca?open={asked}").text
    assert 'id="policies" open>' not in client.get("/countries/ca?open=context").text


def test_facts_are_shown_with_their_time_and_source(client: FlaskClient) -> None:
    fact()
    fact("budget", source_url="https://paper.example/a", value_en="950 million CAD")

    page = client.get("/countries/ca").text

    assert "31 October 2017" in page
    assert "950 million CAD" in page
    assert '<li id="fact-source-1">A paper, 2</li>' in page
    linked = '<a href="https://paper.example/a" rel="nofollow noopener">A paper, 2</a> (paper.example)'
    assert f'<li id="fact-source-2">{linked}</li>' in page
    assert re.findall(r'href="#fact-source-(\d)"', page) == ["1", "2"]


def test_organisations_there_are_shown_by_kind_with_a_few_of_each(client: FlaskClient) -> None:
    for name in ("Delta", "Alpha", "Charlie", "Bravo"):
        factories.organisation(name, country_code="CA", kind=OrganisationKind.CLUSTER)
    factories.organisation("Small", country_code="CA")
    factories.organisation("Elsewhere", country_code="BE")
    factories.organisation("Unseen", country_code="CA", state=OrganisationState.DRAFT)

    page = client.get("/countries/ca").text

    assert 'href="/organisations?country=CA&amp;kind=cluster"' in page
    assert "Look at all 5 in the directory" in page
    assert re.findall(r">(Alpha|Bravo|Charlie|Delta|Small|Elsewhere|Unseen)</a>", page) == [
        "Alpha",
        "Bravo",
        "Charlie",
        "Small",
    ]
    assert "and 1 more" in page
    assert "Find a partner here" in page
    assert "No organisation there is listed yet" in client.get("/countries/cl").text


def test_panels_follow_each_other_in_their_order(app: Flask, database: None) -> None:
    factories.event(countries=["CA"])

    with app.test_request_context("/countries/ca"):
        shown = [template for template, _values in related.of_country("CA", NOW)]

    assert "events/_related.html" in shown[:-1]
    assert shown[-1] == "cooperation/_organisations.html"  # though it was registered before the others


def test_page_asks_the_database_the_same_at_one_row_of_each_and_at_three(client: FlaskClient) -> None:
    alice = office_person()
    written("Text", by=alice)
    fact()
    factories.organisation("One", country_code="CA")
    with count_queries() as one:
        client.get("/countries/ca")
    for kind in (SectionKind.CONTEXT, SectionKind.COMMUNITY):
        written("Text", by=alice, kind=kind)
        written("Texte", by=alice, kind=kind, language="fr")
        fact(kind.value)
        factories.organisation(kind.value, country_code="CA", kind=OrganisationKind.CLUSTER)
    with count_queries() as three:
        client.get("/countries/ca")

    assert one.count == three.count
    own = [text for text in one.statements if re.search("FROM (country_section|country_fact|section_revision)", text)]
    assert len(own) == 2
