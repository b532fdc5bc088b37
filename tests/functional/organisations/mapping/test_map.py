from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from matchmaking.organisations.models import OrganisationKind, OrganisationState
from tests import factories
from tests.functional.organisations.mapping.clusters import circles, cluster, leads, names
from tests.functional.queries import count_queries

KILOBYTE = 1024


def test_map_and_list_show_published_clusters_and_all_kinds_when_asked(client: FlaskClient) -> None:
    cluster("Skywin", city="Namur")
    cluster("Draft", city="Namur", state=OrganisationState.DRAFT)
    factories.organisation("Wings SME", country_code="CA")

    assert (names(client), circles(client)) == (["Skywin"], ["Belgium: 1 cluster"])
    assert names(client, "?show=all") == ["Skywin", "Wings SME"]
    assert circles(client, "?show=all") == ["Belgium: 1 organisation", "Canada: 1 organisation"]


def test_a_place_chosen_filters_the_list_whatever_its_spelling(client: FlaskClient) -> None:
    cluster("One", country_code="CA", city="Montréal", region="Québec")
    cluster("Two", country_code="CA", city="montreal")
    cluster("Far", country_code="CA", city="Vancouver", region="British Columbia")

    assert circles(client, "?area=CA") == ["Montréal: 2 clusters", "Vancouver: 1 cluster"]
    way = leads(client, "?area=CA")["Montréal: 2 clusters"]
    assert way == "/map?area=CA&place=CA:montreal#found"
    chosen = client.get(way).text
    assert names(client, "?area=CA&place=CA:montreal") == ["One", "Two"]
    assert 'aria-label="Montréal: 2 clusters" aria-current="true"' in chosen
    assert names(client, "?area=CA&place=CA:vancouver&place=CA:montreal") == ["Far", "One", "Two"]
    assert names(client, "?area=CA&place=CA:nowhere") == []


def test_circles_lead_from_the_world_to_countries_and_closer(client: FlaskClient) -> None:
    cluster("Canadian", country_code="CA", city="Toronto")
    cluster("Belgian", city="Namur")
    cluster("Dutch", country_code="NL", city="Delft")

    ways = leads(client)

    assert ways["Canada: 1 cluster"] == "/map?area=CA"
    closer = ways["Belgium and 1 more nearby: 2 clusters"]
    assert closer.startswith("/map?zoom=2&at=")
    assert leads(client, "?zoom=8&at=1000,130")["Belgium and 1 more nearby: 2 clusters"] == "/map?area=europe"
    assert (
        leads(client, "?area=europe")["Namur and 1 more nearby: 2 clusters"]
        == "/map?area=europe&place=BE:namur&place=NL:delft#found"
    )
    assert len(leads(client, "?area=europe&zoom=2&at=1000,700")) == 2


def test_who_names_no_known_place_is_counted_at_the_centre_and_said_so(client: FlaskClient) -> None:
    cluster("Somewhere", city="Nowhere-sur-Rien")
    cluster("In the region", region="Wallonie")

    page = client.get("/map?area=BE").text

    assert circles(client, "?area=BE") == ["Belgium, place not known: 1 cluster", "Wallonia: 1 cluster"]
    assert "1 of them names no town or region that we know" in page
    assert names(client, "?area=BE&place=BE:country") == ["Somewhere"]


def test_places_outside_the_picture_are_said_and_listed(client: FlaskClient) -> None:
    cluster("Overseas", country_code="FR", city="Cayenne")  # a town that the gazetteer has no French line for
    cluster("Capital", country_code="FR", city="Paris")
    cluster("Nowhere", country_code="BV")  # an island without an outline

    assert "Not in the picture, but in the list: Bouvet Island (1)" in client.get("/map").text
    assert names(client) == ["Capital", "Nowhere", "Overseas"]


def test_filters_narrow_map_and_list_alike(client: FlaskClient) -> None:
    aerospace = factories.sector("aerospace", nace=["30.3"], naics=["3364"], market="traded")
    health = factories.sector("health", nace=["86.1"], naics=["622"], market="local")
    unsaid = factories.sector("crafts")
    cluster("Wings", sectors=[aerospace], members=40)
    cluster("Cures", sectors=[health], members=100)
    cluster("Both", sectors=[aerospace, health], members=300, country_code="CA", region="Québec")
    cluster("Crafts", sectors=[unsaid])

    expected = {
        "?q=win": ["Wings"],
        "?sector=health": ["Both", "Cures"],
        "?market=traded": ["Both", "Wings"],
        "?market=local": ["Both", "Cures"],
        "?code=30.30": ["Both", "Wings"],
        "?code=C": ["Both", "Wings"],
        "?code=622&system=naics": ["Both", "Cures"],
        "?members=under-50": ["Wings"],
        "?members=50-99": [],
        "?members=100-249": ["Cures"],
        "?members=250-more": ["Both"],
        "?members=unknown": ["Crafts"],
        "?area=europe": ["Crafts", "Cures", "Wings"],
        "?area=CA": ["Both"],
        "?area=CA&region=CA:quebec": ["Both"],
        "?area=CA&region=CA:ontario": [],
        "?area=BE&region=CA:quebec": ["Crafts", "Cures", "Wings"],  # another country's region limits nothing
        "?sector=health&market=traded&area=europe": [],
    }
    assert {query: names(client, query) for query in expected} == expected
    for query in ("?sector=health", "?market=local"):
        assert circles(client, query) == ["Belgium: 1 cluster", "Canada: 1 cluster"]


def test_values_that_do_not_exist_are_left_out(client: FlaskClient) -> None:
    cluster("Skywin")

    query = "?area=XX&sector=no&market=x&members=x&system=x&show=x&zoom=3&at=a,b&page=0&place=BE:country&q=%00"

    assert names(client, query) == ["Skywin"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?code=xyz", "This is not a NACE code. Write a section, division, group or class: C, 30, 30.3 or 30.30."),
        ("?code=99", "No sector here has the NACE code 99, a part of it or a wider one."),
        ("?code=3&system=naics", "This is not a NAICS code. Write two to six digits, like 3364, or 31-33."),
    ],
)
def test_a_code_that_is_none_gets_a_sentence_and_leaves_the_list_alone(
    client: FlaskClient, query: str, sentence: str
) -> None:
    factories.sector("aerospace", nace=["30.3"], naics=["3364"])
    cluster("Skywin")

    page = client.get(f"/map{query}").text

    assert sentence in page
    assert 'aria-invalid="true" aria-describedby="map-code-error"' in page
    assert '<details class="filter-fold" open>' in page  # on a phone too the sentence is seen
    assert names(client, query) == ["Skywin"]


def test_zoom_moves_the_picture_by_links(client: FlaskClient) -> None:
    cluster("Skywin", city="Namur")

    assert 'viewBox="0 0 2000 1300"' in client.get("/map?area=BE").text
    closer = client.get("/map?area=BE&zoom=4&at=500,400").text
    assert 'viewBox="250 238 500 325"' in closer
    assert "scale(0.25)" in closer
    assert 'href="/map?area=BE&amp;zoom=8&amp;at=500,400"' in closer.replace("%2C", ",")
    corner = client.get("/map?area=BE&zoom=2&at=-900,99999").text
    assert 'viewBox="0 650 1000 650"' in corner


def test_hostile_text_is_text(client: FlaskClient) -> None:
    hostile = "<script>alert(1)</script>\"'{{ 7*7 }}"
    cluster(hostile, city=hostile, region=hostile, country_code="CA")

    for path in ("/map?area=CA", "/map?show=all&q=script", "/map/figures?area=CA"):
        page = client.get(path).text
        assert "<script>alert" not in page
    assert "<script>alert" not in client.get(f"/map?q={hostile}&code={hostile}&area=CA&region=CA:{hostile}").text


def test_empty_map_says_what_to_do_next(client: FlaskClient) -> None:
    assert "No clusters yet" in client.get("/map").text
    cluster("Skywin")
    assert "Nothing matches all of this" in client.get("/map?q=zeppelin").text
    assert "The list ends before this page" in client.get("/map?page=9").text


def test_pages_of_the_list_keep_the_filters(client: FlaskClient) -> None:
    for number in range(27):
        cluster(f"Cluster {number:02}", city="Namur")

    first = client.get("/map?area=BE&place=BE:namur&zoom=2&at=900,600").text.replace("%2C", ",").replace("%3A", ":")

    assert 'href="/map?area=BE&amp;place=BE:namur&amp;zoom=2&amp;at=900,600&amp;page=2"' in first
    assert names(client, "?area=BE&place=BE:namur&page=2") == ["Cluster 25", "Cluster 26"]


@pytest.mark.parametrize("area", ["world", "europe", "BE"])
def test_map_asks_the_database_the_same_at_one_row_and_at_three(client: FlaskClient, area: str) -> None:
    sector = factories.sector("aerospace")
    cluster("One", city="Namur", sectors=[sector], members=5)
    client.get(f"/map?area={area}")
    with count_queries() as one:
        client.get(f"/map?area={area}")
    cluster("Two", city="Gent", sectors=[sector], members=6)
    cluster("Three", city="Liège", region="Wallonia", sectors=[sector])
    with count_queries() as three:
        client.get(f"/map?area={area}")

    assert one.count == three.count
    assert one.count <= 8


def test_page_stays_light_with_places_all_over_europe(client: FlaskClient) -> None:
    towns = {
        "DE": "Berlin Hamburg Munich Köln Leipzig Dresden Stuttgart Bremen Essen Kiel",
        "FR": "Paris Lyon Nantes Lille Rennes Toulouse Bordeaux Grenoble Dijon Metz",
        "PL": "Warsaw Gdańsk Poznań Lublin Rzeszów Katowice",
        "ES": "Madrid Bilbao Valencia Murcia Vigo Zaragoza",
    }
    for country, names_of in towns.items():
        for town in names_of.split():
            for number in range(3):
                cluster(f"{town} {number}", country_code=country, city=town, description="Text " * 200)

    assert len(client.get("/map?area=europe").data) < 200 * KILOBYTE
    assert len(client.get("/map?area=europe&zoom=4&at=1000,800").data) < 200 * KILOBYTE


def test_map_says_whose_its_outlines_and_positions_are(client: FlaskClient) -> None:
    assert "Natural Earth (public domain)" in client.get("/map").text
    assert "GeoNames (CC BY 4.0)" in client.get("/map").text


def test_other_organisations_can_not_be_chosen_for_comparing(client: FlaskClient) -> None:
    cluster("Skywin")
    factories.organisation("Wings", kind=OrganisationKind.SME)

    assert client.get("/map?show=all").text.count('type="checkbox" name="slug"') == 1
