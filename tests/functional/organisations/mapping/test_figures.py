from __future__ import annotations

from flask.testing import FlaskClient

from matchmaking.organisations.mapping import figures
from matchmaking.organisations.mapping.figures import UNKNOWN, Figures
from matchmaking.organisations.mapping.filters import MapFilters
from matchmaking.organisations.models import OrganisationState
from tests import factories
from tests.functional.organisations.mapping.clusters import cluster
from tests.functional.queries import count_queries


def _scene() -> None:
    wings, cures = factories.sector("wings", name_en="Wings"), factories.sector("cures", name_en="Cures")
    cluster("A", country_code="CA", region="Québec", sectors=[wings, cures], members=10)
    cluster("B", country_code="CA", region="quebec", sectors=[wings])
    cluster("C", country_code="BE", members=30)
    factories.organisation("SME", country_code="CA", sectors=[wings])
    factories.organisation("Draft", country_code="CA", sectors=[wings], state=OrganisationState.DRAFT)


def test_figures_by_country_and_sector_add_up(database: None) -> None:
    _scene()

    table = figures.table(MapFilters(all_kinds=True))

    assert {row.key: row.whole for row in table.rows} == {
        "CA": Figures(clusters=2, organisations=3, members=10, member_smes=10, smes=1, untold=1),
        "BE": Figures(clusters=1, organisations=1, members=30, member_smes=30),
    }
    assert table.whole == Figures(clusters=3, organisations=4, members=40, member_smes=40, smes=1, untold=1)
    canada = next(row for row in table.rows if row.key == "CA").sectors
    assert (canada["wings"].organisations, canada["cures"].organisations) == (3, 1)
    assert [(code, one.organisations) for code, one in table.sectors] == [("wings", 3), ("cures", 1), (UNKNOWN, 1)]


def test_figures_of_a_country_are_by_region_with_the_unknown_last(database: None) -> None:
    _scene()

    table = figures.table(MapFilters(all_kinds=True, area="CA"))

    assert [(row.key, row.name, row.whole.organisations) for row in table.rows] == [
        ("CA:quebec", "Québec", 2),
        (UNKNOWN, "", 1),
    ]


def test_figures_page_says_what_is_not_known(client: FlaskClient) -> None:
    _scene()

    page = client.get("/map/figures").text
    canada = client.get("/map/figures?area=CA&measure=members").text

    assert "1 cluster does not tell how many members it has" in page
    assert "Sector not known" in page
    assert "Region not known" in canada
    assert "Members of clusters by place and sector" in canada
    assert 'class="heat-cell-4">10</td>' in canada


def test_figures_can_be_filtered_and_an_empty_answer_says_so(client: FlaskClient) -> None:
    _scene()

    wings = client.get("/map/figures?sector=wings").text
    assert ("Canada" in wings, 'href="/map/figures?sector=wings&amp;area=BE' in wings) == (True, False)
    assert "Nothing to count" in client.get("/map/figures?market=local").text
    assert "This is not a NACE code" in client.get("/map/figures?code=hello").text
    assert client.get("/map/figures?measure=secrets&page=9999999999").status_code == 200


def test_figures_ask_the_database_the_same_at_one_row_and_at_three(client: FlaskClient) -> None:
    cluster("One", members=1)
    with count_queries() as one:
        client.get("/map/figures")
    cluster("Two", country_code="CA", members=2, sectors=[factories.sector()])
    cluster("Three", country_code="FR")
    with count_queries() as three:
        client.get("/map/figures")

    assert one.count == three.count
