from __future__ import annotations

import itertools
import json
import re
from html import unescape
from importlib.resources import files

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from matchmaking.organisations import listing, services
from matchmaking.organisations.filters import filters_from
from matchmaking.organisations.listing import Filters
from matchmaking.organisations.models import Organisation, OrganisationKind, OrganisationState
from matchmaking.organisations.services import searching
from tests import factories
from tests.functional.organisations.steps import taxonomy
from tests.functional.queries import count_queries

NAMES = re.compile(r'class="event-name stack-head">(?:\s*<div[^>]*>)*\s*<a href="/organisations/[^"]+">([^<]+)</a>')


def names(client: FlaskClient, query: str = "") -> list[str]:
    answer = client.get(f"/organisations{query}")
    assert answer.status_code == 200
    return [unescape(name) for name in NAMES.findall(answer.text)]


def test_directory_shows_only_what_is_published(client: FlaskClient) -> None:
    for state in OrganisationState:
        factories.organisation(state.value, state=state)

    assert names(client) == ["published"]


def test_empty_directory_says_what_to_expect(client: FlaskClient) -> None:
    assert "No organisations yet" in client.get("/organisations").text


def test_search_without_a_match_offers_the_whole_list(client: FlaskClient) -> None:
    factories.organisation("Skywin")

    page = client.get("/organisations?q=zeppelin").text

    assert "Nothing matches all of this" in page
    assert "Show all organisations" in page


@pytest.mark.parametrize("asked", ["montreal", "MONTRÉAL", "mont", "aer mon", "Aéro"])
def test_search_ignores_accents_and_case_and_takes_beginnings(client: FlaskClient, asked: str) -> None:
    factories.organisation("Aéro Nord", city="Montréal")
    factories.organisation("Skywin", city="Namur")

    assert names(client, f"?q={asked}") == ["Aéro Nord"]


@pytest.mark.parametrize("asked", ["ontreal", "aero paris", "%27%3B", "a%00:*|!", "((&"])
def test_search_takes_no_inner_parts_and_no_operators(client: FlaskClient, asked: str) -> None:
    factories.organisation("Montréal")

    assert names(client, f"?q={asked}") == []


@pytest.mark.parametrize("asked", ["belgium", "Belgique", "skywin belg", "sme", "PME belgium"])
def test_a_country_and_a_kind_are_found_by_their_names_in_each_language(client: FlaskClient, asked: str) -> None:
    searching.refresh(factories.organisation("Skywin", country_code="BE", kind="sme"))
    searching.refresh(factories.organisation("Glide", country_code="CA", kind="cluster"))

    assert names(client, f"?q={asked}") == ["Skywin"]


def test_search_finds_names_in_other_scripts(client: FlaskClient) -> None:
    factories.organisation("Ελληνικός Συνεργατικός")
    factories.organisation("Skywin")

    assert names(client, "?q=ελλην") == ["Ελληνικός Συνεργατικός"]


def test_filters_of_one_kind_widen_and_of_several_narrow(client: FlaskClient) -> None:
    taxonomy()
    sector = factories.sector("aerospace")
    factories.organisation("A", country_code="BE", kind=OrganisationKind.CLUSTER, sectors=[sector])
    factories.organisation("B", country_code="CA", kind=OrganisationKind.CLUSTER)
    factories.organisation("C", country_code="CA")

    assert names(client, "?country=BE&country=CA") == ["A", "B", "C"]
    assert names(client, "?country=CA&kind=cluster") == ["B"]
    assert names(client, "?sector=aerospace") == ["A"]
    assert names(client, "?country=XX&kind=nonsense&sector=nothing") == ["A", "B", "C"]


def test_sorting_by_each_column_both_ways(client: FlaskClient) -> None:
    factories.organisation("Éclair", country_code="DE")  # Germany
    factories.organisation("Alpha", country_code="CA", kind=OrganisationKind.CLUSTER)
    factories.organisation("zeta", country_code="AT", kind=OrganisationKind.INVESTOR)

    assert names(client) == ["Alpha", "Éclair", "zeta"]
    assert names(client, "?direction=desc") == ["zeta", "Éclair", "Alpha"]
    assert names(client, "?sort=country") == ["zeta", "Alpha", "Éclair"]
    assert names(client, "?sort=kind") == ["Alpha", "zeta", "Éclair"]
    assert names(client, "?sort=kind&direction=desc") == ["Éclair", "zeta", "Alpha"]
    assert names(client, "?sort=password") == ["Alpha", "Éclair", "zeta"]


def test_pages_of_twenty_five_keep_the_filter(client: FlaskClient) -> None:
    for number in range(26):
        factories.organisation(f"Org {number:02}", country_code="CA")

    first = client.get("/organisations?country=CA")

    assert len(NAMES.findall(first.text)) == 25
    assert 'href="/organisations?country=CA&amp;page=2"' in first.text
    assert names(client, "?country=CA&page=2") == ["Org 25"]
    assert "The list ends before this page" in client.get("/organisations?page=99999999999999999999").text


def test_links_carry_only_what_a_list_knows(client: FlaskClient) -> None:
    for number in range(26):
        factories.organisation(f"Org {number:02}")

    page = client.get("/organisations?_external=1&_scheme=javascript&endpoint=x&_anchor=y&page=1")

    assert page.status_code == 200
    assert 'href="/organisations?page=2"' in page.text
    assert "javascript:" not in page.text


def test_counts_equal_what_each_value_would_show(database: None) -> None:
    taxonomy()
    sectors = [factories.sector(code) for code in ("aerospace", "photonics")]
    kinds = (OrganisationKind.SME, OrganisationKind.CLUSTER)
    rows: list[Organisation] = []
    for number, (kind, country, chosen) in enumerate(
        itertools.product(kinds, ("BE", "CA"), ([], sectors[:1], sectors))
    ):
        for copy in range(1 + number % 3):
            name = f"{'Nord' if number % 2 else 'Sud'} {number} {copy}"
            rows.append(factories.organisation(name, kind=kind, country_code=country, sectors=list(chosen)))
    factories.organisation("Nord draft", state=OrganisationState.DRAFT, sectors=list(sectors))

    def fits(row: Organisation, filters: Filters) -> bool:
        return (
            (not filters.q or row.name.startswith("Nord"))
            and (not filters.kinds or row.kind in filters.kinds)
            and (not filters.countries or row.country_code in filters.countries)
            and (not filters.sectors or bool({s.code for s in row.sectors} & set(filters.sectors)))
        )

    for q, kind, country, sector in itertools.product(
        ("", "nord"), ((), kinds[:1], kinds), ((), ("CA",)), ((), ("photonics",), ("aerospace", "photonics"))
    ):
        filters = Filters(q=q, kinds=kind, countries=country, sectors=sector)
        counted = listing.facets(filters)
        for value in kinds:
            alone = Filters(q=q, kinds=(value,), countries=country, sectors=sector)
            assert counted.kinds.get(value, 0) == sum(fits(row, alone) for row in rows)
        for place in ("BE", "CA"):
            alone = Filters(q=q, kinds=kind, countries=(place,), sectors=sector)
            assert counted.countries.get(place, 0) == sum(fits(row, alone) for row in rows)
        for branch in ("aerospace", "photonics"):
            alone = Filters(q=q, kinds=kind, countries=country, sectors=(branch,))
            assert counted.sectors.get(branch, 0) == sum(fits(row, alone) for row in rows)


def test_filters_survive_the_way_through_the_address() -> None:
    filters = Filters(
        q="nord", kinds=(OrganisationKind.SME,), countries=("BE", "CA"), sectors=("aerospace",), sort="kind"
    )

    args = MultiDict([(k, v) for k, vs in filters.as_args().items() for v in (vs if isinstance(vs, list) else [vs])])

    assert filters_from(args, {"aerospace"}) == filters


def test_directory_asks_the_database_the_same_at_one_row_and_at_three(client: FlaskClient) -> None:
    taxonomy()
    sector = factories.sector("aerospace")
    factories.organisation("One", sectors=[sector])
    with count_queries() as one:
        client.get("/organisations")
    factories.organisation("Two", sectors=[sector])
    factories.organisation("Three", sectors=[sector], country_code="CA")
    with count_queries() as three:
        client.get("/organisations")

    assert (one.count, three.count) == (5, 5)


def test_profile_shows_what_is_stored_and_nothing_runs(client: FlaskClient) -> None:
    hostile = "<script>alert(1)</script>\"'{{ 7*7 }}"
    stored = factories.organisation(
        hostile, city=hostile, region=hostile, description=hostile, website="https://skywin.be/a", founded_year=2006
    )

    page = client.get(f"/organisations/{stored.slug}")

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "{{ 7*7 }}" in page.text
    assert '<a href="https://skywin.be/a" rel="nofollow noopener">skywin.be/a</a>' in page.text
    assert "<script>alert" not in client.get("/organisations").text


def test_unknown_profiles_are_not_found(client: FlaskClient) -> None:
    assert client.get("/organisations/nobody").status_code == 404
    assert client.get("/organisations/a%00b").status_code == 404


@pytest.mark.parametrize("state", [state for state in OrganisationState if state is not OrganisationState.PUBLISHED])
def test_what_is_not_published_is_for_its_own_people_and_administrators(
    client: FlaskClient, state: OrganisationState
) -> None:
    alice, bob, charlie, dana = (factories.person(name) for name in ("Alice", "Bob", "Charlie", "Dana"))
    stored = factories.organisation("Skywin", manager=alice, state=state)
    factories.affiliation(bob, stored, role="member")
    factories.affiliation(dana, stored, role="member", state="requested")
    admin = factories.person("Ada", roles=["administrator"])

    url = f"/organisations/{stored.slug}"
    assert client.get(url).status_code == 404
    assert factories.sign_in(client, charlie).get(url).status_code == 404
    assert factories.sign_in(client, dana).get(url).status_code == 404
    for insider in (alice, bob, admin):
        assert factories.sign_in(client, insider).get(url).status_code == 200


def test_public_lists_load_once_and_show_their_source(client: FlaskClient) -> None:
    data = files("matchmaking") / "demo" / "data"
    read = {name: json.loads((data / f"{name}.json").read_text()) for name in ("sectors", "organisations", "demo_smes")}
    services.load_sectors(read["sectors"]["sectors"])

    first = services.import_listed(read["organisations"]["organisations"], now=factories.NOW)
    again = services.import_listed(read["organisations"]["organisations"], now=factories.NOW)
    invented = services.import_listed(read["demo_smes"]["organisations"], now=factories.NOW, is_demo=True)

    assert (first, again, invented) == (len(read["organisations"]["organisations"]), 0, 6)
    assert services.load_sectors(read["sectors"]["sectors"]) == 0
    listed = client.get("/organisations/alsace-biovalley").text
    assert "listed from a public source, not yet claimed" in listed
    assert "This is us: claim it" in listed
    assert "ECCP discussion paper D3.5 on Canada (2017)" in listed
    assert "155 members" in listed
    sme = client.get("/organisations/demo-boreal-diagnostics").text
    assert "demonstration: invented" in sme
    assert "claim it" not in sme
    assert "Aéro Montréal" in names(client, "?q=aero%20montreal")
